#!/usr/bin/env python3
"""peer_matmul.py LATHE [ROUNDS]

y = x W^T by `lathe bench matmul`, numpy and PyTorch, in turn; medians in
GFLOP/s. The best of five calls of a round counts for each.
"""
import json
import os
import statistics
import subprocess
import sys
import time

THREADS = 2
os.environ["OMP_NUM_THREADS"] = str(THREADS)
os.environ["OPENBLAS_NUM_THREADS"] = str(THREADS)

import numpy as np
import torch

torch.set_num_threads(THREADS)
LATHE, ROUNDS = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 9
SHAPES = [(64, 64, 64), (256, 768, 768), (256, 3072, 768), (256, 768, 3072),
          (1024, 1024, 1024)]


def timed(call, flops):
    """GFLOP/s of the best of five samples of at least 2 ms."""
    call()
    start = time.perf_counter()
    call()
    calls = 1 + int(0.002 / (time.perf_counter() - start))
    best = 1e9
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        best = min(best, (time.perf_counter() - start) / calls)
    return 1e-9 * flops / best


def ours():
    out = subprocess.run([LATHE, "bench", "matmul", "--json", "--rounds", "5",
                          "--threads", str(THREADS)],
                         capture_output=True, check=True)
    rows = json.loads(out.stdout)["rows"]
    return {(row["name"], row["mode"]):
            row["gflops"] * row["ms"] / row["best_ms"] for row in rows}


def peers(rows, cols, inner):
    x = np.random.default_rng(1).standard_normal((rows, inner), np.float32)
    w = np.random.default_rng(2).standard_normal((cols, inner), np.float32)
    flops = 2.0 * rows * cols * inner
    tx, tw = torch.from_numpy(x), torch.from_numpy(w)
    bx, bw = tx.bfloat16(), tw.bfloat16()
    linear = torch.nn.functional.linear
    return {"numpy f32": timed(lambda: x @ w.T, flops),
            "torch f32": timed(lambda: linear(tx, tw), flops),
            "torch bf16": timed(lambda: linear(bx, bw), flops)}


def main():
    found = {}
    for _ in range(ROUNDS):
        mine = ours()
        for shape in SHAPES:
            name = "matmul {} x {} x {}".format(*shape)
            both = {"lathe f32": mine[name, "strict"],
                    "lathe bf16": mine.get((name, "bf16"), float("nan"))}
            both.update(peers(*shape))
            for who, rate in both.items():
                found.setdefault((name, who), []).append(rate)
    columns = ["lathe f32", "torch f32", "numpy f32", "lathe bf16",
               "torch bf16"]
    print(f"GFLOP/s, {THREADS} threads, {ROUNDS} rounds, PyTorch "
          f"{torch.__version__}, numpy {np.__version__}")
    print(f"{'':28}" + "".join(f"{c:>12}" for c in columns))
    for shape in SHAPES:
        name = "matmul {} x {} x {}".format(*shape)
        print(f"{name:28}" + "".join(
            f"{statistics.median(found[name, c]):12.0f}" for c in columns))


main()
