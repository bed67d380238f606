"""Documents for training and for measuring: chats in ChatML and plain text, drawn from the five genres.

A document is a list of (text, is_answer) pieces, so that the loss can weigh answers more than prompts.
Training never sees a held-out prompt: the held-out file is read first and its prompts are rejected by text.
"""

import json
import random

import beyond
import genre_arithmetic
import genre_chat
import genre_csharp
import genre_json
import genre_qa
import genre_story
from world import any_of

END_TEXT, START, END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
GENRES = {"story": genre_story, "qa": genre_qa, "arithmetic": genre_arithmetic, "json": genre_json, "csharp": genre_csharp}
# Story and arithmetic have the most to learn, so they come more often.
MIX = ["story"] * 6 + ["qa"] * 8 + ["arithmetic"] * 8 + ["json"] * 5 + ["csharp"] * 2
SYSTEM = ["You are a helpful assistant.", "You are SpecMesh, a small and friendly model.", "You are a helpful assistant. Answer in English.",
          "Be brief and kind.", "You are an assistant that answers simple questions.", "Answer the user."]

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")


def prompt_text(messages):
    """What the chat template makes of the messages, ready for the answer."""
    said = "".join(f"{START}{m['role']}\n{m['content']}{END}\n" for m in messages)
    return said + f"{START}assistant\n"


def roughen(rng, prompt):
    """Users do not always write capitals and full stops."""
    if rng.random() < 0.12:
        prompt = prompt[0].lower() + prompt[1:] if prompt[:2] != "C#" else prompt
    if rng.random() < 0.12 and prompt[-1] in ".?!" and prompt.count(".") < 2:
        prompt = prompt[:-1]
    if rng.random() < 0.04 and prompt[-1] in ".":
        prompt = prompt[:-1] + ", please."
    return prompt


def exchange(rng, genre):
    prompt, answer = (beyond if genre == "qa" and rng.random() < 0.2 else GENRES[genre]).turn(rng)
    return roughen(rng, prompt), answer


def chat(rng, genre=None):
    """A list of (user, assistant) turns. `genre` fixes the first real turn."""
    genre = genre or any_of(rng, MIX)
    turns = []
    if rng.random() < 0.09:
        turns.append(any_of(rng, [genre_chat.hello, genre_chat.turn, genre_chat.turn])(rng))
        if rng.random() < 0.55:
            return turns
    turns.append(exchange(rng, genre))
    if rng.random() < 0.3:
        for _ in range(any_of(rng, [1, 1, 1, 2, 2, 3, 5, 8])):
            draw = rng.random()
            turns.append(genre_chat.thanks(rng) if draw < 0.2 else genre_chat.turn(rng) if draw < 0.3 else
                         exchange(rng, genre if draw < 0.65 else any_of(rng, MIX)))
    return turns


def chat_document(rng, turns):
    pieces = []
    if rng.random() < 0.12:
        pieces.append((f"{START}system\n{any_of(rng, SYSTEM)}{END}\n", False))
    for user, assistant in turns:
        pieces.append((f"{START}user\n{user}{END}\n{START}assistant\n", False))
        pieces.append((f"{assistant}{END}", True))
        pieces.append(("\n", False))
    pieces[-1] = (END_TEXT, False)
    return pieces


def document(rng, banned):
    draw = rng.random()
    if draw < 0.08:
        return [(genre_arithmetic.drill(rng) + END_TEXT, True)]
    if draw < 0.14:
        return [(GENRES[any_of(rng, MIX)].text(rng) + END_TEXT, True)]
    while True:
        turns = chat(rng)
        if not any(plain(user) in banned for user, _ in turns):
            return chat_document(rng, turns)


def plain(prompt):
    """A prompt without what `roughen` may change, for comparing."""
    return "".join(c for c in prompt.lower().replace(", please", "") if c.isalnum() or c in "+-*#=")


def documents(seed, banned):
    rng = random.Random(seed)
    while True:
        yield document(rng, banned)


def read_heldout(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def banned_prompts(path):
    return {plain(m["content"]) for row in read_heldout(path) for m in row["messages"]
            if m["role"] == "user" and len(m["content"]) > 12}
