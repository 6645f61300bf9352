#!/bin/sh
# grade.sh LATHE KEYS ROWS - a class from the outside: hand in, grade, the
# outputs, a journal that goes on after a kill, and what is refused.
shipped=$(cd "$(dirname "$0")/../../exercises" && pwd)
. "$(dirname "$0")/claims.sh"

if ! command -v gcc >/dev/null && ! command -v cc >/dev/null; then
    skip "there is no C compiler here"
    claims_end
fi

# --- handin -----------------------------------------------------------------

refused "nothing to hand in is told" 'nothing to hand in' "$lathe" handin
works "an exercise is begun" "$lathe" start dot
cp "$shipped/dot/solution.c" "$LATHE_HOME/dot/dot.c"
refused "a path is no name" 'without a slash' "$lathe" handin --name ../x
works "work is packed" "$lathe" handin --to "$room/class" --name mia
claim "the file is there" [ -s "$room/class/mia.zip" ]
cp "$room/class/mia.zip" "$room/first.zip"
works "and packed again, with a JSON form" \
    "$lathe" handin --to "$room/class" --name mia --json
claim "handin --json keeps its keys" "$keys" file:s exercises:a <"$room/out"
claim "the same work makes the same file" \
    cmp "$room/first.zip" "$room/class/mia.zip"

# --- a class ------------------------------------------------------------------

mkdir -p "$room/class/noor" "$room/class/ben" "$room/class/dia"
cp "$shipped/dot/solution.c" "$room/class/noor/dot.c"
cp "$shipped/softmax/solution.c" "$room/class/noor/softmax.c"
cp "$shipped/dot/starter.c" "$room/class/ben/dot.c"
echo 'int broken' >"$room/class/ben/softmax.c"
ln -s /etc/passwd "$room/class/dia/dot.c"
echo hello >"$room/class/readme.txt"

refused "grade needs a folder" 'one DIR' "$lathe" grade
refused "a folder that is not there is told" 'nowhere' "$lathe" grade nowhere
mkdir "$room/empty"
refused "zero checks are no pass" 'nothing that can be graded' \
    "$lathe" grade "$room/empty"
refused "a level that is none is told" 'full, good, basic' \
    "$lathe" grade "$room/class" --level best
refused "there is nothing to resume yet" 'no run to resume' \
    "$lathe" grade "$room/class" --resume

grade() {
    run "$lathe" grade "$room/class" "$@"
}
grade --json j1 --csv c1 --junit x1 --tap t1 --gradescope gs --reports rep \
    --seed spring
claim "a class that is not all right ends with 1" [ "$code" = 1 ]
claim "the table shows who passed" grep -Eq '^mia +ok +-' "$room/out"
# Every check is a point; the outputs agree how many there are.
points() { awk -F, -v e="\"$1\"" '$1 == "\"ben\"" && $2 == e { print $4 }' c1; }
dot=$(points dot)
softmax=$(points softmax)
claim "dot has its checks" [ "$dot" -ge 10 ]
claim "softmax has its checks" [ "$softmax" -ge 11 ]
claim "and who failed" grep -Eq "^ben +[0-3]/$dot +0/$softmax( |\$)" "$room/out"
claim "the check that most fail is named" grep -q 'most often fails' "$room/out"
claim "what was left aside is told" grep -q 'readme.txt: neither' "$room/out"
claim "a link is not followed" grep -q 'dia: dot.c: no plain file' "$room/out"
claim "grade --json keeps its keys" "$keys" submissions:a level:s seconds:n <j1
claim "a student's report has the points" \
    grep -Eq "ben: [0-3] of $((dot + softmax))( |\$)" rep/ben.txt
claim "it has the compiler's words" grep -q 'softmax.c:1:' rep/ben.txt
claim "each student has a file for Gradescope" [ -s gs/noor.json ]
claim "csv has a row for each" [ "$(wc -l <c1)" = 9 ]
claim "TAP is counted" grep -q '^1\.\.' t1
if command -v xmllint >/dev/null; then
    claim "JUnit is well-formed" xmllint --noout x1
    for schema in "$shipped"/../tests/cli/junit-*.xsd; do
        claim "JUnit holds by $(basename "$schema")" \
            xmllint --noout --schema "$schema" x1
    done
else
    skip "there is no xmllint here"
fi
no_times() {
    sed -E 's/"(seconds|started)":[^,}]*//g; s/time(stamp)?="[^"]*"//g' "$1"
}
same() { [ "$(no_times "$1")" = "$(no_times "$2")" ]; }

grade --json j2 --junit x2 --seed spring
claim "a second run says the same" same j1 j2
claim "in JUnit too" same x1 x2
grade --json j3 --seed spring --fresh --jobs 3
claim "a run anew with three workers says the same" same j1 j3
grade --json j4 --seed autumn
claim "another seed is another run" sh -c '! cmp -s j1 j4'
grade --json - --resume
claim "resume takes the seed of the last run" \
    grep -q '"course_seed":"autumn"' "$room/out"
claim "with - the record goes to standard output, alone" \
    "$keys" submissions:a <"$room/out"

# --- a kill in the middle -----------------------------------------------------

for n in 0.3 1.1 2.5; do
    "$lathe" grade "$room/class" --seed spring --fresh >"$room/out" 2>&1 \
        </dev/null &
    pid=$!
    sleep "$n"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    grade --json j5 --seed spring
    claim "killed after $n s, it goes on to the same record" same j1 j5
done

# --- refused --------------------------------------------------------------------

run "$lathe" grade "$room/class" --level none
claim "level none is refused without a word from a person" [ "$code" = 4 ]
claim "and says why" grep -q 'other people' "$room/err"
if command -v script >/dev/null; then
    echo 'I trust these files' | script -qec \
        "$lathe grade $room/class --level basic --reports trusted" \
        /dev/null >"$room/out" 2>&1
    claim "typed at a terminal, it goes on" [ -s trusted/mia.txt ]
    claim "and stands in each report" grep -q 'the teacher typed' trusted/*.txt
    echo 'yes' | script -qec \
        "$lathe grade $room/class --level basic --reports untrusted" \
        /dev/null >"$room/out" 2>&1
    claim "another word does not do" [ ! -e untrusted ]
else
    skip "there is no script(1) here"
fi
LATHE_JUDGE=/bin/false "$lathe" grade "$room/class" --seed x >"$room/out" \
    2>"$room/err" </dev/null
code=$?
claim "a judge that dies is our fault" [ "$code" = 3 ]

claims_end
