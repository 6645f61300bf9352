#!/bin/sh
# tokenize.sh LATHE KEYS ROWS - tokenizers of published models from the shell:
# ids, many texts at a time, special tokens, and files that are none.
. "$(dirname "$0")/claims.sh"
fixtures=$(cd "$(dirname "$0")/../model/fixtures/tokenizers" && pwd)

works "a tokenizer.json is read" \
    "$lathe" tokenize "$fixtures/bert.json" "[CLS] The sea!" --json
claim "its JSON keeps its keys" "$keys" ids:a pieces:a bytes:a <"$room/out"
claim "the special token is found, in its place" \
    grep -q '"ids":\[2,.*"pieces":\["\[CLS\]","the",.*"bytes":\[\[0,5\],\[6,9\]' out
works "special tokens can be only text" \
    "$lathe" tokenize "$fixtures/bert.json" "[CLS]" --json --no-special
claim "then there is none" sh -c '! grep -q "\"ids\":\[2" out'
works "a rank file is read by its name" \
    "$lathe" tokenize "$fixtures/cl100k_base.tiktoken" "a b" --json
claim "every byte of it stands in a token" \
    grep -q '"bytes":\[\[0,1\],\[1,3\]\]\|\[\[0,1\],\[1,2\],\[2,3\]\]' out
printf '"one"\n"a \\u0000\\n"\n""\n' >texts
lines() { "$lathe" tokenize "$fixtures/gpt2.json" --lines --json <texts; }
works "many texts are read, a line each" lines
claim "an object for each" [ "$(grep -c '^{"ids":' out)" = 3 ]
claim "a line end and a NUL inside a text are part of it" \
    sh -c 'sed -n 2p out | grep -q "\[3,4\]\]}$"'
printf '[]\n"one"\n' >texts
refused "a line that is no string is named" 'line 1' lines

mkdir folder
cp "$fixtures/llama3.json" folder/tokenizer.json
works "a model's folder is enough" "$lathe" tokenize folder "x" --json
printf '{"a":0,"b":1,"ab":2}' >vocab.json
printf '#version: 0.2\na b\n' >merges.txt
works "vocab.json finds its merges.txt" "$lathe" tokenize ./vocab.json ab --json
claim "and they are used" grep -q '"ids":\[2\]' out
rm merges.txt
refused "vocab.json without merges.txt is refused" merges.txt \
    "$lathe" tokenize ./vocab.json ab
printf '\033[31mx\tyz' >wild
escapes() { "$lathe" tokenize "$fixtures/gpt2.json" <wild; }
works "controls are read" escapes
claim "none reaches the terminal" sh -c '! grep -q "$(printf "\033")" out'

head -c 700 "$fixtures/bert.json" >cut.json
refused "a file cut short is refused" cut.json "$lathe" tokenize ./cut.json x
sed 's/"type":"ByteLevel"/"type":"Nobody"/' "$fixtures/gpt2.json" >odd.json
refused "a part that nobody knows is named" Nobody \
    "$lathe" tokenize ./odd.json x
cp "$fixtures/cl100k_base.tiktoken" mine.tiktoken
refused "a rank file without a known name is refused" 'rename it' \
    "$lathe" tokenize ./mine.tiktoken x
mkdir empty
refused "a folder without a tokenizer is named" 'empty has no tokenizer' \
    "$lathe" tokenize ./empty x
claims_end
