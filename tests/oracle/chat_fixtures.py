#!/usr/bin/env python3
"""Conversations as published templates frame them, rendered by transformers.

Writes tests/model/fixtures/chat.json: for each form a small tokenizer that has its special tokens, the turns, and the ids that
apply_chat_template gives. The templates are those that llama-cpp-python ships
for the published models. Run from the top of the tree as `chat_fixtures.py
write`; without a word it compares with the file of the tree.
"""
import json
import sys

try:
    from llama_cpp import llama_chat_format as published
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast
except ImportError as e:
    print(f"left out: {e}")
    sys.exit(0)

FOLDER = "tests/model/fixtures/"
OUT = FOLDER + "chat.json"
FORMS = {"llama3": ("chat_llama3.json", published.LLAMA3_INSTRUCT_CHAT_TEMPLATE,
                    "<|begin_of_text|>", "<|eot_id|>"),
         "chatml": ("tokenizers/smollm2.json", published.CHATML_CHAT_TEMPLATE, "", "")}
TALKS = [
    [("user", "the ship")],
    [("system", "Be brief."), ("user", "  the ship \n")],
    [("system", "Be brief."), ("user", "the ship"), ("assistant", "sails"),
     ("user", "and now?\n\nTell me.")],
]


def headed():
    """Llama 3's tokenizer of the fixtures with the tokens of its turns."""
    t = Tokenizer.from_file(FOLDER + "tokenizers/llama3.json")
    t.add_special_tokens(["<|start_header_id|>", "<|end_header_id|>",
                          "<|eot_id|>"])
    return t


def cases():
    out = []
    for form, (file, template, bos, eos) in FORMS.items():
        t = PreTrainedTokenizerFast(
            tokenizer_file=FOLDER + file)
        for talk in TALKS:
            turns = [{"role": r, "content": c} for r, c in talk]
            text = t.apply_chat_template(
                turns, chat_template=template, tokenize=False,
                add_generation_prompt=True, bos_token=bos, eos_token=eos)
            out.append({"form": form, "tokenizer": file, "turns": turns,
                        "text": text,
                        "ids": t.encode(text, add_special_tokens=False)})
    return out


def main():
    if sys.argv[1:] == ["write"]:
        headed().save(FOLDER + "chat_llama3.json", pretty=False)
    made = cases()
    if sys.argv[1:] == ["write"]:
        with open(OUT, "w", encoding="utf-8") as f:
            json.dump(made, f, indent=0)
            f.write("\n")
        return
    with open(OUT, encoding="utf-8") as f:
        assert json.load(f) == made
    print(f"{len(made)} conversations are framed as in the tree")


main()
