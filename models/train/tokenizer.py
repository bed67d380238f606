"""Byte-level BPE: training, encoding and decoding, the same way as llama.cpp's "gpt2" model with the "qwen2" splitter."""

import collections
import heapq
import json

import regex

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
END_TEXT, START, END = range(3)

# A word with the character before it, single digits, runs of punctuation, line ends, spaces.
SPLIT = regex.compile(
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIAL_SPLIT = regex.compile("(" + "|".join(regex.escape(s) for s in SPECIALS) + ")")


def byte_characters():
    """GPT-2's printable stand-in for each byte: vocabularies in GGUF are text, so bytes need one."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    stand_in, extra = {b: chr(b) for b in printable}, 0
    for b in range(256):
        if b not in stand_in:
            stand_in[b] = chr(256 + extra)
            extra += 1
    return stand_in


BYTES = byte_characters()
BACK = {c: b for b, c in BYTES.items()}


def pieces_of(text):
    return ["".join(BYTES[b] for b in piece.encode("utf-8")) for piece in SPLIT.findall(text)]


def learn_merges(texts, size, least=12):
    """Merges the most frequent pair until the vocabulary has `size` tokens; ties go to the smaller pair, so it is deterministic."""
    words = collections.Counter()
    for text in texts:
        for part in SPECIAL_SPLIT.split(text):
            if part not in SPECIALS:
                words.update(pieces_of(part))
    words = {word: count for word, count in words.items() if count >= least or len(word) < 3}
    split = {word: list(word) for word in words}
    pairs, where = collections.Counter(), collections.defaultdict(set)
    for word, count in words.items():
        for pair in zip(split[word], split[word][1:]):
            pairs[pair] += count
            where[pair].add(word)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    merges, tokens = [], set(BYTES.values())
    while len(tokens) + len(SPECIALS) < size and heap:
        count, pair = heapq.heappop(heap)
        if -count != pairs[pair]:
            if pairs[pair] > 0:
                heapq.heappush(heap, (-pairs[pair], pair))
            continue
        merges.append(pair)
        tokens.add(pair[0] + pair[1])
        changed = set()
        for word in list(where[pair]):
            before, weight = split[word], words[word]
            after = merged(before, pair)
            for p in zip(before, before[1:]):
                pairs[p] -= weight
                changed.add(p)
            for p in zip(after, after[1:]):
                pairs[p] += weight
                where[p].add(word)
                changed.add(p)
            split[word] = after
        del where[pair]
        pairs[pair] = 0
        for p in changed:
            if pairs[p] > 0:
                heapq.heappush(heap, (-pairs[p], p))
    return merges


def merged(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            out.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


class Tokenizer:
    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        self.rank = {m: i for i, m in enumerate(self.merges)}
        self.tokens = list(SPECIALS) + [BYTES[b] for b in range(256)]
        known = set(self.tokens)
        for left, right in self.merges:
            if left + right not in known:
                known.add(left + right)
                self.tokens.append(left + right)
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.cache = {}

    def __len__(self):
        return len(self.tokens)

    def piece(self, word):
        ids = self.cache.get(word)
        if ids is None:
            symbols = list(word)
            while len(symbols) > 1:
                best = min(zip(symbols, symbols[1:]), key=lambda p: self.rank.get(p, 1 << 30))
                if best not in self.rank:
                    break
                symbols = merged(symbols, best)
            ids = self.cache[word] = [self.ids[s] for s in symbols]
        return ids

    def encode(self, text):
        out = []
        for part in SPECIAL_SPLIT.split(text):
            if part in SPECIALS:
                out.append(self.ids[part])
            elif part:
                for word in pieces_of(part):
                    out.extend(self.piece(word))
        return out

    def decode(self, ids):
        data = bytearray()
        for i in ids:
            token = self.tokens[i]
            data += token.encode() if i < len(SPECIALS) else bytes(BACK[c] for c in token)
        return data.decode("utf-8", errors="replace")

    def save(self, path):
        with open(path, "w", encoding="utf-8") as out:
            json.dump({"merges": [" ".join(m) for m in self.merges]}, out, ensure_ascii=False, indent=0)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as f:
            return Tokenizer([m.split(" ") for m in json.load(f)["merges"]])
