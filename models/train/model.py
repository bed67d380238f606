"""A Llama-architecture transformer, computed the way llama.cpp's `llama` graph does.

RMSNorm before each block, rotary positions on neighbouring pairs (2i, 2i+1), SwiGLU, no biases, and the
token embedding reused as the output matrix.
"""

import dataclasses
import math
import os

import torch
import torch.nn.functional as F
from torch import nn

import gguf


@dataclasses.dataclass
class Shape:
    vocabulary: int = 2048
    width: int = 224
    layers: int = 6
    head: int = 32
    ff: int = 608
    context: int = 2048
    rope_base: float = 10000.0
    eps: float = 1e-5

    @property
    def heads(self):
        return self.width // self.head


SHAPES = {"target": Shape(), "draft": Shape(width=192, layers=2, head=64, ff=512)}


class Layer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.shape = s
        self.attn_norm, self.ffn_norm = nn.Parameter(torch.ones(s.width)), nn.Parameter(torch.ones(s.width))
        for name, rows, columns in (("attn_q", s.width, s.width), ("attn_k", s.width, s.width), ("attn_v", s.width, s.width),
                                    ("attn_output", s.width, s.width), ("ffn_gate", s.ff, s.width), ("ffn_up", s.ff, s.width),
                                    ("ffn_down", s.width, s.ff)):
            weight = torch.randn(rows, columns) / math.sqrt(columns)
            if name in ("attn_output", "ffn_down"):
                weight *= 0.3
            setattr(self, name, nn.Parameter(weight))

    def forward(self, x, turn, mask, cache=None):
        s = self.shape
        b, t, _ = x.shape
        # One product for q, k, v and one for gate and up: small matrices waste a CPU.
        qkv = F.linear(rms_norm(x, self.attn_norm, s.eps), torch.cat((self.attn_q, self.attn_k, self.attn_v)))
        qk, v = qkv[..., :2 * s.width], qkv[..., 2 * s.width:]
        qk = rotate(qk.reshape(b, t, 2 * s.heads, s.head), turn)
        q, k = qk[:, :, :s.heads].transpose(1, 2), qk[:, :, s.heads:].transpose(1, 2)
        v = v.reshape(b, t, s.heads, s.head).transpose(1, 2)
        if cache is not None:
            k, v = cache.extend(self, k, v)
        scores = (q * (s.head ** -0.5)) @ k.transpose(-1, -2)
        y = torch.softmax(scores if mask is None else scores + mask, dim=-1) @ v
        x = x + F.linear(y.transpose(1, 2).reshape(b, t, s.width), self.attn_output)
        h = F.linear(rms_norm(x, self.ffn_norm, s.eps), torch.cat((self.ffn_gate, self.ffn_up)))
        return x + F.linear(F.silu(h[..., :s.ff]) * h[..., s.ff:], self.ffn_down)


class Llama(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Parameter(torch.randn(shape.vocabulary, shape.width) * 0.02)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.output_norm = nn.Parameter(torch.ones(shape.width))

    def forward(self, tokens, positions=None, mask=None, cache=None, select=None):
        """Logits of shape (batch, time, vocabulary), or (selected, vocabulary) for a mask of places."""
        t = tokens.shape[1]
        if positions is None:
            positions = torch.arange(t, device=tokens.device)[None]
        if mask is None and t > 1:
            mask = causal(t, tokens.device)
        turn = turns(self.shape, positions)
        x = F.embedding(tokens, self.token_embd)
        for layer in self.layers:
            x = layer(x, turn, mask, cache)
        x = x if select is None else x[select]
        return F.linear(rms_norm(x, self.output_norm, self.shape.eps), self.token_embd)


def rms_norm(x, weight, eps):
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + eps) * weight


def causal(t, device):
    return torch.full((t, t), float("-inf"), device=device).triu(1)


def turns(shape, positions):
    """cos + i sin of every angle: shape (batch, time, 1, head / 2)."""
    exponents = torch.arange(0, shape.head, 2, device=positions.device).float() / shape.head
    angles = positions[..., None].float() * shape.rope_base ** -exponents
    return torch.polar(torch.ones_like(angles), angles).unsqueeze(2)


def rotate(x, turn):
    """Each neighbouring pair is a complex number; a position turns it."""
    pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(pairs * turn).flatten(-2)


def parameters_of(model):
    return sum(p.numel() for p in model.parameters())


def save(path, model, **extra):
    torch.save({"shape": dataclasses.asdict(model.shape), "model": model.state_dict(), **extra}, path + ".part")
    os.replace(path + ".part", path)


def load(path):
    """A model, and all else that its checkpoint holds: nothing, if it is an exported GGUF file."""
    if path.endswith(".gguf"):
        return from_gguf(*gguf.read(path)), {}
    state = torch.load(path, map_location="cpu")
    model = Llama(Shape(**state["shape"]))
    model.load_state_dict(state["model"])
    return model, state


def from_gguf(metadata, tensors):
    """The inverse of export.py. The weights are those of the file: float16, where it has them so."""
    model = Llama(Shape(metadata["llama.vocab_size"], metadata["llama.embedding_length"], metadata["llama.block_count"],
                        metadata["llama.rope.dimension_count"], metadata["llama.feed_forward_length"], metadata["llama.context_length"],
                        metadata["llama.rope.freq_base"], metadata["llama.attention.layer_norm_rms_epsilon"]))
    names = {name.removesuffix(".weight").replace("blk.", "layers."): name for name in tensors}
    model.load_state_dict({place: torch.tensor(tensors[name], dtype=torch.float32) for place, name in names.items()})
    return model
