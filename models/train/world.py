"""The small world that every genre draws from, and the two ways of drawing.

`any_of` is uniform and is used for what the user says; `lean` prefers the front of a list and is used for
what the assistant is free to choose, so that a greedy answer has one clear favourite word at each place.
"""

GIRLS = ("Anna Mia Rosa Lily Clara Nora Ella Ruth Ivy Hana Zoe Maya Lena Sara Emma Olga Tess Vera June Alice Greta Wren "
         "Priya Fatima Leila Ines Freya Dora Molly Kate").split()
BOYS = ("Tom Ben Leo Max Sam Omar Finn Jack Noah Hugo Ivan Luis Otto Paul Theo Adam Felix Oscar Peter Emil Ravi Kenji "
        "Marco Nils David Henry Karl Amos Dan Will").split()

PLACES = ("the forest|the meadow|the old mill|the harbour|the village|the hills|the river|the garden|the castle|the beach|"
          "the lake|the farm|the market|the lighthouse|the desert|the mountains|the library|the island|the snowy valley|"
          "the town square|the cave|the orchard|the bridge|the school|the railway station").split("|")
TOWNS = ("Windmere|Port Ellis|Oakdale|Silverton|Marlow|Redhill|Brookside|Stonebridge|Eastwick|Greenford|Lakeview|Northgate|"
         "Foxley|Hazelwood|Saltmarsh|Pinewood|Kingsport|Millbrook|Rosedale|Ashford").split("|")
ANIMALS = ("fox rabbit bear mouse owl cat dog hedgehog squirrel frog duck wolf deer turtle lion elephant sheep goat horse "
           "cow pig penguin otter badger crow sparrow bee ant snail whale dolphin tiger monkey parrot donkey camel beaver "
           "bat dragon robot").split()
ADJECTIVES = ("little clever kind brave shy old young curious tired hungry lonely cheerful quiet lazy gentle proud "
              "careful funny").split()
JOBS = ("baker farmer teacher doctor sailor painter carpenter gardener tailor fisherman cook nurse pilot writer singer "
        "miller blacksmith librarian shepherd driver engineer clockmaker potter postman").split()
COLOURS = "red blue green yellow white black brown orange purple grey silver golden pink".split()
OBJECTS = ("key lantern map book hat boat kite bell ring umbrella basket coin scarf drum mirror clock ladder rope box "
           "blanket cup flute shovel letter ball bicycle candle spoon pencil bag").split()
FOODS = "apples bread honey soup berries cheese nuts carrots cake pears plums rice beans eggs potatoes cookies".split()
COUNTABLE = ("apples pears plums eggs books pencils coins cookies marbles stickers flowers shells stones cards balls "
             "stamps buttons candles cups tickets").split()
WEATHER = "sunny rainy windy cloudy snowy foggy stormy cold warm hot".split()
TIMES = ("One morning|One day|One evening|Early one morning|One cold night|One summer afternoon|On a rainy day|"
         "One quiet afternoon|Late one evening|On the first day of spring").split("|")
HOBBIES = ("reading|swimming|painting|cooking|chess|gardening|running|singing|fishing|cycling|drawing|dancing|hiking|music|"
           "football|photography").split("|")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()

NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def any_of(rng, items):
    return items[int(rng.random() * len(items))]


def lean(rng, items):
    return items[int(rng.random() ** 2.2 * len(items))]


def a(noun):
    """The noun with its article: "a fox", "an owl"."""
    return ("an " if noun[0].lower() in "aeiou" else "a ") + noun


def capital(text):
    return text[0].upper() + text[1:]


class Person:
    """A name and the pronouns that go with it, so that a story keeps them straight."""

    def __init__(self, rng, choose=any_of, girl=None):
        self.girl = rng.random() < 0.5 if girl is None else girl
        self.name = choose(rng, GIRLS if self.girl else BOYS)
        self.he, self.him, self.his = ("she", "her", "her") if self.girl else ("he", "him", "his")
        self.He, self.His = capital(self.he), capital(self.his)
        self.child = "girl" if self.girl else "boy"
        self.man = "woman" if self.girl else "man"
