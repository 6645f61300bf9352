# fuzz.sh - `./dev fuzz [SECONDS]`: every reader of tests/fuzz gets damaged
# input for so long (10 by default), under ASan and UBSan. `./dev fuzz runs
# [N]`: LLVM's libFuzzer drives them instead, N inputs each (100000), with clang;
# build/fuzz/corpus keeps what it found worth keeping. Sourced.
# shellcheck shell=sh
fuzz_ran=0
if [ "${1:-}" = runs ]; then
    set_up
    cmake -S . -B build/fuzz -G Ninja -DCMAKE_C_COMPILER=clang \
        -DCMAKE_BUILD_TYPE=RelWithDebInfo -DLATHE_SANITIZE=ON \
        -DLATHE_LIBFUZZER=ON -DCMAKE_C_FLAGS=-fsanitize=fuzzer-no-link \
        >/dev/null || die "clang and its libFuzzer are needed"
    fuzz_names=$(sed -n 's/^add_fuzz(\([a-z_]*\) .*/\1/p' \
        tests/fuzz/suites.cmake)
    # shellcheck disable=SC2046,SC2086 # a list of names
    ninja -C build/fuzz $(printf 'libfuzzer_%s ' $fuzz_names) >&2 ||
        die "the targets do not build"
    for fuzz in $fuzz_names; do
        mkdir -p "build/fuzz/corpus/$fuzz"
        build/fuzz/tests/libfuzzer_"$fuzz" --samples "build/fuzz/corpus/$fuzz"
        build/fuzz/tests/libfuzzer_"$fuzz" -runs="${2:-100000}" -max_len=4096 \
            -rss_limit_mb=1024 -timeout=60 -verbosity=0 \
            -artifact_prefix="build/fuzz/$fuzz-" "build/fuzz/corpus/$fuzz" ||
            die "libfuzzer_$fuzz found a bug; its input is build/fuzz/$fuzz-*"
        echo "fuzz $fuzz: ${2:-100000} inputs"
        fuzz_ran=$((fuzz_ran + 1))
    done
else
    build dev
    for fuzz in build/dev/tests/fuzz_*; do
        [ -x "$fuzz" ] || continue
        "$fuzz" "${1:-10}" || die "${fuzz##*/} found a bug; its input is above"
        fuzz_ran=$((fuzz_ran + 1))
    done
fi
[ "$fuzz_ran" -gt 0 ] || die "there is nothing to fuzz"
