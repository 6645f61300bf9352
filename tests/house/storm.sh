# storm.sh - sourced by `./dev storm [TIMES]`: sizes and keys as no person sends
# them, on the build with sanitizers; a hundred times are 100,000 keys.
build dev test_storm
LATHE_STORM=${1:-100} exec build/dev/tests/test_storm
