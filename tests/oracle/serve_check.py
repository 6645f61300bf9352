#!/usr/bin/env python3
"""`lathe serve` asked by the official Python client of the interface it speaks.

Needs the package openai; serves two small twins, so it needs no download.
"""
import json
import os
import signal
import subprocess
import sys

try:
    import openai
except ImportError:
    print("left out: there is no openai")
    sys.exit(0)

LATHE = os.environ.get("LATHE", "build/release/tui/lathe")
TWINS = "tests/model/fixtures/published/"
PROMPT = "the tide goes out"
TALK = [{"role": "system", "content": "the sand"},
        {"role": "user", "content": "the boats"}]


def checks(client):
    names = [m.id for m in client.models.list()]
    assert names == ["llama", "bert"], names
    assert client.models.retrieve("bert").object == "model"

    whole = client.completions.create(model="llama", prompt=PROMPT, seed=3,
                                      max_tokens=30, logprobs=3)
    choice = whole.choices[0]
    assert len(choice.logprobs.tokens) == whole.usage.completion_tokens == 30
    assert "".join(choice.logprobs.tokens) == choice.text
    assert all(len(t) == 3 for t in choice.logprobs.top_logprobs)
    parts = list(client.completions.create(
        model="llama", prompt=PROMPT, seed=3, max_tokens=30, stream=True))
    assert "".join(p.choices[0].text for p in parts) == choice.text
    assert parts[-1].choices[0].finish_reason == "length"

    said = client.chat.completions.create(
        model="llama", messages=TALK, seed=1, max_tokens=20, logprobs=True,
        top_logprobs=2)
    content = said.choices[0].logprobs.content
    assert len(content) == said.usage.completion_tokens
    text, usage = "", None
    for e in client.chat.completions.create(
            model="llama", messages=TALK, seed=1, max_tokens=20, stream=True,
            stream_options={"include_usage": True}):
        usage = e.usage or usage
        if e.choices:
            text += e.choices[0].delta.content or ""
    assert text == said.choices[0].message.content, (text, said)
    assert usage.total_tokens == said.usage.total_tokens
    with client.chat.completions.create(model="llama", messages=TALK,
                                        stream=True) as broken:
        next(iter(broken))

    packed = client.embeddings.create(model="bert", input=["rain", "birds"])
    plain = client.embeddings.create(model="bert", input=["rain", "birds"],
                                     encoding_format="float")
    for a, b in zip(packed.data, plain.data):
        assert max(abs(x - y) for x, y in zip(a.embedding, b.embedding)) < 1e-6
        assert abs(sum(x * x for x in a.embedding) - 1) < 1e-5
    return 9 + refusals(client)


def refusals(client):
    n = 0
    for kind, call in (
            (openai.NotFoundError, lambda: client.completions.create(
                model="none", prompt="x")),
            (openai.BadRequestError, lambda: client.completions.create(
                model="llama", prompt="x", temperature=9)),
            (openai.BadRequestError, lambda: client.embeddings.create(
                model="llama", input="x")),
            (openai.BadRequestError, lambda: client.completions.create(
                model="llama", prompt=[5] * 200)),
            (openai.AuthenticationError, lambda: client.with_options(
                api_key="wrong").models.list())):
        try:
            call()
        except kind as e:
            assert e.body["message"], e
            n += 1
        else:
            raise AssertionError(f"{kind} was not raised")
    return n


def main():
    server = subprocess.Popen(
        [LATHE, "serve", TWINS + "llama", TWINS + "bert", "--port", "0",
         "--json", "--quiet"], stdout=subprocess.PIPE)
    try:
        told = json.loads(server.stdout.readline())
        done = checks(openai.OpenAI(base_url=told["address"],
                                    api_key=told["key"], max_retries=0))
    finally:
        server.send_signal(signal.SIGINT)
        code = server.wait(timeout=60)
    assert code == 0, code
    print(f"openai {openai.__version__}: {done} things asked, all as the "
          "client expects; Ctrl+C ended the server with 0")


main()
