#!/usr/bin/env python3
"""Compares `lathe tokenize` with Hugging Face tokenizers and tiktoken.

    tokenizer_fixtures.py [--strings N] [FILE...]   compare (N: 100000)
    tokenizer_fixtures.py --write                   make the fixtures anew

Needs: pip install tokenizers tiktoken gguf. FILEs are further tokenizer.json
files, such as those of models that were pulled; a FILE.gguf is compared with
the tokenizer.json of the same name beside it. LATHE names the program.
"""
import argparse
import base64
import json
import os
import random
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

try:
    import gguf
    import tiktoken
    from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models,
                            normalizers, pre_tokenizers, processors, trainers)
except ImportError as missing:
    sys.exit(f"{missing}; pip install tokenizers tiktoken gguf")

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "tests/model/fixtures/tokenizers"
LATHE = os.environ.get("LATHE", str(ROOT / "build/release/tui/lathe"))

CL100K = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|"
          r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
TIKTOKEN = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"
            r" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s")
QWEN2 = CL100K.replace("{1,3}", "")
UPPER, LOWER = (r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]",
                r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]")
ENDINGS, ANY = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?", r"[^\r\n\p{L}\p{N}]?"
O200K = (f"{ANY}{UPPER}*{LOWER}+{ENDINGS}|{ANY}{UPPER}+{LOWER}*{ENDINGS}|"
         r"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")

MIXED = """The quick brown fox doesn't jump; it's 2024-11-25, 10:40 a.m. and we've paid $1,234.56 (≈ €1.150,00).
Größe, Straße, Äpfel und Übermut: »Schön ist's, daß du da bist.« Ça va déjà? L'œuf, naïve, façade, où, à côté.
El niño comió piñas y jalapeños en la mañana; ¿qué tal? ¡Olé! São Paulo, coração, não há pão.
Съешь же ещё этих мягких французских булок, да выпей чаю. Їжак і ґанок. Ћирилица и љубав.
Η γρήγορη αλεπού πηδάει πάνω από το τεμπέλικο σκυλί· ΰ ΐ ἀρχὴ ὁ λόγος.
שלום עולם, מה שלומך? בְּרֵאשִׁית בָּרָא. مرحبا بالعالم، كيف حالك؟ السَّلَامُ عَلَيْكُمْ ١٢٣.
नमस्ते दुनिया, आप कैसे हैं? क़िला ज़मीन १२३। வணக்கம் உலகம் கொடு. ಕನ್ನಡ ಕೋ. สวัสดีชาวโลก น้ำใจ
今天天气很好，我们去公园散步吧。東京は日本の首都です。ガギグゲゴ ﾊﾟﾋﾟ ｶﾞ 「こんにちは」世界！１２３ＡＢＣ㈱㍿
안녕하세요 세계, 오늘은 날씨가 좋습니다. 각 한글 ㄱㄴㄷ. Tiếng Việt: Xin chào thế giới, đường phố Hà Nội ủy ỷ.
🤖👩‍👩‍👧‍👦🏳️‍🌈👍🏽 emoji 🎉🎊 ❤️ ☃ ♥ ½ ¾ ² ³ ① Ⅷ ﬁ ﬂ ﬃ ™ © ® … — – ‘’ “” ‹› № ℃ Å Å Ω Ω
def f(x):\n\treturn {"a": [1, 22, 333, 4444], 'b': x**2 + 3*x - 0.5}  # comment\n\n    if (a != b && c <= d) { i++; }\r\n<div class="x">&nbsp;</div> https://example.org/a?b=c&d=%20e  \t\v\f end   
"""

NASTY = ["", " ", "  ", "\n", "\r\n\r\n", " \n \n  x", "\u0301\u0323z",
         "\u200d\ufeff\u00ad\x00\x01\x7f\x80\x85\ufffd\ufffe\uffff", "x\u0000y",
         "'s 'S 'ſ 'LL 're's", "a1b2c3 44 555 6666", "▁▁ ▁a▁ b",
         "<s></s> <unk> <0x0A> <|endoftext|> <|im_start|>user\nhi<|im_end|>"
         " [CLS][MASK][SEP]<tool_call>keyword wordy  lefty righty  x",
         "\U0010FFFF\U000E0001", "İI\u0130ı", "ΑΣ ὈΔΥΣΣΕΎΣ",
         "\u1100\u1161\u11a8", "カ\u3099 ハ\u309a", "Å\u030A\u212b",
         "\u0344\u0340\u0341\u0343\u0374\u037e\u0387", "q̣̇ q̣̇", "!!!???...,,,",
         "a,b.c;d:e-f_g/h\\i|j", "\t\tcode\n\t\t\tmore   \n", "  leading",
         "trailing  ", "mixed \u00a0\u2003\u3000spaces \u1680x",
         "ABCdefGHIjkl aB Ab ʰaʰ AʰB ḾǅA", "\u0301AB \u0301ab", "ﷺﷺ",
         "\u07fd\u0898a\u1abf", "\u061d!\u2e52x", "\u0d83\u0d4e\U00011938"]
LONG = ["a" * 5000, " " * 3000, "\n" * 999 + "x", "á" * 700, "1" * 1000,
        "e" + "\u0301" * 2000, "\u0301\u0323" * 700 + "z", "ab" * 3000,
        "<|im_start|>" * 300, "漢" * 2000, "🤖" * 500]


def corpus():
    """What there is to learn from: the course's own text, and the mixture."""
    lessons = sorted((ROOT / "lessons/course").glob("*/lesson.md"))
    text = [p.read_text()[:20000] for p in lessons[:20]]
    return text + MIXED.split("\n") * 30


def over_bytes(pre, size=700, normal=None, special=("<|endoftext|>",),
               whole=False):
    t = Tokenizer(models.BPE(ignore_merges=whole))
    if normal:
        t.normalizer = normal
    t.pre_tokenizer, t.decoder = pre, decoders.ByteLevel()
    t.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(special), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return t


def cut(regex):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(regex), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def qwen2():
    t = over_bytes(cut(QWEN2), normal=normalizers.NFC(),
                   special=["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    t.add_tokens([AddedToken("<tool_call>", normalized=True),
                  AddedToken("wordy", single_word=True, normalized=True),
                  AddedToken("lefty", lstrip=True, normalized=False),
                  AddedToken("righty", rstrip=True, normalized=False)])
    return t


def bert():
    t = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.decoder = decoders.WordPiece()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    t.train_from_iterator(corpus(), trainers.WordPieceTrainer(
        vocab_size=1500, special_tokens=names, show_progress=False))
    t.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t


def marks(scheme=None):
    """As Llama 2, or with `scheme` as Mistral."""
    t = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True,
                             byte_fallback=True))
    t.normalizer = normalizers.Sequence([normalizers.Prepend("▁"),
                                         normalizers.Replace(" ", "▁")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    special = ["<unk>", "<s>", "</s>"]
    t.train_from_iterator(corpus(), trainers.BpeTrainer(
        vocab_size=1100, limit_alphabet=120, show_progress=False,
        special_tokens=special + [f"<0x{i:02X}>" for i in range(256)]))
    j = json.loads(t.to_str())
    j["added_tokens"] = j["added_tokens"][:3]
    j["pre_tokenizer"] = None
    j["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
        {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    if scheme:
        j["normalizer"] = None
        j["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁",
                              "prepend_scheme": scheme, "split": False}
    t = Tokenizer.from_str(json.dumps(j))
    t.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 1)])
    return t


def makers():
    byte_level = pre_tokenizers.ByteLevel
    digits = pre_tokenizers.Sequence([
        pre_tokenizers.Digits(individual_digits=True),
        byte_level(add_prefix_space=False)])
    sequence = normalizers.Sequence
    return {
        "gpt2": lambda: over_bytes(byte_level(add_prefix_space=False)),
        "llama3": lambda: over_bytes(cut(CL100K), whole=True, special=[
            "<|begin_of_text|>", "<|eot_id|>"]),
        "qwen2": qwen2,
        "smollm2": lambda: over_bytes(digits, special=[
            "<|endoftext|>", "<|im_start|>", "<|im_end|>"]),
        "o200k": lambda: over_bytes(cut(O200K)),
        "bert": bert,
        "llama2": marks,
        "mistral": lambda: marks("first"),
        "prefix": lambda: over_bytes(byte_level(add_prefix_space=True)),
        "nfkc": lambda: over_bytes(byte_level(add_prefix_space=False),
                                   normal=normalizers.NFKC()),
        "nfd": lambda: over_bytes(byte_level(), normal=sequence([
            normalizers.NFD(), normalizers.StripAccents(),
            normalizers.Lowercase()])),
        "nfkd": lambda: over_bytes(byte_level(), normal=sequence([
            normalizers.NFKD(), normalizers.Strip()])),
    }


SHIPPED = ["gpt2", "llama3", "qwen2", "smollm2", "o200k", "bert", "llama2",
           "mistral"]


def ranks_of(t):
    """The pieces of a tokenizer over bytes as ranks, the bytes first."""
    plain = {c: b for b, c in enumerate(sorted(
        pre_tokenizers.ByteLevel.alphabet()))}
    code = {}
    n = 0
    for b in range(256):
        printable = 33 <= b <= 126 or 161 <= b <= 172 or 174 <= b
        code[chr(b) if printable else chr(256 + n)] = b
        n += not printable
    assert set(code) == set(plain)
    pieces = [bytes([b]) for b in range(256)]
    for text, _ in sorted(t.get_vocab().items(), key=lambda x: x[1]):
        piece = bytes(code[c] for c in text) if set(text) <= set(code) else b""
        if len(piece) > 1 and not text.startswith("<|"):
            pieces.append(piece)
    return {p: i for i, p in enumerate(pieces)}


def write_ranks(path, ranks):
    with open(path, "wb") as f:
        for piece, rank in ranks.items():
            f.write(base64.b64encode(piece) + b" %d\n" % rank)


def pools():
    known = [chr(c) for c in range(0x110000)
             if unicodedata.category(chr(c)) not in ("Cn", "Cs")]
    kind = unicodedata.category
    return [
        [chr(c) for c in range(32, 127)], [chr(c) for c in range(256)],
        [c for c in known if ord(c) < 0x800],
        [c for c in known if ord(c) < 0x3000], known,
        [c for c in known if kind(c)[0] == "M"] + list("aeiouAEIOU "),
        [c for c in known if kind(c)[0] in "ZC" and kind(c) != "Co"] +
        list(" \t\n\r"),
        list("abcdefghij ABC 0123456789 '.,!?-\n\t  "),
        [c for c in known if 0x1F300 <= ord(c) < 0x1FB00] +
        ["\u200d", "\ufe0f", " "],
        [chr(c) for c in range(0x4E00, 0x9FFF)] + list("，。、 あいうえお"),
        list("'sSdDmMtTlLvVrReE ſ\u2019xX"),
        [chr(c) for c in range(0xAC00, 0xD7A4)] +
        [chr(c) for c in range(0x1100, 0x1200)],
    ]


def strings(count, seed=7):
    r, pool = random.Random(seed), pools()
    for _ in range(count):
        n = r.choice([1, 2, 3, 5, 8, 13, 21, 34])
        if r.random() < 0.3:
            s = "".join(r.choice(r.choice(pool)) for _ in range(n))
        else:
            p = r.choice(pool)
            s = "".join(r.choice(p) for _ in range(n))
        if r.random() < 0.2:
            i = r.randrange(len(MIXED) - 40)
            s = MIXED[i:i + r.randrange(40)] + s
        yield s


def lathe(path, texts, *options):
    lines = "".join(json.dumps(s) + "\n" for s in texts)
    run = subprocess.run([LATHE, "tokenize", str(path), "--lines", "--json",
                          *options], input=lines.encode(), capture_output=True)
    if run.returncode:
        sys.exit(f"{path}: {run.stderr.decode()}")
    return [json.loads(line) for line in run.stdout.splitlines()]


def compare(name, path, texts, reference, *options):
    wrong = 0
    for text, got in zip(texts, lathe(path, texts, *options)):
        if got["ids"] != reference(text):
            wrong += 1
            if wrong <= 3:
                print(f"  {ascii(text[:80])}\n  ours {got['ids'][:30]}"
                      f"\n  want {reference(text)[:30]}")
        end = len(text.encode())
        spans = got["bytes"]
        if any(not 0 <= a <= b <= end for a, b in spans):
            sys.exit(f"{name}: {ascii(text)}: a span is outside: {spans}")
    print(f"{name}: {len(texts)} texts, {wrong} differ", flush=True)
    return wrong


def reference_of(t):
    t.no_truncation()
    t.no_padding()
    return lambda s: t.encode(s, add_special_tokens=False).ids


def write_gguf(path, t):
    """The vocabulary of llama2 with scores instead of merges."""
    j = json.loads(t.to_str())
    vocab = sorted(j["model"]["vocab"].items(), key=lambda x: x[1])
    w = gguf.GGUFWriter(str(path), "llama")
    w.add_tokenizer_model("llama")
    w.add_token_list([p for p, _ in vocab])
    w.add_token_scores([-float(i) for _, i in vocab])
    w.add_token_types([2 if i == 0 else 3 if i < 3 else 6 if i < 259 else 1
                       for _, i in vocab])
    w.add_unk_token_id(0)
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def check(count, files):
    texts = NASTY + LONG + [MIXED * 20] + list(strings(count))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, make in makers().items():
            t = make()
            path = Path(folder) / f"{name}.json"
            t.save(str(path))
            wrong += compare(name, path, texts, reference_of(t))
            if name == "gpt2":
                ranks = ranks_of(t)
            if name == "llama2":
                path = Path(folder) / "llama2.gguf"
                write_gguf(path, t)
                wrong += compare("llama2.gguf", path, texts, reference_of(t))
        for name, regex in (("cl100k_base", TIKTOKEN), ("o200k_base", O200K),
                            ("qwen", QWEN2)):
            path = Path(folder) / f"{name}.tiktoken"
            write_ranks(path, ranks)
            e = tiktoken.Encoding(name, pat_str=regex, mergeable_ranks=ranks,
                                  special_tokens={})
            wrong += compare(f"tiktoken {name}", path, texts,
                             e.encode_ordinary, "--no-special")
        for file in files:
            beside = Path(file).with_suffix(".json")
            t = Tokenizer.from_file(str(beside))
            wrong += compare(file, file, texts, reference_of(t))
    return wrong


def write():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    texts = NASTY + MIXED.split("\n") + list(strings(60, seed=11))
    cases = [{"text": s} for s in texts]
    for name in SHIPPED:
        t = makers()[name]()
        path = FIXTURES / f"{name}.json"
        t.save(str(path), pretty=False)
        for case in cases:
            ids = reference_of(t)(case["text"])
            back = t.decode(ids, skip_special_tokens=False)
            case[name] = ids
            if back != case["text"] and "\ufffd" not in back:
                case[name + ".back"] = back
        if name == "gpt2":
            ranks = ranks_of(t)
    write_ranks(FIXTURES / "cl100k_base.tiktoken", ranks)
    e = tiktoken.Encoding("x", pat_str=TIKTOKEN, mergeable_ranks=ranks,
                          special_tokens={})
    for case in cases:
        case["cl100k_base"] = e.encode_ordinary(case["text"])
    with open(FIXTURES / "cases.json", "w") as f:
        f.write("[\n" + ",\n".join(
            json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--write", action="store_true")
    p.add_argument("--strings", type=int, default=100000)
    p.add_argument("files", nargs="*")
    a = p.parse_args()
    if a.write:
        write()
    elif check(a.strings, a.files):
        sys.exit("lathe tokenize disagrees")


if __name__ == "__main__":
    main()
