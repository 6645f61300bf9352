# oracle.sh - `./dev oracle`: the scripts of tests/oracle compare the engine
# with PyTorch. LATHE_PYTHON names a python3 that has torch and numpy. Sourced.
# shellcheck shell=sh
oracle_python=${LATHE_PYTHON:-python3}
"$oracle_python" -c 'import numpy, torch' 2>/dev/null ||
    die "$oracle_python has no torch and numpy; set LATHE_PYTHON to one that has"
build release
oracle_ran=0
for oracle in tests/oracle/*.py; do
    [ -f "$oracle" ] || continue
    LATHE=build/release/tui/lathe "$oracle_python" "$oracle" ||
        die "$oracle disagrees"
    oracle_ran=$((oracle_ran + 1))
done
[ "$oracle_ran" -gt 0 ] || die "there is no oracle script"
