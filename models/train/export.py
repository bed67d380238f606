"""Exports a checkpoint to GGUF for llama.cpp: float16 matrices, float32 norms."""

import argparse
import os

import numpy as np

import corpus
import gguf
import model as llama
from tokenizer import END, END_TEXT, SPECIALS, Tokenizer

NORMAL, CONTROL = 1, 3


def metadata(shape, tokenizer, name):
    return {
        "general.architecture": "llama",
        "general.name": name,
        "general.license": "mit",
        "general.file_type": 1,
        "llama.context_length": shape.context,
        "llama.embedding_length": shape.width,
        "llama.block_count": shape.layers,
        "llama.feed_forward_length": shape.ff,
        "llama.attention.head_count": shape.heads,
        "llama.attention.head_count_kv": shape.heads,
        "llama.attention.layer_norm_rms_epsilon": shape.eps,
        "llama.rope.dimension_count": shape.head,
        "llama.rope.freq_base": shape.rope_base,
        "llama.vocab_size": len(tokenizer),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.tokens": tokenizer.tokens,
        "tokenizer.ggml.token_type": [CONTROL if token in SPECIALS else NORMAL for token in tokenizer.tokens],
        "tokenizer.ggml.merges": [" ".join(merge) for merge in tokenizer.merges],
        "tokenizer.ggml.bos_token_id": END_TEXT,
        "tokenizer.ggml.eos_token_id": END,
        "tokenizer.ggml.eot_token_id": END,
        "tokenizer.ggml.padding_token_id": END_TEXT,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.add_eos_token": False,
        "tokenizer.chat_template": corpus.CHAT_TEMPLATE,
    }


def tensors(net):
    """llama.cpp takes the output matrix from token_embd when there is no output.weight."""
    out = {"token_embd.weight": half(net.token_embd)}
    for i, layer in enumerate(net.layers):
        for name, weight in layer.named_parameters():
            out[f"blk.{i}.{name}.weight"] = half(weight) if weight.ndim == 2 else single(weight)
    out["output_norm.weight"] = single(net.output_norm)
    return out


def half(weight):
    return weight.detach().cpu().numpy().astype(np.float16)


def single(weight):
    return weight.detach().cpu().numpy().astype(np.float32)


def export(path, net, tokenizer, name):
    gguf.write(path, metadata(net.shape, tokenizer, name), tensors(net))
    print(f"{path}: {llama.parameters_of(net)} parameters, {os.path.getsize(path)} bytes")


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("checkpoint")
    args.add_argument("out")
    args.add_argument("--name", required=True)
    args.add_argument("--tokenizer", default="tokenizer.json")
    args = args.parse_args()
    net, _ = llama.load(args.checkpoint)
    export(args.out, net, Tokenizer.load(args.tokenizer), args.name)


if __name__ == "__main__":
    main()
