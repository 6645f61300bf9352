# gpu-day.sh - `./dev gpu-day`: everything of the CUDA device on a real card.
# Fails where anything is skipped: no nvcc, no card, a suite that did not run.
#   ./dev gpu-day        builds for this machine's card and runs
#   ./dev gpu-day pack   builds for all cards and packs build/gpu-day.tar.xz,
#                        for a machine that has a card and nothing else: there
#                        tar xf gpu-day.tar.xz && sh gpu-day/run
# Sourced.
# shellcheck shell=sh
# shellcheck disable=SC2154 # jobs comes from dev
gpu_room=$PWD/build/gpu-day

gpu_suites() {
    grep -h '^set(GPU_CASES' -A 3 tests/cuda/suites.cmake |
        sed -n '1,/)/p' | tr -d '()' | sed 's/^set//; s/GPU_CASES//' |
        tr -s ' ' '\n' | sed -n 's/^\([a-z_]\)/test_\1/p'
    echo test_gpu_device test_gpu_kernels test_gpu_train
}

if [ "${1:-}" != pack ]; then
    command -v nvidia-smi >/dev/null 2>&1 || die "there is no card here"
fi
cmake --preset release -DLATHE_CUDA=on >build/gpu-day.log 2>&1 || {
    tail -n 20 build/gpu-day.log
    die "cannot configure"
}
# shellcheck disable=SC2046 # names of targets
cmake --build build/release -j "$jobs" --target cuda_module lathe bench_gpu \
    bench_step $(gpu_suites) >build/gpu-day.log 2>&1 || {
    tail -n 30 build/gpu-day.log
    die "cannot build"
}
rm -rf "${gpu_room:?}"
mkdir -p "$gpu_room/bin" "$gpu_room/sources/tests"
cp build/release/engine/liblathe-cuda.so "$gpu_room/"
for name in bench_gpu bench_step $(gpu_suites); do
    cp "build/release/tests/$name" "$gpu_room/bin/"
done
cp build/release/tui/lathe "$gpu_room/bin/"
cp -r tests/ops tests/cuda tests/house "$gpu_room/sources/tests/"
if [ "${1:-}" != pack ]; then
    sh tests/house/gpu_day_run.sh "$gpu_room" || die "not all of it passed"
    exit 0
fi

# All libraries but those of the C library and the compiler.
strip "$gpu_room"/bin/*
mkdir -p "$gpu_room/lib"
ldd "$gpu_room"/bin/* | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u |
    grep -vE '/(ld-linux|libc|libm|libdl|libpthread|librt)[-.]' |
    while read -r library; do cp -L "$library" "$gpu_room/lib/"; done
# shellcheck disable=SC2016 # it is expanded there
printf 'cd "$(dirname "$0")" && exec sh sources/tests/house/gpu_day_run.sh .\n' \
    >"$gpu_room/run"
tar -cJf build/gpu-day.tar.xz -C build gpu-day
say "packed: $(du -h build/gpu-day.tar.xz)"
