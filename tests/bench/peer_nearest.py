#!/usr/bin/env python3
"""Vector search against FAISS, one thread, the same vectors.

    peer_nearest.py BENCH [ROWS]

BENCH is bench_nearest of a release build. Both take turns; medians of 9. The
graphs have 32 links and were built with lists of 200; each searches with the
shortest list that finds 95 of 100.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"
import faiss  # noqa: E402
import numpy as np  # noqa: E402

WIDTH, QUERIES, K, ROUNDS, ENOUGH = 384, 1000, 10, 9, 0.95


class Ours:
    def __init__(self, bench, rows, path):
        self.run = subprocess.Popen([bench, "--serve", str(rows), path],
                                    stdin=subprocess.PIPE, text=True,
                                    stdout=subprocess.PIPE)
        self.build = float(self.run.stdout.readline())

    def __call__(self, wide):
        self.run.stdin.write(f"{wide}\n")
        self.run.stdin.flush()
        seconds, recall = map(float, self.run.stdout.readline().split())
        return seconds, recall


class Peer:
    def __init__(self, x, q):
        self.q = q
        self.flat = faiss.IndexFlatIP(WIDTH)
        self.flat.add(x)
        self.truth = self.flat.search(q, K)[1]
        self.graph = faiss.IndexHNSWFlat(WIDTH, 32, faiss.METRIC_INNER_PRODUCT)
        self.graph.hnsw.efConstruction = 200
        start = time.perf_counter()
        self.graph.add(x)
        self.build = time.perf_counter() - start

    def __call__(self, wide):
        index = self.graph if wide else self.flat
        if wide:
            self.graph.hnsw.efSearch = wide
        start = time.perf_counter()
        found = index.search(self.q, K)[1]
        seconds = time.perf_counter() - start
        same = (found[:, :, None] == self.truth[:, None, :]).any(2)
        return seconds, float(same.mean())


def shortest(search):
    for wide in range(K, 2000):
        if search(wide)[1] >= ENOUGH:
            return wide
    sys.exit("no list finds enough")


def compare(name, ours, theirs, wides):
    runs = [(ours(wides[0]), theirs(wides[1])) for _ in range(ROUNDS)]
    qps = [QUERIES / statistics.median(r[i][0] for r in runs) for i in (0, 1)]
    print(f"{name}: {qps[0]:.0f} against {qps[1]:.0f} queries/s, "
          f"{qps[0] / qps[1]:.2f}x; lists {wides}, recall "
          f"{runs[0][0][1]:.3f} and {runs[0][1][1]:.3f}")


def main():
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100000
    faiss.omp_set_num_threads(1)
    with tempfile.NamedTemporaryFile() as f:
        ours = Ours(sys.argv[1], rows, f.name)
        both = np.fromfile(f.name, np.float32).reshape(-1, WIDTH)
        theirs = Peer(both[:rows].copy(), both[rows:].copy())
    print(f"build: {ours.build:.1f} s against {theirs.build:.1f} s")
    compare("exact", ours, theirs, (0, 0))
    compare("graph", ours, theirs, (shortest(ours), shortest(theirs)))


main()
