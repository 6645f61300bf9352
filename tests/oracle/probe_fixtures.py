#!/usr/bin/env python3
"""Activations inside the twins of published models, as transformers has them.

Writes tests/model/fixtures/probe_NAME.npz: the ids of a text, and under our
names what the embedding, the blocks, the attention weights and the last norm
are there, computed in float64 by the twins of published_fixtures.py.

Run it from the top of the tree as `probe_fixtures.py write`; needs torch,
transformers, tokenizers and numpy. Without a word it has `lathe probe` (LATHE,
default build/release/tui/lathe) write the same arrays, reads its file with
NumPy, and compares.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np
import torch

try:
    import transformers
    from transformers import AutoModel
    from tokenizers import Tokenizer
except ImportError as missing:
    print(f"left out: there is no {missing.name}")
    sys.exit(0)

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

HERE = "tests/model/fixtures"
LATHE = os.environ.get("LATHE", "build/release/tui/lathe")
TEXT = "the tide goes out"
WITHIN = 1e-4  # f32 through two layers; a wrong place is off by more than 1e-2


def reference(name):
    folder = f"{HERE}/published/{name}"
    ids = Tokenizer.from_file(folder + "/tokenizer.json").encode(TEXT).ids
    m = AutoModel.from_pretrained(folder, attn_implementation="eager",
                                  dtype=torch.float64).eval()
    with torch.no_grad():
        y = m(torch.tensor([ids]), output_hidden_states=True,
              output_attentions=True)
    last = len(y.hidden_states) - 1
    out = {"ids": np.array(ids, np.int32), "embedding": y.hidden_states[0]}
    for i in range(1, last + 1):  # behind the last block stands the last norm
        out[f"blocks.{i - 1}.out" if i < last or name == "bert"
            else "norm"] = y.hidden_states[i]
    for i, weights in enumerate(y.attentions):
        out[f"blocks.{i}.attn.probs"] = weights
    return {k: v if k == "ids" else v.numpy().astype(np.float32)
            for k, v in out.items()}


def probed(name, watch):
    with tempfile.TemporaryDirectory() as room:
        path = room + "/out.npz"
        subprocess.run([LATHE, "probe", f"{HERE}/published/{name}", "--prompt",
                        TEXT, "--watch", ",".join(watch), "--out", path],
                       check=True, stdout=subprocess.DEVNULL)
        with np.load(path) as z:
            return {k: z[k] for k in z}


for name in ("gpt2", "llama", "bert"):
    want = reference(name)
    path = f"{HERE}/probe_{name}.npz"
    if sys.argv[1:] == ["write"]:
        np.savez(path, **want)
        print(f"{path}: {len(want)} arrays, {os.path.getsize(path)} bytes")
        continue
    got = probed(name, [k for k in want if k != "ids"])
    with np.load(path) as kept:
        same = all(np.allclose(kept[k], want[k], atol=1e-6) for k in want)
    far = max(float(np.abs(got[k] - want[k]).max()) for k in want)
    print(f"{name}: {len(want)} arrays, farthest {far:.1e}")
    if not same or sorted(got) != sorted(want) or far > WITHIN:
        sys.exit(f"DIFFERS: {name}")
