#!/bin/sh
# pictures.sh LATHE KEYS ROWS - what `lathe lab` gives as files: the same bytes
# twice, the words inside, and numbers that agree with the JSON.
. "$(dirname "$0")/claims.sh"

unset NO_COLOR COLORTERM
lab() { "$lathe" lab attention-five-keys --size 90x24 "$@"; }

works "a picture is a file of shapes" lab --svg
cp out first.svg
lab --svg >second.svg 2>/dev/null
claim "the same run gives the same SVG" cmp first.svg second.svg
claim "it is one SVG" [ "$(grep -c '<svg ' first.svg)" = 1 ]
claim "it ends" [ "$(tail -n 1 first.svg)" = "</svg>" ]
lab --plain >plain.txt 2>/dev/null
sentence=$(grep -v '^$' plain.txt | tail -n 1 | sed 's/[&<>"].*//' | cut -c1-40)
claim "its words are those of --plain" grep -qF "$sentence" first.svg
claim "the words stand in desc" sh -c 'sed -n "/<desc/,/<\/desc>/p" first.svg |
    grep -qF "$1"' - "$sentence"
works "a light theme is another picture" lab --svg --theme light
claim "on white" grep -q 'fill="#ffffff"' out

works "the data is a table, too" lab --csv
cp out data.csv
claim "it has a head" [ "$(head -n 1 data.csv | tr -d '\r')" = \
    "name,row,column,value" ]
claim "it has values" [ "$(wc -l <data.csv)" -gt 5 ]
claim "every line has three commas or quotes" sh -c '! tr -d "\r" <data.csv |
    grep -v "\"" | grep -qv "^[^,]*,[^,]*,[^,]*,[^,]*$"'

works "frames are recorded" lab --cast
claim "the first line is its head" sh -c 'head -n 1 out |
    grep -q "^{\"version\": 2, \"width\": 90, \"height\": 24"'
claim "a frame follows" grep -q '^\[0.000, "o", "' out
cp out first.cast
lab --cast >second.cast 2>/dev/null
claim "the same run gives the same recording" cmp first.cast second.cast

esc=$(printf '\033')
works "--ansi has colours" lab --ansi
claim "of 256" grep -q "${esc}\[[0-9;]*[34]8;5;" out
works "--color none has none" lab --ansi --color none
claim "and keeps attributes only" sh -c '! grep -q "[34]8;[25];" out'
works "--color 24 has 24 bits" lab --ansi --color 24
claim "of RGB" grep -q "${esc}\[[0-9;]*[34]8;2;" out
NO_COLOR=1
export NO_COLOR
works "NO_COLOR is heard" lab --ansi
claim "without colour" sh -c '! grep -q "[34]8;[25];" out'
works "--color goes before NO_COLOR" lab --ansi --color 256
claim "with colour" grep -q "${esc}\[[0-9;]*[34]8;5;" out

works "the source of a lab is told" "$lathe" lab attention-five-keys --source
claim "as a path and a line" grep -q '/k_softmax\.c:[1-9][0-9]*$' out
refused "of a lab that is none it is not" nosuch "$lathe" lab nosuch --source

refused "two formats are refused" "give one of" lab --svg --csv
refused "an unknown colour is named" '"lots"' lab --ansi --color lots
refused "an unknown theme is named" '"blue"' lab --svg --theme blue
# The picture in the README: the same tokens in the same order.
readme=$(cd "$(dirname "$0")/../.." && pwd)/README.md
tokens() { sed -n 's/^ *\([^ ]*\) *[01]\.[0-9][0-9]* .*/\1/p'; }
works "the README's picture is drawn" "$lathe" lab next-token \
    text="the keys in the box" --size 64x12
sed '/^$/,$d' out | tokens >drawn
sed -n '/ lathe lab next-token/,/entropy/p' "$readme" | tokens >told
claim "it has candidates" [ "$(wc -l <drawn)" -gt 5 ]
claim "as the README has it" cmp drawn told

claims_end
