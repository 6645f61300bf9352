#!/usr/bin/env python3
"""Writes tests/kernels/fixtures/quant.txt from the gguf package's own code.

A line is: "decode" or "encode", a type, the blocks in hex, the 32-bit floats
in hex (low byte first). Decode: arbitrary blocks and what they mean. Encode:
numbers and the blocks that they become, of the types whose encoder is fixed by
the format's description. Needs numpy and gguf. Run it from the top of the tree.
"""
import numpy as np
from gguf import quants
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as T

rng = np.random.default_rng(7)
lines = []


def line(kind, name, blocks, floats):
    blocks = np.ascontiguousarray(blocks).tobytes().hex()
    floats = np.ascontiguousarray(floats, dtype="<f4").tobytes().hex()
    lines.append(f"{kind} {name} {blocks} {floats}")


HALVES = {"Q8_0": [0], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2],
          "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "F16": [0], "BF16": []}
for name, places in HALVES.items():
    size = GGML_QUANT_SIZES[T[name]][1]
    blocks = rng.integers(0, 256, (2 if size > 2 else 32, size), dtype=np.uint8)
    for at in places:  # scales as they occur, one of them subnormal
        d = rng.normal(0, 0.01, len(blocks)).astype("<f2")
        d[-1] = 3e-6
        blocks[:, at : at + 2] = d[:, None].view(np.uint8)
    if name == "BF16":
        blocks = rng.normal(0, 1, len(blocks)).astype("<f4").view("<u4")
        blocks = (blocks >> 16).astype("<u2")[:, None].view(np.uint8)
    line("decode", name, blocks, quants.dequantize(blocks, T[name]))

for name in ("Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "F16", "BF16"):
    x = rng.normal(0, 0.05, (3, 32)).astype(np.float32)
    x[1] = np.abs(x[1]) + 1
    x[2] *= rng.integers(0, 2, 32)
    line("encode", name, quants.quantize(x, T[name]), x)
    line("encode", name, quants.quantize(x[:1] * 0, T[name]), x[:1] * 0)

with open("tests/kernels/fixtures/quant.txt", "w") as f:
    f.write("\n".join(lines) + "\n")
