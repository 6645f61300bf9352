"""Losses of twenty training steps of two recurrent models, by PyTorch.

    python tests/oracle/seq_fixtures.py           compares seq_fixtures.txt
    python tests/oracle/seq_fixtures.py --write   writes it anew

The suite model/seqtrain holds the engine against that file. Number i of
parameter k, in the order in which the engine declares them, starts as
0.3 sin(0.7 (i + 1) + 1.3 (k + 1)); a step is plain gradient descent.
"""

import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
RATE, STEPS = 0.2, 20


def make(shapes):
    out = []
    for k, shape in enumerate(shapes):
        n = torch.Size(shape).numel()
        i = torch.arange(n, dtype=torch.float64)
        value = 0.3 * torch.sin(0.7 * (i + 1) + 1.3 * (k + 1))
        out.append(value.reshape(shape).requires_grad_())
    return out


def lstm(x, w, b, u, state):
    """Input, forget, candidate, output; one bias."""
    h, c = state
    out = []
    for t in range(x.shape[1]):
        i, f, g, o = (x[:, t] @ w.T + b + h @ u.T).chunk(4, -1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        out.append(h)
    return torch.stack(out, 1), (h, c)


def losses(params, loss):
    out = []
    for _ in range(STEPS):
        value = loss(params)
        grads = torch.autograd.grad(value, params)
        out.append(value.item())
        with torch.no_grad():
            for p, g in zip(params, grads):
                p -= RATE * g
    return out


def language_model():
    ids = torch.tensor([[(3 * i * i + i + b) % 7 for i in range(33)]
                        for b in range(2)])
    params = make([(7, 6), (24, 6), (24,), (24, 6), (7, 6), (7,)])

    def loss(p):
        zero = torch.zeros(2, 6)
        y, _ = lstm(p[0][ids[:, :32]], p[1], p[2], p[3], (zero, zero))
        return F.cross_entropy((y @ p[4].T + p[5]).reshape(-1, 7),
                               ids[:, 1:].reshape(-1))
    return losses(params, loss)


def translator():
    source = torch.tensor([[3, 1, 0, 2], [5, 2, 4, 4]])
    given = torch.tensor([[6, 1, 3], [6, 4, 2]])
    target = torch.tensor([[1, 3, 7], [4, 2, 7]])
    params = make([(6, 5), (8, 5), (20, 5), (20,), (20, 5), (20, 5), (20,),
                   (20, 5), (5, 5), (5, 5), (5,), (1, 5), (5, 10), (5,),
                   (8, 5), (8,)])

    def loss(p):
        zero = torch.zeros(2, 5)
        read, last = lstm(p[0][source], p[2], p[3], p[4], (zero, zero))
        y, _ = lstm(p[1][given], p[5], p[6], p[7], last)
        score = torch.tanh((y @ p[8].T)[:, :, None] +
                           (read @ p[9].T + p[10])[:, None]) @ p[11].T
        took = torch.softmax(score[..., 0], -1) @ read
        y = torch.tanh(torch.cat([y, took], -1) @ p[12].T + p[13])
        return F.cross_entropy((y @ p[14].T + p[15]).reshape(-1, 8),
                               target.reshape(-1))
    return losses(params, loss)


path = pathlib.Path(__file__).with_name("seq_fixtures.txt")
made = language_model() + translator()
text = "".join(f"{x:.12f}\n" for x in made)
if sys.argv[1:] == ["--write"]:
    path.write_text(text)
else:
    kept = [float(x) for x in path.read_text().split()]
    wrong = sum(abs(a - b) > 1e-9 for a, b in zip(kept, made))
    wrong += abs(len(kept) - len(made))
    print(f"seq_fixtures: {len(kept)} losses, {wrong} differ from torch "
          f"{torch.__version__}")
    sys.exit(wrong != 0)
