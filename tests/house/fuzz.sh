# fuzz.sh - `./dev fuzz [SECONDS]`: every reader of tests/fuzz gets damaged
# input for so long (10 by default), under ASan and UBSan. Sourced.
# shellcheck shell=sh
build dev
fuzz_ran=0
for fuzz in build/dev/tests/fuzz_*; do
    [ -x "$fuzz" ] || continue
    "$fuzz" "${1:-10}" || die "${fuzz##*/} found a bug; its input is above"
    fuzz_ran=$((fuzz_ran + 1))
done
[ "$fuzz_ran" -gt 0 ] || die "there is nothing to fuzz"
