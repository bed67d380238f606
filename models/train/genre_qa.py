"""Questions and answers: facts, reading a few lines, the calendar, words; and a graceful answer to everything else."""

from facts import ANIMAL_FACTS, CAPITALS, OPPOSITES, PLURALS, SCIENCE
from world import COLOURS, DAYS, FOODS, HOBBIES, JOBS, MONTHS, OBJECTS, TOWNS, Person, a, any_of, capital


def capitals(rng):
    country = any_of(rng, list(CAPITALS))
    city = CAPITALS[country]
    if rng.random() < 0.12:
        return f"{city} is the capital of which country?", f"{city} is the capital of {country}."
    ask = any_of(rng, ["What is the capital of {c}?", "What is the capital of {c}?", "What is the capital city of {c}?", "Which city is the capital of {c}?",
                       "Tell me the capital of {c}.", "Do you know the capital of {c}?", "Capital of {c}?"])
    tail = "." if not city.endswith(".") else ""
    return ask.format(c=country), f"The capital of {country} is {city}{tail}"


def science(rng):
    questions, answer = any_of(rng, SCIENCE)
    question = any_of(rng, questions)
    if rng.random() < 0.15 and question.endswith("?"):
        question = any_of(rng, ["I have a question. ", "My child asks: ", "Please tell me: ", "Quick question: "]) + question
    return question, answer


def animal(rng):
    kind = any_of(rng, list(ANIMAL_FACTS))
    food, home, more = ANIMAL_FACTS[kind]
    draw = rng.random()
    if draw < 0.35:
        return any_of(rng, ["What does {x} eat?", "What do you feed {x}?", "Tell me what {x} eats."]).format(x=a(kind)), \
            f"{capital(a(kind))} eats {food}. {more}"
    if draw < 0.65:
        return any_of(rng, ["Where does {x} live?", "Where can I find {x}?"]).format(x=a(kind)), \
            f"{capital(a(kind))} lives {home}. It eats {food}."
    return any_of(rng, ["Tell me about the {k}.", "What is {x}?", "What do you know about the {k}?", "Describe {x}.",
                        "Tell me something about the {k}."]).format(k=kind, x=a(kind)), \
        f"The {kind} lives {home} and eats {food}. {more}"


def words(rng):
    if rng.random() < 0.7:
        word = any_of(rng, list(OPPOSITES))
        other = OPPOSITES[word]
        if rng.random() < 0.3 and other not in OPPOSITES:
            word, other = other, word
        ask = any_of(rng, ['What is the opposite of "{w}"?', "What is the opposite of {w}?", "Give me the opposite of {w}."])
        return ask.format(w=word), f'The opposite of "{word}" is "{other}".'
    word = any_of(rng, list(PLURALS))
    return any_of(rng, ['What is the plural of "{w}"?', "What is the plural of {w}?"]).format(w=word), \
        f'The plural of "{word}" is "{PLURALS[word]}". For example: one {word}, two {PLURALS[word]}.'


def calendar(rng):
    names, what = (DAYS, "day") if rng.random() < 0.5 else (MONTHS, "month")
    i = int(rng.random() * len(names))
    if rng.random() < 0.1:
        count = "seven" if what == "day" else "twelve"
        whole = "week" if what == "day" else "year"
        return f"What are the {what}s of the {whole}?", f"There are {count} {what}s: {', '.join(names[:-1])} and {names[-1]}."
    if rng.random() < 0.5:
        return any_of(rng, ["What {w} comes after {n}?", "Which {w} is after {n}?"]).format(w=what, n=names[i]), \
            f"The {what} after {names[i]} is {names[(i + 1) % len(names)]}."
    return any_of(rng, ["What {w} comes before {n}?", "Which {w} is before {n}?"]).format(w=what, n=names[i]), \
        f"The {what} before {names[i]} is {names[i - 1]}."


def reading(rng):
    """A few sentences about two people, then a question that only one of them answers."""
    p, q = Person(rng), Person(rng)
    while q.name == p.name:
        q = Person(rng)
    passage, asked = [], []
    for one in (p, q):
        first, second = rng.sample(traits(rng, one), 2)
        passage += [first[0], second[0].replace(one.name, one.He, 1)]
        asked += [first, second]
    said, questions = any_of(rng, asked)
    known = said if not questions[0].startswith("What colour") else colour_answer(said)
    return f"{' '.join(passage)} {any_of(rng, questions)}", f"The text says it: {known}"


def traits(rng, one):
    """(sentence, questions that it answers) pairs about one person."""
    n, thing = one.name, any_of(rng, OBJECTS)
    return [
        (f"{n} is {a(any_of(rng, JOBS))}.", [f"What is {n}'s job?", f"What does {n} do?"]),
        (f"{n} lives in {any_of(rng, TOWNS)}.", [f"Where does {n} live?", f"In which town does {n} live?"]),
        (f"{n} has a {any_of(rng, COLOURS[:6])} {thing}.", [f"What colour is {n}'s {thing}?", f"What colour is the {thing} of {n}?"]),
        (f"{n} likes {any_of(rng, HOBBIES)}.", [f"What does {n} like?", f"What is {n}'s hobby?"]),
        (f"{n} eats {any_of(rng, FOODS)} for lunch.", [f"What does {n} eat for lunch?"])]


def colour_answer(said):
    """"Tom has a red kite." becomes "Tom's kite is red."."""
    name, _, _, colour, thing = said[:-1].split(" ")
    return f"{name}'s {thing} is {colour}."


UNKNOWN = ("quantum physics|football|politics|the stock market|cars|history|music|philosophy|medicine|law|chess openings|movies|"
           "Shakespeare|cooking pasta|the Roman Empire|airplanes|taxes|Kubernetes|Python|Rust|JavaScript|blockchain|dinosaurs|"
           "black holes|vitamins|World War 2|the Olympic games|chemistry|algebra|poetry|guitars|trains|coffee|wine|yoga|fashion|"
           "phones|video games|robots|economics|geology|biology|Linux|databases|the French Revolution|Napoleon|tennis|bridges|"
           "architecture|space travel|DNA|viruses|diets|marketing|art|religion|machine learning|neural networks|the internet|"
           "ancient Egypt|Latin|grammar|insurance|startups|physics|Docker|React|SQL|electric cars|solar panels|batteries").split("|")
SYLLABLES = "ba co du fi gra hem il jo ka lum mor ne ox pri qua ri sto tur un vel wi xa yor zen al ber cin dor el far".split()


def topic(rng):
    """A known word for something outside the world, or a made-up one, so that copying is learnt and not a list."""
    if rng.random() < 0.55:
        return any_of(rng, UNKNOWN)
    name = "".join(any_of(rng, SYLLABLES) for _ in range(rng.randrange(2, 4)))
    return capital(name) if rng.random() < 0.5 else "the " + name


def unknown(rng):
    x = topic(rng)
    ask = any_of(rng, ["Tell me about {x}.", "What is {x}?", "Explain {x}.", "How does {x} work?", "What do you know about {x}?",
                       "Who invented {x}?", "Why is {x} important?", "Write an essay about {x}.", "Can you help me with {x}?",
                       "What do you think about {x}?", "When did {x} begin?", "Where can I learn {x}?", "Who is {x}?",
                       "Give me a list of facts about {x}.", "What is the best way to learn about {x}?"])
    return ask.format(x=x), (f"I am a very small model, and I do not know much about {x}. I can tell short stories, answer simple questions, "
                             "do sums, write JSON records and write short C# functions.")


def turn(rng):
    draw = rng.random()
    for limit, make in ((0.16, capitals), (0.43, science), (0.57, animal), (0.65, words), (0.72, calendar), (0.88, reading)):
        if draw < limit:
            return make(rng)
    return unknown(rng)


def text(rng):
    make = any_of(rng, [science, science, animal])
    return make(rng)[1]
