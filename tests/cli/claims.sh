# claims.sh - sourced by the suites of this folder: SUITE.sh LATHE KEYS ROWS.
# They look at the program from the outside: exit codes, both streams, files.
# A suite calls claim, refused and the like, and ends with claims_end.
set -u

name=cli/$(basename "$0" .sh)${4:+_full}
lathe=$1
keys=$2
rows=$3
passed=0
failed=0
skipped=0

room=$(mktemp -d)
chmod 755 "$room"
trap 'rm -rf "$room"' EXIT
trap 'exit 1' INT TERM
export XDG_DATA_HOME="$room/data" XDG_CONFIG_HOME="$room/config"
export XDG_CACHE_HOME="$room/cache"
export LATHE_HOME="$room/home" TERM=dumb LC_ALL=C.UTF-8
# One thread: many programs share the machine while tests run.
export OMP_NUM_THREADS=1
# Any report of a sanitizer ends the program with a code that nobody expects.
export ASAN_OPTIONS=exitcode=99:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:exitcode=99
cd "$room" || exit 1

fine() { passed=$((passed + 1)); }

# wrong CLAIM [WHY] - counts it and shows what was written.
wrong() {
    failed=$((failed + 1))
    echo "$name: not so: $1${2:+ ($2)}" >&2
    head -c 600 "$room/err" >&2 2>/dev/null
}

skip() {
    skipped=$((skipped + 1))
    echo "$name: skipped: $1" >&2
}

# run COMMAND... - $code, $room/out and $room/err; never the terminal.
run() {
    code=0
    "$@" >"$room/out" 2>"$room/err" </dev/null || code=$?
}

# claim TEXT TEST... - the command must succeed.
claim() {
    text=$1
    shift
    if "$@" >/dev/null 2>&1; then fine; else wrong "$text"; fi
}

# works TEXT COMMAND... - exit 0, and nothing but the result.
works() {
    text=$1
    shift
    run "$@"
    if [ "$code" = 0 ]; then fine; else wrong "$text" "exit $code"; fi
}

# refused TEXT PATTERN COMMAND... - exit 2 or 3, no output, and one line that
# starts with "lathe: " and matches PATTERN.
refused() {
    text=$1
    pattern=$2
    shift 2
    run "$@"
    lines=$(wc -l <"$room/err")
    if [ "$code" != 2 ] && [ "$code" != 3 ]; then
        wrong "$text" "exit $code"
    elif [ -s "$room/out" ]; then
        wrong "$text" "it wrote output"
    elif [ "$lines" != 1 ] || ! grep -q '^lathe: [^ ]' "$room/err"; then
        wrong "$text" "$lines lines of message"
    elif ! grep -qe "$pattern" "$room/err"; then
        wrong "$text" "the message lacks $pattern"
    else
        fine
    fi
}

# tiny OUT [ARG...] - trains a very small model on one thread. With how=exec
# in a subshell of its own, $! is the program itself and can be killed.
how=
tiny() {
    out=$1
    shift
    $how "$lathe" train --data town:4000 --set width=16 --set hidden=32 \
        --set layers=1 --set context=16 --set batch=4 --threads 1 \
        --out "$out" "$@"
}

no_parts() { [ -z "$(find "$1" -name '*.part' 2>/dev/null)" ]; }

claims_end() {
    if [ -n "${LATHE_TALLY:-}" ]; then
        mkdir -p "$LATHE_TALLY"
        echo "$passed $failed $skipped" \
            >"$LATHE_TALLY/$(echo "$name" | tr / _)"
    fi
    echo "$name: $passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ "$passed" != 0 ]
    exit
}
