# peers.sh - `./dev bench peers [SHAPE]`: the training steps of bench_step and
# the products of `lathe bench` beside PyTorch and numpy. LATHE_PYTHON names a
# python3 that has torch and numpy. Sourced.
# shellcheck shell=sh
peer_python=${LATHE_PYTHON:-python3}
"$peer_python" -c 'import numpy, torch' 2>/dev/null ||
    die "$peer_python has no torch and numpy; set LATHE_PYTHON to one that has"

# The share of idle time over three seconds, in percent.
idle_share() {
    peer_before=$(head -n 1 /proc/stat)
    sleep 3
    { echo "$peer_before" && head -n 1 /proc/stat; } | awk '
        { all = 0; for (i = 2; i <= NF; i++) all += $i
          if (NR == 1) { a = all; idle = $5 }
          else print int(100 * ($5 - idle) / (all - a + 1)) }'
}

peer_wait=0
until [ "$(idle_share)" -gt 97 ] || [ "$peer_wait" = 10 ]; do
    peer_wait=$((peer_wait + 1))
done
[ "$peer_wait" -lt 10 ] ||
    say "other programs are busy here: the figures are of a busy machine"

for peer_shape in shakespeare-char-cpu gpt2-4x64 gpt2-4x256 char-6x384 sorter \
    spiral-mlp lstm lstm-small gru; do
    case ${1:-} in
    '' | "$peer_shape") ;;
    *) continue ;;
    esac
    for peer_mode in "" --bf16; do
        # shellcheck disable=SC2086 # one option, or none
        "$peer_python" tests/bench/peer_step.py build/release/tests/bench_step \
            "$peer_shape" 9 --compile $peer_mode || die "$peer_shape failed"
    done
done
[ -n "${1:-}" ] || "$peer_python" tests/bench/peer_matmul.py \
    build/release/tui/lathe
