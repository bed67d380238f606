"""Writes the held-out prompts: 14 of each genre, a few of them with an earlier turn. Deterministic."""

import argparse
import json
import random

import corpus


def rows(seed, count):
    rng, seen = random.Random(seed), set()
    for genre, module in corpus.GENRES.items():
        made = 0
        while made < count:
            prompt, _ = module.turn(rng)
            if prompt in seen or len(prompt) < 14:
                continue
            seen.add(prompt)
            messages = [{"role": "user", "content": prompt}]
            if made >= count - 3:
                user, answer = module.turn(rng)
                messages = [{"role": "user", "content": user}, {"role": "assistant", "content": answer}] + messages
            made += 1
            yield {"genre": genre, "messages": messages}


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--out", default="../prompts/heldout.jsonl")
    args.add_argument("--seed", type=int, default=977)
    args.add_argument("--count", type=int, default=14)
    args = args.parse_args()
    with open(args.out, "w", encoding="utf-8") as out:
        for row in rows(args.seed, args.count):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
