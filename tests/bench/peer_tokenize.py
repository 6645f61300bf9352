#!/usr/bin/env python3
"""Encoding speed against Hugging Face tokenizers and tiktoken, one thread.

    peer_tokenize.py BENCH TEXT TOKENIZER...

BENCH is bench_tokenize of a release build. A TOKENIZER is a tokenizer.json,
or a rank file that is called after its encoding (cl100k_base.tiktoken). The
two take turns, so that a busy machine hits both alike; medians of 9, and the
ids of both are compared first.
"""
import base64
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
ROUNDS = 9


class Ours:
    def __init__(self, bench, tokenizer, text):
        self.run = subprocess.Popen([bench, "--serve", tokenizer, text],
                                    stdin=subprocess.PIPE, text=True,
                                    stdout=subprocess.PIPE)
        self.load_ms = float(self.run.stdout.readline())

    def encode(self):
        self.run.stdin.write("\n")
        self.run.stdin.flush()
        seconds, count = self.run.stdout.readline().split()
        return float(seconds), int(count)


def peer(tokenizer):
    """A function from text to ids, and the milliseconds to make it."""
    start = time.perf_counter()
    if tokenizer.endswith(".json"):
        from tokenizers import Tokenizer
        t = Tokenizer.from_file(tokenizer)
        ms = (time.perf_counter() - start) * 1e3
        t.no_truncation()
        t.no_padding()
        return lambda s: t.encode(s, add_special_tokens=False), ms
    import tiktoken
    from tiktoken_ext import openai_public
    name = Path(tokenizer).stem
    ranks = {}
    for line in Path(tokenizer).read_bytes().splitlines():
        piece, rank = line.split()
        ranks[base64.b64decode(piece)] = int(rank)
    openai_public.load_tiktoken_bpe = lambda *a, **k: ranks
    parts = getattr(openai_public, name)()
    e = tiktoken.Encoding(name, pat_str=parts["pat_str"], special_tokens={},
                          mergeable_ranks=ranks)
    ms = (time.perf_counter() - start) * 1e3
    return e.encode_ordinary, ms


def main(bench, path, *tokenizers):
    text = Path(path).read_bytes().decode()  # line ends as they are
    size = len(text.encode())
    for tokenizer in tokenizers:
        ours = Ours(bench, tokenizer, path)
        theirs, load_ms = peer(tokenizer)
        times = ([], [])
        for _ in range(ROUNDS):
            seconds, count = ours.encode()
            start = time.perf_counter()
            ids = theirs(text)
            times[1].append(time.perf_counter() - start)
            times[0].append(seconds)
        want = len(ids)
        if count != want:
            sys.exit(f"{tokenizer}: {count} tokens, the peer has {want}")
        a, b = (size / statistics.median(t) / 1e6 for t in times)
        print(f"{Path(tokenizer).name[:32]:32} {a:7.1f} MB/s, peer {b:6.1f} "
              f"MB/s, {a / b:5.1f} times; load {ours.load_ms:6.1f} ms, peer "
              f"{load_ms:6.1f} ms", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
