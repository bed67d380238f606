"""How often a draft's token is accepted, from the two distributions at one position."""

import torch


def overlap(p, q):
    """1 - total variation: the best that any way of sampling can reach."""
    return torch.minimum(p, q).sum(-1)


def coupled(p, q):
    """Chance that draft and target pick the same token when both use the same noise for each token.

    It is the sum over i of 1 / (sum over j of max(p_j / p_i, q_j / q_i)). After sorting by p / q, the maximum is
    the p term above i and the q term below it, so two running sums replace the inner sum.
    """
    p, q = p.double().clamp(min=1e-12), q.double().clamp(min=1e-12)
    order = (p / q).argsort(-1)
    p, q = p.gather(-1, order), q.gather(-1, order)
    above = p.flip(-1).cumsum(-1).flip(-1)
    below = q.cumsum(-1) - q
    return (1 / (above / p + below / q)).sum(-1)


def tokens_per_pass(agreed, depth):
    """Mean tokens a verification pass yields at greedy decoding: the accepted guesses and the bonus token."""
    at, passes = 0, 0
    while at < len(agreed):
        run = 0
        while run < depth and at + run < len(agreed) and agreed[at + run]:
            run += 1
        at, passes = at + run + 1, passes + 1
    return len(agreed), passes
