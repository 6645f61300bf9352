#!/usr/bin/env python3
"""A GGUF model against llama.cpp, through llama-cpp-python: the same file.

Ten prompts are continued greedily by 200 tokens, and the tokens compared as
far as the two first and second choices of llama.cpp are further apart than the
measured error of the logits: both round activations to 8 bits, not alike. Then
the log-probabilities of those texts are compared.

Needs numpy and llama-cpp-python. LATHE_SMOLLM2 names the file; by default what
`lathe pull smollm2-135m` fetched.
"""
import json
import os
import subprocess
import sys

MODEL = os.environ.get("LATHE_SMOLLM2") or os.path.join(
    os.environ.get("XDG_DATA_HOME", os.path.expanduser("~/.local/share")),
    "lathe/models/smollm2-135m/model.gguf")
LATHE = os.environ.get("LATHE", "build/release/tui/lathe")
TOKENS = int(os.environ.get("LATHE_ORACLE_TOKENS", "200"))
PROMPTS = [
    "The capital of France is",
    "Once upon a time there was a lighthouse keeper who",
    "def fibonacci(n):\n",
    "The three laws of motion say that",
    "Dear Sir or Madam,\n\nI am writing to",
    "Water boils at one hundred degrees because",
    "1, 2, 4, 8, 16,",
    "In the year 1969,",
    "A recipe for bread: first,",
    "The difference between a list and a tuple in Python is",
]

if not os.path.exists(MODEL):
    print(f"left out: there is no {MODEL}; `lathe pull smollm2-135m`")
    sys.exit(0)

import numpy as np

try:
    from llama_cpp import Llama
except ImportError:
    print("left out: there is no llama-cpp-python")
    sys.exit(0)

# llama.cpp rounds activations to 8 bits and we do not where many rows come at
# once: measured 0.092. A wrong angle or layout makes it more than 1.
MEAN_WITHIN = 0.15
CLOSE_SHARE = 0.03  # of choices that the error may decide; measured 0.009

TOOL = os.path.join(os.path.dirname(os.path.dirname(LATHE)), "tests/oracle_logits")


def theirs(llm, prompt):
    """Greedy ids after the prompt, and the logits that each was taken from."""
    ids = llm.tokenize(prompt.encode(), add_bos=False, special=False)
    llm.reset()
    llm.eval(ids)
    rows, chosen = [], []
    for _ in range(TOKENS):
        row = np.array(llm.scores[llm.n_tokens - 1], np.float32)
        rows.append(row)
        chosen.append(int(row.argmax()))
        llm.eval(chosen[-1:])
    return ids, chosen, np.stack(rows)


def ours(ids):
    ran = subprocess.run([TOOL, MODEL], check=True, stdout=subprocess.PIPE,
                         input=" ".join(map(str, ids)).encode())
    return np.frombuffer(ran.stdout, np.float32).reshape(len(ids), -1)


def written(prompt, count):
    """What `lathe generate` writes, greedily, a token at a time."""
    ran = subprocess.run([LATHE, "generate", MODEL, "--prompt", prompt,
                          "--tokens", str(count), "--temperature", "0",
                          "--json"], check=True, stdout=subprocess.PIPE)
    return json.loads(ran.stdout)["ids"]


def main():
    llm = Llama(MODEL, n_ctx=512, n_threads=int(os.environ.get("THREADS", 2)),
                logits_all=True, verbose=False)
    all_off, agreed, close, wrong = [], 0, 0, []
    same = 0
    for prompt in PROMPTS:
        ids, chosen, want = theirs(llm, prompt)
        got = ours(ids + chosen)[len(ids) - 1:-1]
        # A constant in all logits changes nothing that is made of them.
        off = np.abs((got - got.mean(1, keepdims=True)) -
                     (want - want.mean(1, keepdims=True)))
        all_off.append(off.mean(1))
        error = off.max(1)
        top = np.sort(want, 1)[:, -2:]
        margin = top[:, 1] - top[:, 0]
        for i, token in enumerate(got.argmax(1)):
            if token == chosen[i]:
                agreed += 1
            elif margin[i] <= 2 * error[i]:
                close += 1
            else:
                wrong.append((prompt, i, float(margin[i]), float(error[i])))
        text = written(prompt, TOKENS)
        for i, (a, b) in enumerate(zip(text, chosen)):
            if a != b:
                if margin[i] > 2 * error[i]:
                    wrong.append((prompt, i, "as written", float(margin[i])))
                break
            same += 1
    off = np.concatenate(all_off)
    print(f"{len(PROMPTS)} prompts x {TOKENS} tokens: {agreed} choices agree, "
          f"{close} differ where two tokens are closer than the error, "
          f"{len(wrong)} are wrong")
    print(f"written greedily, {same} tokens are the same before the first that "
          "is not")
    print(f"mean absolute difference of logits {off.mean():.5f}, "
          f"of the worst position {off.max():.5f}")
    if wrong:
        sys.exit(f"wrong: {wrong[:5]}")
    if off.mean() > MEAN_WITHIN or close > CLOSE_SHARE * (agreed + close):
        sys.exit("the logits are too far apart")


main()
