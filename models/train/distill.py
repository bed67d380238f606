"""Trains the draft to copy the target's distribution, on generated text and on the target's own answers.

The loss is the target-to-draft KL divergence, plus the total variation distance (one minus it is the best
acceptance rate that sampling can have), plus a little cross-entropy to the target's first choice (greedy acceptance).
"""

import argparse
import os
import random
import time

import torch
import torch.nn.functional as F

import corpus
import model as llama
import optimizer
import rows
from parallel import Workers
from tokenizer import END_TEXT, Tokenizer
from train import rate, save


def arguments():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--target", default="work/target.pt")
    args.add_argument("--generated", default="work/generated.pt", help="made by make_generated.py; without it only the corpus is used")
    args.add_argument("--out", default="work/draft.pt")
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--heldout", default="../prompts/heldout.jsonl")
    args.add_argument("--steps", type=int, default=1000)
    args.add_argument("--minutes", type=float, default=0)
    args.add_argument("--rows", type=int, default=32)
    args.add_argument("--length", type=int, default=256)
    args.add_argument("--long-length", type=int, default=1024)
    args.add_argument("--long-part", type=float, default=0.1)
    args.add_argument("--matrix-lr", type=float, default=0.02)
    args.add_argument("--other-lr", type=float, default=0.006)
    args.add_argument("--variation", type=float, default=1.0, help="weight of the total variation distance")
    args.add_argument("--first-choice", type=float, default=0.3, help="weight of the cross-entropy to the target's argmax")
    args.add_argument("--reuse", type=int, default=4, help="how often each batch is used, on average")
    args.add_argument("--keep", type=int, default=60, help="how many batches are kept for that")
    args.add_argument("--seed", type=int, default=2)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--save-every", type=int, default=100)
    args.add_argument("--resume", action="store_true")
    args.add_argument("--begin-with", help="a draft to start from, for example one of an earlier target")
    return args.parse_args()


def mixed(documents, generated, rng):
    """Two documents of the target's own for each one of the corpus."""
    while True:
        if generated and rng.random() < 0.67:
            pieces, _ = generated[int(rng.random() * len(generated))]
            yield pieces + [([END_TEXT], False)]
        else:
            yield next(documents)


def part_loss(net, device, places, args):
    """Loss of one piece of a lesson, and [loss, 1 - total variation, greedy agreement], as shares of a mean over `places`."""
    def work(piece):
        inputs, positions, select, teacher = piece
        with torch.autocast(device, dtype=torch.bfloat16):
            student = net(inputs, positions, select=select)
        q_log, p_log = F.log_softmax(student.float(), -1), F.log_softmax(teacher.float(), -1)
        p = p_log.exp()
        kl = (p * (p_log - q_log)).sum()
        variation = 0.5 * (p - q_log.exp()).abs().sum()
        best = p_log.argmax(-1)
        loss = kl + args.variation * variation + args.first_choice * F.nll_loss(q_log, best, reduction="sum")
        agree = (q_log.argmax(-1) == best).float().sum()
        return loss / places, [loss.detach() / places, (len(best) - variation.detach()) / places, agree / places]
    return work


def start_from(teacher, net):
    """The draft's embedding starts as the principal components of the target's, so that like tokens are near each other."""
    u, s, _ = torch.linalg.svd(teacher.token_embd.detach(), full_matrices=False)
    net.token_embd.data.copy_(u[:, :net.shape.width] * s[:net.shape.width])


class Lessons:
    """Batches with the target's logits. Asking the target costs more than training the draft, so each batch is used several times."""

    def __init__(self, teacher, packers, workers, args, device):
        self.teacher, self.packers, self.workers, self.args, self.device = teacher, packers, workers, args, device
        self.rng, self.kept, self.turn = random.Random(args.seed), [], 0

    def next(self, length):
        self.turn += 1
        if self.turn % self.args.reuse != 1 and self.args.reuse > 1 and self.kept:
            return self.rng.choice(self.kept)
        inputs, _, weights, positions = (x.to(self.device) for x in self.packers[length].batch(self.args.rows * self.args.length // length))
        # All places of the answers, and a tenth of the others.
        select = (weights == 1) | (torch.rand_like(weights) < 0.1)
        lesson = self.workers.map(self.ask, self.workers.split((inputs, positions, select)))
        self.kept = (self.kept + [lesson])[-self.args.keep:]
        return lesson

    @torch.no_grad()
    def ask(self, piece):
        inputs, positions, select = piece
        with torch.autocast(self.device, dtype=torch.bfloat16):
            return inputs, positions, select, self.teacher(inputs, positions, select=select).bfloat16()


def main():
    args = arguments()
    workers = Workers(args.threads)
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.load(args.tokenizer)
    teacher, _ = llama.load(args.target)
    net = llama.Llama(llama.SHAPES["draft"])
    start_from(teacher, net)
    if args.begin_with:
        net, _ = llama.load(args.begin_with)
    first, spent, state = 0, 0.0, None
    if args.resume:
        net, state = llama.load(args.out)
        first, spent = state["step"], state["seconds"]
    net.to(device)
    teacher.to(device)
    optimizers = optimizer.make(net, args.matrix_lr, args.other_lr)
    if state:
        for opt, saved in zip(optimizers, state["optimizers"]):
            opt.load_state_dict(saved)
    generated = torch.load(args.generated) if args.generated and os.path.exists(args.generated) else []
    packers = {}
    for length in (args.length, args.long_length):
        seed = args.seed * 1000 + first + length
        documents = mixed(rows.training_documents(seed, args.heldout), generated, random.Random(seed))
        packers[length] = rows.Packer(tokenizer, documents, length, net.shape.context, seed)
    print(f"{llama.parameters_of(net)} parameters on {device}, {len(generated)} answers of the target", flush=True)
    lessons = Lessons(teacher, packers, workers, args, device)
    started, kept, tokens = time.monotonic() - spent, None, 0
    for step in range(first, args.steps):
        elapsed = time.monotonic() - started
        progress = max(step / args.steps, elapsed / 60 / args.minutes if args.minutes else 0)
        if progress >= 1:
            break
        optimizer.set_rate(optimizers, rate(progress))
        length = args.long_length if progress >= 1 - args.long_part else args.length
        pieces = lessons.next(length)
        places = sum(len(piece[3]) for piece in pieces)
        figures = workers.backward(net, part_loss(net, device, places, args), pieces)
        for opt in optimizers:
            opt.step()
            opt.zero_grad(set_to_none=True)
        tokens += sum(piece[0].numel() for piece in pieces)
        now = torch.stack(figures).cpu()
        kept = now if kept is None else 0.95 * kept + 0.05 * now
        if step % 20 == 0:
            print(f"step {step} progress {progress:.3f} loss {kept[0]:.4f} overlap {kept[1]:.4f} agreement {kept[2]:.4f} "
                  f"{tokens / (time.monotonic() - started - spent):.0f} tokens/s {elapsed / 60:.1f} min", flush=True)
        if (step + 1) % args.save_every == 0:
            save(args.out, net, optimizers, step + 1, time.monotonic() - started)
    save(args.out, net, optimizers, step + 1, time.monotonic() - started)
    print(f"done after {step + 1} steps, {(time.monotonic() - started) / 60:.1f} min")


if __name__ == "__main__":
    main()
