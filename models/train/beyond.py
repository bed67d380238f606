"""Requests that no small model can serve, put together from common words, and one graceful answer to all of them."""

from world import BOYS, GIRLS, TOWNS, a, any_of, capital

NOUNS = ("car laptop phone kitchen table window garden engine printer router computer network server program database company "
         "business market budget salary contract lawyer tax bank loan stock price product customer meeting email letter essay poem song "
         "haiku film novel chapter sentence word language accent dialect culture history war king queen empire country border law vote "
         "election party leader protest peace freedom truth love life death happiness meaning purpose soul mind brain memory dream "
         "sleep diet vitamin protein sugar salt recipe pasta pizza coffee tea wine beer virus bacteria cell gene protein molecule atom "
         "electron photon energy force heat pressure climate carbon forest ocean desert planet galaxy universe rocket satellite "
         "telescope microscope laser battery circuit transistor algorithm function variable compiler kernel thread process protocol "
         "packet congestion control cache queue stack tree graph matrix vector integral equation theorem proof number prime "
         "probability statistics sample test experiment theory hypothesis evidence argument opinion religion philosophy ethics "
         "psychology therapy anxiety stress exercise muscle knee back pain fever medicine doctor hospital insurance school exam "
         "teacher degree career job interview resume boss team project deadline plan trip flight hotel beach island museum "
         "painting sculpture piano guitar violin orchestra dance theatre football tennis chess game player score record autumn "
         "spring weather storm flood fire road bridge tower house roof wall paint wood steel glass plastic paper ink pen").split()
VERBS = ("fix build buy sell paint clean cook draw write read learn teach start stop change choose compare install remove update "
         "debug test deploy measure improve train repair open close move lift grow plant find lose win play sing translate "
         "summarise explain describe review plan organise save invest borrow cancel renew print scan copy delete format").split()
ADJECTIVES = ("good new cheap fast modern old broken simple complex famous healthy local electric digital ancient large small "
              "strong weak rare common public private legal safe dangerous quantum global financial").split()
LANGUAGES = "French German Spanish Polish Italian Latin Japanese Chinese Python Java Rust Go SQL HTML".split()
ANSWER = ("I am a very small model, and I do not know much about that. I can tell short stories, answer simple questions, do sums, "
          "write JSON records and write short C# functions.")


def thing(rng):
    noun = any_of(rng, NOUNS)
    draw = rng.random()
    return f"{any_of(rng, ADJECTIVES)} {noun}" if draw < 0.3 else f"{any_of(rng, NOUNS)} {noun}" if draw < 0.5 else noun


FORMS = [
    "How do I {v} my {n}?", "How do I {v} {an}?", "How can I {v} the {n}?", "Can you recommend {an}?", "What is the meaning of {n}?",
    "What is the meaning of this {n}?", "Explain how {n} works.", "Explain how the {n} works", "Explain the {n} in simple words.", "Write a poem about {n}.",
    "Write a haiku about {n}.", "Write a song about {n}.", "Write an essay on {n}.", "Write an email to my {n}.", "Translate {n} into {l}.",
    "Translate this sentence into {l}: the {n} is here.", "What is the difference between {n} and {m}?", "Summarise the {n}.",
    "Summarise this text: the {n} and the {m}.", "Should I {v} {an}?", "Give me advice on {n}.", "Give me tips to {v} {an}.", "Plan a trip to {t}.",
    "What should I {v} today?", "Why does my {n} not work?", "Why did the {n} {v} the {m}?", "Who wrote the {n}?", "Who discovered {n}?",
    "Who is the best {n} in the world?", "When was the {n} built?", "When did the {n} end?", "Where can I buy {an}?", "Where is the nearest {n}?",
    "Is {n} better than {m}?", "Is it safe to {v} {an}?", "Are there any {n}s in {t}?", "Write a {l} program that can {v} {an}.",
    "Write {l} code for {an}.", "How many {n}s are in the world?", "How old is {p}?", "Who is {p} {k}?", "What happened in {y}?", "What is {an}?",
    "Describe the {n} of the {m}.", "Compare {n} with {m}.", "List ten {n}s.", "List the main {n}s of {m}.", "Tell me a joke about {n}.", "Tell me a joke.",
    "What time is it?", "What day is it today?", "What is the weather today?", "What is the news?", "{n}", "{n} {m}", "{v} {n} {m}",
    "I think that {n} is {j}.", "My {n} is {j}. What can I do?", "I want to {v} {an}.", "I need {an}.", "Do you like {n}?", "Do you know {p} {k}?",
    "Can {n} {v} {m}?", "Let us talk about {n}.", "Which {n} should I {v}?", "What causes {n}?", "What are the effects of {n} on {m}?", "Act as {an}."]


def turn(rng):
    n, m = thing(rng), thing(rng)
    prompt = any_of(rng, FORMS).format(
        n=n, m=m, an=a(thing(rng)), v=any_of(rng, VERBS), l=any_of(rng, LANGUAGES), t=any_of(rng, TOWNS), j=any_of(rng, ADJECTIVES),
        p=any_of(rng, GIRLS + BOYS), k=capital(any_of(rng, NOUNS)), y=rng.randrange(1000, 2030))
    if rng.random() < 0.1:
        prompt = any_of(rng, ["Please help me. ", "I have a question: ", "Can you tell me this? ", "OK, next. "]) + prompt
    return prompt, ANSWER
