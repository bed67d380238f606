"""Writes and reads GGUF version 3: a header, typed metadata, the tensors' descriptions, then their aligned data."""

import os
import struct

import numpy as np

ALIGNMENT = 32
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TENSOR_TYPES = {np.dtype(np.float32): 0, np.dtype(np.float16): 1}


def text(value):
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def scalar(kind, value):
    if kind == STRING:
        return text(value)
    return struct.pack({U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}[kind], value)


def kind_of(value):
    """The GGUF type of a Python value: whole numbers are U32, arrays of them I32."""
    return BOOL if isinstance(value, bool) else U32 if isinstance(value, int) else F32 if isinstance(value, float) else STRING


def field(key, value):
    if not isinstance(value, list):
        return text(key) + struct.pack("<I", kind_of(value)) + scalar(kind_of(value), value)
    kind = I32 if kind_of(value[0]) == U32 else kind_of(value[0])
    return text(key) + struct.pack("<IIQ", ARRAY, kind, len(value)) + b"".join(scalar(kind, v) for v in value)


def pad(size):
    return -size % ALIGNMENT


def write(path, metadata, tensors):
    """`metadata`: dict of scalars and lists. `tensors`: dict of float16 or float32 arrays, row-major (rows, columns).

    Written beside its place and then renamed, so that a reader never sees half a file.
    """
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(metadata))
    head += b"".join(field(key, value) for key, value in metadata.items())
    offset = 0
    for name, data in tensors.items():
        # GGUF lists the fastest-moving dimension first.
        shape = data.shape[::-1]
        head += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, TENSOR_TYPES[data.dtype], offset)
        offset += data.nbytes + pad(data.nbytes)
    with open(path + ".part", "wb") as out:
        out.write(head + b"\0" * pad(len(head)))
        for data in tensors.values():
            out.write(np.ascontiguousarray(data).tobytes() + b"\0" * pad(data.nbytes))
    os.replace(path + ".part", path)


class Reader:
    """Walks through a file that `write` has written."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def text(self):
        size = self.take("Q")
        self.at += size
        return self.data[self.at - size:self.at].decode("utf-8")

    def value(self, kind):
        if kind == ARRAY:
            item, count = self.take("IQ")
            return [self.value(item) for _ in range(count)]
        return self.text() if kind == STRING else self.take({U32: "I", I32: "i", F32: "f", BOOL: "?"}[kind])


def read(path):
    """The metadata and the tensors of a file that `write` has written, as it took them."""
    with open(path, "rb") as file:
        reader = Reader(file.read())
    magic, version, count, fields = reader.take("4sIQQ")
    if magic != b"GGUF" or version != 3:
        raise ValueError(f"{path} is no GGUF file of version 3.")
    metadata = {reader.text(): reader.value(reader.take("I")) for _ in range(fields)}
    listed = []
    for _ in range(count):
        name, dimensions = reader.text(), reader.take("I")
        shape = [reader.take("Q") for _ in range(dimensions)]
        listed.append((name, shape[::-1], *reader.take("IQ")))
    start = reader.at + pad(reader.at)
    types = {number: kind for kind, number in TENSOR_TYPES.items()}
    return metadata, {name: np.frombuffer(reader.data, types[kind], int(np.prod(shape)), start + offset).reshape(shape)
                      for name, shape, kind, offset in listed}
