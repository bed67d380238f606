"""Short stories: a hero, a place, one trouble, a helper, an end and what was learnt."""

from world import (ADJECTIVES, ANIMALS, BOYS, COLOURS, FOODS, GIRLS, JOBS, OBJECTS, PLACES, TIMES, Person, a, any_of, capital, lean)


# Friends have names and kinds of their own at the front of these lists, so that hero and friend are told apart.
FRIEND_KINDS = [ANIMALS[i] for i in (7, 3, 8, 10, 13, 9, 22, 2, 16, 24)]
FRIEND_GIRLS, FRIEND_BOYS = GIRLS[20:], BOYS[18:]


def friend_of(rng, hero):
    """Somebody else than the hero."""
    while True:
        friend = Person(rng)
        friend.name = lean(rng, FRIEND_GIRLS if friend.girl else FRIEND_BOYS)
        if friend.name != hero.name:
            return friend


class Cast:
    """Everything a story is about. What the user asked for is set; the rest is the teller's choice."""

    def __init__(self, rng):
        self.rng = rng
        self.hero = Person(rng, lean)
        self.kind = lean(rng, ANIMALS)
        self.adjective = lean(rng, ADJECTIVES)
        self.place = lean(rng, PLACES)
        self.object = lean(rng, OBJECTS)
        self.colour = lean(rng, COLOURS)
        self.food = lean(rng, FOODS)
        self.helper = friend_of(rng, self.hero)
        self.helper_kind = lean(rng, [kind for kind in FRIEND_KINDS if kind != self.kind])
        self.named_hero = False


def ask(cast):
    """A request, and the parts of the cast that it fixes."""
    rng = cast.rng
    verb = any_of(rng, ["Tell me", "Tell me", "Tell me", "Write", "Write me", "Please tell me", "Can you tell me", "I want",
                        "Please write", "Could you write", "Make up", "Give me"])
    size = any_of(rng, ["a short story", "a short story", "a story", "a little story", "a small story", "a bedtime story"])
    if rng.random() < 0.08:
        return f"{verb} {size}" + ("?" if verb[:2] in ("Ca", "Co") else "."), None
    if rng.random() < 0.5:
        cast.kind = any_of(rng, ANIMALS)
        if rng.random() < 0.4:
            cast.adjective = any_of(rng, ADJECTIVES)
            about = f"{a(cast.adjective)} {cast.kind}"
        else:
            about = a(cast.kind)
    else:
        cast.hero = Person(rng)
        cast.kind = any_of(rng, JOBS) if rng.random() < 0.6 else cast.hero.child
        cast.named_hero = rng.random() < 0.6
        about = f"{a(cast.kind)} called {cast.hero.name}" if cast.named_hero else a(cast.kind)
        if cast.named_hero and rng.random() < 0.25:
            about = f"{cast.hero.name} the {cast.kind}" if cast.kind in JOBS else f"a {cast.kind} named {cast.hero.name}"
    if cast.kind in ("boy", "girl"):
        cast.hero = cast.hero if cast.hero.child == cast.kind else Person(rng, girl=cast.kind == "girl")
    if cast.kind in ("fisherman", "postman"):
        cast.hero = Person(rng, lean if not cast.named_hero else any_of, girl=False)
        if cast.named_hero:
            about = f"a {cast.kind} called {cast.hero.name}"
    plot = None
    extra = rng.random()
    if extra < 0.2:
        cast.object = any_of(rng, OBJECTS)
        plot = any_of(rng, [lost, found])
        about += f" {'who loses' if plot is lost else 'who finds'} {a(cast.object)}"
    elif extra < 0.35:
        cast.object = any_of(rng, OBJECTS)
        about += f" and {a(cast.object)}"
        plot = any_of(rng, [lost, found, gift])
    elif extra < 0.5:
        cast.place = any_of(rng, PLACES)
        about += any_of(rng, [" in ", " near ", " at "]) + cast.place
    cast.helper = friend_of(rng, cast.hero)
    cast.helper_kind = lean(rng, [kind for kind in FRIEND_KINDS if kind != cast.kind])
    return f"{verb} {size} about {about}" + ("?" if verb[:2] in ("Ca", "Co") else "."), plot


def opening(c):
    h = c.hero
    return lean(c.rng, [
        f"Once upon a time, {a(c.adjective)} {c.kind} called {h.name} lived near {c.place}.",
        f"Once there was {a(c.adjective)} {c.kind} named {h.name} who lived near {c.place}.",
        f"{h.name} was {a(c.adjective)} {c.kind}. {h.He} lived in a small house near {c.place}.",
        f"Near {c.place} lived {a(c.adjective)} {c.kind}. {h.His} name was {h.name}."])


def friend(c):
    return f"{a(c.helper_kind)} called {c.helper.name}"


def lost(c):
    h, f, o = c.hero, c.helper, c.object
    where = lean(c.rng, ["under a big tree", "behind the door", "in the tall grass", "under the bridge", "beside the road"])
    return [
        f"{h.He} had {a(c.colour)} {o}, and {h.he} loved it very much.",
        lean(c.rng, [f"{lean(c.rng, TIMES)}, the {o} was gone.", f"{lean(c.rng, TIMES)}, {h.name} could not find the {o}."]),
        lean(c.rng, [f"{h.name} looked everywhere, but {h.he} could not see it.", f"{h.name} was sad and sat down on a stone."]),
        f"Then {h.he} met {friend(c)}.",
        lean(c.rng, [f'"Do not worry," said {f.name}. "We will look together."', f'"I will help you," said {f.name}.']),
        f"They looked until the sun went down, and at last they found the {o} {where}.",
        lean(c.rng, [f'"Thank you, {f.name}," said {h.name}.', f"{h.name} was so happy that {h.he} danced."])]


def found(c):
    h, f, o = c.hero, c.helper, c.object
    return [
        f"{lean(c.rng, TIMES)}, {h.name} found {a(c.colour)} {o} on the road.",
        lean(c.rng, [f'"Whose {o} is this?" asked {h.name}.', f"{h.He} wanted to keep it, but it was not {h.his} {o}."]),
        lean(c.rng, [f"So {h.he} walked from door to door and asked everyone.", f"So {h.he} asked everyone in {c.place}."]),
        f"At last {h.he} came to {friend(c)}, who was crying.",
        f'"That is my {o}!" said {f.name}. "I lost it yesterday."',
        f"{h.name} gave the {o} back, and {f.name} gave {h.him} some {c.food}.",
        f"They ate the {c.food} together."]


def gift(c):
    h, f, o = c.hero, c.helper, c.object
    return [
        f"{h.His} best friend was {friend(c)}.",
        f"{lean(c.rng, TIMES)}, {h.name} heard that it was the birthday of {f.name}.",
        lean(c.rng, [f"{h.He} had no money, so {h.he} made {a(c.colour)} {o}.", f"{h.He} worked all day and made {a(c.colour)} {o}."]),
        f'"This is for you," said {h.name}.',
        f'"It is the best {o} in the world!" said {f.name}.',
        f"They sang a song and ate {c.food} until it was dark."]


def storm(c):
    h, f = c.hero, c.helper
    shelter = lean(c.rng, ["a dry cave", "an old barn", "a hollow tree", "a small hut"])
    return [
        f"{lean(c.rng, TIMES)}, a great storm came to {c.place}.",
        lean(c.rng, ["The wind blew and the rain fell all night.", "The sky was black and the wind was loud."]),
        f"{h.name} heard a small voice. It was {friend(c)}, wet and cold.",
        f'"Come in," said {h.name}. "There is room for two."' if c.rng.random() < 0.5 else f"{h.name} took {f.him} to {shelter}.",
        f"They shared some {c.food} and waited for the morning.",
        "When the sun came up, the storm was over." if c.rng.random() < 0.6 else "In the morning the sky was blue again.",
        f"From that day on, {h.name} and {f.name} were friends."]


def journey(c):
    h, f = c.hero, c.helper
    wish = lean(c.rng, ["see the sea", "climb the highest hill", "learn to sing", "see the snow", "find a new home"])
    return [
        f"More than anything, {h.he} wanted to {wish}.",
        f"{lean(c.rng, TIMES)}, {h.he} packed some {c.food} and set out.",
        lean(c.rng, ["The road was long and the hills were high.", "The road was dark and full of stones."]),
        f"On the way {h.he} met {friend(c)}, who was lost.",
        f'"Come with me," said {h.name}. "Two are better than one."',
        f"They walked for {lean(c.rng, ['three', 'two', 'five', 'seven'])} days.",
        f"At last {h.he} could {wish}, and {f.name} was there too."]


def sharing(c):
    h, f = c.hero, c.helper
    return [
        f"{h.name} had a big basket of {c.food}, and {h.he} did not want to share.",
        f"{lean(c.rng, TIMES)}, {friend(c)} came to the door.",
        f'"I am so hungry," said {f.name}. "May I have some {c.food}?"',
        lean(c.rng, [f'"No," said {h.name}. "They are all mine."', f"{h.name} closed the door."]) if c.food.endswith("s")
        else f"{h.name} closed the door.",
        f"But that night {h.name} could not sleep, and {h.he} felt bad.",
        f"In the morning {h.he} went to {f.name} and gave {f.him} half of the basket.",
        f'"Now I am happy too," said {h.name}.']


PLOTS = [lost, storm, journey, found, sharing, gift]
ENDINGS = {
    lost: ["{h} learned that it is good to ask for help.", "After that, {h} was always careful with {his} things."],
    found: ["{h} learned that being honest makes new friends.", "The two were friends from that day on."],
    gift: ["{h} learned that the best gifts are made with love."],
    storm: ["{h} learned that a kind heart keeps everyone warm."],
    journey: ["{h} learned that a long road is short with a friend."],
    sharing: ["{h} learned that food tastes better with a friend.", "From then on, {h} shared everything."]}


def tell(cast, plot=None):
    plot = plot or lean(cast.rng, PLOTS)
    end = lean(cast.rng, ENDINGS[plot]).format(h=cast.hero.name, his=cast.hero.his)
    beats = [capital(beat) for beat in plot(cast)]
    text = [opening(cast)] + beats + [end]
    if cast.rng.random() < 0.5:
        return " ".join(text)
    cut = len(text) // 2
    return " ".join(text[:cut]) + "\n\n" + " ".join(text[cut:])


def turn(rng):
    """One (user, assistant) pair."""
    cast = Cast(rng)
    prompt, plot = ask(cast)
    return prompt, tell(cast, plot)


def text(rng):
    return tell(Cast(rng))
