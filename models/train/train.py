"""Trains the target on generated text. Stops, and may be started again, at any saved step.

The learning rate warms up, stays, and falls to zero over the second half. The last part uses long rows,
so that chats of a thousand tokens and more keep working.
"""

import argparse
import time

import torch
import torch.nn.functional as F

import model as llama
import optimizer
import rows
from parallel import Workers
from tokenizer import Tokenizer


def arguments():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("--out", default="work/target.pt")
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--heldout", default="../prompts/heldout.jsonl")
    args.add_argument("--steps", type=int, default=1400)
    args.add_argument("--minutes", type=float, default=0, help="also stop after this time, the rate falling in step with it; 0: no limit")
    args.add_argument("--rows", type=int, default=32)
    args.add_argument("--length", type=int, default=256)
    args.add_argument("--long-length", type=int, default=1024)
    args.add_argument("--long-part", type=float, default=0.12, help="the part of the training that uses long rows")
    args.add_argument("--matrix-lr", type=float, default=0.02)
    args.add_argument("--other-lr", type=float, default=0.004)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--save-every", type=int, default=100)
    args.add_argument("--resume", action="store_true")
    return args.parse_args()


def rate(progress):
    if progress < 0.02:
        return 0.05 + progress / 0.02 * 0.95
    return 1.0 if progress < 0.5 else max(0.0, (1 - progress) / 0.5) * 0.98 + 0.02 * (progress < 1)


def part_loss(net, device, weight):
    """The loss of one piece of a batch whose labels weigh `weight` together."""
    def work(piece):
        inputs, labels, weights, positions = piece
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = net(inputs, positions)
        each = F.cross_entropy(logits.float().flatten(0, 1), labels.flatten(), reduction="none")
        loss = (each * weights.flatten()).sum() / weight
        return loss, [loss.detach()]
    return work


def main():
    args = arguments()
    workers = Workers(args.threads)
    torch.manual_seed(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = Tokenizer.load(args.tokenizer)
    shape = llama.SHAPES["target"]
    net = llama.Llama(shape)
    first, spent, state = 0, 0.0, None
    if args.resume:
        net, state = llama.load(args.out)
        first, spent = state["step"], state["seconds"]
    net.to(device)
    optimizers = optimizer.make(net, args.matrix_lr, args.other_lr)
    if state:
        for opt, saved in zip(optimizers, state["optimizers"]):
            opt.load_state_dict(saved)
    packers = {length: rows.Packer(tokenizer, rows.training_documents(args.seed * 1000 + first + length, args.heldout), length,
                                   shape.context, args.seed + first) for length in (args.length, args.long_length)}
    print(f"{llama.parameters_of(net)} parameters on {device}", flush=True)
    started, average, tokens = time.monotonic() - spent, None, 0
    for step in range(first, args.steps):
        elapsed = time.monotonic() - started
        progress = max(step / args.steps, elapsed / 60 / args.minutes if args.minutes else 0)
        if progress >= 1:
            break
        optimizer.set_rate(optimizers, rate(progress))
        length = args.long_length if progress >= 1 - args.long_part else args.length
        batch = [x.to(device) for x in packers[length].batch(args.rows * args.length // length)]
        loss, = workers.backward(net, part_loss(net, device, batch[2].sum()), workers.split(batch))
        for opt in optimizers:
            opt.step()
            opt.zero_grad(set_to_none=True)
        tokens += batch[0].numel()
        average = loss.item() if average is None else 0.95 * average + 0.05 * loss.item()
        if step % 20 == 0:
            print(f"step {step} progress {progress:.3f} loss {loss.item():.4f} average {average:.4f} "
                  f"{tokens / (time.monotonic() - started - spent):.0f} tokens/s {elapsed / 60:.1f} min", flush=True)
        if (step + 1) % args.save_every == 0:
            save(args.out, net, optimizers, step + 1, time.monotonic() - started)
    save(args.out, net, optimizers, step + 1, time.monotonic() - started)
    print(f"done after {step + 1} steps, {(time.monotonic() - started) / 60:.1f} min")


def save(path, net, optimizers, step, seconds):
    llama.save(path, net, optimizers=[o.state_dict() for o in optimizers], step=step, seconds=seconds)


if __name__ == "__main__":
    main()
