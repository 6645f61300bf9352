# train-house.sh - `./dev train-house [FOLDER]`: the house's base model, half an
# hour on two idle cores, and its scores, which its card then holds. No part of
# the tests. Stopped or killed, the same call goes on where FOLDER was kept
# last. To ship it: copy the four files of FOLDER to lessons/models/house.
# Sourced.
# shellcheck shell=sh
build release lathe score_house
house=${1:-build/house}
set -- train --data town:past --preset house-base --seed 1 --precision bf16 \
    --json --out "$house"
mkdir -p "$house"
if [ -e "$house/resume" ]; then
    say "going on from $house/resume"
    set -- "$@" --resume "$house"
elif [ -e "$house/card.json" ]; then
    say "$house is complete"
    set --
fi
[ $# = 0 ] || build/release/tui/lathe "$@" >>"$house.curve" || exit $?
build/release/tests/score_house "$house" "$house.curve"
