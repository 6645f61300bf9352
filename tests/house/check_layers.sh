#!/bin/sh
# check_layers.sh ROOT - reads every include of the tree and fails when one
# points upward. The table below is the arrows of ARCHITECTURE.md.
set -eu
cd "$1"

files=$(find engine viz lessons exercises tui -name '*.[ch]' | LC_ALL=C sort)
[ -n "$files" ] || {
    echo "check_layers: no source found" >&2
    exit 1
}

# shellcheck disable=SC2086 # one name a line, none has a space
awk '
function allow(from, to,    i, n, part) {
    n = split(to, part, " ")
    for (i = 1; i <= n; i++)
        allowed[from, part[i]] = 1
    allowed[from, from] = 1
    known[from] = 1
}
function layer(path,    part) {
    split(path, part, "/")
    return part[1] == "engine" ? part[1] "/" part[2] : part[1]
}
function exists(path,    line, found) {
    found = (getline line <path) >= 0
    close(path)
    return found
}
function complain(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    bad++
}
BEGIN {
    base = "engine/base"
    allow(base, "")
    kernels = "engine/kernels " base
    allow("engine/kernels", kernels)
    core = "engine/core " kernels
    allow("engine/core", core)
    allow("engine/cuda", core)
    ops = "engine/ops " core
    allow("engine/ops", ops)
    nn = "engine/nn " ops
    allow("engine/nn", nn)
    train = "engine/train " nn
    allow("engine/train", train)
    model = "engine/model " train
    allow("engine/model", model)
    app = "engine/app " model
    allow("engine/app", app)
    allow("viz", "")
    allow("exercises", kernels)
    allow("lessons", "viz " app)
    allow("tui", "lessons exercises viz " app)

    # viz and the kernels stand on the C library (and the compiler) alone.
    n = split("assert complex ctype errno fenv float inttypes iso646 langinfo " \
        "limits locale math setjmp signal stdalign stdarg stdatomic stdbool " \
        "stddef stdint stdio stdlib stdnoreturn string strings tgmath time " \
        "uchar unistd wchar wctype immintrin cpuid", part, " ")
    for (i = 1; i <= n; i++)
        libc[part[i] ".h"] = 1
}
FNR == 1 {
    from = layer(FILENAME)
    files++
    if (!(from in known))
        complain("no arrow is drawn for " from)
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    # What a learner gets is a folder of its own, with its header beside it.
    if (FILENAME ~ /^exercises\/[^\/]*\// && part[2] !~ /\//) {
        beside = FILENAME
        sub(/[^\/]*$/, part[2], beside)
        if (!exists(beside))
            complain(beside " does not exist")
        next
    }
    to = layer(part[2])
    if (!(to in known))
        complain("\"" part[2] "\" is not written from the root")
    else if (!((from, to) in allowed))
        complain(from " may not include " part[2])
    else if (!exists(part[2]))
        complain(part[2] " does not exist")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    split($0, part, /[<>]/)
    if (part[2] ~ /curses|^term\.h$|^panel\.h$/ && FILENAME != "tui/tty.c")
        complain("only tui/tty.c may include " part[2])
    if ((from == "viz" || from == "engine/kernels") && !(part[2] in libc))
        complain(from " may not include <" part[2] ">")
}
END {
    printf "%d files, %d upward or foreign includes\n", files, bad
    exit bad > 0
}' $files
