#!/usr/bin/env python3
"""Files that we write, read by those they are for: llama-cpp-python, safetensors.

Every tokenizer of the fixtures, behind a tiny random model, is written as a GGUF
by `lathe convert` and must give the ids of Hugging Face tokenizers there. The
house base becomes f32 as .safetensors, as a folder that transformers loads, and
as a GGUF. From that, and from SmolLM2 (LATHE_SMOLLM2, or what `lathe pull
smollm2-135m` fetched) as f32, `lathe quantize` makes Q8_0 and Q4_0; `lathe eval`
and llama.cpp must find the same perplexity in all of them, on the same text in
the same windows: the town's, of days that were not trained on, for the house base.

Needs numpy, torch, transformers, tokenizers, safetensors, llama-cpp-python.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

try:
    import torch
    import transformers as tf
    from llama_cpp import Llama
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer
except ImportError as e:
    print(f"left out: {e}")
    sys.exit(0)

LATHE = os.environ.get("LATHE", "build/release/tui/lathe")
SMOLLM2 = os.environ.get("LATHE_SMOLLM2") or os.path.join(
    os.environ.get("XDG_DATA_HOME", os.path.expanduser("~/.local/share")),
    "lathe/models/smollm2-135m/model.gguf")
FIXTURES = "tests/model/fixtures/"
TEXTS = ["the tide goes out and the boats lie on the sand: rain.",
         "Hello, world! It's 1234567 o'clock\n\n  indented\ttab ",
         "caf\u00e9 na\u00efve \u6f22\u5b57 \U0001f600 \u00df", " leading", "a", "don't"]
# Both round activations to 8 bits, not alike; their sums differ in order.
WITHIN = 0.005
CONTEXT, TOKENS = 256, 512
HOUSE_CONTEXT, HOUSE_BYTES = 192, 20000
TOWN = os.path.join(os.path.dirname(os.path.dirname(LATHE)), "tests/oracle_town")


def lathe(*words):
    ran = subprocess.run([LATHE, *words], check=True, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    assert not ran.stderr, ran.stderr.decode()
    return ran.stdout


def twin(folder, name, tokenizer):
    """A tiny model of the right family over that vocabulary."""
    size = tokenizer.get_vocab_size()
    sizes = dict(vocab_size=size, hidden_size=32, intermediate_size=48,
                 num_hidden_layers=1, num_attention_heads=4,
                 max_position_embeddings=128)
    torch.manual_seed(3)
    if name == "bert":
        m = tf.BertModel(tf.BertConfig(**sizes), add_pooling_layer=False)
    else:
        m = tf.LlamaForCausalLM(tf.LlamaConfig(
            **sizes, num_key_value_heads=2, bos_token_id=1, eos_token_id=2))
    m.save_pretrained(folder)


def same_ids(room, name):
    path = f"{FIXTURES}tokenizers/{name}.json"
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding(), tokenizer.no_truncation()
    folder, out = os.path.join(room, name), os.path.join(room, name + ".gguf")
    twin(folder, name, tokenizer)
    shutil.copy(path, os.path.join(folder, "tokenizer.json"))
    ran = subprocess.run([LATHE, "convert", folder, out], check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ran.stderr:
        return ran.stderr.decode().strip().rsplit(": ", 1)[1]
    llm = Llama(out, vocab_only=True, verbose=False)
    for text in TEXTS:
        if name == "mistral" and text.startswith(" "):
            continue  # a space goes before it there, and not here: no key says so
        want = tokenizer.encode(text, add_special_tokens=False).ids
        got = llm.tokenize(text.encode(), add_bos=False, special=False)
        if name == "bert":
            want = tokenizer.encode(text).ids
            got = llm.tokenize(text.encode(), add_bos=True, special=False)
        if want != got:
            sys.exit(f"{name}: {text!r} is {got} there and {want} here")
    return ""


def arrays(room):
    """Numbers of a safetensors file as Python's reader sees them."""
    twin_of = f"{FIXTURES}published/llama"
    out = os.path.join(room, "again.safetensors")
    lathe("convert", twin_of, out)
    was, now = load_file(f"{twin_of}/model.safetensors"), load_file(out)
    assert was.keys() == now.keys()
    for name, x in was.items():
        assert np.array_equal(x, now[name]), name


def perplexity(path, text, context):
    """llama.cpp's, in windows half a window apart; each token counts once."""
    llm = Llama(path, n_ctx=context, n_threads=int(os.environ.get("THREADS", 2)),
                logits_all=True, verbose=False)
    ids = llm.tokenize(text.encode(), add_bos=False, special=False)
    loss, count, counted = 0.0, 0, 0
    for start in range(0, len(ids), context // 2):
        window = ids[start:start + context]
        if len(window) < 2:
            break
        llm.reset()
        llm.eval(window)
        rows = np.array(llm.scores[:len(window) - 1], np.float64)
        rows -= rows.max(1, keepdims=True)
        rows -= np.log(np.exp(rows).sum(1, keepdims=True))
        for i in range(len(window) - 1):
            if start + i + 1 > counted:
                loss -= rows[i, window[i + 1]]
                count += 1
                counted = start + i + 1
        if start + len(window) >= len(ids):
            break
    return float(np.exp(loss / count)), count


def same_perplexity(path, name, text_path, context):
    """That of `lathe eval` beside llama.cpp's."""
    with open(text_path, encoding="utf-8") as f:
        text = f.read()
    told = json.loads(lathe("eval", path, "--data", text_path, "--context",
                            str(context), "--json"))
    theirs, count = perplexity(path, text, context)
    off = told["perplexity"] / theirs - 1
    print(f"{name}, {told['tokens']} tokens: perplexity "
          f"{told['perplexity']:.4f}, llama.cpp says {theirs:.4f} "
          f"({100 * off:+.3f} %)")
    if count != told["tokens"] or abs(off) > WITHIN:
        sys.exit(f"{name}: {count} tokens there; the perplexities differ")


def quantised(room, model, name, text_path, context):
    wide = os.path.join(room, "f32.gguf")
    lathe("convert", model, wide, "--type", "f32")
    same_perplexity(wide, f"{name} as f32", text_path, context)
    for kind in ("q8_0", "q4_0"):
        out = os.path.join(room, kind + ".gguf")
        lathe("quantize", wide, out, "--type", kind)
        same_perplexity(out, f"{name} as {kind}", text_path, context)


def house(room, text_path):
    """The house base in the forms of others, and what they make of it."""
    one, folder = os.path.join(room, "h.safetensors"), os.path.join(room, "hf")
    lathe("convert", "house", one, "--type", "f32")
    lathe("convert", "house", folder, "--type", "f32")
    with open(text_path, encoding="utf-8") as f:
        text = f.read()
    told = json.loads(lathe("eval", "house", "--data", text_path, "--context",
                            str(HOUSE_CONTEXT), "--json"))
    words = tf.AutoTokenizer.from_pretrained(folder)
    ids = words(text, return_tensors="pt").input_ids[0]
    if ids.tolist() != json.loads(lathe("tokenize", "house", text, "--json"))["ids"]:
        sys.exit("the folder's tokenizer gives other ids in transformers")
    m = tf.AutoModelForCausalLM.from_pretrained(folder).eval()
    part = ids[:HOUSE_CONTEXT][None]
    with torch.no_grad():
        theirs = float(m(part, labels=part).loss)
    start = os.path.join(room, "start.txt")
    with open(start, "w", encoding="utf-8") as f:
        f.write(words.decode(part[0]))
    ours = json.loads(lathe("eval", folder, "--data", start, "--context",
                            str(HOUSE_CONTEXT), "--json"))
    tensors = load_file(one)
    assert all(np.isfinite(x).all() for x in tensors.values())
    print(f"the house base: Python reads {len(tensors)} tensors; transformers "
          f"loads the folder, {len(ids)} ids are the same; loss of a window "
          f"{ours['loss']:.5f}, there {theirs:.5f}; perplexity in bf16 "
          f"{told['perplexity']:.4f}")
    if abs(ours["loss"] - theirs) > 1e-3:
        sys.exit("transformers finds another loss in the folder")
    quantised(room, "house", "the house base", text_path, HOUSE_CONTEXT)


def main():
    names = [f[:-5] for f in sorted(os.listdir(FIXTURES + "tokenizers"))
             if f.endswith(".json") and f != "cases.json"]
    with tempfile.TemporaryDirectory() as room:
        refused = {name: why for name in names if (why := same_ids(room, name))}
        for name, why in refused.items():
            print(f"{name} is written without its tokenizer, and says so: {why}")
        names = [name for name in names if name not in refused]
        print(f"{len(names)} tokenizers written as GGUF ({', '.join(names)}): "
              f"{len(TEXTS)} texts each, all ids the same in llama.cpp")
        arrays(room)
        print("a safetensors file of ours is bit for bit what Python reads")
        town = os.path.join(room, "town.txt")
        with open(town, "wb") as out:
            subprocess.run([TOWN, str(HOUSE_BYTES)], check=True, stdout=out)
        house(room, town)
        if not os.path.exists(SMOLLM2):
            print(f"left out: there is no {SMOLLM2}")
            return
        text = os.path.join(room, "text.txt")
        with open("ARCHITECTURE.md", encoding="utf-8") as f, \
                open(text, "w", encoding="utf-8") as out:
            out.write(f.read()[:4 * TOKENS])
        quantised(room, SMOLLM2, "SmolLM2", text, CONTEXT)


main()
