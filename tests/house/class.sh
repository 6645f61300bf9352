# class.sh - `./dev class [KILLS [PARTS]]`: grades a class whose verdicts are
# known (500 files: 300 right, 100 wrong, 100 hostile), three times plain and
# once under sanitizers, and says how long it took; then KILLS times (50) a
# small class, in which the program, a judge or a job of a judge is killed at a
# random moment, and graded on to the end. Sourced.
# shellcheck shell=sh
build release
class_kills=${1:-50}
class_room=$(mktemp -d)
trap 'rm -rf "$class_room"' EXIT
XDG_DATA_HOME=$class_room/data
export XDG_DATA_HOME
class_ran=0

# grade CLASS OUT [OPTIONS] - answers how it ended.
grade() {
    class_of=$1
    class_out=$2
    shift 2
    build/release/tui/lathe grade "$class_room/$class_of" --seed spring \
        --journal "$class_room/$class_out.journal" --no-screen \
        --json "$class_room/$class_out.json" \
        --csv "$class_room/$class_out.csv" "$@" \
        >"$class_room/$class_out.text" 2>&1 </dev/null
}

# The record without times.
timeless() {
    sed -E 's/"(seconds|started)":[^,}]*//g' "$class_room/$1.json"
}

# same A B - shows where two records differ.
same() {
    timeless "$1" | tr ',' '\n' >"$class_room/same.a"
    timeless "$2" | tr ',' '\n' >"$class_room/same.b"
    diff "$class_room/same.a" "$class_room/same.b" >&2 ||
        die "$1 and $2 differ"
}

# verdicts CLASS OUT - every file has the verdict that it was made for.
verdicts() {
    tr -d '"' <"$class_room/$2.csv" | awk -F, 'NR > 1 && $5 != "not handed in" {
            print $1, $2, $5 == "pass" ? "right" : "wrong"
        }' | sort >"$class_room/got"
    sort "$class_room/$1.want" | diff - "$class_room/got" >&2 ||
        die "$2: not every verdict is the expected one"
}

make_class() {
    build/release/tests/make_class "$class_room/$1" "$2" \
        >"$class_room/$1.want" || exit $?
}

# --- volume -----------------------------------------------------------------

make_class whole "${2:-100}"
for class_run in plain-1 plain-2 plain-3 sanitizers; do
    class_flag=--plain
    [ $class_run != sanitizers ] || class_flag=--fresh
    class_began=$(date +%s%N)
    class_end=0
    grade whole $class_run $class_flag || class_end=$?
    [ $class_end = 1 ] || die "grading ended otherwise: see $class_run"
    class_ms=$((($(date +%s%N) - class_began) / 1000000))
    verdicts whole $class_run
    say "$class_run: $(wc -l <"$class_room/whole.want") files in $class_ms ms"
    class_ran=$((class_ran + 1))
done
same plain-1 plain-2
same plain-1 plain-3

# --- kills ------------------------------------------------------------------

# The program $1, its judges and their jobs: one of them, by the number $2.
one_of() {
    class_all=$1
    # shellcheck disable=SC2013 # numbers, not lines
    for class_child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
        class_all="$class_all $class_child"
        class_all="$class_all $(cat /proc/"$class_child"/task/*/children \
            2>/dev/null)"
    done
    class_which=$2
    # shellcheck disable=SC2086 # a list of numbers
    set -- $class_all
    shift $((class_which % $#))
    echo "$1"
}

random() { od -An -N2 -tu2 /dev/urandom | tr -d ' '; }

make_class small 4
class_began=$(date +%s%N)
grade small calm --fresh || true
class_took=$((($(date +%s%N) - class_began) / 1000000))
verdicts small calm
class_killed=0
class_tried=0
while [ $class_killed -lt "$class_kills" ]; do
    class_tried=$((class_tried + 1))
    [ $class_tried -le $((20 * class_kills + 20)) ] || die "nobody was killed"
    class_wait=$(($(random) * class_took / 65536))
    build/release/tui/lathe grade "$class_room/small" --seed spring --fresh \
        --journal "$class_room/hurt.journal" --no-screen \
        >"$class_room/hurt.text" 2>&1 </dev/null &
    class_pid=$!
    sleep "$(awk "BEGIN { print $class_wait / 1000 }")"
    class_victim=$(one_of $class_pid "$(random)")
    kill -KILL "$class_victim" 2>/dev/null && class_killed=$((class_killed + 1))
    wait $class_pid || true
    # What was killed twice in a row is told as our fault, and done now.
    class_end=0
    grade small hurt || class_end=$?
    [ $class_end = 1 ] || die "killed after $class_wait ms, it does not go on"
    verdicts small hurt
    same calm hurt
done
pgrep -P 1 lathe-judge >/dev/null && die "a judge is left over"
say "$class_killed kills of the program, a judge or a job: the record is the same"
