"""Lets the target answer training prompts, greedily and by sampling, as text for distillation."""

import argparse
import random
import time

import torch

import corpus
import model as llama
import rows
from generate import generate
from tokenizer import END, Tokenizer

TEMPERATURES = [0.0, 0.0, 0.0, 0.7, 1.0, 1.0]


def prompts(tokenizer, documents, rng, count):
    """Everything before one of a chat's answers."""
    made = []
    while len(made) < count:
        pieces = next(documents)
        answers = [i for i, (text, is_answer) in enumerate(pieces) if is_answer and i]
        if answers:
            ids = tokenizer.encode("".join(text for text, _ in pieces[:rng.choice(answers)]))
            if len(ids) < 400:
                made.append(ids)
    return made


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--target", default="work/target.pt")
    args.add_argument("--out", default="work/generated.pt")
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--heldout", default="../prompts/heldout.jsonl")
    args.add_argument("--count", type=int, default=9000)
    args.add_argument("--batch", type=int, default=96)
    args.add_argument("--seed", type=int, default=31)
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    net, _ = llama.load(args.target)
    tokenizer = Tokenizer.load(args.tokenizer)
    rng, noise = random.Random(args.seed), torch.Generator().manual_seed(args.seed)
    asked = prompts(tokenizer, rows.training_documents(args.seed, args.heldout), rng, args.count)
    # Prompts of like length together waste little padding.
    blocks = [sorted(asked[i:i + 6 * args.batch], key=len) for i in range(0, len(asked), 6 * args.batch)]
    documents, started = [], time.monotonic()
    for block in blocks:
        for n, i in enumerate(range(0, len(block), args.batch)):
            batch = block[i:i + args.batch]
            temperature = rng.choice(TEMPERATURES)
            for prompt, answer in zip(batch, generate(net, batch, END, 240, temperature, noise)):
                documents.append(([(prompt, False), (answer, True)], temperature))
        tokens = sum(len(d[0][1][0]) for d in documents)
        print(f"{len(documents)} documents, {tokens} tokens, {tokens / (time.monotonic() - started):.0f} tokens/s", flush=True)
    torch.save(documents, args.out)


if __name__ == "__main__":
    main()
