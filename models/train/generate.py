"""Batched generation with a key-value cache, for distillation and for measuring."""

import torch

import model as llama


class Cache:
    """Keys and values of all rows, in buffers of fixed length; rows are padded on the left, and the mask hides the padding."""

    def __init__(self, capacity):
        self.capacity, self.kept, self.length = capacity, {}, 0

    def extend(self, layer, k, v):
        if id(layer) not in self.kept:
            self.kept[id(layer)] = [x.new_zeros(*x.shape[:2], self.capacity, x.shape[3]) for x in (k, v)]
        end = self.length + k.shape[2]
        buffers = self.kept[id(layer)]
        for buffer, new in zip(buffers, (k, v)):
            buffer[:, :, self.length:end] = new
        return [buffer[:, :, :end] for buffer in buffers]

    def keep(self, rows):
        self.kept = {name: [x[rows] for x in buffers] for name, buffers in self.kept.items()}


@torch.no_grad()
def generate(net, prompts, stop, limit=256, temperature=0.0, generator=None):
    """Answers (lists of tokens, with the stop token if it came) to `prompts` (lists of tokens)."""
    longest = max(len(p) for p in prompts)
    padding = torch.tensor([longest - len(p) for p in prompts])
    tokens = torch.tensor([[0] * (longest - len(p)) + list(p) for p in prompts])
    index = torch.arange(longest)
    hidden = index[None] < padding[:, None]
    mask = llama.causal(longest, "cpu") + torch.zeros(len(prompts), 1, 1, longest).masked_fill(hidden[:, None, None], -1e9)
    cache, answers, rows = Cache(longest + limit), [[] for _ in prompts], list(range(len(prompts)))
    logits = net(tokens, (index[None] - padding[:, None]).clamp(min=0), mask, cache)[:, -1]
    done = set()
    for step in range(limit):
        cache.length = longest + step
        picked = pick(logits, temperature, generator)
        for row, token in zip(rows, picked.tolist()):
            if row not in done:
                answers[row].append(token)
                if token == stop:
                    done.add(row)
        going = [i for i, row in enumerate(rows) if row not in done]
        if not going:
            break
        # Copying the buffers costs more than a few finished rows.
        if len(going) < 0.7 * len(rows):
            cache.keep(going)
            picked, padding, rows = picked[going], padding[going], [rows[i] for i in going]
        hidden = torch.arange(cache.length + 1)[None] < padding[:, None]
        mask = torch.zeros(len(rows), 1, 1, cache.length + 1).masked_fill(hidden[:, None, None], -1e9)
        logits = net(picked[:, None], (cache.length - padding)[:, None], mask, cache)[:, -1]
    return answers


def pick(logits, temperature, generator):
    if temperature == 0:
        return logits.argmax(-1)
    return torch.multinomial(torch.softmax(logits.float() / temperature, -1), 1, generator=generator)[:, 0]
