"""peer_decode.py LATHE MODEL.gguf [ROUNDS] - reading a prompt of about 500
tokens and writing 128 more, in turn with llama.cpp through llama-cpp-python on
the same file with the same threads.

Loading and the start of Python are not counted.
"""

import json
import statistics
import subprocess
import sys
import time

from llama_cpp import Llama

TEXT = "The history of the harbour town begins with a ship that "
THREADS, WRITTEN = 2, 128


def theirs(model, ids):
    model.reset()
    start = time.perf_counter()
    model.eval(ids)
    read = len(ids) / (time.perf_counter() - start)
    start = time.perf_counter()
    for _ in range(WRITTEN):
        model.eval([model.sample(temp=0)])
    return read, WRITTEN / (time.perf_counter() - start)


def ours(lathe, path, prompt):
    out = subprocess.run(
        [lathe, "generate", path, "--prompt", prompt, "--tokens", str(WRITTEN),
         "--temperature", "0", "--threads", str(THREADS), "--json"],
        check=True, capture_output=True)
    row = json.loads(out.stdout)
    return row["prefill_tokens_per_s"], row["tokens_per_s"]


def main():
    lathe, path = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 9
    prompt = (TEXT * 44).strip()
    model = Llama(path, n_threads=THREADS, n_threads_batch=THREADS, n_ctx=1024,
                  n_batch=512, verbose=False)
    ids = model.tokenize(prompt.encode(), add_bos=False)
    mine, peer = [], []
    theirs(model, ids)
    ours(lathe, path, prompt)
    for _ in range(rounds):
        peer.append(theirs(model, ids))
        mine.append(ours(lathe, path, prompt))
    for i, what in enumerate(("read", "write")):
        a, b = [m[i] for m in mine], [p[i] for p in peer]
        ratio = statistics.median(x / y for x, y in zip(a, b))
        print(f"{what}: lathe {statistics.median(a):.0f} tokens/s, llama.cpp "
              f"{statistics.median(b):.0f}, x {ratio:.2f} of {rounds} rounds")


main()
