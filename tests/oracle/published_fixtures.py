#!/usr/bin/env python3
"""Tiny random twins of published architectures, as transformers has them.

Writes tests/model/fixtures/published/NAME: the folder that transformers saves
(config.json, model.safetensors), a tokenizer.json, and expect.safetensors with
the ids of a text, some positions, and what the twin computes there in float64.
NAME.gguf beside two of them is written with the gguf package, rows of queries
and keys permuted as llama.cpp's converter does.

Run it from the top of the tree as `published_fixtures.py write`; needs torch,
transformers, tokenizers, safetensors and gguf. Without a word it makes the
twins again and compares them with those of the tree.
"""
import json
import os
import sys
import tempfile

import numpy as np
import torch

try:
    import transformers as tf
except ImportError:
    print("left out: there is no transformers")
    sys.exit(0)
from safetensors.numpy import load_file, save_file
from tokenizers import (Tokenizer, decoders, models, normalizers,
                        pre_tokenizers, processors, trainers)

FOLDER = "tests/model/fixtures/published"
V, W, HID, L, H, G, T = 64, 32, 48, 2, 4, 2, 128
AT = list(range(4)) + list(range(100, 120))
TEXT = ("the tide goes out and the boats lie on the sand until it comes back. "
        "a keeper of the light writes down what he sees: boats, birds, rain. ")

LLAMA = dict(vocab_size=V, hidden_size=W, intermediate_size=HID,
             num_hidden_layers=L, num_attention_heads=H,
             num_key_value_heads=G, max_position_embeddings=T,
             bos_token_id=0, eos_token_id=1, rms_norm_eps=1e-5)
THREE = dict(rope_type="llama3", rope_theta=10000.0, factor=8.0,
             low_freq_factor=1.0, high_freq_factor=4.0,
             original_max_position_embeddings=32)

TWINS = {
    "gpt2": (tf.GPT2LMHeadModel, tf.GPT2Config(
        vocab_size=V, n_embd=W, n_layer=L, n_head=H, n_positions=T,
        bos_token_id=0, eos_token_id=1), torch.float32),
    "llama": (tf.LlamaForCausalLM, tf.LlamaConfig(
        **LLAMA, tie_word_embeddings=False), torch.float32),
    "llama-tied": (tf.LlamaForCausalLM, tf.LlamaConfig(
        **LLAMA, tie_word_embeddings=True), torch.bfloat16),
    "llama3": (tf.LlamaForCausalLM, tf.LlamaConfig(
        **LLAMA, tie_word_embeddings=False, rope_parameters=THREE),
        torch.bfloat16),
    "mistral": (tf.MistralForCausalLM, tf.MistralConfig(
        **LLAMA, tie_word_embeddings=False, sliding_window=40),
        torch.bfloat16),
    "qwen2": (tf.Qwen2ForCausalLM, tf.Qwen2Config(
        **LLAMA, tie_word_embeddings=True), torch.float16),
    "qwen3": (tf.Qwen3ForCausalLM, tf.Qwen3Config(
        **LLAMA, head_dim=16, tie_word_embeddings=False), torch.bfloat16),
    "bert": (tf.BertModel, tf.BertConfig(
        vocab_size=V, hidden_size=W, intermediate_size=HID,
        num_hidden_layers=L, num_attention_heads=H,
        max_position_embeddings=T, type_vocab_size=2), torch.float32),
}


def bpe():
    t = Tokenizer(models.BPE())
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator([TEXT], trainers.BpeTrainer(
        vocab_size=V, special_tokens=["<s>", "</s>"], show_progress=False))
    return t


def wordpiece():
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    t.train_from_iterator([TEXT], trainers.WordPieceTrainer(
        vocab_size=V, show_progress=False,
        special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[
            (k, t.token_to_id(k)) for k in ("[CLS]", "[SEP]")])
    return t


def twin(name):
    """The model, in float64 over weights that its file can hold."""
    kind, config, dtype = TWINS[name]
    torch.manual_seed(5)
    config._attn_implementation = "eager"
    m = kind(config, add_pooling_layer=False) if name == "bert" else kind(
        config)
    with torch.no_grad():
        for key, p in m.named_parameters():
            size = 0.5 if "emb" in key or "wte" in key else 0.25
            p.copy_(torch.randn(p.shape) * (0.2 if p.dim() < 2 else size))
            if p.dim() < 2 and key.endswith("weight"):
                p.add_(1.0)
            p.data = p.data.to(dtype)  # buffers, the angles, stay as they are
    return m.eval()


def write_llama_gguf(path, m, tokenizer):
    import gguf
    c = m.config
    w = gguf.GGUFWriter(path, "llama")
    w.add_context_length(c.max_position_embeddings)
    w.add_embedding_length(c.hidden_size)
    w.add_block_count(c.num_hidden_layers)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_head_count(c.num_attention_heads)
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_rope_dimension_count(c.hidden_size // c.num_attention_heads)
    w.add_layer_norm_rms_eps(c.rms_norm_eps)
    w.add_rope_freq_base(10000.0)
    w.add_vocab_size(V)
    said = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(said["vocab"], key=said["vocab"].get)
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list(pieces)
    w.add_token_types([3, 3] + [1] * (V - 2))
    w.add_token_merges([" ".join(x) for x in said["merges"]])
    w.add_bos_token_id(0)
    w.add_eos_token_id(1)
    w.add_add_bos_token(False)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, L)
    for key, x in m.state_dict().items():
        if m.config.tie_word_embeddings and key == "lm_head.weight":
            continue
        x = x.float().numpy()
        for part, heads in (("q_proj", H), ("k_proj", G)):
            if part in key:
                x = x.reshape(heads, 2, x.shape[0] // heads // 2,
                              x.shape[1]).swapaxes(1, 2).reshape(x.shape)
        x = np.ascontiguousarray(x)
        there = names.get_name(key, try_suffixes=(".weight",))
        w.add_tensor(there, x)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def make(folder, name):
    m = twin(name)
    tokenizer = wordpiece() if name == "bert" else bpe()
    assert tokenizer.get_vocab_size() == V
    out = os.path.join(folder, name)
    m.save_pretrained(out)
    if os.path.exists(out + "/generation_config.json"):
        os.unlink(out + "/generation_config.json")
    tokenizer.save(out + "/tokenizer.json", pretty=False)
    if name in ("llama", "llama-tied"):
        write_llama_gguf(os.path.join(folder, name + ".gguf"), m, tokenizer)
    for p in m.parameters():
        p.data = p.data.double()
    ids = torch.from_numpy(np.random.default_rng(3).integers(
        2, V, (1, 120)))
    with torch.no_grad():
        y = m(ids)
    y = y.last_hidden_state if name == "bert" else y.logits
    save_file({"ids": ids.int().numpy(), "at": np.array(AT, np.int32),
               "values": y[0, AT].float().numpy()},
              out + "/expect.safetensors")


def main():
    if sys.argv[1:] == ["write"]:
        os.makedirs(FOLDER, exist_ok=True)
        for name in TWINS:
            make(FOLDER, name)
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in TWINS:
            make(folder, name)
            a, b = (load_file(f"{f}/{name}/expect.safetensors")["values"]
                    for f in (folder, FOLDER))
            assert np.abs(a - b).max() < 1e-4, name
    print(f"{len(TWINS)} twins are those of the tree")


main()
