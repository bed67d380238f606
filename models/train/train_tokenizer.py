"""Learns the shared vocabulary from generated documents and writes tokenizer.json."""

import argparse
import itertools

import corpus
from tokenizer import Tokenizer, learn_merges


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--out", default="tokenizer.json")
    args.add_argument("--heldout", default="../prompts/heldout.jsonl")
    args.add_argument("--documents", type=int, default=20000)
    args.add_argument("--size", type=int, default=2048)
    args.add_argument("--seed", type=int, default=5)
    args = args.parse_args()
    made = itertools.islice(corpus.documents(args.seed, corpus.banned_prompts(args.heldout)), args.documents)
    # Piece by piece, so that no merge runs over the border of a special token.
    tokenizer = Tokenizer(learn_merges((text for pieces in made for text, _ in pieces), args.size))
    tokenizer.save(args.out)
    print(f"{len(tokenizer)} tokens in {args.out}")


if __name__ == "__main__":
    main()
