"""Writes the tiny files that tests use: a random draft with the pair's vocabulary, and a model with another vocabulary."""

import argparse
import itertools
import os

import torch

import corpus
import model as llama
from export import export
from tokenizer import Tokenizer, learn_merges


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--out", default="../fixtures")
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--seed", type=int, default=11)
    args = args.parse_args()
    os.makedirs(args.out, exist_ok=True)
    torch.manual_seed(args.seed)
    tokenizer = Tokenizer.load(args.tokenizer)
    small = dict(width=64, layers=1, head=32, ff=96)
    export(os.path.join(args.out, "draft-random.gguf"), llama.Llama(llama.Shape(vocabulary=len(tokenizer), **small)), tokenizer,
           "SpecMesh fixture: random draft")
    # Few documents and another seed: other merges, and fewer of them.
    made = itertools.islice(corpus.documents(args.seed, set()), 500)
    other = Tokenizer(learn_merges((text for pieces in made for text, _ in pieces), 600, least=3))
    export(os.path.join(args.out, "other-vocab.gguf"), llama.Llama(llama.Shape(vocabulary=len(other), **small)), other,
           "SpecMesh fixture: another vocabulary")


if __name__ == "__main__":
    main()
