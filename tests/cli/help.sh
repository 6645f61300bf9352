#!/bin/sh
# help.sh LATHE KEYS ROWS - help lists what works and the map comes out of a
# pipe.
. "$(dirname "$0")/claims.sh"

works "--help exits 0" "$lathe" --help
cp out help
commands=$(sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' help)
for c in course lesson lab train generate chat tokenize inspect bench doctor; do
    claim "--help lists $c" grep -q "^  $c " help
done
for c in $commands; do
    works "$c --help exits 0" "$lathe" "$c" --help
    claim "$c --help shows its usage" grep -q "^usage: lathe $c" out
    claim "$c --help writes no message" [ ! -s err ]
    refused "$c knows no --nosuch" "--nosuch" "$lathe" "$c" --nosuch
done
works "help is a command too" "$lathe" help

works "piped, lathe exits 0" "$lathe"
claim "piped, lathe prints the map" grep -q "L16" out
claim "piped, it says how to go on" grep -q "lathe --help" out
claim "piped, it writes no escape sequence" \
    sh -c '! grep -q "$(printf "\033")" "$1"' - out
works "--version exits 0" "$lathe" --version

refused "an unknown command is named" '"nosuch"' "$lathe" nosuch
claim "an unknown command exits 2" [ "$code" = 2 ]
refused "an unknown option is named" 'lathe has no option --nosuch' \
    "$lathe" --nosuch
claim "an unknown option exits 2" [ "$code" = 2 ]
refused "a word too many is named" '"surplus"' "$lathe" --ascii surplus

works "the map has a JSON form" "$lathe" course --json
claim "course --json keeps its keys" "$keys" lessons:a next:s <"$room/out"
works "doctor has a JSON form" "$lathe" doctor --json
claim "doctor --json keeps its keys" \
    "$keys" parts:a terminal:o cpu:o gpu:o sandbox:o <"$room/out"
works "a lesson prints" "$lathe" lesson L16 --plain --no-labs
claim "the lesson is text" grep -qi "attention" out
claims_end
