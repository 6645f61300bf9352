#!/bin/sh
# serve.sh LATHE KEYS ROWS - the server from the outside: what it prints, how
# it ends, what it refuses. What it answers is tested in tests/app.
. "$(dirname "$0")/claims.sh"

twins=$(dirname "$0")/../model/fixtures/published
if ! "$lathe" doctor --json | grep -q '"name":"microhttpd","found":true'; then
    refused "without libmicrohttpd, that is said" "libmicrohttpd" \
        "$lathe" serve "$twins/llama" --port 0
    claims_end
fi

refused "a server needs a model" "one to 8 MODELs" "$lathe" serve
refused "that there is" "no nosuch" "$lathe" serve nosuch --port 0
refused "a port has a range" "65535" "$lathe" serve "$twins/llama" --port 70000
refused "two of one name are refused" 'two models are called "llama"' \
    "$lathe" serve "$twins/llama" "$twins/llama" --port 0

# start SIGNAL: a server runs until it is told to end; its exit code.
start() {
    "$lathe" serve "$twins/llama" "$twins/bert" --port 0 --json \
        >served 2>said </dev/null &
    server=$!
    for _ in $(seq 300); do
        [ -s served ] && break
        sleep 0.1
    done
    cp served "$room/out"
    claim "it tells address, key and models" "$keys" address:s key:s \
        models:a <served
    claim "its address is this machine" grep -q '"http://127.0.0.1:[0-9]*/v1"' served
    port=$(sed 's/.*127.0.0.1:\([0-9]*\).*/\1/' served)
    refused "its port is taken" "cannot listen on port $port" \
        "$lathe" serve "$twins/llama" --port "$port"
    kill -"$1" "$server"
    code=0
    wait "$server" || code=$?
    claim "SIG$1 ends it with success" [ "$code" = 0 ]
}

# A shell gives its background commands no SIGINT; TERM is handled alike.
start TERM
claim "it says nothing else" [ ! -s said ]
claims_end
