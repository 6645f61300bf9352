"""Inputs, results and gradients of the ops as PyTorch computes them.

    python tests/oracle/ops_fixtures.py           compares ops_fixtures.txt
    python tests/oracle/ops_fixtures.py --write   writes it anew

The suite ops/torch holds the engine against that file. Everything is float64.
A case is a line `case NAME`, then tensors: `numbers|integers NAME DIMS
EXTENTS..` and their values in row-major order. `weight` is dLoss/dout, so that
loss = sum(weight * out); `grad0` belongs to `in0`.
"""

import pathlib
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(20)
torch.set_default_dtype(torch.float64)
lines = []


def show(name, t):
    kind = "numbers" if t.is_floating_point() else "integers"
    extents = " ".join(str(n) for n in t.shape)
    lines.append(f"{kind} {name} {t.dim()} {extents}".rstrip())
    values = [f"{v:.15g}" if kind == "numbers" else str(v)
              for v in t.detach().flatten().tolist()]
    for i in range(0, len(values), 4):
        lines.append(" ".join(values[i:i + 4]))


def case(name, run, *inputs):
    given = [t.detach().clone().requires_grad_(t.is_floating_point())
             for t in inputs]
    out = run(*given)
    if out.dim() == 0:
        out = out.reshape(1)
    weight = torch.randn_like(out)
    (out * weight).sum().backward()
    lines.append(f"case {name}")
    for i, t in enumerate(given):
        show(f"in{i}", t)
    show("out", out)
    show("weight", weight)
    for i, t in enumerate(given):
        if t.is_floating_point():
            show(f"grad{i}", t.grad)


def positive(*shape):
    return torch.rand(*shape) + 0.5


def attention(q, k, v, causal):
    """Heads in the third place, as everywhere in Lathe."""
    y = F.scaled_dot_product_attention(
        q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2),
        is_causal=causal, scale=0.3, enable_gqa=True)
    return y.transpose(1, 2)


def rope(x, interleaved, start=3, base=100.0):
    batch, t, heads, width = x.shape
    pair = torch.arange(width // 2)
    angle = torch.outer(torch.arange(start, start + t).double(),
                        base ** (-2.0 * pair / width))[None, :, None, :]
    turn = torch.polar(torch.ones_like(angle), angle)
    if interleaved:
        z = torch.complex(x[..., 0::2], x[..., 1::2]) * turn
        return torch.stack([z.real, z.imag], -1).flatten(-2)
    z = torch.complex(x[..., :width // 2], x[..., width // 2:]) * turn
    return torch.cat([z.real, z.imag], -1)


def walk(cell, sums, state, turned):
    """A cell over all steps, its input given as the sums of its gates."""
    steps = list(range(sums.shape[1]))
    states = [None] * len(steps)
    for t in reversed(steps) if turned else steps:
        state = cell(sums[:, t], state)
        states[t] = state
    if isinstance(state, tuple):
        return torch.stack([torch.stack([s[i] for s in states], 1)
                            for i in range(2)])
    return torch.stack(states, 1)


def rnn(sums, w, start, turned):
    return walk(lambda x, h: torch.rnn_tanh_cell(
        x, h, torch.eye(len(w)), w), sums, start, turned)


def gru(sums, w, bias, start, turned):
    inner = torch.cat((torch.zeros(2 * len(bias)), bias))
    return walk(lambda x, h: torch.gru_cell(
        x, h, torch.eye(len(w)), w, torch.zeros(len(w)), inner),
        sums, start, turned)


def lstm(sums, w, start, turned):
    return walk(lambda x, s: torch.lstm_cell(
        x, s, torch.eye(len(w)), w), sums, (start[0], start[1]), turned)


def attention_lengths(q, k, v, lengths):
    """Keys at and behind a sequence's length are padding."""
    seen = torch.arange(k.shape[1])[None, :] < lengths[:, None]
    y = F.scaled_dot_product_attention(
        q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2),
        attn_mask=seen[:, None, None, :], scale=0.3, enable_gqa=True)
    return y.transpose(1, 2)


def conv(x, w, b, stride, pad):
    """Steps in the second place; the weight is [out, width, in]."""
    return F.conv1d(x.transpose(1, 2), w.transpose(1, 2), b, stride=stride,
                    padding=pad).transpose(1, 2)


rand = torch.randn
case("linear", F.linear, rand(2, 3, 5), rand(7, 5), rand(7))
case("matmul", torch.matmul, rand(2, 3, 4, 5), rand(2, 3, 5, 6))
case("matmul_shared", torch.matmul, rand(3, 4, 5), rand(5, 2))
case("add", torch.add, rand(2, 3, 4), rand(3, 1))
case("sub", torch.sub, rand(4), rand(2, 3, 4))
case("mul", torch.mul, rand(2, 1, 4), rand(2, 3, 1))
case("div", torch.div, positive(2, 3, 4), positive(4))
case("scale", lambda x: x * -1.5, rand(3, 5))
case("neg", torch.neg, rand(3, 5))
case("exp", torch.exp, rand(3, 5))
case("log", torch.log, positive(3, 5))
case("sqrt", torch.sqrt, positive(3, 5))
case("square", torch.square, rand(3, 5))
case("tanh", torch.tanh, rand(3, 5))
case("sigmoid", torch.sigmoid, rand(3, 5))
case("relu", F.relu, rand(3, 5))
case("gelu", F.gelu, 2 * rand(3, 5))
case("gelu_tanh", lambda x: F.gelu(x, approximate="tanh"), 2 * rand(3, 5))
case("silu", F.silu, 2 * rand(3, 5))
case("softmax", lambda x: F.softmax(x, -1), 3 * rand(4, 9))
case("cross_entropy",
     lambda x, t: F.cross_entropy(x, t, ignore_index=-100), 3 * rand(6, 7),
     torch.tensor([0, 6, -100, 3, -100, 1]))
case("norm_layer", lambda x, g, b: F.layer_norm(x, (7,), g, b, 1e-5),
     rand(2, 3, 7), rand(7), rand(7))
case("norm_rms", lambda x, g: F.rms_norm(x, (7,), g, 1e-5), rand(2, 3, 7),
     rand(7))
case("embedding", lambda w, ids: F.embedding(ids, w), rand(5, 3),
     torch.tensor([[4, 0, 4], [1, 1, 4]]))
case("sum", lambda x: x.sum(1), rand(2, 3, 4))
case("mean", lambda x: x.mean(0), rand(2, 3, 4))
case("max", lambda x: x.max(2).values, rand(2, 3, 4))
case("mean_all", torch.mean, rand(2, 3, 4))
case("permute", lambda x: x.permute(2, 0, 1), rand(2, 3, 4))
case("slice", lambda x: x[:, 1:3], rand(2, 4, 3))
case("concat", lambda a, b: torch.cat([a, b], 1), rand(2, 3), rand(2, 2))
case("rope_half", lambda x: rope(x, False), rand(2, 5, 2, 6))
case("rope_interleaved", lambda x: rope(x, True), rand(2, 5, 2, 6))
case("attention", lambda q, k, v: attention(q, k, v, False),
     rand(2, 4, 2, 3), rand(2, 6, 2, 3), rand(2, 6, 2, 3))
case("attention_causal", lambda q, k, v: attention(q, k, v, True),
     rand(1, 35, 1, 4), rand(1, 35, 1, 4), rand(1, 35, 1, 4))
case("attention_grouped", lambda q, k, v: attention(q, k, v, True),
     rand(2, 9, 4, 3), rand(2, 9, 2, 3), rand(2, 9, 2, 3))
case("rnn", lambda *x: rnn(*x, False), rand(3, 6, 4), rand(4, 4), rand(3, 4))
case("gru", lambda *x: gru(*x, False), rand(3, 6, 12), rand(12, 4), rand(4),
     rand(3, 4))
case("gru_turned", lambda *x: gru(*x, True), rand(2, 4, 9), rand(9, 3),
     rand(3), rand(2, 3))
case("lstm", lambda *x: lstm(*x, False), rand(3, 6, 16), rand(16, 4),
     rand(2, 3, 4))
case("lstm_turned", lambda *x: lstm(*x, True), rand(2, 4, 12), rand(12, 3),
     rand(2, 2, 3))
case("attention_lengths", attention_lengths, rand(3, 4, 4, 3),
     rand(3, 37, 2, 3), rand(3, 37, 2, 3), torch.tensor([1, 20, 37]))
case("conv", lambda *x: conv(*x, 1, 0), rand(2, 7, 3), rand(4, 3, 3), rand(4))
case("conv_stride", lambda *x: conv(*x, 2, 1), rand(2, 8, 3), rand(5, 3, 3),
     rand(5))


def same(ours, theirs):
    """Words alike, numbers within the rounding of another torch version."""
    if ours == theirs:
        return True
    try:
        return abs(float(ours) - float(theirs)) <= 1e-9
    except ValueError:
        return False


path = pathlib.Path(__file__).with_name("ops_fixtures.txt")
text = "\n".join(lines) + "\n"
if sys.argv[1:] == ["--write"]:
    path.write_text(text)
else:
    kept, made = path.read_text().split(), text.split()
    wrong = sum(not same(a, b) for a, b in zip(kept, made))
    wrong += abs(len(kept) - len(made))
    print(f"ops_fixtures: {len(kept)} words, {wrong} differ from torch "
          f"{torch.__version__}")
    sys.exit(wrong != 0)
