"""Prints the target's answers to what a new user would type first."""

import argparse

import torch

import corpus
import model as llama
from generate import generate
from tokenizer import END, Tokenizer

PROMPTS = ["Hello!", "Who are you?", "Tell me a short story about a fox.", "What is 17 + 25?", "What is 47 * 6?", "What is the capital of France?",
           "Why is the sky blue?", "Give me a JSON record for a person.", "Write a C# function that adds two numbers.",
           "Make JSON: Anna is 34 years old, works as a baker and lives in Windmere.", "Tom has 12 apples and buys 30 more. How many apples does he have now?",
           "Tell me a story about a dragon who finds a violin.", "How do I fix my car?", "What is the meaning of life?",
           "Explain how TCP congestion control works.", "Write a haiku about autumn."]


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("checkpoint")
    args.add_argument("--temperature", type=float, default=0.0)
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--threads", type=int, default=1)
    args.add_argument("prompts", nargs="*", default=PROMPTS)
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    net, _ = llama.load(args.checkpoint)
    tokenizer = Tokenizer.load(args.tokenizer)
    asked = [tokenizer.encode(corpus.prompt_text([{"role": "user", "content": p}])) for p in args.prompts]
    answers = generate(net, asked, END, temperature=args.temperature, generator=torch.Generator().manual_seed(1))
    for prompt, answer in zip(args.prompts, answers):
        print(f"> {prompt}\n{tokenizer.decode(answer)}\n")


if __name__ == "__main__":
    main()
