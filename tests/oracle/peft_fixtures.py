#!/usr/bin/env python3
"""Adapters of PEFT beside the tiny twins of published_fixtures.py.

Writes tests/model/fixtures/peft/NAME: the folder that PEFT saves, and
expect.safetensors with the ids of a text and the logits that the twin and the
adapter make of it in float64; for LoRA also the loss of the next tokens and the
gradients of every A and B.

Run it from the top of the tree as `peft_fixtures.py write`; needs torch,
transformers, peft and safetensors. Without a word it makes them again and
compares, and loads in PEFT what LATHE_ADAPTERS names: folders that the suite
model/adapter saved, beside logits.safetensors.
"""
import os
import sys
import tempfile

import numpy as np
import torch

try:
    import peft
    import transformers
except ImportError as missing:
    print(f"left out: there is no {missing.name}")
    sys.exit(0)
from safetensors.numpy import load_file, save_file

transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()

TWINS = "tests/model/fixtures/published"
FOLDER = "tests/model/fixtures/peft"
WITHIN = 1e-4  # f32 through two layers; a wrong place is off by more than 1e-2
IDS = [3, 17, 41, 8, 22, 60, 5, 5, 31, 12, 47, 2]

LORA = dict(task_type="CAUSAL_LM", r=4, lora_alpha=6, lora_dropout=0.0)
CASES = {
    "lora": ("llama", lambda: peft.LoraConfig(
        **LORA, target_modules=["q_proj", "k_proj", "v_proj", "o_proj",
                                "gate_proj", "up_proj", "down_proj"])),
    "patterns": ("qwen2", lambda: peft.LoraConfig(
        **LORA, target_modules=["q_proj", "v_proj"], use_rslora=True,
        rank_pattern={"model.layers.1.self_attn.v_proj": 2},
        alpha_pattern={"layers.0.self_attn.q_proj": 3})),
    "gpt2": ("gpt2", lambda: peft.LoraConfig(
        **LORA, target_modules=["c_attn", "c_proj"], fan_in_fan_out=True)),
    "prefix": ("llama", lambda: peft.PrefixTuningConfig(
        task_type="CAUSAL_LM", num_virtual_tokens=3)),
    "soft": ("llama", lambda: peft.PromptTuningConfig(
        task_type="CAUSAL_LM", num_virtual_tokens=3)),
    "soft-gpt2": ("gpt2", lambda: peft.PromptTuningConfig(
        task_type="CAUSAL_LM", num_virtual_tokens=3)),
}


def base(twin):
    m = transformers.AutoModelForCausalLM.from_pretrained(
        f"{TWINS}/{twin}", dtype=torch.float64, attn_implementation="eager")
    return m.eval()


def logits_of(model):
    with torch.no_grad():
        y = model(input_ids=torch.tensor([IDS])).logits[0]
    return y[-len(IDS):]


def make(name, folder):
    twin, config = CASES[name]
    torch.manual_seed(11)
    m = peft.get_peft_model(base(twin), config()).double().eval()
    with torch.no_grad():
        for p in m.parameters():
            if p.requires_grad:
                p.copy_((torch.randn(p.shape) * 0.3).float().double())
    m.save_pretrained(folder)
    for extra in ("README.md",):
        if os.path.exists(f"{folder}/{extra}"):
            os.remove(f"{folder}/{extra}")
    saved = load_file(f"{folder}/adapter_model.safetensors")
    save_file({k: v.astype(np.float32) for k, v in saved.items()},
              f"{folder}/adapter_model.safetensors", {"format": "pt"})
    out = {"ids": np.array(IDS, np.int32),
           "logits": logits_of(m).numpy().astype(np.float32)}
    if "lora" in name:
        ids = torch.tensor([IDS])
        loss = m(input_ids=ids, labels=ids).loss
        loss.backward()
        out["loss"] = np.array([loss.item()], np.float32)
        for key, p in m.named_parameters():
            if p.grad is not None:
                out["grad." + key.replace(".default", "")] = (
                    p.grad.numpy().astype(np.float32))
    save_file(out, f"{folder}/expect.safetensors")


def compare(name):
    with tempfile.TemporaryDirectory() as room:
        make(name, room)
        a, b = (load_file(f"{f}/{name}/expect.safetensors" if f == FOLDER
                          else f"{f}/expect.safetensors")
                for f in (FOLDER, room))
        for key in a:
            off = np.abs(a[key].astype(float) - b[key]).max()
            assert off < 1e-5, f"{name}: {key} is off by {off:g}"


def ours(folder):
    """A folder that the suite saved: PEFT's logits against the engine's."""
    twin = os.path.basename(folder).split("@")[1]
    m = peft.PeftModel.from_pretrained(base(twin), folder).double().eval()
    want = load_file(f"{folder}/logits.safetensors")["logits"]
    off = np.abs(logits_of(m).numpy() - want).max()
    assert off < WITHIN, f"{folder}: logits are off by {off:g}"
    print(f"{folder}: PEFT has the same logits within {off:.1e}")


def main():
    for name in CASES:
        if sys.argv[1:] == ["write"]:
            os.makedirs(f"{FOLDER}/{name}", exist_ok=True)
            make(name, f"{FOLDER}/{name}")
        else:
            compare(name)
    room = os.environ.get("LATHE_ADAPTERS")
    for folder in sorted(os.listdir(room)) if room else []:
        if "@" in folder:
            ours(f"{room}/{folder}")


main()
