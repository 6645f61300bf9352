#!/bin/sh
# check_names.sh ROOT BUILD - every name that an object file exports starts
# with the stem of its source: viz/bars.c exports only bars_*. A module too long
# for one file goes on in others named after it: core/graph_backward.c may
# export graph_*, because core/graph.h declares them.
set -eu
root=$1
build=$2

# The longest shorter stem that has a header in the same folder, or the stem.
module_of() {
    folder=$(dirname "$1")
    stem=$(basename "$1" .c)
    part=$stem
    while [ "$part" != "${part%_*}" ]; do
        part=${part%_*}
        if [ -f "$root/$folder/$part.h" ]; then
            echo "$part"
            return
        fi
    done
    echo "$stem"
}

objects=$(cd "$build" 2>/dev/null && find engine viz lessons exercises tui \
    -path '*.dir/*' -name '*.c.o' 2>/dev/null | LC_ALL=C sort) || objects=
files=0
bad=0
for object in $objects; do
    # engine/CMakeFiles/base.dir/base/arena.c.o was engine/base/arena.c
    source=$(echo "$object" | sed 's#CMakeFiles/[^/]*\.dir/##; s#\.o$##')
    [ -f "$root/$source" ] || continue # left by a file that is gone
    case $source in
    exercises/*/*) continue ;; # a learner's file is named as its task says
    esac
    files=$((files + 1))
    stem=$(basename "$source" .c)
    module=$(module_of "$source")
    # Names with two underscores are the compiler's and the sanitizers'.
    for name in $(nm --defined-only --extern-only "$build/$object" |
        awk '$3 !~ /^__/ { print $3 }'); do
        case $name in
        "$stem" | "$stem"_* | "$module"_*) ;;
        *)
            echo "$source exports $name"
            bad=$((bad + 1))
            ;;
        esac
    done
done

echo "$files objects, $bad names without their file's stem"
[ "$files" -gt 0 ] && [ "$bad" = 0 ]
