"""Sums, done place by place so that a small model can follow its own steps."""

from world import COUNTABLE, Person, any_of, lean


def add_steps(x, y):
    steps, parts = [], []
    for place, name in ((100, "hundreds"), (10, "tens"), (1, "ones")):
        p, q = x // place % 10 * place, y // place % 10 * place
        if place > 1 and p + q == 0:
            continue
        parts.append(p + q)
        steps.append(f"Add the {name}: {p} + {q} = {p + q}.")
    if len(parts) == 1:
        return f"{x} + {y} = {x + y}."
    total = parts[0]
    for part in parts[1:]:
        steps.append(f"Then {total} + {part} = {total + part}.")
        total += part
    return " ".join(steps)


def subtract_steps(x, y):
    if x < 10 or y < 10:
        return f"{x} - {y} = {x - y}."
    tens, ones = y // 10 * 10, y % 10
    steps = [f"First take away the tens: {x} - {tens} = {x - tens}."]
    steps.append(f"Then take away the ones: {x - tens} - {ones} = {x - y}.")
    return " ".join(steps)


def multiply_steps(x, y):
    if x < 10:
        return f"{x} times {y} is {x * y}: {x} * {y} = {x * y}."
    tens, ones = x // 10 * 10, x % 10
    return (f"Split {x} into {tens} and {ones}. {tens} * {y} = {tens * y}. {ones} * {y} = {ones * y}. "
            f"Then {tens * y} + {ones * y} = {x * y}.")


def numbers(rng, kind):
    if kind == "+":
        top = 1000 if rng.random() < 0.15 else 100
        low = 10 if rng.random() < 0.7 else 1
        return rng.randrange(low, top), rng.randrange(low, top)
    if kind == "-":
        x = rng.randrange(11, 100) if rng.random() < 0.8 else rng.randrange(2, 20)
        return x, rng.randrange(1, x)
    return (rng.randrange(11, 100) if rng.random() < 0.5 else rng.randrange(2, 10)), rng.randrange(2, 10)


WORDS = {"+": ["{x} + {y}", "{x} + {y}", "{x} plus {y}"], "-": ["{x} - {y}", "{x} - {y}", "{x} minus {y}"],
         "*": ["{x} * {y}", "{x} times {y}", "{x} x {y}", "{x} multiplied by {y}"]}
ASK = ["What is {q}?", "What is {q}?", "What is {q}?", "Calculate {q}.", "How much is {q}?", "Please work out {q}.",
       "Can you work out {q}?", "{q} = ?", "Solve {q} step by step.", "What does {q} make?", "Compute {q}", "{q}"]
SOLVE = {"+": (add_steps, lambda x, y: x + y), "-": (subtract_steps, lambda x, y: x - y),
         "*": (multiply_steps, lambda x, y: x * y)}


def sum_turn(rng):
    kind = any_of(rng, "++-*")
    x, y = numbers(rng, kind)
    steps, value = SOLVE[kind]
    prompt = any_of(rng, ASK).format(q=any_of(rng, WORDS[kind]).format(x=x, y=y))
    lead = f"Let us work out {x} {kind} {y} step by step. "
    return prompt, f"{lead}{steps(x, y)} The answer is {value(x, y)}."


def word_turn(rng):
    p, thing = Person(rng), any_of(rng, COUNTABLE)
    kind = any_of(rng, "++--*")
    x, y = numbers(rng, kind)
    while max(x, y) > 99 or min(x, y) < 2 or (kind == "*" and x > 30) or (kind == "-" and x - y < 2):
        x, y = numbers(rng, kind)
    other = Person(rng)
    while other.name == p.name:
        other = Person(rng)
    steps, value = SOLVE[kind]
    if kind == "+":
        story, then = any_of(rng, [
            (f"{p.name} has {x} {thing} and buys {y} more.", f"How many {thing} does {p.he} have now?"),
            (f"{p.name} has {x} {thing}. {other.name} gives {p.him} {y} more.", f"How many {thing} does {p.name} have?"),
            (f"{p.name} has {x} {thing} and {other.name} has {y} {thing}.", f"How many {thing} do they have together?")])
        how = f"We add {x} and {y}."
    elif kind == "-":
        story, then = any_of(rng, [
            (f"{p.name} has {x} {thing} and loses {y}.", f"How many {thing} are left?"),
            (f"{p.name} has {x} {thing}. {p.He} gives {y} to {other.name}.", f"How many {thing} does {p.he} still have?")])
        how = f"We take {y} away from {x}."
    else:
        story = any_of(rng, [f"{p.name} has {y} boxes with {x} {thing} in each box.", f"There are {y} bags. Each bag has {x} {thing}."])
        then, how = f"How many {thing} are there in total?", f"We multiply {x} by {y}."
    who = "They have" if "together" in then else "There are" if kind == "*" or "left" in then else f"{p.name} has"
    left = " left" if kind == "-" else " in total" if kind == "*" or "together" in then else " now"
    return f"{story} {then}", f"{how} {steps(x, y)} {who} {value(x, y)} {thing}{left}."


def count_turn(rng):
    step, start = any_of(rng, [1, 2, 5, 10]), rng.randrange(0, 40)
    n = rng.randrange(5, 11)
    if step == 1:
        return (any_of(rng, ["Count from {a} to {b}.", "Please count from {a} to {b}."]).format(a=start, b=start + n - 1),
                ", ".join(str(start + i) for i in range(n)) + ".")
    start = start // step * step
    return (f"Count in steps of {step} from {start} to {start + step * (n - 1)}.",
            ", ".join(str(start + step * i) for i in range(n)) + ".")


def bigger_turn(rng):
    x, y = rng.randrange(2, 100), rng.randrange(2, 100)
    while x == y:
        y = rng.randrange(2, 100)
    big, small = max(x, y), min(x, y)
    word = any_of(rng, ["bigger", "larger", "greater"])
    return (f"Which number is {word}, {x} or {y}?",
            f"{big} is {word} than {small}. The difference is {big} - {small} = {big - small}.")


def turn(rng):
    draw = rng.random()
    if draw < 0.6:
        return sum_turn(rng)
    return word_turn(rng) if draw < 0.88 else count_turn(rng) if draw < 0.94 else bigger_turn(rng)


def fact(rng):
    """One small step as it occurs inside a worked sum."""
    x, y, tens = rng.randrange(1, 10), rng.randrange(1, 10), rng.randrange(10, 100) // 10 * 10
    draw = rng.random()
    if draw < 0.25:
        return f"{x} + {y} = {x + y}."
    if draw < 0.45:
        return f"{x * 10} + {y * 10} = {x * 10 + y * 10}."
    if draw < 0.55:
        z = rng.randrange(10, 19)
        return f"{tens} + {z} = {tens + z}."
    if draw < 0.65:
        z = rng.randrange(tens + 1, 101)
        return f"{z} - {tens} = {z - tens}."
    if draw < 0.75:
        z = rng.randrange(y, 100)
        return f"{z} - {y} = {z - y}."
    return f"{x} * {y} = {x * y}." if draw < 0.88 else f"{tens} * {y} = {tens * y}."


def drill(rng):
    """A table of small steps: many of them a page, so they are learnt sooner."""
    return any_of(rng, [" ", "\n"]).join(fact(rng) for _ in range(rng.randrange(8, 25)))


def text(rng):
    lines = []
    for _ in range(rng.randrange(2, 5)):
        kind = lean(rng, "+-*")
        x, y = numbers(rng, kind)
        steps, value = SOLVE[kind]
        lines.append(f"{x} {kind} {y}: {steps(x, y)} The answer is {value(x, y)}.")
    return "\n".join(lines)
