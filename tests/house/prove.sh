#!/bin/sh
# prove.sh WHICH ROOT BUILD - a check that cannot fail checks nothing: plants
# one violation after the other in a copy of the tree and asks whether the
# check WHICH (layers, files, names, suites, count, fuzz) finds it and says so.
set -eu
which=$1
root=$2
build=$3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy=$work/tree
said=$work/said
part=
failures=0

fresh_copy() {
    rm -rf "$copy"
    mkdir -p "$copy"
    # shellcheck disable=SC2086 # a list of folders
    (cd "$root" && find ${part:-engine viz lessons exercises tui} \
        -name '*.[ch]' | tar cf - -T -) | tar xf - -C "$copy"
    mkdir -p "$copy/lessons" "$copy/exercises" "$copy/tui"
}

# caught CLAIM WANT COMMAND... - the command must fail and say WANT.
caught() {
    claim=$1
    want=$2
    shift 2
    if "$@" >"$said" 2>&1; then
        echo "missed: $claim"
    elif ! grep -q -- "$want" "$said"; then
        echo "failed without saying \"$want\": $claim"
        cat "$said"
    else
        echo "caught: $claim"
        return 0
    fi
    failures=$((failures + 1))
}

quiet() {
    claim=$1
    shift
    if "$@" >"$said" 2>&1; then
        echo "quiet: $claim"
    else
        echo "cried wolf: $claim"
        cat "$said"
        failures=$((failures + 1))
    fi
}

# plant FILE LINE CLAIM WANT - adds the line to the end of the file.
plant() {
    fresh_copy
    mkdir -p "$(dirname "$copy/$1")"
    printf '%s\n' "$2" >>"$copy/$1"
    caught "$3" "$4" sh "$root/tests/house/check_$which.sh" "$copy"
}

layers() {
    fresh_copy
    quiet "the tree as it is" sh "$root/tests/house/check_layers.sh" "$copy"
    part="engine/base engine/core/pool.c viz tui/app.h" # enough to plant in
    plant engine/base/arena.c '#include "engine/core/tensor.h"' \
        "base includes core" "engine/base may not include engine/core/tensor.h"
    plant engine/core/pool.c '#include "engine/ops/softmax.h"' \
        "core includes ops" "engine/core may not include"
    plant engine/train/planted.c '#include "engine/model/decoder.h"' \
        "train includes model" "engine/train may not include"
    plant viz/canvas.c '#include "engine/base/buf.h"' \
        "viz includes engine" "viz may not include engine/base/buf.h"
    plant viz/canvas.c '#  include <sqlite3.h>' \
        "viz includes a library" "viz may not include <sqlite3.h>"
    plant engine/model/planted.c '#include "viz/canvas.h"' \
        "engine includes viz" "engine/model may not include viz/canvas.h"
    plant lessons/planted.c '#include "tui/app.h"' \
        "lessons include tui" "lessons may not include tui/app.h"
    plant exercises/planted.c '#include "engine/core/tensor.h"' \
        "exercises include core" "exercises may not include"
    plant tui/app.h '#include <ncursesw/curses.h>' \
        "a second file includes curses" "only tui/tty.c may include"
    plant engine/base/buf.c '#include "status.h"' \
        "a path that is not from the root" "is not written from the root"
    plant viz/ink.c '#include "viz/not_there.h"' \
        "a header that is missing" "viz/not_there.h does not exist"
    plant engine/attic/planted.c '#include <stdio.h>' \
        "a floor without arrows" "no arrow is drawn for engine/attic"
}

files() {
    part="engine/base viz/ink.c" # enough to plant in, and quick
    fresh_copy
    quiet "the tree as it is" sh "$root/tests/house/check_files.sh" "$copy"
    plant viz/arena.c '/* again */' "a stem stands twice" "stem stands twice"
    plant viz/planted.c "$(yes '/* line */' | head -501)" \
        "a file of 501 lines" "501 lines, most is 500"
    plant viz/planted.c "$(printf 'void planted_a(void)\n{\n' &&
        yes '    planted_b();' | head -61 && echo '}')" \
        "a function of 61 lines" "a function of 61 lines"
    plant viz/planted.h '#ifndef PLANTED_H' "a guard that is not the path" \
        "its guard is not VIZ_PLANTED_H"
    for call in 'strcpy(a, b)' 'sprintf(a, b)' 'atoi(a)' 'rand()' \
        'strtok(a, b)'; do
        plant engine/base/buf.c "static int planted = $call;" \
            "a banned call: $call" "banned call"
    done
    plant engine/base/buf.c "/* $(printf "TO%s" DO): later */" \
        "a note of unfinished work" "unfinished"
    fresh_copy
    echo '/* not sprintf(), and "strcpy(a)" in a text; snprintf(a, 1, b) */' \
        >>"$copy/engine/base/buf.c"
    quiet "a banned name in a comment" \
        sh "$root/tests/house/check_files.sh" "$copy"
}

# compile_planted STEM TEXT
compile_planted() {
    echo "$2" >"$copy/viz/$1.c"
    cc -c "$copy/viz/$1.c" -o "$objects/$1.c.o"
}

names() {
    objects=$work/build/viz/CMakeFiles/viz.dir
    mkdir -p "$copy/viz" "$objects"
    compile_planted planted 'int planted_one(void) { return 1; }'
    quiet "a name with its stem" \
        sh "$root/tests/house/check_names.sh" "$copy" "$work/build"
    touch "$copy/viz/planted.h"
    compile_planted planted_more 'int planted_two(void) { return 1; }'
    quiet "a file that goes on with a module" \
        sh "$root/tests/house/check_names.sh" "$copy" "$work/build"
    rm "$copy/viz/planted.h"
    caught "a module without a header" "viz/planted_more.c exports" \
        sh "$root/tests/house/check_names.sh" "$copy" "$work/build"
    rm "$objects/planted_more.c.o"
    for line in 'int stray(void) { return 1; }' 'int plantedx;' \
        'const int planter_table[2] = {1, 2};'; do
        compile_planted planted "$line"
        caught "$line" "viz/planted.c exports" \
            sh "$root/tests/house/check_names.sh" "$copy" "$work/build"
    done
    caught "no object at all" "0 objects" \
        sh "$root/tests/house/check_names.sh" "$copy" "$work/nowhere"
}

suite() {
    LATHE_TALLY=$work/tally sh "$root/tests/house/run_suite.sh" "house/$1" \
        "$root/tests/house/$1.c" "$build/tests/$1"
}

suites() {
    quiet "a suite that passes" suite planted_good
    caught "a suite that lost its tests" "no test ran" suite planted_empty
    caught "a test that calls exit(0)" "exit(0)" suite planted_exit
    caught "a claim that does not hold" "does_not_hold" suite planted_fail
    caught "a suite that is not there" "ended with status" suite planted_gone
    for want in "good 1 0 0" "empty 0 1 0" "exit 0 1 0" "fail 1 1 0"; do
        quiet "the tally of planted_$want" grep -qx "${want#* }" \
            "$work/tally/house_planted_${want%% *}"
    done
}

# count NAME TALLY-TEXT CTEST-LINE WANT
counted() {
    rm -rf "$work/tally"
    mkdir -p "$work/tally/release"
    [ -z "$2" ] || echo "$2" >"$work/tally/release/base_arena"
    printf '%s\n' "$3" >"$work/tally/release.log"
    last=$(sh "$root/tests/house/count.sh" "$work/tally" | tail -1) || true
    quiet "$1: $last" [ "$last" = "$4" ]
}

count() {
    line=' 1/10 Test  #1: base/arena ............'
    counted "cases are counted" "9 0 1" "$line   Passed    0.05 sec" \
        "9 passed, 0 failed"
    counted "failed cases are counted" "7 2 0" "$line***Failed    0.05 sec" \
        "7 passed, 2 failed"
    counted "a plain test counts as one" "" "$line   Passed    0.05 sec" \
        "1 passed, 0 failed"
    counted "a time-out is a failure" "" "$line***Timeout 120.00 sec" \
        "0 passed, 1 failed"
    counted "a crash after good cases is a failure" "9 0 0" \
        "$line***Exception: SegFault  0.05 sec" "9 passed, 1 failed"
    counted "a test that was not built is a failure" "" \
        "$line***Not Run   0.00 sec" "0 passed, 1 failed"
    caught "a failure" "1 failed" sh "$root/tests/house/count.sh" "$work/tally"
    echo "No tests were found" >"$work/tally/release.log"
    caught "nothing ran" "no test ran" \
        sh "$root/tests/house/count.sh" "$work/tally"
}

fuzz() {
    cd "$work"
    caught "a reader that breaks" "broke it" \
        timeout 60 "$build/tests/planted_reader" 20
    quiet "the input was kept" test -s "$(echo fuzz-planted-*.bin)"
}

"$which"
[ "$failures" = 0 ]
