"""Losses of twenty training steps of three small models, by PyTorch.

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


def across(p, x, over, heads, seen):
    """Queries of x, keys and values of over; p is q, k, v, out and biases."""
    def split(y):
        return y.reshape(y.shape[0], y.shape[1], heads, -1).transpose(1, 2)
    q, k, v = (split(y @ p[2 * i].T + p[2 * i + 1])
               for i, y in enumerate((x, over, over)))
    y = F.scaled_dot_product_attention(q, k, v, attn_mask=seen)
    return y.transpose(1, 2).flatten(2) @ p[6].T + p[7]


def encoder_decoder():
    """Two layers each; the first row of the source has a token less."""
    width, hidden, heads = 6, 8, 2
    attn = [(width, width), (width,)] * 4
    norm = [(width,)] * 2
    mlp = [(hidden, width), (hidden,), (width, hidden), (width,)]
    encoder, decoder = norm + attn + norm + mlp, norm + attn + norm + attn + \
        norm + mlp
    shapes = [(6, width), (6, width)] + encoder * 2 + norm + \
        [(8, width), (6, width)] + decoder * 2 + norm + [(8, width), (8,)]
    params = make(shapes)
    source = torch.tensor([[3, 1, 2, 0], [5, 2, 4, 4]])
    known = torch.tensor([[True, True, True, False], [True] * 4])[:, None, None]
    given = torch.tensor([[6, 1, 3], [6, 4, 2]])
    target = torch.tensor([[1, 3, 7], [4, 2, 7]])
    past = torch.ones(3, 3, dtype=torch.bool).tril()

    def layer_norm(x, p):
        return F.layer_norm(x, (width,), p[0], p[1], 1e-5)

    def loss(all_params):
        left = list(all_params)

        def take(n):
            out, left[:n] = left[:n], []
            return out

        def feed(x, n, m):
            y = layer_norm(x, n)
            return x + F.gelu(y @ m[0].T + m[1]) @ m[2].T + m[3]

        table = take(2)
        x = table[0][source] + table[1][:4]
        for _ in range(2):
            n, a = take(2), take(8)
            y = layer_norm(x, n)
            x = x + across(a, y, y, heads, known)
            x = feed(x, take(2), take(4))
        read = layer_norm(x, take(2))
        table = take(2)
        x = table[0][given] + table[1][:3]
        for _ in range(2):
            n, a = take(2), take(8)
            y = layer_norm(x, n)
            x = x + across(a, y, y, heads, past)
            n, a = take(2), take(8)
            x = x + across(a, layer_norm(x, n), read, heads, known)
            x = feed(x, take(2), take(4))
        x = layer_norm(x, take(2))
        head = take(2)
        return F.cross_entropy((x @ head[0].T + head[1]).reshape(-1, 8),
                               target.reshape(-1))
    return losses(params, loss)


path = pathlib.Path(__file__).with_name("seq_fixtures.txt")
made = language_model() + translator() + encoder_decoder()
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
