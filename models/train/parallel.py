"""Spreads a batch over Python threads, one CPU thread each.

PyTorch's own way splits every operation and waits after each; on cores shared with other work that waiting costs half
the speed. Here a thread waits only at the end of a step. (PyTorch's operations release Python's lock.)
"""

from concurrent.futures import ThreadPoolExecutor

import torch

import optimizer


class Workers:
    def __init__(self, threads, pieces_each=2):
        torch.set_num_threads(1)
        self.pieces = threads * pieces_each if threads > 1 else 1
        self.pool = ThreadPoolExecutor(threads, initializer=lambda: torch.set_num_threads(1))
        optimizer.spread = self.map

    def map(self, work, items):
        return list(self.pool.map(work, items))

    def split(self, batch):
        """The batch's tensors, cut by rows into pieces."""
        return list(zip(*(x.chunk(self.pieces) for x in batch)))

    def backward(self, net, part_loss, pieces):
        """Sets the gradients of the sum of `part_loss(piece)` over the pieces of a batch; returns the summed figures.

        `part_loss` returns (loss, figures): the loss must be a sum, already divided by the whole batch's weight.
        """
        params = list(net.parameters())

        def work(piece):
            loss, figures = part_loss(piece)
            return torch.autograd.grad(loss, params), figures

        total = None
        for grads, figures in self.pool.map(work, pieces):
            if total is None:
                total = list(figures)
                for p, g in zip(params, grads):
                    p.grad = g
            else:
                total = [a + b for a, b in zip(total, figures)]
                for p, g in zip(params, grads):
                    p.grad.add_(g)
        return total
