#!/usr/bin/env python3
"""Files that lathe writes, read by other programs, and the other way round.

LATHE names the program (default build/release/tui/lathe); MODEL a real GGUF,
else a small one is made here. Needs numpy, safetensors and gguf; llama-cpp-python
is used where it is there. Says what agreed; exits 1 where something does not.
"""
import os
import subprocess
import sys
import tempfile

try:
    import gguf
    import numpy as np
    from gguf import quants
    from safetensors.numpy import load_file
except ImportError as missing:
    print(f"weights_check: skipped, {missing.name} is not installed")
    sys.exit(0)

LATHE = os.environ.get("LATHE", "build/release/tui/lathe")


def lathe(*words):
    done = subprocess.run([LATHE, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"weights_check: lathe {' '.join(words)}: {done.stderr}")
    return done.stdout


def claim(text, holds):
    print(("agrees: " if holds else "DIFFERS: ") + text)
    if not holds:
        sys.exit(1)


def small_llama(path):
    """A llama of random numbers, written by the gguf package."""
    rng = np.random.default_rng(3)
    w = gguf.GGUFWriter(path, "llama")
    width, hidden, heads, groups, layers, vocab = 256, 512, 8, 4, 2, 96
    w.add_context_length(64)
    w.add_embedding_length(width)
    w.add_block_count(layers)
    w.add_feed_forward_length(hidden)
    w.add_head_count(heads)
    w.add_head_count_kv(groups)
    w.add_layer_norm_rms_eps(1e-5)
    w.add_rope_freq_base(10000.0)
    w.add_rope_dimension_count(width // heads)
    w.add_vocab_size(vocab)
    w.add_tokenizer_model("no_vocab")

    def put(name, *shape):
        x = rng.normal(0, 0.1, shape).astype(np.float32)
        w.add_tensor(name, x + 1 if "norm" in name else x)

    put("token_embd.weight", vocab, width)
    for i in range(layers):
        n = f"blk.{i}."
        put(n + "attn_norm.weight", width)
        put(n + "attn_q.weight", width, width)
        put(n + "attn_k.weight", width // heads * groups, width)
        put(n + "attn_v.weight", width // heads * groups, width)
        put(n + "attn_output.weight", width, width)
        put(n + "ffn_norm.weight", width)
        put(n + "ffn_gate.weight", hidden, width)
        put(n + "ffn_up.weight", hidden, width)
        put(n + "ffn_down.weight", width, hidden)
    put("output_norm.weight", width)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def numbers(path):
    r = gguf.GGUFReader(path)
    return {t.name: quants.dequantize(t.data, t.tensor_type) for t in r.tensors}


def halves(x, heads):
    """Rows of each head from neighbouring pairs to half-split."""
    d = x.shape[0] // heads
    return x.reshape(heads, d // 2, 2, *x.shape[1:]).swapaxes(1, 2).reshape(x.shape)


def field(path, key):
    r = gguf.GGUFReader(path)
    return r.fields[key].contents()


room = tempfile.mkdtemp()
model = os.environ.get("MODEL")
if not model:
    model = room + "/small.gguf"
    small_llama(model)
want = numbers(model)

lathe("convert", model, room + "/a.npz", "--type", "f32")
got = np.load(room + "/a.npz")
claim(f"numpy reads {len(want)} tensors as the gguf package does, in every bit",
      sorted(got) == sorted(want)
      and all((got[k].reshape(want[k].shape) == want[k]).all() for k in want))

lathe("convert", model, room + "/hf", "--type", "f32")
hf = load_file(room + "/hf/model.safetensors")
heads = field(model, "llama.attention.head_count")
groups = field(model, "llama.attention.head_count_kv")
claim("safetensors reads Q with its rotary pairs half-split",
      (hf["model.layers.1.self_attn.q_proj.weight"]
       == halves(want["blk.1.attn_q.weight"], heads)).all())
claim("safetensors reads K with its rotary pairs half-split",
      (hf["model.layers.1.self_attn.k_proj.weight"]
       == halves(want["blk.1.attn_k.weight"], groups)).all())
claim("and other tensors as they are",
      (hf["model.layers.0.mlp.down_proj.weight"] == want["blk.0.ffn_down.weight"]).all())

lathe("convert", room + "/hf", room + "/back.gguf")
back = numbers(room + "/back.gguf")
claim("the gguf package reads the way back", sorted(back) == sorted(want)
      and all((back[k] == want[k].reshape(back[k].shape)).all() for k in want))

for kind in ("q8_0", "q4_0", "q4_1", "q5_0", "q5_1", "q4_k", "q5_k", "q6_k"):
    path = f"{room}/{kind}.gguf"
    lathe("quantize", room + "/back.gguf", path, "--type", kind)
    q = numbers(path)
    name = "blk.0.ffn_up.weight"
    off = np.sqrt(((q[name] - want[name]) ** 2).mean() / (want[name] ** 2).mean())
    claim(f"the gguf package reads {kind}, error {off:.4f}", off < 0.15)
    try:
        import llama_cpp
    except ImportError:
        continue
    llm = llama_cpp.Llama(path, n_ctx=32, n_threads=2, logits_all=True,
                          verbose=False)
    llm.eval([1, 2, 3, 4])
    logits = np.array(llm.scores[:4])
    claim(f"llama.cpp runs {kind}", np.isfinite(logits).all() and logits.std() > 0)
