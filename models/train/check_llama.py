"""Checks an exported file with the real llama.cpp: tokens, chat template, special tokens and logits must be the trainer's."""

import argparse
import itertools

import torch

import corpus
import model as llama
from llama_cpp import LlamaCpp
from tokenizer import END, END_TEXT, Tokenizer

STRANGE = ["Zażółć gęślą jaźń", "日本語 テスト", "I'm here, you'll SEE! We've  two   spaces\t\ttabs\n\n\nlines \n x", "1234567890 3.14", "🙂🙃", "a\r\nb",
           "int[] x = { 1, 2 };\n    return x[0]++;\n", "'S 'quoted' don't", "  leading", "trailing  ", "<|im_start|>user\nx<|im_end|>"]


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("natives", help="the folder that has libllama")
    args.add_argument("file")
    args.add_argument("checkpoint")
    args.add_argument("--tokenizer", default="tokenizer.json")
    args.add_argument("--heldout", default="../prompts/heldout.jsonl")
    args = args.parse_args()
    engine, tokenizer = LlamaCpp(args.natives, args.file), Tokenizer.load(args.tokenizer)
    net, _ = llama.load(args.checkpoint)
    made = itertools.islice(corpus.documents(123, set()), 400)
    texts = STRANGE + ["".join(t for t, _ in pieces) for pieces in made]
    for text in texts:
        assert engine.tokenize(text) == tokenizer.encode(text), f"tokens differ: {text!r}"
    for row in corpus.read_heldout(args.heldout):
        assert engine.apply_template(row["messages"]) == corpus.prompt_text(row["messages"]), row
    assert engine.ends(END) and engine.parameters() == llama.parameters_of(net)
    print(f"{len(texts)} texts tokenised alike; template alike; end tokens {[t for t in (END_TEXT, END) if engine.ends(t)]}")
    for text in texts[len(STRANGE):len(STRANGE) + 5] + ["".join(texts[40:60])]:
        tokens = tokenizer.encode(text)[:1500]
        with torch.no_grad():
            ours = net(torch.tensor([tokens]))[0]
        theirs = torch.tensor(engine.logits(tokens))
        worst = (ours - theirs).abs().max().item()
        same = (ours.argmax(-1) == theirs.argmax(-1)).float().mean().item()
        print(f"{len(tokens)} tokens: largest logit difference {worst:.4f} (logits up to {ours.abs().max():.1f}), same argmax {same:.4f}")
        assert worst < 0.3 and same > 0.98


if __name__ == "__main__":
    main()
