"""JSON records made from a description in plain English."""

import json

from world import (ANIMALS, COLOURS, DAYS, FOODS, GIRLS, BOYS, HOBBIES, JOBS, MONTHS, OBJECTS, TOWNS, WEATHER, Person, a, any_of,
                   lean)

ASK = ["Make a JSON record: {d}", "Write this as JSON: {d}", "Turn this into JSON: {d}", "{d} Give me the JSON.",
       "Give me a JSON record for this: {d}", "Convert to JSON: {d}", "Please write JSON for this text: {d}",
       "{d} Write it as JSON."]
PLAIN = ["Give me a JSON record for {k}.", "Write a JSON record for {k}.", "Make a JSON object for {k}.", "Show me {k} as JSON.",
         "Create a JSON record for {k}", "Can you give me an example JSON record for {k}?", "I need a JSON example of {k}."]


def person(rng, pick):
    p = Person(rng, pick)
    r = {"name": p.name, "age": rng.randrange(18, 80) if pick is any_of else lean(rng, [34, 28, 42, 51, 25]),
         "job": pick(rng, JOBS), "city": pick(rng, TOWNS)}
    d = any_of(rng, [f"{p.name} is {r['age']} years old, works as {a(r['job'])} and lives in {r['city']}.",
                     f"{p.name} is {a(r['job'])} from {r['city']}. {p.He} is {r['age']} years old.",
                     f"{p.name}, {r['age']}, is {a(r['job'])} in {r['city']}."])
    if rng.random() < 0.5:
        r["hobbies"] = [pick(rng, HOBBIES[:8]), pick(rng, HOBBIES[8:])]
        d += f" {p.He} likes {r['hobbies'][0]} and {r['hobbies'][1]}."
    return "a person", r, d


def pet(rng, pick):
    p = Person(rng, pick)
    r = {"name": p.name, "animal": pick(rng, ANIMALS[:30]), "colour": pick(rng, COLOURS), "age": pick(rng, [3, 2, 5, 1, 7, 4, 9]),
         "vaccinated": rng.random() < 0.6}
    d = (f"{p.name} is {a(r['colour'])} {r['animal']} that is {r['age']} year{'s' if r['age'] > 1 else ''} old and "
         f"{'is' if r['vaccinated'] else 'is not'} vaccinated.")
    return any_of(rng, ["a pet", "an animal"]), r, d


def product(rng, pick):
    item = pick(rng, OBJECTS)
    r = {"product": item, "colour": pick(rng, COLOURS), "price": pick(rng, [12.5, 4.99, 20, 7.25, 15, 3.5, 9.99, 45, 30.75]),
         "stock": rng.randrange(0, 60) if pick is any_of else lean(rng, [10, 25, 5]), "available": True}
    r["available"] = r["stock"] > 0
    d = any_of(rng, [f"A {r['colour']} {item} costs {r['price']} euros and {r['stock']} are in stock.",
                     f"We sell a {r['colour']} {item} for {r['price']} euros. There are {r['stock']} in stock."])
    return "a product", r, d.replace("A orange", "An orange").replace("a orange", "an orange")


def weather(rng, pick):
    r = {"city": pick(rng, TOWNS), "day": pick(rng, DAYS), "weather": pick(rng, WEATHER),
         "temperature": rng.randrange(-5, 35) if pick is any_of else lean(rng, [18, 21, 12, 25])}
    d = any_of(rng, [f"On {r['day']} it is {r['weather']} in {r['city']} with {r['temperature']} degrees.",
                     f"The weather in {r['city']} on {r['day']} is {r['weather']} and the temperature is {r['temperature']} degrees."])
    return any_of(rng, ["the weather", "a weather report"]), r, d


def event(rng, pick):
    what = pick(rng, ["concert", "party", "meeting", "market", "race", "lesson", "picnic", "play"])
    r = {"event": what, "town": pick(rng, TOWNS), "date": {"day": pick(rng, range(1, 29)), "month": pick(rng, MONTHS)},
         "guests": pick(rng, [20, 12, 50, 8, 35, 100, 60, 45])}
    d = any_of(rng, [f"There is {a(what)} in {r['town']} on {r['date']['day']} {r['date']['month']} for {r['guests']} guests.",
                     f"The {what} is on {r['date']['day']} {r['date']['month']} in {r['town']}. {r['guests']} guests will come."])
    return "an event", r, d


def order(rng, pick):
    p = Person(rng, pick)
    first, second = rng.sample(FOODS, 2) if pick is any_of else (lean(rng, FOODS[:5]), lean(rng, FOODS[5:]))
    items = [{"item": first, "quantity": pick(rng, [2, 1, 3, 4, 6, 5])}, {"item": second, "quantity": pick(rng, [1, 3, 2, 5, 4])}]
    r = {"customer": p.name, "items": items, "paid": rng.random() < 0.5}
    d = (f"{p.name} orders {items[0]['quantity']} of the {first} and {items[1]['quantity']} of the {second} and has "
         f"{'paid' if r['paid'] else 'not paid'}.")
    return any_of(rng, ["an order", "a customer order"]), r, d


def book(rng, pick):
    author = pick(rng, GIRLS + BOYS) + " " + pick(rng, ["Hill", "Woods", "Baker", "Stone", "Rivers", "Field", "Brook", "Lane"])
    title = f"The {pick(rng, COLOURS).capitalize()} {pick(rng, OBJECTS).capitalize()}"
    r = {"title": title, "author": author, "year": rng.randrange(1950, 2024) if pick is any_of else lean(rng, [2019, 2004, 1998]),
         "pages": rng.randrange(80, 500) if pick is any_of else lean(rng, [240, 180, 320])}
    d = any_of(rng, [f"{title} is a book by {author} from {r['year']} with {r['pages']} pages.",
                     f'The book "{title}" was written by {author} in {r["year"]}. It has {r["pages"]} pages.'])
    return "a book", r, d


KINDS = [person, person, pet, product, weather, event, order, book]


def record(rng, pick):
    kind, data, words = any_of(rng, KINDS)(rng, pick)
    return kind, json.dumps(data, indent=2), words


def turn(rng):
    if rng.random() < 0.25:
        kind, body, _ = record(rng, lean)
        return any_of(rng, PLAIN).format(k=kind), f"Here is a JSON record for {kind}:\n\n{body}"
    kind, body, words = record(rng, any_of)
    return any_of(rng, ASK).format(d=words), f"Here is the JSON:\n\n{body}"


def text(rng):
    return record(rng, any_of)[1]
