#!/bin/sh
# count.sh TALLY - adds up what ctest and the suites reported; the last line is
# "N passed, N failed". Exit 1 where a test failed, or where none ran.
#
# TALLY/PRESET.log is ctest's output. TALLY/PRESET/FOLDER_STEM, written by
# run_suite.sh, holds "passed failed skipped" in Criterion cases; a ctest that
# left no such file counts as one.
set -eu

awk -v tally="$1" '
FNR == 1 {
    preset = FILENAME
    sub(/\.log$/, "", preset)
}
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
    sub(/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: /, "")
    name = $1
    gsub(/\//, "_", name)
    file = preset "/" name
    good = / Passed +[0-9.]+ sec/
    if (/\*\*\*Skipped/) {
        skipped++
    } else if ((getline line <file) > 0) {
        split(line, n, " ")
        passed += n[1]
        failed += n[2] + (!good && n[2] == 0)
        skipped += n[3]
    } else if (good) {
        passed++
    } else {
        failed++
    }
    if (!good && !/\*\*\*Skipped/)
        names = names "  " $1 "\n"
}
END {
    if (names)
        printf "failed:\n%s", names
    if (skipped)
        printf "%d skipped\n", skipped
    if (!passed && !failed)
        print "no test ran"
    printf "%d passed, %d failed\n", passed, failed
    exit failed || !passed
}' "$1"/*.log
