#!/bin/sh
# formats.sh LATHE KEYS ROWS - inspect, convert and quantize on the house
# model: the files that they write, their JSON, and what they refuse.
. "$(dirname "$0")/claims.sh"

works "a house model becomes a GGUF" "$lathe" convert house-char a.gguf
works "and a safetensors file again" "$lathe" convert a.gguf a.safetensors
works "and once more a GGUF" "$lathe" convert a.safetensors b.gguf
claim "nothing is lost on the way" cmp a.gguf b.gguf
works "numbers become f32 arrays" "$lathe" convert a.gguf a.npz
works "an archive is inspected" "$lathe" inspect a.npz --json
claim "its format is told" grep -q '"format":"npz"' out
works "convert has a JSON form" \
    "$lathe" convert a.gguf half.safetensors --type f16 --json
claim "convert --json keeps its keys" "$keys" out:s format:s architecture:s \
    tensors:n bytes:n left_out:n <"$room/out"

works "inspect shows a GGUF" "$lathe" inspect a.gguf
claim "with its architecture" grep -q '^architecture decoder$' out
works "inspect has a JSON form for a GGUF" "$lathe" inspect a.gguf --json
claim "inspect --json keeps its keys" "$keys" format:s architecture:s \
    parameters:n metadata:o tensors:a tensors.0.name:s tensors.0.type:s \
    tensors.0.shape:a tensors.0.offset:n tensors.0.bytes:n <"$room/out"
works "inspect draws a histogram" \
    "$lathe" inspect a.gguf --histogram tokens.weight
claim "of 24 bars under a line" [ "$(wc -l <out)" = 25 ]
works "a histogram has a JSON form" \
    "$lathe" inspect a.gguf --histogram tokens.weight --json
claim "its keys are there" "$keys" histogram.bins:a histogram.mean:n \
    histogram.deviation:n histogram.count:n <"$room/out"

works "a model is quantised" "$lathe" quantize house-char q.gguf --type q4_k
claim "a type that does not fit is told" grep -q 'fit no blocks of 256' out
claim "the sum is told" grep -q 'bits a number' out
works "quantize has a JSON form" \
    "$lathe" quantize house-char q.gguf --type q8_0 --json
claim "quantize --json keeps its keys" "$keys" out:s type:s tensors:a \
    tensors.0.name:s tensors.0.error:n tensors.0.fallback:b bits_per_weight:n \
    bytes_before:n bytes:n worst_error:n <"$room/out"
works "a quantised file is read" "$lathe" inspect q.gguf
claim "its types are told" grep -q Q8_0 out

twin=$(dirname "$0")/../model/fixtures/published/llama
printf 'the tide goes out and the boats lie on the sand' >tide.txt
works "a folder becomes a GGUF" "$lathe" convert "$twin" twin.gguf
works "with its tokenizer" "$lathe" tokenize twin.gguf "the boats" --json
cp out twin.ids
works "which gives the folder's ids" "$lathe" tokenize "$twin" "the boats" --json
claim "all of them" cmp out twin.ids
works "perplexity is told before and after" "$lathe" quantize "$twin" q8.gguf \
    --type q8_0 --data tide.txt --json
claim "with the tokens that count" "$keys" perplexity.before:n \
    perplexity.after:n perplexity.tokens:n <"$room/out"
works "and in words" "$lathe" quantize twin.gguf q8.gguf --type q8_0 \
    --data tide.txt
claim "with what was lost" grep -q '^perplexity on .* %$' out
works "a GGUF becomes a folder" "$lathe" convert twin.gguf again
works "with a tokenizer.json" "$lathe" tokenize again/tokenizer.json "the boats" \
    --json
claim "that gives the same ids" cmp out twin.ids
works "a house model becomes a folder of others" \
    "$lathe" convert house folk --type f32
works "the house model has its ids" "$lathe" tokenize house "Der fish, café." --json
cp out house.ids
works "and the folder" "$lathe" tokenize folk "Der fish, café." --json
claim "the same ones" cmp out house.ids
for type in "" "--type bf16" "--type f16"; do
    works "a house model becomes a GGUF of others" \
        "$lathe" convert house town.gguf $type
    works "it is read" "$lathe" inspect town.gguf
    claim "its norms are f32, as llama.cpp wants them" \
        [ "$(grep -c 'norm.weight  *F32' out)" = 13 ]
done
works "the house model writes" "$lathe" generate house --prompt the --tokens 12
cp out house.text
works "and the folder, from the numbers in f32" \
    "$lathe" generate folk --prompt the --tokens 12
claim "the same text" cmp out house.text
run "$lathe" convert house-char bare.gguf
claim "a house model says that it has none there" \
    grep -q 'bare.gguf has no tokenizer' err

refused "convert needs two names" convert "$lathe" convert a.gguf
refused "convert refuses blocks" quantize \
    "$lathe" convert a.gguf c.gguf --type q4_0
refused "a type that is none is refused, with all there are" 'q5_k and q6_k' \
    "$lathe" quantize a.gguf c.gguf --type q3
refused "only a GGUF holds blocks" 'end in .gguf' \
    "$lathe" quantize house q.safetensors --type q4_0
refused "and no folder does" 'end in .gguf' \
    "$lathe" quantize house q.bin --type q4_0
claim "nothing is written then" [ ! -e q.safetensors -a ! -e q.bin ]
refused "quantize needs a type" type "$lathe" quantize a.gguf c.gguf
refused "a tensor that is not there is named" nosuch \
    "$lathe" inspect a.gguf --histogram nosuch
refused "no other program has this architecture" safetensors \
    "$lathe" convert a.gguf folder
claim "a refused conversion leaves nothing" [ ! -e c.gguf -a ! -e folder ]
head -c 5000 a.gguf >cut.gguf
refused "a cut file is refused with its name, field and place" \
    'cut.gguf.*tensor .*bytes past the file' "$lathe" inspect cut.gguf
claims_end
