#!/bin/sh
# index.sh LATHE KEYS ROWS - folders are indexed, killed, indexed again and
# searched; what is wrong is said.
. "$(dirname "$0")/claims.sh"

refused "a search without an index says how to make one" "lathe index DIR" \
    "$lathe" search rope
refused "index needs a folder" "one DIR" "$lathe" index
refused "a folder that is not there is named" "no/such" "$lathe" index no/such

mkdir town
i=0
while [ $i -lt 600 ]; do
    i=$((i + 1))
    echo "Day $i: the harbour master counted $i barrels of tar." >town/d$i.txt
done
printf 'binary\0' >town/raw
printf 'a caf\351\n' >town/old.txt
ln -s . town/loop

# Killed again and again while it works; then on to the end.
killed=0
for wait in 0.01 0.02 0.04 0.08 0.16; do
    "$lathe" index town --index killed.db >/dev/null 2>&1 &
    sleep $wait
    kill -9 $! 2>/dev/null && killed=$((killed + 1))
    wait $! 2>/dev/null
done
claim "some runs were killed" [ $killed -gt 0 ]
works "it goes on" "$lathe" index town --index killed.db --json
works "an index is made" "$lathe" index town --json
claim "index --json keeps its keys" "$keys" files:n same:n read:n refused:n \
    gone:n links:n repaired:n bytes:n index:o seconds:n <out
claim "what is no text is counted" grep -q '"refused":1,' out
claim "links are counted" grep -q '"links":1,' out
claim "repaired ones are counted" grep -q '"repaired":1,' out
claim "every passage is there once" grep -q '"passages":601' out
works "the killed one ends" "$lathe" index town --index killed.db --json
claim "and has as many" grep -q '"passages":601' out
claim "and reads nothing" grep -q '"read":0,' out

works "a search finds" "$lathe" search day 77 barrels --json
claim "search --json keeps its keys" "$keys" question:s answer:s? abstained:b \
    citations:a <out
claim "the best is the right one" \
    sh -c 'sed "s/.*citations\":\[{\"path\":\"[^\"]*\/\(d[0-9]*\).*/\1/" out |
        grep -qx d77'
works "a repaired file is found" "$lathe" search "café"
claim "with its line" grep -q 'old.txt:1' out
refused "vectors have to be there" "no vectors" "$lathe" search x --by vectors
works "vectors are fitted" "$lathe" index town --vectors latent
works "and searched" "$lathe" search "harbour barrels" --by vectors
works "and searched with words" "$lathe" search "day 77" --diverse 0.3
refused "ways are checked" "words, vectors or both" "$lathe" search x --by luck
refused "a model that is not there is named" "nosuch" \
    "$lathe" index town --vectors nosuch
echo "Changed." >town/old.txt
works "a stale one is found" "$lathe" search "café"
claim "and said to be" grep -q 'the file is changed' out
rm town/old.txt
works "a lost one is found" "$lathe" search "café"
claim "and said to be" grep -q 'the file is gone' out
works "a second run forgets it" "$lathe" index town
run "$lathe" search "café"
claim "nothing found exits 1" [ "$code" = 1 ]
refused "kinds are checked" "markdown" "$lathe" search x --kind pdf
refused "a folder to search in must be there" "nowhere" "$lathe" search x \
    --in nowhere

echo "no database, but long enough to look like one" >bad.db
refused "a file that is no index is refused" "bad.db" \
    "$lathe" search rope --index bad.db
if command -v sqlite3 >/dev/null; then
    cp killed.db newer.db
    sqlite3 newer.db "UPDATE part SET version = 99"
    refused "a newer index is refused" "newer program" \
        "$lathe" search rope --index newer.db
else
    skip "no sqlite3 to make a newer index with"
fi

claims_end
