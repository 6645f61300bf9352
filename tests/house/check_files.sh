#!/bin/sh
# check_files.sh ROOT - stems are unique, no file and no function is too long,
# header guards are paths, banned calls and notes of unfinished work stay out.
set -eu
cd "$1"

bad=0
complain() {
    echo "$*"
    bad=$((bad + 1))
}

sources=$(find engine viz lessons exercises tui -name '*.[ch]' |
    LC_ALL=C sort)
[ -n "$sources" ] || {
    echo "check_files: no source found" >&2
    exit 1
}

# An exercise is a folder whose files are all named alike (solution.c ...).
repeated=$(echo "$sources" | grep -v '^exercises/[^/]*/' |
    sed 's#.*/##' | grep '\.c$' | sort | uniq -d)
for name in $repeated; do
    complain "stem stands twice: $(echo "$sources" | grep "/$name\$" |
        tr '\n' ' ')"
done

for file in $sources; do
    lines=$(wc -l <"$file")
    case $file in
    *.c) most=500 ;;
    *) most=200 ;;
    esac
    [ "$lines" -le "$most" ] || complain "$file: $lines lines, most is $most"
    case $file in
    exercises/*/*) ;; # a learner's files stand alone
    *.h)
        guard=$(echo "$file" | tr 'a-z/.-' 'A-Z___')
        grep -q "^#ifndef $guard\$" "$file" ||
            complain "$file: its guard is not $guard"
        ;;
    esac
done

# shellcheck disable=SC2086 # names without spaces
awk '
FNR == 1 { comment = opened = body = 0 }
{
    line = $0
    # Strings and comments may speak of a banned call.
    gsub(/\\"/, "", line)
    gsub(/"[^"]*"/, "\"\"", line)
    gsub(/\/\*[^*]*\*\//, "", line)
    sub(/\/\/.*/, "", line)
    if (comment) {
        if (!sub(/^.*\*\//, "", line))
            next
        comment = 0
    }
    if (sub(/\/\*.*/, "", line))
        comment = 1
    # A line that is only text stands in a table and is not counted.
    if (line ~ /^{/)
        opened = FNR
    else if (opened && line !~ /^}/ && line !~ /^[ \t]*"/)
        body++
    if (line ~ /^}/ && opened) {
        if (body > 60) {
            printf "%s:%d: a function of %d lines, most is 60\n", FILENAME,
                opened, body
            bad++
        }
        opened = body = 0
    }
    if (line ~ /(^|[^a-z_0-9.>])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atof|gets|rand|srand|alloca)[ \t]*\(/) {
        printf "%s:%d: banned call: %s\n", FILENAME, FNR, $0
        bad++
    }
    if ($0 ~ /(^|[^A-Z_])(TODO|FIXME|XXX)([^A-Z_]|$)/) {
        printf "%s:%d: unfinished: %s\n", FILENAME, FNR, $0
        bad++
    }
}
END { exit bad > 0 }' $sources || bad=$((bad + 1))

echo "$(echo "$sources" | wc -l) files, $bad complaints"
[ "$bad" = 0 ]
