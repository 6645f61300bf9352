# bench.sh - `./dev bench [NAME]`: runs tests/bench on the release build;
# `./dev bench peers [SHAPE]` beside PyTorch and numpy. Sourced.
# shellcheck shell=sh
build release
if [ "${1:-}" = peers ]; then
    shift
    # shellcheck source=/dev/null
    . tests/bench/peers.sh
    exit 0
fi
bench_ran=0
for bench in build/release/tests/bench_*; do
    [ -x "$bench" ] || continue
    case ${1:-} in
    '' | "${bench##*/bench_}") ;;
    *) continue ;;
    esac
    "$bench" || die "${bench##*/} failed"
    bench_ran=$((bench_ran + 1))
done
[ "$bench_ran" -gt 0 ] || die "there is no benchmark ${1:-}"
