# train-shakespeare.sh - `./dev train-shakespeare DATA [FOLDER]`: the published
# character model in bf16, DATA being its text. It takes an hour or more and is
# no part of the tests. Stopped or killed, the same call goes on where FOLDER
# was kept last. Its last line is the loss over the whole validation split.
# Sourced.
# shellcheck shell=sh
[ -f "${1:-}" ] || die "usage: ./dev train-shakespeare DATA [FOLDER]"
build release lathe
shakespeare=${2:-build/shakespeare}
set -- train --data "$1" --preset shakespeare-char --mode bf16 \
    --out "$shakespeare"
if [ -e "$shakespeare/resume" ]; then
    say "going on from $shakespeare/resume"
    set -- "$@" --resume "$shakespeare"
elif [ -e "$shakespeare/card.json" ]; then
    say "$shakespeare is complete"
    set --
fi
[ $# = 0 ] || build/release/tui/lathe "$@" || exit $?
shakespeare_loss=$(sed -n 's/.*"val_loss": *\([0-9.]*\).*/\1/p' \
    "$shakespeare/card.json")
[ -n "$shakespeare_loss" ] || die "$shakespeare/card.json holds no val_loss"
echo "loss over the whole validation split: $shakespeare_loss"
