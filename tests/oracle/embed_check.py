#!/usr/bin/env python3
"""`lathe embed` against transformers on the same MiniLM: 200 sentences.

Needs torch, transformers and the folder of a sentence encoder, which
LATHE_MINILM names; by default what `lathe pull minilm` fetched.
"""
import json
import os
import random
import subprocess
import sys

FOLDER = os.environ.get("LATHE_MINILM") or os.path.join(
    os.environ.get("XDG_DATA_HOME", os.path.expanduser("~/.local/share")),
    "lathe/models/minilm")
LATHE = os.environ.get("LATHE", "build/release/tui/lathe")
LEAST = 0.9999  # of the cosine
COUNT = 200

if not os.path.exists(FOLDER + "/config.json"):
    print(f"left out: there is no MiniLM at {FOLDER}; `lathe pull minilm`")
    sys.exit(0)

import torch

try:
    from transformers import AutoModel, PreTrainedTokenizerFast
except ImportError:
    print("left out: there is no transformers")
    sys.exit(0)


def sentences():
    """Made of few words, of one to a hundred of them, with odd characters."""
    draw = random.Random(11)
    who = ["the keeper", "a gull", "Ada", "my brother", "nobody", "Ærøskøbing",
           "数学", "the naïve café", "IT", "don't", "x_1 = 3.14", "🙂"]
    does = ["sees", "forgets", "paints", "is not", "multiplies", "eats",
            "returned to", "wrote about"]
    out = ["a", "!?", "Hello, world.", "word " * 600]
    while len(out) < COUNT:
        parts = [f"{draw.choice(who)} {draw.choice(does)} {draw.choice(who)}"
                 for _ in range(draw.choice([1, 1, 1, 2, 3, 8, 30]))]
        out.append(draw.choice([", and ", ". ", "; ", " "]).join(parts))
    return out


def reference(texts):
    model = AutoModel.from_pretrained(FOLDER, dtype=torch.float64).eval()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=FOLDER + "/tokenizer.json")
    tokenizer._tokenizer.no_padding()
    for text in texts:
        # The file's own limit is the caller's affair; the model's is not.
        tokenizer._tokenizer.enable_truncation(
            model.config.max_position_embeddings)
        ids = torch.tensor([tokenizer._tokenizer.encode(text).ids])
        with torch.no_grad():
            y = model(ids).last_hidden_state[0].mean(0)
        yield (y / y.norm()).double()


texts = sentences()
ran = subprocess.run([LATHE, "embed", FOLDER, "--json"], check=True,
                     input="".join(t + "\n" for t in texts).encode(),
                     stdout=subprocess.PIPE)
ours = [json.loads(line) for line in ran.stdout.splitlines()]
assert [o["text"] for o in ours] == texts
cosines = []
for o, want in zip(ours, reference(texts), strict=True):
    got = torch.tensor(o["vector"], dtype=torch.float64)
    assert abs(got.norm() - 1) < 1e-5
    cosines.append(float(got @ want))
print(f"minilm: {len(texts)} sentences, least cosine {min(cosines):.8f}, "
      f"longest {max(o['tokens'] for o in ours)} tokens")
if min(cosines) < LEAST:
    worst = cosines.index(min(cosines))
    sys.exit(f"sentence {worst} is too far: {texts[worst][:80]!r}")
