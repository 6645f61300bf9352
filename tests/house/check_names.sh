#!/bin/sh
# check_names.sh ROOT BUILD - every name that an object file exports starts
# with the stem of its source: viz/bars.c exports only bars_*. A module too long
# for one file goes on in others named after it: core/graph_backward.c may
# export graph_*, because core/graph.h declares them.
set -eu
root=$(cd "$1" && pwd)
cd "$2" 2>/dev/null || {
    echo "0 objects: there is no $2"
    exit 1
}

# engine/CMakeFiles/base.dir/base/arena.c.o was engine/base/arena.c. One left
# by a source that is gone does not count, nor does a learner's file, which is
# named as its task says.
objects=$(find engine viz lessons exercises tui -path '*.dir/*' \
    -name '*.c.o' 2>/dev/null | LC_ALL=C sort | while read -r object; do
    source=${object%%CMakeFiles/*}${object#*.dir/}
    case $source in
    exercises/*/*) continue ;;
    esac
    [ ! -f "$root/${source%.o}" ] || echo "$object"
done)
[ -n "$objects" ] || {
    echo "0 objects in $2"
    exit 1
}

headers=$(cd "$root" && find engine viz lessons exercises tui -name '*.h' \
    2>/dev/null) || true
# shellcheck disable=SC2086 # names without spaces
nm -A --defined-only --extern-only $objects </dev/null |
    headers=$headers awk '
function starts(name, stem) {
    return name == stem || index(name, stem "_") == 1
}
# The longest shorter stem that has a header in the same folder, or the stem.
function module(folder, stem,    part) {
    part = stem
    while (sub(/_[^_]*$/, "", part))
        if ((folder part ".h") in header)
            return part
    return stem
}
BEGIN {
    n = split(ENVIRON["headers"], list, "\n")
    for (i = 1; i <= n; i++)
        header[list[i]] = 1
}
{
    object = $1
    sub(/:[^:]*$/, "", object)
    sub(/:$/, "", object)
    source = object
    sub(/CMakeFiles\/[^\/]*\.dir\//, "", source)
    sub(/\.o$/, "", source)
    folder = source
    sub(/[^\/]*$/, "", folder)
    stem = substr(source, length(folder) + 1)
    sub(/\.c$/, "", stem)
    seen[object] = 1
    names++
    # Two underscores or a dot, which no name of C has, in front: the names of
    # compiler and sanitizers. A program has one main().
    if ($NF ~ /^(__|[.])/ || $NF == "main" || starts($NF, stem) || starts($NF, module(folder, stem)))
        next
    print source " exports " $NF
    bad++
}
END {
    for (object in seen)
        objects++
    printf "%d objects, %d names, %d without the stem of their file\n",
        objects, names, bad
    exit bad > 0 || names == 0
}'
