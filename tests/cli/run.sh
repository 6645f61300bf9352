#!/bin/sh
# run.sh LATHE KEYS ROWS - train, generate, tokenize, inspect and a lab, with
# the JSON that programs rely on.
. "$(dirname "$0")/claims.sh"

works "a small model trains" tiny m --set steps=6 --set valid_every=3 --json
cp out log
sed '$d' log >lines
tail -n 1 log >last
claim "one line a step and one at the end" [ "$(wc -l <log)" = 7 ]
claim "a step has its keys" "$keys" step:n loss:n 'val_loss:n?' lr:n \
    grad_norm:n tokens_per_s:n seconds:n <lines
claim "the end has its keys" "$keys" done:b checkpoint:s steps:n val_loss:n \
    seconds:n <last
claim "validated when asked, and only then" \
    [ "$(grep -c '"val_loss":null' lines)" = 4 ]
claim "the resume file has gone at the end" [ ! -e m/resume ]
claim "model, tokenizer and card are there" \
    [ -e m/model.safetensors -a -e m/tokenizer.json -a -e m/card.json ]
claim "nothing else is there" [ "$(ls m | wc -l)" = 3 ]

works "the same seed trains again" tiny n --set steps=6 --set valid_every=3
claim "the same seed gives the same weights" \
    cmp m/model.safetensors n/model.safetensors
works "another seed trains" tiny o --set steps=6 --seed 2
claim "another seed gives other weights" \
    sh -c '! cmp -s m/model.safetensors o/model.safetensors'

write() { "$lathe" generate m --prompt the --tokens 60 --threads 1 "$@"; }
works "a model writes" write --seed 1
cp out first
works "a model writes again" write --seed 1
claim "the same seed writes the same bytes" cmp first out
claim "more than the prompt is written" [ "$(wc -c <first)" -ge 63 ]
works "another seed writes" write --seed 2
claim "another seed writes other bytes" sh -c '! cmp -s first out'
claim "of a prompt that fits nothing is said" [ ! -s err ]
run "$lathe" generate m --tokens 2 --prompt "$(yes the | head -n 2000)"
claim "a prompt longer than the context is written on" [ "$code" = 0 ]
claim "and the user told what is dropped" grep -q 'beginning is dropped' err
works "generate has a JSON form" write --json
claim "generate --json keeps its keys" "$keys" prompt:s text:s ids:a \
    logprobs:a tokens_per_s:n prefill_tokens_per_s:n <"$room/out"


# Every knob of the sampler, and what each must do.
works "the likeliest tokens are written" write --temperature 0
cp out greedy
for same in "--temperature 0 --seed 9" "--top-k 1 --seed 9" \
    "--top-p 0.000001 --seed 9" "--min-p 1 --seed 9" \
    "--temperature 0.001 --seed 9" "--beams 1"; do
    # shellcheck disable=SC2086
    works "a model writes with $same" write $same
    claim "$same is greedy" cmp greedy out
done
works "a repetition costs" write --temperature 0 --repeat 5
claim "what was just said is avoided" sh -c '! cmp -s greedy out'
works "nothing said counts" write --temperature 0 --repeat 5 --repeat-last 0
claim "then a repetition costs nothing" cmp greedy out
works "a hot model writes" write --temperature 3 --seed 1
claim "heat changes what is written" sh -c '! cmp -s first out'
# A token is a letter here.
as_many_ids_as_letters() {
    letters=$(sed 's/^{"prompt":"[^"]*","text":"\([^"]*\)".*/\1/; s/\\n/~/g' out)
    ids=$(sed 's/[^[]*"ids":\[\([^]]*\)\].*/\1/' out | tr -cd , | wc -c)
    [ "${#letters}" -gt 0 ] && [ "${#letters}" = $((ids + 1)) ]
}

# `first` is what seed 1 writes behind "the"; stops are looked for in that.
works "a model stops" write --seed 1 --stop n
claim "what is written has an n" grep -q n first
claim "it stops before the text" \
    [ "$(cat out)" = "$(tr '\n' '~' <first | sed 's/n.*//' | tr '~' '\n')" ]
works "a model stops at several texts" write --seed 1 --stop "no such" \
    --stop n --stop a
claim "the earliest of them counts" \
    [ "$(cat out)" = "$(tr '\n' '~' <first | sed 's/[an].*//' | tr '~' '\n')" ]
works "a stop takes its tokens back" write --seed 1 --stop n --json
claim "no token of the stop is told" as_many_ids_as_letters
works "beams stop there too" write --beams 2 --stop "no such" --stop n --json
claim "beams tell no token of it" as_many_ids_as_letters
claim "and end there" grep -q '"ended":true' out
refused "an empty stop" "--stop: no text" write --stop a --stop ""
claim "an empty stop exits 2" [ "$code" = 2 ]
talk() {
    printf 'the\nand\n' >lines
    "$lathe" chat m --tokens 40 --threads 1 "$@" <lines >said 2>err
}
claim "a model answers two questions" talk
cp said whole
claim "each with a line" [ "$(wc -l <whole)" = 2 ]
letter=$(head -n 1 whole | cut -c 6)
claim "a stop ends an answer" talk --stop "no such" --stop "$letter"
claim "it is left out, and what follows" \
    [ "$(head -n 1 said)" = "$(head -n 1 whole | cut -d "$letter" -f 1)" ]
claim "the talk goes on" [ "$(wc -l <said)" = 2 ]
claim "a short talk is seen whole" [ ! -s err ]
awk 'BEGIN { while (i++ < 400) printf "the and "; print "" }' >lines
claim "a long talk is answered" \
    sh -c '"$1" chat m --tokens 5 --threads 1 <lines >said 2>err' - "$lathe"
claim "and it is told what the model sees of it" grep -q 'sees the last' err

works "the likeliest at every place are listed" write --temperature 0 \
    --tokens 4 --logprobs 3 --json
claim "generate --logprobs keeps its keys" "$keys" top_logprobs:a \
    top_logprobs.0:a top_logprobs.0.0.token:s top_logprobs.0.0.id:n \
    top_logprobs.0.0.logprob:n top_logprobs.3.2.token:s <"$room/out"
works "beams are searched" write --beams 3 --tokens 5 --tree --json
claim "generate --beams keeps its keys" "$keys" prompt:s text:s ids:a \
    logprobs:a tokens_per_s:n prefill_tokens_per_s:n beams:a beams.2.text:s \
    beams.0.ids:a beams.0.logprobs:a beams.0.logprob:n beams.0.score:n \
    beams.0.ended:b tree:a tree.0.parent:n tree.0.id:n tree.0.token:s \
    tree.0.logprob:n tree.0.total:n tree.0.fate:s <"$room/out"
works "the tree is printed" write --beams 3 --tokens 5 --tree
claim "one way is the best" [ "$(grep -c ', best$' out)" = 1 ]

works "tokenize has a JSON form" "$lathe" tokenize m "the sea" --json
claim "tokenize --json keeps its keys" "$keys" ids:a pieces:a bytes:a \
    <"$room/out"
claim "every byte stands in a token" grep -q '\[6,7\]' out
works "inspect has a JSON form" "$lathe" inspect m --json
claim "inspect --json keeps its keys" "$keys" format:s architecture:s \
    parameters:n metadata:o tensors:a tensors.0.name:s tensors.0.type:s \
    tensors.0.shape:a tensors.0.offset:n tensors.0.bytes:n <"$room/out"

works "the attention map has a JSON form" "$lathe" lab attention-map \
    text="the cat sat on the mat" --json
claim "lab --json keeps its keys" "$keys" lab:s knobs:o seed:n run:s words:s \
    data:o data.tokens:a data.layer:n data.head:n data.weights:a <"$room/out"
for layer in 0 1; do
    works "layer $layer can be shown" "$lathe" lab attention-map \
        text="the cat sat on the mat" layer=$layer head=1 --json
    claim "layer $layer: rows sum to 1, none looks ahead, all as recomputed" \
        "$rows" house <"$room/out"
done
works "the attention map is drawn" "$lathe" lab attention-map \
    text="the cat sat on the mat" --plain --size 100x30
claim "no line is wider than the picture" \
    awk 'NR <= 30 && length($0) > 100 { exit 1 }' out
works "next-token has a JSON form" "$lathe" lab next-token --json
claim "next-token keeps its keys" "$keys" data.context:a data.candidates:a \
    data.candidates.0.token:s data.candidates.0.id:n \
    data.candidates.0.probability:n data.rest:n <"$room/out"
claims_end
