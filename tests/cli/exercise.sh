#!/bin/sh
# exercise.sh LATHE KEYS ROWS - the exercise loop from the outside: start, try,
# check, hint, diff, reset, solution; the record; exit codes.
shipped=$(cd "$(dirname "$0")/../../exercises" && pwd)
. "$(dirname "$0")/claims.sh"

mine=$LATHE_HOME/softmax/softmax.c

# Without a compiler the same is asked as a task.
mkdir "$room/bare"
run env PATH="$room/bare" "$lathe" check relu </dev/null
claim "without a compiler there is the task" grep -q 'no C compiler' "$room/out"
claim "it asks for the changed line" grep -q 'Which?' "$room/out"
claim "an ended input passes nothing" [ "$code" = 1 ]
run env PATH="$room/bare" "$lathe" check relu --json </dev/null
claim "a program that asks for JSON is told" grep -q 'no C compiler' "$room/err"
run "$lathe" exercise
claim "nothing of that is kept" grep -q '^relu *new' "$room/out"

if ! command -v gcc >/dev/null && ! command -v cc >/dev/null; then
    skip "there is no C compiler here"
    claims_end
fi

works "the exercises are listed" "$lathe" exercise
claim "softmax is one of them" grep -q '^softmax ' "$room/out"
works "the list has a JSON form" "$lathe" exercise --json
claim "exercise --json keeps its keys" "$keys" exercises:a <"$room/out"

refused "an unknown exercise is named" 'no exercise "nosuch"' \
    "$lathe" start nosuch
refused "a path is no exercise" 'no exercise' "$lathe" start ../attention
refused "a check before the start says how to start" 'lathe start softmax' \
    "$lathe" check softmax
refused "check needs a name" 'one EXERCISE' "$lathe" check

works "start lays the files out" "$lathe" start softmax
claim "it prints the prompt" grep -q '^# Softmax' "$room/out"
for f in softmax.c softmax.h try.c prompt.md compile_commands.json; do
    claim "$f is there" [ -s "$LATHE_HOME/softmax/$f" ]
done
claim "no solution lies around" [ ! -e "$LATHE_HOME/softmax/solution.c" ]
works "try runs the starter" "$lathe" try softmax
claim "it prints numbers" grep -q '0\.0000' "$room/out"

run "$lathe" check softmax --json
claim "the starter does not pass" [ "$code" = 1 ]
claim "check --json keeps its keys" "$keys" exercise:s passed:b checks:a \
    seconds:n <"$room/out"
run "$lathe" check softmax
claim "a check says what to do" grep -q 'start there' "$room/out"
claim "tries are counted" grep -q 'try 2 ' "$room/out"

run "$lathe" solution softmax
claim "the solution is not shown yet" [ "$code" = 1 ]
claim "and nothing is printed" [ ! -s "$room/out" ]
works "a hint is shown" "$lathe" hint softmax
claim "it is the first" grep -q '^1\. ' "$room/out"
works "the next is the second" "$lathe" hint softmax
claim "it is the second" grep -q '^2\. ' "$room/out"

echo 'int broken' >"$mine"
run "$lathe" check softmax
claim "what does not compile does not pass" [ "$code" = 1 ]
claim "the compiler's words name file and line" \
    grep -q 'softmax.c:1:' "$room/out"
works "reset puts the starter back" "$lathe" reset softmax
claim "what was there is kept" grep -q broken "$mine".2*
works "start keeps what is there" "$lathe" start softmax

# A wrong file that is a known mistake is told so.
sed 's/ - largest//' "$shipped/softmax/solution.c" >"$mine"
run "$lathe" check softmax
claim "a known mistake does not pass" [ "$code" = 1 ]
claim "a known mistake is named" grep -q 'known mistake' "$room/out"

# A save while it watches is checked, and a pass ends the watch.
"$lathe" check softmax --watch >"$room/watch" 2>&1 </dev/null &
watcher=$!
(sleep 90 && kill "$watcher") 2>/dev/null &
for _ in $(seq 600); do
    grep -q 'known mistake' "$room/watch" && break
    sleep 0.1
done
cp "$shipped/softmax/solution.c" "$mine"
if wait "$watcher"; then fine; else wrong "a save that passes ends the watch"; fi
claim "the watch saw the pass" grep -q '^Passed' "$room/watch"

works "check exits 0 when it passes" "$lathe" check softmax
works "the solution is shown after a pass" "$lathe" solution softmax
claim "it is the solution" grep -q 'largest' "$room/out"
echo '/* more */' >>"$mine"
works "diff compares with the last pass" "$lathe" diff softmax
claim "it shows what came" grep -q '^+ /\* more' "$room/out"
works "the list knows the pass" "$lathe" exercise
claim "softmax is passed" grep -q '^softmax  *passed' "$room/out"
# --- a class -------------------------------------------------------------------

mkdir shared
refused "class needs to know what" 'join DIR' "$lathe" class
works "a class is joined" "$lathe" class join shared --name mia
run "$lathe" check softmax
works "it is watched" "$lathe" class watch shared
claim "who is where is told" grep -Eq '^mia +softmax +[0-9]+/11' "$room/out"
works "with a JSON form" "$lathe" class watch shared --json
claim "class watch --json keeps its keys" "$keys" people:a others:n <"$room/out"
works "and left" "$lathe" class leave
claim "nothing stays behind" [ -z "$(ls shared)" ]

# --- an author's -------------------------------------------------------------

refused "a name that is no exercise's is told" 'lower case' \
    "$lathe" exercise new ../Up
works "an exercise is begun by its author" "$lathe" exercise new two-norm
claim "its header has its name" grep -q 'TWO_NORM_H' two-norm/two-norm.h
claim "its code too" grep -q 'two_norm_forward' two-norm/check.c
claim "nothing of the skeleton is left" \
    sh -c '! grep -rqi skeleton two-norm && ! ls two-norm | grep -q skeleton'
refused "it is not begun twice" 'there already' "$lathe" exercise new two-norm
run "$lathe" exercise verify ./two-norm
claim "it does not hold yet" [ "$code" = 1 ]
claim "its texts do" grep -q '^\[ok\] .*there are 3 hints or more' "$room/out"
claim "all that is wrong is the solution" \
    sh -c 'grep "^\[FAIL\]" "$1" | grep -qv "write your solution" && exit 1
           grep -q "^\[FAIL\].*write your solution" "$1"' - "$room/out"
sed -i '/^#error/d' two-norm/solution.c
run "$lathe" exercise verify ./two-norm
claim "with a solution, starters build and fail with words" \
    [ "$(grep -c '^\[ok\] .*starter.*' "$room/out")" -ge 2 ]
claim "then mutants are asked for" \
    grep -q '^\[FAIL\].*there are 5 mutants or more' "$room/out"

claims_end
