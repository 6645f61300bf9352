#!/bin/sh
# damage.sh LATHE KEYS ROWS [TIMES] - a checkpoint cut short or with a bit
# flipped: with its card refused, without it refused or loaded, never a crash.
. "$(dirname "$0")/claims.sh"

times=${4:-10}

works "a model to damage is made" tiny m --set steps=2
works "the whole one loads" "$lathe" inspect m
works "the bare one loads" "$lathe" generate m/model.safetensors --tokens 2 \
    --prompt t --threads 1

# flip FILE BYTE BIT
flip() {
    was=$(od -An -j "$2" -N1 -tu1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059
    printf "$(printf '\\%03o' $((was ^ (1 << $3))))" |
        dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# loads_or_not TEXT MODEL - 0, 2 or 3, with a line where it is not 0.
loads_or_not() {
    run "$lathe" generate "$2" --tokens 2 --prompt t --threads 1
    if [ "$code" = 0 ]; then
        fine
    elif [ "$code" != 2 ] && [ "$code" != 3 ]; then
        wrong "$1" "exit $code"
    elif [ "$(wc -l <err)" != 1 ] || ! grep -q '^lathe: [^ ]' err; then
        wrong "$1" "not one line of message"
    else
        fine
    fi
}

fresh() {
    rm -rf d
    cp -r m d
}

both() { # TEXT FILE - the damage is done
    refused "$1: refused beside its card" "." \
        "$lathe" generate d --tokens 2 --prompt t --threads 1
    [ "$2" = card.json ] || loads_or_not "$1, bare" d/model.safetensors
}

random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
echo "$name: seed $random"
pick() { # NUMBER BELOW - a number that the seed and NUMBER decide
    awk -v s="$random" -v n="$1" -v b="$2" \
        'BEGIN { srand(s + 7919 * n); rand(); print int(rand() * b) }'
}

for file in model.safetensors tokenizer.json card.json; do
    size=$(wc -c <m/$file)
    i=0
    while [ $i -lt "$times" ]; do
        i=$((i + 1))
        # The first half of the tries in the first bytes, where the sense is.
        near=$((i % 2 ? size : (size < 600 ? size : 600)))
        at=$(pick $i $near)
        fresh
        head -c "$at" m/$file >d/$file
        both "$file cut at $at" $file
        fresh
        flip d/$file "$at" $((i % 8))
        both "$file with bit $((i % 8)) of byte $at flipped" $file
    done
    fresh
    rm d/$file
    both "$file missing" $file
done

# A resume file, too, is taken whole or not at all.
(
    how=exec
    tiny r --set steps=300 --set save_every=1 >log 2>&1
) &
pid=$!
while [ ! -e r/resume ] && kill -0 $pid 2>/dev/null; do sleep 0.01; done
kill -KILL $pid 2>/dev/null
wait $pid 2>/dev/null
if [ -e r/resume ]; then
    size=$(wc -c <r/resume)
    i=0
    while [ $i -lt "$times" ]; do
        i=$((i + 1))
        at=$(pick $((i + 1000)) "$size")
        cp r/resume r/kept
        head -c "$at" r/kept >r/resume
        refused "a resume file cut at $at is refused" resume \
            tiny r --set steps=300 --set save_every=1 --resume r
        cp r/kept r/resume
        flip r/resume "$at" $((i % 8))
        refused "a resume file with byte $at flipped is refused" resume \
            tiny r --set steps=300 --set save_every=1 --resume r
        mv r/kept r/resume
    done
    refused "other settings do not go on from it" . \
        tiny r --set steps=300 --set save_every=1 --set lr=0.1 --resume r
    works "the whole one goes on" \
        tiny r --set steps=300 --set save_every=1 --resume r
else
    skip "the run was over before it could be killed"
fi
claims_end
