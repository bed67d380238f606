"""Measures the pair on held-out prompts and prints the tables of models/README.md."""

import argparse
import collections
import json
import random
import re

import torch
import torch.nn.functional as F

import acceptance
import corpus
import model as llama
from generate import generate
from tokenizer import END, Tokenizer


def arguments():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--target", default="work/target.pt")
    args.add_argument("--draft", default="work/draft.pt")
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--heldout", default="../prompts/heldout.jsonl")
    args.add_argument("--fresh", type=int, default=60, help="new chats a genre for loss and correctness")
    args.add_argument("--seed", type=int, default=90001)
    args.add_argument("--threads", type=int, default=2)
    return args.parse_args()


@torch.no_grad()
def answer_logits(net, prompt, answer):
    return net(torch.tensor([prompt + answer[:-1]]))[0, len(prompt) - 1:].float()


def loss(net, chats):
    total, count = 0.0, 0
    for prompt, answer in chats:
        total += F.cross_entropy(answer_logits(net, prompt, answer), torch.tensor(answer), reduction="sum").item()
        count += len(answer)
    return total / count


def fresh_chats(tokenizer, genre, count, rng):
    """(user text, expected text, prompt tokens, answer tokens)."""
    for _ in range(count):
        user, answer = corpus.GENRES[genre].turn(rng)
        prompt = corpus.prompt_text([{"role": "user", "content": user}])
        yield user, answer, tokenizer.encode(prompt), tokenizer.encode(answer + corpus.END)


def right(genre, given, expected):
    """Arithmetic: the same last number. JSON: the same record, or any valid one where the request left it open."""
    if genre == "arithmetic":
        numbers = [re.findall(r"-?\d+", text) for text in (given, expected)]
        return bool(numbers[0]) and numbers[0][-1] == numbers[1][-1]
    if genre == "json":
        try:
            record = json.loads(given[given.index("{"):])
        except ValueError:
            return False
        return expected.startswith("Here is a JSON record for") or record == json.loads(expected[expected.index("{"):])
    if genre == "csharp":
        return given.count("{") == given.count("}") and given.count("```") == 2
    return given == expected if genre == "qa" else given.endswith(".")


def main():
    args = arguments()
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.load(args.tokenizer)
    target, draft = llama.load(args.target)[0], llama.load(args.draft)[0]
    print(f"target {llama.parameters_of(target)} parameters, draft {llama.parameters_of(draft)}, "
          f"ratio {llama.parameters_of(target) / llama.parameters_of(draft):.2f}\n")
    correctness(args, tokenizer, target, draft)
    agreement(args, tokenizer, target, draft)


def correctness(args, tokenizer, target, draft):
    rng = random.Random(args.seed)
    print("| genre | target loss | draft loss | right (greedy target) | ends by itself |\n| --- | --- | --- | --- | --- |")
    for genre in corpus.GENRES:
        chats = list(fresh_chats(tokenizer, genre, args.fresh, rng))
        answers = generate(target, [c[2] for c in chats], END, 400)
        said = [tokenizer.decode(a[:-1] if a[-1] == END else a) for a in answers]
        correct = sum(right(genre, text, c[1]) for text, c in zip(said, chats)) / len(chats)
        ended = sum(a[-1] == END for a in answers) / len(answers)
        pairs = [(c[2], c[3]) for c in chats]
        print(f"| {genre} | {loss(target, pairs):.3f} | {loss(draft, pairs):.3f} | {correct:.0%} | {ended:.0%} |", flush=True)
    print()


def agreement(args, tokenizer, target, draft):
    """The draft against the target on the target's own answers, greedy and sampled."""
    asked = collections.defaultdict(list)
    for row in corpus.read_heldout(args.heldout):
        asked[row["genre"]].append(tokenizer.encode(corpus.prompt_text(row["messages"])))
    noise = torch.Generator().manual_seed(args.seed)
    print("| genre | greedy agreement | tokens per pass, depth 4 | shared noise, T 0.7 | 1-TV, T 0.7 | shared noise, T 1.0 | 1-TV, T 1.0 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    totals = collections.Counter()
    for genre, prompts in asked.items():
        sums = collections.Counter()
        for prompt, answer in zip(prompts, generate(target, prompts, END, 400)):
            agreed = answer_logits(draft, prompt, answer).argmax(-1) == torch.tensor(answer)
            tokens, passes = acceptance.tokens_per_pass(agreed.tolist(), 4)
            sums.update(greedy=int(agreed.sum()), tokens=tokens, passes=passes)
        for t in (0.7, 1.0):
            for _ in range(2):
                for prompt, answer in zip(prompts, generate(target, prompts, END, 400, t, noise)):
                    p = torch.softmax(answer_logits(target, prompt, answer) / t, -1)
                    q = torch.softmax(answer_logits(draft, prompt, answer) / t, -1)
                    sums[f"n{t}"] += len(answer)
                    sums[f"coupled{t}"] += acceptance.coupled(p, q).sum().item()
                    sums[f"overlap{t}"] += acceptance.overlap(p, q).sum().item()
        totals.update(sums)
        print_row(genre, sums)
    print_row("**all**", totals)


def print_row(name, s):
    print(f"| {name} | {s['greedy'] / s['tokens']:.3f} | {s['tokens'] / s['passes']:.2f} | " +
          " | ".join(f"{s[kind + t] / s['n' + t]:.3f}" for t in ("0.7", "1.0") for kind in ("coupled", "overlap")) + " |", flush=True)


if __name__ == "__main__":
    main()
