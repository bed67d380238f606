"""Packs documents into rows of tokens for training."""

import random

import torch

import corpus


class Packer:
    """Each row starts with a new document; what does not fit is dropped, since new text costs nothing.

    Half of the rows leave random gaps in the positions between documents, so that a short row teaches
    the distances of a long context.
    """

    def __init__(self, tokenizer, documents, length, context, seed, prompt_weight=0.25):
        self.tokenizer, self.documents, self.length, self.context = tokenizer, documents, length, context
        self.rng, self.prompt_weight = random.Random(seed), prompt_weight

    def row(self):
        tokens, weights, starts = [], [], []
        while len(tokens) <= self.length:
            starts.append(len(tokens))
            for text, is_answer in next(self.documents):
                ids = self.tokenizer.encode(text) if isinstance(text, str) else text
                tokens += ids
                weights += [1.0 if is_answer else self.prompt_weight] * len(ids)
        n = self.length + 1
        positions = list(range(n))
        spare = self.context - n
        if spare > 0 and self.rng.random() < 0.5:
            spare = self.rng.randrange(spare)
            cuts = sorted(self.rng.randrange(spare + 1) for _ in starts)
            shift, k = 0, 0
            for i in range(n):
                if k < len(starts) and i == starts[k]:
                    shift, k = (cuts[k] if k else 0), k + 1
                positions[i] += shift
        return tokens[:n], weights[:n], positions

    def batch(self, rows):
        """(inputs, labels, weights of the labels, positions), each (rows, length)."""
        made = [self.row() for _ in range(rows)]
        tokens = torch.tensor([m[0] for m in made])
        weights = torch.tensor([m[1] for m in made])
        positions = torch.tensor([m[2] for m in made])
        return tokens[:, :-1], tokens[:, 1:], weights[:, 1:], positions[:, :-1]


def training_documents(seed, heldout):
    return corpus.documents(seed, corpus.banned_prompts(heldout))
