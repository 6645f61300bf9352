#!/bin/sh
# probe.sh LATHE KEYS ROWS - activations of a model as arrays: names, files and
# what is refused.
. "$(dirname "$0")/claims.sh"
fixtures=$(cd "$(dirname "$0")/../model/fixtures/published" && pwd)

works "probe lists what can be watched" "$lathe" probe house --list
claim "the stream is named" grep -q '^blocks\.0\.out  *1 x 1 x [0-9]*$' out
claim "the weights of attention are" grep -q '^blocks\.3\.attn\.probs ' out
claim "the logits stand last" sh -c 'tail -n 1 "$1" | grep -q "^logits "' - out
works "an encoder has names too" "$lathe" probe "$fixtures/bert" --list
claim "but no logits" sh -c '! grep -q logits "$1"' - out

works "activations become an archive" "$lathe" probe house \
    --prompt " the keys in the box" --watch "blocks.[0-3].out,norm" --out a.npz
claim "what was written is told" [ "$(wc -l <out)" = 5 ]
works "the archive is read" "$lathe" inspect a.npz --json
claim "its names and shapes are those of the model" sh -c \
    'grep -q "\"name\":\"blocks.2.out\"" "$1" &&
     grep -q "\"shape\":\[1,[5-9],[0-9]*\]" "$1" && grep -q "\"ids\"" "$1"' - out
works "the same again is the same file" "$lathe" probe house \
    --prompt " the keys in the box" --watch "blocks.[0-3].out,norm" --out b.npz
claim "bit for bit" cmp a.npz b.npz
works "one activation becomes one array" "$lathe" probe house \
    --prompt "the box" --watch norm --out one.npy --json
claim "probe --json keeps its keys" "$keys" model:s prompt:s ids:a arrays:a \
    arrays.0.name:s arrays.0.shape:a out:s <"$room/out"
works "the array is read" "$lathe" inspect one.npy
works "a published model is watched" "$lathe" probe "$fixtures/qwen3" \
    --prompt "the tide" --watch "blocks.1.attn.q" --out q.npy
works "a GGUF too" "$lathe" probe "$fixtures/llama.gguf" \
    --prompt "the tide" --watch "*" --out all.npz

refused "a name of nothing is refused, with a way on" 'house --list' \
    "$lathe" probe house --prompt a --watch "nosuch.*" --out c.npz
claim "wrong usage exits 2" [ "$code" = 2 ]
refused "several do not fit one array" 'an .npy holds one' \
    "$lathe" probe house --prompt a --watch "blocks.*.out" --out c.npy
refused "another ending is refused" '.npz or .npy' \
    "$lathe" probe house --prompt a --watch norm --out c.txt
refused "an empty prompt is refused" empty \
    "$lathe" probe house --prompt "" --watch norm --out c.npz
refused "probe needs a model" MODEL "$lathe" probe
refused "probe needs to know what and where" '--out' \
    "$lathe" probe house --prompt a --watch norm
refused "a list has no file" '--list goes without' \
    "$lathe" probe house --list --out c.npz
refused "a model that is not there is named" nosuch \
    "$lathe" probe nosuch --list
refused "a folder that is not there is named" nosuch/c.npz \
    "$lathe" probe house --prompt a --watch norm --out nosuch/c.npz
claim "a file that cannot be written exits 3" [ "$code" = 3 ]
claim "a refused probe leaves nothing" [ ! -e c.npz -a ! -e c.npy -a \
    ! -e c.txt -a ! -e nosuch ]
claims_end
