"""Batched generation with a key-value cache, for distillation and for measuring."""

import torch

import model as llama


class Cache:
    """Keys and values of all rows; rows are padded on the left, and the mask hides the padding."""

    def __init__(self):
        self.kept = {}

    def extend(self, layer, k, v):
        if id(layer) in self.kept:
            old_k, old_v = self.kept[id(layer)]
            k, v = torch.cat((old_k, k), 2), torch.cat((old_v, v), 2)
        self.kept[id(layer)] = (k, v)
        return k, v

    def keep(self, rows):
        self.kept = {name: (k[rows], v[rows]) for name, (k, v) in self.kept.items()}


@torch.no_grad()
def generate(net, prompts, stop, limit=256, temperature=0.0, generator=None):
    """Answers (lists of tokens, with the stop token if it came) to `prompts` (lists of tokens)."""
    longest = max(len(p) for p in prompts)
    padding = torch.tensor([longest - len(p) for p in prompts])
    tokens = torch.tensor([[0] * (longest - len(p)) + list(p) for p in prompts])
    index = torch.arange(longest)
    hidden = index[None] < padding[:, None]
    mask = llama.causal(longest, "cpu") + torch.zeros(len(prompts), 1, 1, longest).masked_fill(hidden[:, None, None], -1e9)
    cache, answers, alive = Cache(), [[] for _ in prompts], list(range(len(prompts)))
    logits = net(tokens, (index[None] - padding[:, None]).clamp(min=0), mask, cache)[:, -1]
    for step in range(limit):
        picked = pick(logits, temperature, generator)
        going = []
        for row, token in enumerate(picked.tolist()):
            answers[alive[row]].append(token)
            if token != stop:
                going.append(row)
        if not going:
            break
        if len(going) < len(alive):
            cache.keep(going)
            picked, padding, alive = picked[going], padding[going], [alive[row] for row in going]
        length = longest + step + 1
        hidden = torch.arange(length)[None] < padding[:, None]
        mask = torch.zeros(len(alive), 1, 1, length).masked_fill(hidden[:, None, None], -1e9)
        logits = net(picked[:, None], (longest + step - padding)[:, None], mask, cache)[:, -1]
    return answers


def pick(logits, temperature, generator):
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial(torch.softmax(logits.float() / temperature, -1), 1, generator=generator)[:, 0]
