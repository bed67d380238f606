"""Muon for the matrices inside the layers (Jordan et al., 2024), AdamW for the embedding and the norms.

Muon needs about half the steps of AdamW here, which matters when two CPU cores do the training.
"""

import torch


def orthogonal(g, steps=5):
    """Newton-Schulz iteration towards the nearest orthogonal matrix."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.t() if g.shape[0] > g.shape[1] else g
    # bfloat16 is exact enough for a direction and twice as fast.
    x = (x / (x.norm() + 1e-7)).bfloat16()
    for _ in range(steps):
        s = x @ x.t()
        x = a * x + (b * s + c * (s @ s)) @ x
    return (x.t() if g.shape[0] > g.shape[1] else x).to(g.dtype)


def spread(work, items):
    """Replaced by `parallel.Workers` to use its threads."""
    return [work(item) for item in items]


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.95, decay=0.02):
        super().__init__(params, dict(lr=lr, momentum=momentum, decay=decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            spread(lambda p: self.update(p, group), group["params"])

    @torch.no_grad()
    def update(self, p, group):
        state = self.state[p]
        if "average" not in state:
            state["average"] = torch.zeros_like(p)
        average = state["average"].lerp_(p.grad, 1 - group["momentum"])
        update = orthogonal(p.grad.lerp(average, group["momentum"]))
        p.mul_(1 - group["lr"] * group["decay"])
        p.add_(update, alpha=-group["lr"] * max(1.0, p.shape[0] / p.shape[1]) ** 0.5)


def make(model, matrix_lr, other_lr):
    matrices = [p for layer in model.layers for p in layer.parameters() if p.ndim == 2]
    vectors = [p for p in model.parameters() if p.ndim == 1]
    muon = Muon(matrices, lr=matrix_lr)
    adam = torch.optim.AdamW([{"params": [model.token_embd]}, {"params": vectors}], lr=other_lr, betas=(0.9, 0.98),
                             eps=1e-10, weight_decay=0.0)
    for optimizer in (muon, adam):
        for group in optimizer.param_groups:
            group["first_lr"] = group["lr"]
    return [muon, adam]


def set_rate(optimizers, fraction):
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = group["first_lr"] * fraction
