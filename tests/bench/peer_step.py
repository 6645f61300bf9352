#!/usr/bin/env python3
"""peer_step.py BENCH_STEP SHAPE [ROUNDS] [--bf16] [--compile] [--threads N]

The training step of bench_step beside PyTorch's, from the same weights on the
same batches: one step of each in turn, so that whatever else the machine does
hits all alike. Prints medians and the largest difference of the losses.
With --bf16 both multiply in bf16: ours in mode bf16, PyTorch under autocast.
"""
import argparse
import math
import os
import resource
import statistics
import subprocess
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("bench")
parser.add_argument("shape")
parser.add_argument("rounds", nargs="?", type=int, default=9)
parser.add_argument("--bf16", action="store_true")
parser.add_argument("--compile", action="store_true")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--warm", type=int, default=3)
args = parser.parse_args()
os.environ["OMP_NUM_THREADS"] = str(args.threads)

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(args.threads)

# name: vocabulary, batch, context, layers, heads, width, bias; as in bench_step
SHAPES = {
    "shakespeare-char-cpu": (65, 12, 64, 4, 4, 128),
    "gpt2-4x64": (50257, 4, 64, 12, 12, 768),
    "gpt2-4x256": (50257, 4, 256, 12, 12, 768),
    "char-6x384": (65, 64, 256, 6, 6, 384),
    "sorter": (3, 64, 11, 3, 3, 48),
    "spiral-mlp": (100000, 128, 1, 0, 0, 64),
    "lstm": (65, 32, 64, 1, 0, 128),
    "lstm-small": (65, 16, 32, 1, 0, 32),
    "gru": (65, 32, 64, 1, 0, 128),
}
VOCAB, BATCH, CONTEXT, LAYERS, HEADS, WIDTH = SHAPES[args.shape]
MOST_STEPS = 500


def norm(x, p, name):
    return F.layer_norm(x, (WIDTH,), p[name + ".weight"],
                        p.get(name + ".bias"), 1e-5)


def linear(x, p, name):
    return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))


def block(x, p, i):
    b = f"blocks.{i}."
    y = linear(norm(x, p, b + "norm1"), p, b + "attn.qkv")
    q, k, v = (t.view(BATCH, CONTEXT, HEADS, -1).transpose(1, 2)
               for t in y.split(WIDTH, 2))
    y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    y = y.transpose(1, 2).reshape(BATCH, CONTEXT, WIDTH)
    x = x + linear(y, p, b + "attn.out")
    y = F.gelu(linear(norm(x, p, b + "norm2"), p, b + "mlp.up"))
    return x + linear(y, p, b + "mlp.down")


def decoder_loss(p, ids, targets):
    x = p["tokens.weight"][ids] + p["positions.weight"][:CONTEXT]
    for i in range(LAYERS):
        x = block(x, p, i)
    logits = F.linear(norm(x, p, "norm"), p["tokens.weight"])
    return F.cross_entropy(logits.view(-1, VOCAB), targets.view(-1))


def mlp_loss(p, ids, targets):
    del targets
    ids = ids.view(-1)
    x = torch.stack(((ids % 317) / 317.0 - 0.5, (ids % 211) / 211.0 - 0.5), 1)
    for i in range(3):
        x = linear(x, p, f"l{i}")
        x = F.relu(x) if i < 2 else x
    return F.cross_entropy(x, ids % 3)


def recurrent_loss(p, ids, targets):
    """PyTorch's fused layer. Its lstm orders the gates as ours does; its gru
    as well, with the bias of the candidate's state apart."""
    zero = torch.zeros_like(p["r.0.input.bias"])
    if args.shape == "gru":
        zero = torch.cat((zero[:2 * WIDTH], p["r.0.state.bias"]))
    weights = [p["r.0.input.weight"], p["r.0.state.weight"],
               p["r.0.input.bias"], zero]
    x = p["tokens.weight"][ids]
    state = torch.zeros(1, BATCH, WIDTH)
    if args.shape.startswith("lstm"):
        y = torch.lstm(x, (state, state), weights, True, 1, 0.0, True, False,
                       True)[0]
    else:
        y = torch.gru(x, state, weights, True, 1, 0.0, True, False, True)[0]
    return F.cross_entropy(linear(y, p, "head").view(-1, VOCAB),
                           targets.view(-1))


def join_qkv(p):
    """One product for the three projections: PyTorch at its best."""
    for i in range(LAYERS):
        b = f"blocks.{i}.attn."
        for kind in ("weight", "bias"):
            parts = [p.pop(f"{b}{c}.{kind}", None) for c in "qkv"]
            if parts[0] is not None:
                p[f"{b}qkv.{kind}"] = torch.cat(parts)


class Peer:
    """One way to run PyTorch."""

    def __init__(self, name, weights, batches, compiled):
        self.name = name
        p = {k: v.clone() for k, v in weights.items()}
        join_qkv(p)
        self.p = {k: v.requires_grad_() for k, v in p.items()}
        self.batches = batches
        loss = (recurrent_loss if "r.0.input.weight" in p else
                decoder_loss if LAYERS else mlp_loss)
        self.loss = torch.compile(loss) if compiled else loss
        matrices = [v for v in self.p.values() if v.dim() >= 2]
        rest = [v for v in self.p.values() if v.dim() < 2]
        self.optimizer = torch.optim.AdamW(
            [{"params": matrices, "weight_decay": 0.1},
             {"params": rest, "weight_decay": 0.0}],
            lr=1e-3, betas=(0.9, 0.99), eps=1e-8, fused=True)
        self.at = 0

    def step(self):
        ids, targets = self.batches[self.at]
        self.at += 1
        cpu, start = time.process_time(), time.perf_counter()
        self.optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
            loss = self.loss(self.p, ids, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.p.values(), 1.0, foreach=True)
        self.optimizer.step()
        value = loss.item()
        return (value, time.perf_counter() - start,
                time.process_time() - cpu,
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


class Ours:
    name = "lathe"

    def __init__(self, path):
        self.child = subprocess.Popen(
            [args.bench, "--serve", args.shape, path,
             "bf16" if args.bf16 else "strict"], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.header = self.child.stdout.readline().split()

    def step(self):
        self.child.stdin.write("step\n")
        self.child.stdin.flush()
        return tuple(map(float, self.child.stdout.readline().split()))


def read_file(path, header):
    raw = np.fromfile(path, dtype=np.uint8)
    weights, at = {}, 0
    for entry in header:
        name, *shape = entry.split(",")
        shape = [int(n) for n in shape]
        n = math.prod(shape)
        part = raw[at:at + 4 * n].view(np.float32).reshape(shape)
        weights[name] = torch.from_numpy(part.copy())
        at += 4 * n
    ids = raw[at:].view(np.int32).reshape(MOST_STEPS, 2, BATCH, CONTEXT)
    ids = torch.from_numpy(ids.astype(np.int64))
    return weights, [(step[0], step[1]) for step in ids]


def main():
    with tempfile.NamedTemporaryFile() as file:
        ours = Ours(file.name)
        weights, batches = read_file(file.name, ours.header)
    runs = [ours, Peer("eager", weights, batches, False)]
    if args.compile:
        runs.append(Peer("compiled", weights, batches, True))
    del weights
    rows = {run.name: [] for run in runs}
    for i in range(args.warm + args.rounds):
        for run in runs if i % 2 == 0 else runs[::-1]:
            result = run.step()
            time.sleep(0.01)  # the other's threads stop spinning
            if i >= args.warm:
                rows[run.name].append(result)
            elif run is not ours and i == 0:
                print(f"{run.name}: first loss {result[0]:.6f}", flush=True)
    mine = rows["lathe"]
    print(f"{args.shape}, {'bf16' if args.bf16 else 'f32'}, {args.threads} "
          f"threads, {args.rounds} rounds, PyTorch {torch.__version__}")
    print(f"{'':10} {'ms':>9} {'best':>9} {'cpu ms':>9} {'x':>6} {'cpu x':>6} "
          f"{'MB':>6} {'loss diff':>10}")
    for name, got in rows.items():
        ratio = statistics.median(b[1] / a[1] for a, b in zip(mine, got))
        cpu = statistics.median(b[2] / a[2] for a, b in zip(mine, got))
        diff = max(abs(a[0] - b[0]) for a, b in zip(mine, got))
        print(f"{name:10} {1e3 * statistics.median(r[1] for r in got):9.3f} "
              f"{1e3 * min(r[1] for r in got):9.3f} "
              f"{1e3 * statistics.median(r[2] for r in got):9.3f} "
              f"{ratio:6.2f} {cpu:6.2f} {got[-1][3]:6.0f} {diff:10.2e}")


main()
