#!/bin/sh
# ask.sh LATHE KEYS ROWS - questions to an index: answered, left open, by a
# model, by a server, and by servers that are none.
. "$(dirname "$0")/claims.sh"

mkdir town
echo "The ferry Anna was built in 1911 in the yard of Holm. She is slow." \
    >town/ferry.txt
echo "Salt is kept at the stone quay. The mill burned down last winter." \
    >town/quay.txt
echo "On market days the baker sells rye bread and the smith rests." \
    >town/market.txt
refused "without an index, that is said" "lathe index DIR" "$lathe" ask salt
works "an index is made" "$lathe" index town

works "a question is answered" "$lathe" ask "In which yard was the ferry built?"
claim "by the sentence that says it" grep -q "yard of Holm. \[[0-9]\]" out
claim "with its place" grep -q "ferry.txt:1" out
works "the same as JSON" "$lathe" ask "Where is salt kept?" --json
claim "ask --json keeps its keys" "$keys" question:s answer:s? abstained:b \
    citations:a citations.0.path:s citations.0.start:n citations.0.end:n \
    citations.0.text:s citations.0.score:n cover:n faithful:n <out
run "$lathe" ask "Who painted the ceiling in Rome?" --json
claim "what the texts do not say is left open" [ "$code" = 1 ]
claim "and said to be" grep -q '"answer":null,"abstained":true' out
run "$lathe" ask "Who painted the ceiling in Rome?"
claim "a person is told so" grep -q "do not answer that" out
refused "two readers are one too many" "give one" \
    "$lathe" ask salt --model x --endpoint http://x
refused "a model that is not there is named" "nosuch" \
    "$lathe" ask "Where is salt kept?" --model nosuch

# A model of a second's training reads, and what it invents is noticed.
works "a small model is there" tiny base --set steps=1 --set context=2048 \
    --set batch=1 --set tokenizer=byte
works "a model answers" "$lathe" ask "Where is salt kept?" --model base \
    --tokens 12 --json
claim "from the passages it was given" "$keys" answer:s abstained:b \
    faithful:n <out
works "and writes to a terminal" "$lathe" ask "Where is salt kept?" \
    --model base --tokens 12
claim "with a warning that it cites nothing" grep -q "names no passage" out
refused "a model needs room for its answer" "do not fit" \
    "$lathe" ask "Where is salt kept?" --model base --tokens 2040

# Nothing listens on port 1; file: is no server.
refused "a server that is down is named" "127.0.0.1:1" \
    "$lathe" ask "Where is salt kept?" --endpoint http://127.0.0.1:1/v1
refused "other addresses are refused" "no address of http" \
    "$lathe" ask "Where is salt kept?" --endpoint file:///etc/passwd

if "$lathe" doctor --json | grep -q '"name":"microhttpd","found":true'; then
    "$lathe" serve base --port 0 --json >served 2>said </dev/null &
    server=$!
    for _ in $(seq 300); do
        [ -s served ] && break
        sleep 0.1
    done
    url=$(sed 's/.*"address":"\([^"]*\)".*/\1/' served)
    key=$(sed 's/.*"key":"\([^"]*\)".*/\1/' served)
    refused "a server that wants a key is heard" "refuses\|answers" \
        env LATHE_API_KEY=wrong "$lathe" ask "Where is salt kept?" \
        --endpoint "$url" --endpoint-model base --tokens 4
    export LATHE_API_KEY="$key"
    works "a server answers" "$lathe" ask "Where is salt kept?" \
        --endpoint "$url" --endpoint-model base --tokens 4 --json
    claim "with text" "$keys" answer:s <out
    refused "one that lacks the model says so" "nosuch\|refuses" \
        "$lathe" ask "Where is salt kept?" --endpoint "$url" \
        --endpoint-model nosuch --tokens 4
    kill -TERM "$server"
    wait "$server"
else
    skip "no libmicrohttpd: no server to ask"
fi

# A server that never answers, and one that answers rubbish.
if command -v python3 >/dev/null; then
    cat >silly.py <<'PY'
import socket, sys, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(4)
print(s.getsockname()[1], flush=True)
for turn in range(2):
    c, _ = s.accept()
    c.recv(65536)
    if turn == 0:
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nmoo!\n")
        c.close()
    else:
        time.sleep(20)
PY
    python3 silly.py >port &
    silly=$!
    for _ in $(seq 100); do
        [ -s port ] && break
        sleep 0.1
    done
    refused "rubbish is shown" "moo" "$lathe" ask "Where is salt kept?" \
        --endpoint "http://127.0.0.1:$(cat port)"
    refused "silence has an end" "says nothing for 1 seconds" \
        "$lathe" ask "Where is salt kept?" --patience 1 \
        --endpoint "http://127.0.0.1:$(cat port)"
    kill $silly
else
    skip "no python3 to be a bad server"
fi

claims_end
