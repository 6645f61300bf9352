#!/usr/bin/env python3
"""Writes tests/model/fixtures/decoder_{gpt2,llama}.safetensors.

One tiny decoder each, in PyTorch and float64: weights, ids, targets, logits,
loss, every gradient, and the losses of 20 AdamW steps on the same batch.
Needs torch and safetensors. Run it from the top of the tree.
"""
import math
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

V, T, L, H, W, HID, B = 11, 12, 2, 4, 16, 24, 3
EPS = 1e-5


def rope(x, base=10000.0):
    """Half-split pairs; x is [batch, t, heads, width]."""
    t, d = x.shape[1], x.shape[3]
    pair = torch.arange(d // 2, dtype=x.dtype)
    angle = torch.arange(t, dtype=x.dtype)[:, None] / base ** (2 * pair / d)
    cos, sin = angle.cos()[None, :, None], angle.sin()[None, :, None]
    a, b = x[..., : d // 2], x[..., d // 2 :]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


def norm(p, name, x, llama):
    if llama:
        return x / (x.pow(2).mean(-1, keepdim=True) + EPS).sqrt() * p[name + ".weight"]
    return F.layer_norm(x, (W,), p[name + ".weight"], p[name + ".bias"], EPS)


def linear(p, name, x):
    return F.linear(x, p[name + ".weight"], p.get(name + ".bias"))


def forward(p, ids, llama, groups):
    b, t = ids.shape
    x = p["tokens.weight"][ids]
    if not llama:
        x = x + p["positions.weight"][:t]
    mask = torch.triu(torch.ones(t, t, dtype=torch.bool), 1)
    for i in range(L):
        n = f"blocks.{i}"
        y = norm(p, n + ".norm1", x, llama)
        q = linear(p, n + ".attn.q", y).view(b, t, H, W // H)
        k = linear(p, n + ".attn.k", y).view(b, t, groups, W // H)
        v = linear(p, n + ".attn.v", y).view(b, t, groups, W // H)
        if llama:
            q, k = rope(q), rope(k)
        k = k.repeat_interleave(H // groups, 2)
        v = v.repeat_interleave(H // groups, 2)
        s = torch.einsum("bihd,bjhd->bhij", q, k) / math.sqrt(W // H)
        a = s.masked_fill(mask, -math.inf).softmax(-1)
        y = torch.einsum("bhij,bjhd->bihd", a, v).reshape(b, t, W)
        x = x + linear(p, n + ".attn.out", y)
        y = norm(p, n + ".norm2", x, llama)
        up = linear(p, n + ".mlp.up", y)
        y = F.silu(linear(p, n + ".mlp.gate", y)) * up if llama else F.gelu(up)
        x = x + linear(p, n + ".mlp.down", y)
    x = norm(p, "norm", x, llama)
    return F.linear(x, p["tokens.weight"] if not llama else p["head.weight"])


def parameters(llama, groups):
    shapes = {"tokens.weight": (V, W)}
    if not llama:
        shapes["positions.weight"] = (T, W)
    narrow = W // H * groups
    linears = {"attn.q": (W, W), "attn.k": (narrow, W), "attn.v": (narrow, W),
               "attn.out": (W, W), "mlp.up": (HID, W), "mlp.down": (W, HID)}
    if llama:
        linears["mlp.gate"] = (HID, W)
    for i in range(L):
        for name, shape in linears.items():
            shapes[f"blocks.{i}.{name}.weight"] = shape
            if not llama:
                shapes[f"blocks.{i}.{name}.bias"] = shape[:1]
        for n in ("norm1", "norm2"):
            shapes[f"blocks.{i}.{n}.weight"] = (W,)
            if not llama:
                shapes[f"blocks.{i}.{n}.bias"] = (W,)
    shapes["norm.weight"] = (W,)
    if not llama:
        shapes["norm.bias"] = (W,)
    else:
        shapes["head.weight"] = (V, W)
    p = {}
    for name, shape in shapes.items():
        x = 0.3 * torch.randn(shape, dtype=torch.float64)
        if "norm" in name and name.endswith("weight"):
            x = x + 1.0
        # What a file of f32 can hold is what both sides start from.
        p[name] = x.float().double().requires_grad_()
    return p


def write(name, llama, groups):
    torch.manual_seed(7)
    p = parameters(llama, groups)
    ids = torch.randint(V, (B, T))
    targets = torch.randint(V, (B, T))
    targets[0, 3] = -1
    out = {"ids": ids.int(), "targets": targets.int()}
    for k, x in p.items():
        out["weight." + k] = x.detach().float().clone()

    def loss_of():
        logits = forward(p, ids, llama, groups)
        return logits, F.cross_entropy(logits.view(-1, V), targets.view(-1), ignore_index=-1)

    logits, loss = loss_of()
    loss.backward()
    out["logits"] = logits.detach()
    out["loss"] = loss.detach().view(1)
    for k, x in p.items():
        out["grad." + k] = x.grad.detach().clone()

    decay = [x for x in p.values() if x.dim() >= 2]
    rest = [x for x in p.values() if x.dim() < 2]
    opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1},
                             {"params": rest, "weight_decay": 0.0}],
                            lr=1e-2, betas=(0.9, 0.99), eps=1e-8)
    losses = []
    for _ in range(20):
        opt.zero_grad()
        _, loss = loss_of()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(p.values(), 1.0)
        opt.step()
        losses.append(loss.item())
    out["losses"] = torch.tensor(losses, dtype=torch.float64)
    save_file({k: v.contiguous() for k, v in out.items()},
              f"tests/model/fixtures/decoder_{name}.safetensors")


write("gpt2", False, H)
write("llama", True, 2)
