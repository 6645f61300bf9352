#!/bin/sh
# disk.sh LATHE KEYS ROWS - a full disk, folders that may not be written, and a
# terminal of one cell.
. "$(dirname "$0")/claims.sh"

# A limit on the size of files stands for the full disk: the writes fail alike.
limited() {
    blocks=$1
    shift
    (
        trap '' XFSZ
        ulimit -f "$blocks"
        "$@"
    )
}

# old FOLDER - is the version of before still the one that loads?
old() {
    "$lathe" inspect "$1" >/dev/null && cmp kept "$1/model.safetensors"
}

works "the version of before is made" tiny m --set steps=3
cp m/model.safetensors kept
for blocks in 1 4; do
    XDG_DATA_HOME="$room/none" run limited $blocks \
        tiny m --set steps=2 --seed 2 --json
    claim "files of $blocks blocks: exit 3" [ "$code" = 3 ]
    claim "files of $blocks blocks: one line of message" \
        sh -c '[ "$(grep -c "^lathe: " err)" = "$(wc -l <err)" ] && [ -s err ]'
    claim "files of $blocks blocks: the old version loads" old m
    claim "files of $blocks blocks: no half is left" no_parts m
done

# A real full disk, where the machine lets us mount a small one.
mkdir small
if mount -t tmpfs -o size=96k lathe-test small 2>/dev/null; then
    trap 'umount "$room/small"; rm -rf "$room"' EXIT
    works "the version of before fits" tiny small/m --set steps=3
    cp small/m/model.safetensors kept
    claim "the old version loads" old small/m
    dd if=/dev/zero of=small/filler bs=1k 2>/dev/null
    run tiny small/m --set steps=2 --seed 2 --json
    claim "full disk: exit 3" [ "$code" = 3 ]
    claim "full disk: the message says so" grep -q "No space left" err
    claim "full disk: one line of message" [ "$(wc -l <err)" = 1 ]
    claim "full disk: the old version loads" old small/m
    claim "full disk: no half is left" no_parts small/m
    run tiny small/m --set steps=4 --set save_every=1 --json
    claim "full disk, saving to go on: exit 3" [ "$code" = 3 ]
    claim "full disk, saving to go on: the old version loads" old small/m
    claim "full disk, saving to go on: no half is left" no_parts small/m
    run tiny small/new --set steps=2 --json
    claim "full disk, first version: exit 3" [ "$code" = 3 ]
    claim "full disk, first version: no half is left" no_parts small
    XDG_DATA_HOME="$room/small/data" run tiny m --set steps=2
    claim "full disk under the records: exit 3" [ "$code" = 3 ]
    claim "full disk under the records: one line" [ "$(wc -l <err)" = 1 ]
    rm small/filler
    works "with room again, a run is kept" \
        tiny small/m --set steps=2 --seed 2
else
    skip "no small disk can be mounted here"
fi

# As a user who may not write; root may everywhere.
plain() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    plain() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
fi
if plain "$lathe" --version >/dev/null 2>&1; then
    mkdir locked
    chmod 555 locked
    export XDG_DATA_HOME="$room/locked"
    refused "train says that the data folder may not be written" \
        'locked.*ermission' plain "$lathe" train --data town:4000 --threads 1 \
        --set steps=1 --set width=16 --set layers=1
    refused "train says that the folder to keep in may not be written" \
        'locked.*ermission' plain "$lathe" train --data town:4000 \
        --threads 1 --set steps=1 --set width=16 --out locked/m
    claim "nothing was left there" [ -z "$(ls -A locked)" ]
    works "a model still writes" plain "$lathe" generate house-char --tokens 5
    works "a lab still runs" plain "$lathe" lab attention-five-keys
    works "a lesson still prints" \
        plain "$lathe" lesson L16 --plain --no-labs
    refused "the map says that it cannot keep progress" \
        'locked.*ermission' plain "$lathe" course
    export XDG_DATA_HOME="$room/data"
else
    skip "another user may not run the program here"
fi

# One cell, and the smallest sizes around it. The size comes from the terminal
# or from the variables; q and y leave, whatever is shown.
if command -v script >/dev/null; then
    for size in 1x1 2x1 1x2 3x3; do
        run env TERM=xterm sh -c "(sleep 1; printf 'q'; sleep 1; printf 'qqy';
            sleep 1; printf '\003') | timeout 20 script -qec 'stty cols \
            ${size%x*} rows ${size#*x}; $lathe' /dev/null"
        claim "a terminal of $size is survived" \
            sh -c "[ $code = 0 ] || [ $code = 2 ] || [ $code = 3 ]"
    done
else
    skip "there is no script(1) here"
fi
COLUMNS=1 LINES=1 works "a pipe of one column prints the map" "$lathe"
COLUMNS=1 LINES=1 works "a pipe of one column prints a lesson" \
    "$lathe" lesson L16 --plain --no-labs
claims_end
