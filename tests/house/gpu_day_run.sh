#!/bin/sh
# gpu_day_run.sh FOLDER - the second half of `./dev gpu-day`: runs on the card
# what FOLDER/bin holds, with the module FOLDER/liblathe-cuda.so. The last line
# says "gpu-day: N of N", and the status is 0, only where nothing was skipped.
set -u
room=$(cd "$1" && pwd)
sources=${2:-$room/sources} # tests/, whose Test( are counted
LATHE_CUDA_MODULE=$room/liblathe-cuda.so
OMP_WAIT_POLICY=passive
export LATHE_CUDA_MODULE OMP_WAIT_POLICY
[ ! -d "$room/lib" ] || {
    LD_LIBRARY_PATH=$room/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH
}
# cuBLAS, where only a Python package has it.
blas=$(python3 -c 'import os, nvidia.cu13 as m
print(os.path.join(list(m.__path__)[0], "lib"))' 2>/dev/null) ||
    blas=$(python3 -c 'import os, nvidia.cublas.lib as m
print(list(m.__path__)[0])' 2>/dev/null) || blas=
[ -z "$blas" ] || {
    LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$blas
    export LD_LIBRARY_PATH
}

# A driver that is mounted and not known to the loader.
[ ! -d /usr/local/nvidia/lib64 ] || {
    LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}/usr/local/nvidia/lib64
    export LD_LIBRARY_PATH
}

good=0
asked=0
# check NAME COMMAND...
check() {
    name=$1
    shift
    asked=$((asked + 1))
    began=$(date +%s)
    if "$@" >"$room/log" 2>&1; then
        good=$((good + 1))
        echo "ok    $name ($(($(date +%s) - began)) s)"
    else
        echo "FAIL  $name ($(($(date +%s) - began)) s)"
        grep -m 8 '^=========' "$room/log" | cut -c1-200
        grep -v '^\[----\] *$' "$room/log" | tail -n 12 | cut -c1-300
    fi
}
suite() { # NAME SOURCE EXE
    check "$1" sh "$sources/tests/house/run_suite.sh" "$1" \
        "$sources/tests/$2" "$room/bin/$3"
}
# Every op's cases, and what the suites of tests/cuda say of the device.
all_suites() {
    for source in "$sources"/tests/ops/test_*.c; do
        stem=$(basename "$source" .c)
        [ -x "$room/bin/$stem" ] || continue
        GRADCHECK_DEVICE=cuda
        export GRADCHECK_DEVICE
        suite "$1: $stem" "ops/$stem.c" "$stem"
        unset GRADCHECK_DEVICE
    done
    for stem in test_gpu_device test_gpu_kernels test_gpu_train; do
        suite "$1: $stem" "cuda/$stem.c" "$stem"
    done
}

echo "card: $(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader)"
check "doctor finds it" sh -c "'$room/bin/lathe' doctor |
    grep '^  cuda *found'"
"$room/bin/lathe" doctor | grep '^  cuda'
LATHE_CUDA_BLAS=off
export LATHE_CUDA_BLAS
all_suites "own products"
unset LATHE_CUDA_BLAS
check "cuBLAS is used" sh -c "'$room/bin/lathe' doctor | grep 'by cuBLAS'"
all_suites "cuBLAS"

# NVIDIA's own checkers, on two training steps and on the kernels' cases.
for tool in memcheck racecheck initcheck synccheck; do
    LATHE_CUDA_BLAS=off
    LATHE_DEVICE=cuda
    export LATHE_CUDA_BLAS LATHE_DEVICE
    check "$tool: a training step" timeout 300 compute-sanitizer --tool $tool \
        --error-exitcode 9 "$room/bin/bench_step" shakespeare-char-cpu 2
    check "$tool: kernels" timeout 60 compute-sanitizer --tool $tool \
        --target-processes all --error-exitcode 9 "$room/bin/test_gpu_kernels"
    unset LATHE_CUDA_BLAS LATHE_DEVICE
done

echo "--- kernels, own products"
LATHE_CUDA_BLAS=off "$room/bin/bench_gpu"
echo "--- kernels, cuBLAS"
check "bench" "$room/bin/bench_gpu"
cat "$room/log"
for shape in gpt2-4x256 char-6x384; do
    for device in cuda cpu; do
        steps=20
        [ $device = cuda ] || steps=3
        echo "--- step $shape on $device"
        LATHE_DEVICE=$device timeout 120 "$room/bin/bench_step" $shape \
            $steps | tail -n 24
    done
done
echo "gpu-day: $good of $asked"
[ "$good" = "$asked" ]
