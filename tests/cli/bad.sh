#!/bin/sh
# bad.sh LATHE KEYS ROWS - bad input: one clear line, exit 2 or 3, and nothing
# lost or left behind.
. "$(dirname "$0")/claims.sh"

learn() { # DATA [ARG...]
    data=$1
    shift
    "$lathe" train --data "$data" --threads 1 --out left --set steps=2 \
        --set width=16 --set layers=1 "$@"
}

# The text of the data and the settings.
: >empty
printf x >one
printf 'text\000\001\002\377 and more of it' >binary
printf '\377\376\370 broken \300\200 bytes, again and again' >broken
refused "data that is missing is named" nosuch.txt learn nosuch.txt
refused "empty data is refused" empty learn empty
refused "one character is refused" one learn one
refused "binary data is refused" binary learn binary
refused "bytes that are no UTF-8 are refused" broken learn broken
refused "a folder is no data" "$room" learn "$room"
refused "a town of no size is refused" town: learn town:
refused "a town too small is refused" town:9 learn town:9
refused "an unknown preset is named, with the others" \
    'nosuch.*char-tiny' learn town:4000 --preset nosuch
refused "an unknown key is named" nosuch learn town:4000 --set nosuch=1
refused "a key without a value is refused" width learn town:4000 --set width
for bad in width=0 width=-8 width=x width= width=1e99 width=7 heads=3 \
    layers=0 layers=99999999999999999999 steps=-1 lr=nan lr=-1 \
    lr=inf dropout=1 dropout=-0.1 valid=1 batch=0 context=0 optimizer=magic \
    tokenizer=none clip=-1 vocab=-2 tied=perhaps; do
    refused "--set $bad is refused" "${bad%%=*}" learn town:4000 --set $bad
done
refused "a seed that is no number is refused" seed learn town:4000 --seed x
refused "no threads are refused" threads learn town:4000 --threads 0
refused "an unknown device is named" nosuch learn town:4000 --device nosuch
refused "an unknown precision is named" f9 learn town:4000 --precision f9
refused "train needs data" data "$lathe" train --out left
refused "a missing resume file is named" left/resume \
    learn town:4000 --resume left
claim "a refused run leaves nothing behind" [ ! -e left ]
refused "a file is no folder to keep a run in" one \
    "$lathe" train --data town:4000 --out one --set steps=1 --threads 1
claim "the file is as it was" [ "$(cat one)" = x ]

# Labs and lessons.
refused "the nearest lab is named" 'did you mean attention-map' \
    "$lathe" lab attention-mop
refused "a lab like none is refused" nosuch "$lathe" lab nosuch
refused "an unknown knob is named" 'nosuch' \
    "$lathe" lab attention-scaling nosuch=1
refused "the range of a knob is told" '1 to 4096' \
    "$lathe" lab attention-scaling d=0
refused "a knob that is no number is refused" '1 to 4096' \
    "$lathe" lab attention-scaling d=x
refused "the choices of a knob are told" 'causal.*none' \
    "$lathe" lab attention-five-keys mask=nosuch
refused "a layer that the model lacks is refused" 'layers 0 to' \
    "$lathe" lab attention-map layer=9
refused "an empty text is refused" 'text' "$lathe" lab attention-map text=
refused "a model that is missing is named" nosuch \
    "$lathe" lab attention-map model=nosuch
for size in 0x0 0x1 -1x9 9 x 9x 100000x100000 10x10x; do
    refused "--size $size is refused" size \
        "$lathe" lab attention-map --size $size
done
refused "--steps -1 is refused" steps "$lathe" lab attention-map --steps -1
refused "--seed x is refused" seed "$lathe" lab attention-map --seed x
works "a picture of one cell is drawn" \
    "$lathe" lab attention-map --size 1x1 --plain
refused "an unknown lesson is named" L99 "$lathe" lesson L99 --plain
refused "a planned lesson says so" 'L01.*planned' "$lathe" lesson L01 --plain
refused "a step that is not there is refused" step \
    "$lathe" lesson L16 --plain --step 999

# Generation.
refused "a missing model is named" nosuch "$lathe" generate nosuch
refused "no model is refused" MODEL "$lathe" generate
for bad in --tokens=-1 --tokens=x --temperature=-1 --temperature=nan \
    --top-k=-1 --top-p=2 --seed=x; do
    option=${bad%%=*}
    refused "generate $bad is refused" "${option#--}" \
        "$lathe" generate house-char $bad
done
for bad in "--beams 0" "--beams 17" "--tree" "--length 1" "--logprobs 3" \
    "--beams 2 --temperature 1" "--beams 2 --seed 4" "--logprobs 21 --json"; do
    # shellcheck disable=SC2086
    refused "generate $bad is refused" "${bad%% *}" \
        "$lathe" generate house-char $bad
done
refused "tokenize names a missing model" nosuch "$lathe" tokenize nosuch x
refused "inspect names a missing file" nosuch "$lathe" inspect nosuch
refused "inspect refuses a text" empty "$lathe" inspect empty
refused "a line break in a name stays in one line" 'a?b' \
    "$lathe" train --data town:4000 --preset "$(printf 'a\nb')"
if [ -c /dev/full ]; then
    for c in course "generate house-char --tokens 3" "lab attention-map"; do
        # shellcheck disable=SC2086
        run sh -c '"$@" >/dev/full' - "$lathe" $c
        claim "$c: output that cannot be written is a fault" [ $code = 3 ]
        claim "$c: and says so" grep -q '^lathe: cannot write' err
    done
fi
claims_end
