"""Short C# functions and records, with names and types taken from the request."""

from world import any_of, lean

NUM = ["int", "int", "double", "long", "decimal"]
PAIRS = [("a", "b"), ("x", "y"), ("left", "right"), ("first", "second"), ("p", "q"), ("m", "n")]
ARRAYS = ["numbers", "values", "items", "scores", "prices", "data"]
STRINGS = ["text", "word", "input", "name", "line"]


class Names:
    def __init__(self, rng):
        self.t = lean(rng, NUM)
        self.a, self.b = lean(rng, PAIRS)
        self.n = lean(rng, ["n", "number", "value", "count"])
        self.xs = lean(rng, ARRAYS)
        self.s = lean(rng, STRINGS)
        self.asked = ""
        if rng.random() < 0.35:
            self.t = any_of(rng, NUM)
            self.asked = "type"
        elif rng.random() < 0.2:
            self.a, self.b = any_of(rng, PAIRS)
            self.n, self.xs, self.s = any_of(rng, ["n", "number", "value", "count"]), any_of(rng, ARRAYS), any_of(rng, STRINGS)
            self.asked = "names"


# What the user asks for; the function's names; parameters; body; a sentence; which names a request may fix.
FUNCTIONS = [
    ("adds two numbers", ["Add", "Sum"], "{t} {a}, {t} {b}", "return {a} + {b};", "{t}", "It returns the sum of {a} and {b}.", "tp"),
    ("subtracts two numbers", ["Subtract"], "{t} {a}, {t} {b}", "return {a} - {b};", "{t}", "It returns {a} minus {b}.", "tp"),
    ("multiplies two numbers", ["Multiply"], "{t} {a}, {t} {b}", "return {a} * {b};", "{t}", "It returns the product of {a} and {b}.", "tp"),
    ("divides two numbers", ["Divide"], "double {a}, double {b}",
     "if ({b} == 0)\n{{\n    throw new DivideByZeroException();\n}}\n\nreturn {a} / {b};", "double",
     "It throws an exception when {b} is zero.", "p"),
    ("returns the larger of two numbers", ["Max", "Larger"], "{t} {a}, {t} {b}", "return {a} > {b} ? {a} : {b};", "{t}",
     "It compares {a} and {b} and returns the larger one.", "tp"),
    ("returns the smaller of two numbers", ["Min", "Smaller"], "{t} {a}, {t} {b}", "return {a} < {b} ? {a} : {b};", "{t}",
     "It compares {a} and {b} and returns the smaller one.", "tp"),
    ("finds the average of two numbers", ["Average"], "double {a}, double {b}", "return ({a} + {b}) / 2;", "double",
     "It adds {a} and {b} and divides by two.", "p"),
    ("checks if two numbers are equal", ["AreEqual"], "{t} {a}, {t} {b}", "return {a} == {b};", "bool",
     "It returns true when {a} and {b} are the same.", "tp"),
    ("checks if a number is even", ["IsEven"], "int {n}", "return {n} % 2 == 0;", "bool",
     "It returns true when {n} can be divided by two.", "n"),
    ("checks if a number is odd", ["IsOdd"], "int {n}", "return {n} % 2 != 0;", "bool",
     "It returns true when {n} cannot be divided by two.", "n"),
    ("checks if a number is positive", ["IsPositive"], "{t} {n}", "return {n} > 0;", "bool", "It returns true when {n} is greater than zero.", "tn"),
    ("checks if a number is negative", ["IsNegative"], "{t} {n}", "return {n} < 0;", "bool", "It returns true when {n} is less than zero.", "tn"),
    ("squares a number", ["Square"], "{t} {n}", "return {n} * {n};", "{t}", "It multiplies {n} by itself.", "tn"),
    ("doubles a number", ["Double"], "{t} {n}", "return {n} * 2;", "{t}", "It multiplies {n} by two.", "tn"),
    ("returns the absolute value of a number", ["Abs", "Absolute"], "{t} {n}", "return {n} < 0 ? -{n} : {n};", "{t}",
     "It turns a negative number into a positive one.", "tn"),
    ("computes the factorial of a number", ["Factorial"], "int {n}",
     "long result = 1;\nfor (int i = 2; i <= {n}; i++)\n{{\n    result *= i;\n}}\n\nreturn result;", "long",
     "It multiplies all numbers from 2 to {n}.", "n"),
    ("sums the numbers from 1 to n", ["SumTo"], "int n",
     "int total = 0;\nfor (int i = 1; i <= n; i++)\n{{\n    total += i;\n}}\n\nreturn total;", "int", "It adds all numbers from 1 to n.", ""),
    ("returns the nth Fibonacci number", ["Fibonacci"], "int n",
     "int a = 0;\nint b = 1;\nfor (int i = 0; i < n; i++)\n{{\n    int next = a + b;\n    a = b;\n    b = next;\n}}\n\nreturn a;", "int",
     "Each number is the sum of the two before it.", ""),
    ("checks if a number is prime", ["IsPrime"], "int {n}",
     "if ({n} < 2)\n{{\n    return false;\n}}\n\nfor (int i = 2; i * i <= {n}; i++)\n{{\n    if ({n} % i == 0)\n    {{\n"
     "        return false;\n    }}\n}}\n\nreturn true;", "bool", "It tries every divisor up to the square root of {n}.", "n"),
    ("raises a number to a power", ["Power"], "int x, int n",
     "int result = 1;\nfor (int i = 0; i < n; i++)\n{{\n    result *= x;\n}}\n\nreturn result;", "int", "It multiplies x by itself n times.", ""),
    ("finds the greatest common divisor of two numbers", ["Gcd"], "int {a}, int {b}",
     "while ({b} != 0)\n{{\n    int rest = {a} % {b};\n    {a} = {b};\n    {b} = rest;\n}}\n\nreturn {a};", "int",
     "It uses the algorithm of Euclid.", "p"),
    ("sums an array", ["Sum", "Total"], "{t}[] {xs}",
     "{t} total = 0;\nforeach ({t} item in {xs})\n{{\n    total += item;\n}}\n\nreturn total;", "{t}", "It adds every item of {xs}.", "ta"),
    ("finds the largest item of an array", ["Largest"], "{t}[] {xs}",
     "{t} best = {xs}[0];\nforeach ({t} item in {xs})\n{{\n    if (item > best)\n    {{\n        best = item;\n    }}\n}}\n\nreturn best;",
     "{t}", "It keeps the largest item that it has seen.", "ta"),
    ("finds the smallest item of an array", ["Smallest"], "{t}[] {xs}",
     "{t} best = {xs}[0];\nforeach ({t} item in {xs})\n{{\n    if (item < best)\n    {{\n        best = item;\n    }}\n}}\n\nreturn best;",
     "{t}", "It keeps the smallest item that it has seen.", "ta"),
    ("counts the even numbers in an array", ["CountEven"], "int[] {xs}",
     "int count = 0;\nforeach (int item in {xs})\n{{\n    if (item % 2 == 0)\n    {{\n        count++;\n    }}\n}}\n\nreturn count;", "int",
     "It counts every item that can be divided by two.", "a"),
    ("checks if an array contains a number", ["Contains"], "int[] {xs}, int {n}",
     "foreach (int item in {xs})\n{{\n    if (item == {n})\n    {{\n        return true;\n    }}\n}}\n\nreturn false;", "bool",
     "It looks at each item until it finds {n}.", "an"),
    ("reverses a string", ["Reverse"], "string {s}", "char[] letters = {s}.ToCharArray();\nArray.Reverse(letters);\nreturn new string(letters);",
     "string", "It turns {s} into an array, reverses it and makes a new string.", "s"),
    ("checks if a string is a palindrome", ["IsPalindrome"], "string {s}",
     "for (int i = 0; i < {s}.Length / 2; i++)\n{{\n    if ({s}[i] != {s}[{s}.Length - 1 - i])\n    {{\n        return false;\n    }}\n}}\n\nreturn true;",
     "bool", "It compares {s} from both ends.", "s"),
    ("counts the vowels in a string", ["CountVowels"], "string {s}",
     "int count = 0;\nforeach (char c in {s}.ToLower())\n{{\n    if (\"aeiou\".Contains(c))\n    {{\n        count++;\n    }}\n}}\n\nreturn count;",
     "int", "It counts the letters a, e, i, o and u in {s}.", "s"),
    ("counts the spaces in a string", ["CountSpaces"], "string {s}",
     "int count = 0;\nforeach (char c in {s})\n{{\n    if (c == ' ')\n    {{\n        count++;\n    }}\n}}\n\nreturn count;", "int",
     "It looks at each letter of {s}.", "s"),
    ("counts the words in a string", ["CountWords"], "string {s}", "return {s}.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;", "int",
     "It splits {s} at the spaces and counts the parts.", "s"),
    ("makes a string upper case", ["ToUpper", "Shout"], "string {s}", "return {s}.ToUpper();", "string", "It returns {s} in upper case.", "s"),
    ("checks if a string is empty", ["IsEmpty"], "string {s}", "return string.IsNullOrEmpty({s});", "bool", "It returns true when {s} has no letters.", "s"),
    ("greets a person", ["Greet", "Hello"], "string name", "return $\"Hello, {{name}}!\";", "string", "It puts the name into a greeting.", ""),
    ("prints hello world", ["SayHello"], "", "Console.WriteLine(\"Hello, world!\");", "void", "It writes one line to the console.", ""),
    ("converts Celsius to Fahrenheit", ["ToFahrenheit"], "double celsius", "return celsius * 9 / 5 + 32;", "double",
     "It multiplies by nine fifths and adds 32.", ""),
    ("converts Fahrenheit to Celsius", ["ToCelsius"], "double fahrenheit", "return (fahrenheit - 32) * 5 / 9;", "double",
     "It takes away 32 and multiplies by five ninths.", ""),
    ("computes the area of a rectangle", ["Area"], "{t} width, {t} height", "return width * height;", "{t}", "The area is the width times the height.", "t"),
    ("computes the area of a circle", ["CircleArea"], "double radius", "return Math.PI * radius * radius;", "double",
     "The area is pi times the radius squared.", ""),
    ("swaps two numbers", ["Swap"], "ref {t} {a}, ref {t} {b}", "({a}, {b}) = ({b}, {a});", "void", "It uses a tuple to swap {a} and {b}.", "tp"),
    ("keeps a number between a minimum and a maximum", ["Clamp"], "{t} {n}, {t} min, {t} max",
     "if ({n} < min)\n{{\n    return min;\n}}\n\nreturn {n} > max ? max : {n};", "{t}", "It returns {n}, but never less than min or more than max.", "tn"),
]
ASK = ["Write a C# function that {w}.", "Write a C# function that {w}.", "Write a C# method that {w}.",
       "Show me a C# function that {w}.", "I need a C# function that {w}.", "Give me C# code that {w}.",
       "Can you write a C# method that {w}?", "Please write a function in C# that {w}.", "How do I write a C# function that {w}?"]
FIELDS = {"string": ["Name", "Title", "City", "Colour", "Author", "Email"], "int": ["Age", "Year", "Count", "Pages", "Size", "Id"],
          "double": ["Price", "Weight", "Height", "Speed"], "bool": ["IsOpen", "IsActive", "IsPaid"]}
THINGS = "Person Book Car House Dog Cat Order Product Student Teacher City Garden Boat Event Ticket Player Song Shop".split()


def code(rng, names=None, item=None):
    n = names or Names(rng)
    what, titles, params, body, result, why, fixes = item or any_of(rng, FUNCTIONS)
    fill = dict(t=n.t, a=n.a, b=n.b, n=n.n, xs=n.xs, s=n.s)
    title = lean(rng, titles)
    extra = ""
    if rng.random() < 0.15:
        title = any_of(rng, ["My", "Do", "Get", "Compute", "Try"]) + title
        extra = f" and call it {title}"
    elif n.asked == "type" and "t" in fixes:
        extra = any_of(rng, [" using {t}", " with the type {t}", " for {t}"]).format(**fill)
    elif n.asked == "names":
        for letter, words in (("p", "{a} and {b}"), ("n", "{n}"), ("a", "{xs}"), ("s", "{s}")):
            if fixes.endswith(letter):
                extra = (" named " if letter != "p" else " called ") + words.format(**fill)
    lines = "\n".join(("    " + line if line else "") for line in body.format(**fill).split("\n"))
    source = f"public static {result.format(**fill)} {title}({params.format(**fill)})\n{{\n{lines}\n}}"
    return what + extra, source, why.format(**fill)


def record(rng):
    thing = any_of(rng, THINGS)
    fields = []
    for kind in rng.sample(list(FIELDS), rng.randrange(2, 4)):
        fields.append((kind, any_of(rng, FIELDS[kind])))
    said = [f"{name} ({kind})" for kind, name in fields]
    listed = ", ".join(said[:-1]) + " and " + said[-1]
    if rng.random() < 0.5:
        prompt = any_of(rng, ["Write a C# record {t} with {l}.", "Make a C# record called {t} with {l}."]).format(t=thing, l=listed)
        body = f"public record {thing}({', '.join(f'{kind} {name}' for kind, name in fields)});"
    else:
        prompt = any_of(rng, ["Write a C# class {t} with {l}.", "Show me a C# class called {t} with {l}."]).format(t=thing, l=listed)
        rows = "\n".join(f"    public {kind} {name} {{ get; set; }}" + (' = "";' if kind == "string" else "") for kind, name in fields)
        body = f"public class {thing}\n{{\n{rows}\n}}"
    return prompt, fence(body)


def fence(source):
    return f"```csharp\n{source}\n```"


def turn(rng):
    if rng.random() < 0.15:
        return record(rng)
    words, source, why = code(rng)
    return any_of(rng, ASK).format(w=words), f"{fence(source)}\n\n{why}"


def text(rng):
    return "\n\n".join(code(rng)[1] for _ in range(rng.randrange(1, 3)))
