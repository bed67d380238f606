"""Lets the target answer training prompts, greedily and by sampling, as text for distillation."""

import argparse
import random
import time

import torch

import corpus
import model as llama
import rows
from generate import generate
from parallel import Workers
from tokenizer import END, Tokenizer

TEMPERATURES = [0.0, 0.0, 0.7, 1.0, 1.0, 1.0]


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
    workers = Workers(args.threads)
    net, _ = llama.load(args.target)
    tokenizer = Tokenizer.load(args.tokenizer)
    rng = random.Random(args.seed)
    asked = prompts(tokenizer, rows.training_documents(args.seed, args.heldout), rng, args.count)
    # Prompts of like length together waste little padding.
    blocks = [sorted(asked[i:i + 6 * args.batch], key=len) for i in range(0, len(asked), 6 * args.batch)]
    documents, started = [], time.monotonic()
    for block in blocks:
        batches = [(block[i:i + args.batch], rng.choice(TEMPERATURES), rng.randrange(1 << 30)) for i in range(0, len(block), args.batch)]
        for made in workers.map(lambda job: answer(net, *job), batches):
            documents += made
        tokens = sum(len(pieces[1][0]) for pieces, _ in documents)
        print(f"{len(documents)} documents, {tokens} tokens, {tokens / (time.monotonic() - started):.0f} tokens/s", flush=True)
        # Saved after every block, so that a run that is cut short is of use.
        torch.save(documents, args.out)


def answer(net, asked, temperature, seed):
    noise = torch.Generator().manual_seed(seed)
    return [([(prompt, False), (said, True)], temperature)
            for prompt, said in zip(asked, generate(net, asked, END, 240, temperature, noise))]


if __name__ == "__main__":
    main()
