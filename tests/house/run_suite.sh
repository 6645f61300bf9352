#!/bin/sh
# run_suite.sh NAME SOURCE EXE [ARGS] - runs one Criterion suite and believes
# it only when the report says so: Criterion exits 0 on an empty selection, and
# a suite that lost its tests would pass. Every Test( in SOURCE must have run.
set -eu

name=$1
source=$2
exe=$3
shift 3

# A refused allocation must look to the code as it does without sanitizers.
export ASAN_OPTIONS="${ASAN_OPTIONS:-allocator_may_return_null=1}"

report=$(mktemp)
trap 'rm -f "$report"' EXIT
code=0
"$exe" --short-filename "--xml=$report" "$@" || code=$?

written=$(grep -cE '^(Test|ParameterizedTest|Theory) *\(' "$source" || true)
status() { grep -c "<testcase .*status=\"$1\"" "$report" || true; }
passed=$(status PASSED)
skipped=$(status SKIPPED)
ran=$(grep -c '<testcase ' "$report" || true)
failed=$((ran - passed - skipped))

if [ "$code" != 0 ] && [ "$failed" = 0 ]; then
    echo "$name: the suite ended with status $code" >&2
    failed=1
fi
if [ "$ran" = 0 ]; then
    echo "$name: no test ran" >&2
    failed=1
elif [ $# = 0 ] && [ "$ran" -lt "$written" ]; then
    echo "$name: $written tests are written, $ran ran" >&2
    failed=$((failed + written - ran))
fi

if [ -n "${LATHE_TALLY:-}" ]; then
    mkdir -p "$LATHE_TALLY"
    echo "$passed $failed $skipped" \
        >"$LATHE_TALLY/$(echo "$name" | tr / _)"
fi
[ "$failed" = 0 ]
