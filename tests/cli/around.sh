#!/bin/sh
# around.sh LATHE KEYS ROWS - manual page, completions, progress from one
# machine to another.
. "$(dirname "$0")/claims.sh"

works "--help exits 0" "$lathe" --help
commands=$(sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' out)
works "the manual page is printed" "$lathe" --man
sed 's/\\-/-/g' out >page
claim "it is one for man" grep -q '^.TH LATHE 1' page
works "bash has a completion" "$lathe" --completion bash
cp out bash
works "zsh has one" "$lathe" --completion zsh
cp out zsh
works "fish has one" "$lathe" --completion fish
cp out fish
refused "no other shell has" 'bash, zsh or fish' "$lathe" --completion tcsh
for c in $commands; do
    claim "the page describes $c" grep -q "^.SS lathe $c\$" page
    for f in bash zsh fish; do
        claim "$f completes $c" grep -qw "$c" $f
    done
    "$lathe" "$c" --help | sed -n 's/^  --\([a-z-]*\).*/\1/p' |
        grep -v '^help$' >options
    while read -r o; do
        claim "the page has --$o of $c" grep -q "^.fB--$o.fR" page
        claim "bash completes --$o of $c" grep -q -- "--$o " bash
        claim "fish completes --$o of $c" grep -q -- "-l $o" fish
    done <options
done
if command -v bash >/dev/null 2>&1; then
    claim "bash can read its completion" bash -n bash
else
    skip "no bash here"
fi
# In each shell that is here the completion is loaded and completes a lab.
cat >zsh-try <<'EOF'
zmodload zsh/zpty
export TERM=xterm
zpty -b z zsh -f -i
see() {
    local seen= part
    for i in {1..100}; do
        while zpty -r -t z part; do seen+=$part; done
        [[ $seen == *$1* ]] && return 0
        sleep 0.1
    done
    print -r -- "no $1 in: $seen" >&2
    return 1
}
zpty -w z 'fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D; echo load$((1))ed'
see load1ed || exit 1
sleep 1
zpty -n -w z $'lathe lab attention-m\t'
see 'attention-map' || exit 1
zpty -n -w z $'\C-ulathe start attenti\t'
see 'start attention'
EOF
if command -v bash >/dev/null 2>&1; then
    claim "bash completes a lab" bash -c '. ./bash
        COMP_WORDS=(lathe lab attention-m) COMP_CWORD=2
        _lathe && [ "${COMPREPLY[*]}" = attention-map ]'
    claim "bash completes a lesson" bash -c '. ./bash
        COMP_WORDS=(lathe lesson L16) COMP_CWORD=2
        _lathe && [ "${COMPREPLY[*]}" = L16 ]'
fi
if command -v zsh >/dev/null 2>&1; then
    cp zsh _lathe
    claim "zsh completes a lab and an exercise" timeout 60 zsh -f zsh-try
else
    skip "no zsh here"
fi
if command -v fish >/dev/null 2>&1; then
    HOME=$room fish -N -c 'source fish; complete -C "lathe lab attention-m"
        complete -C "lathe start attenti"' >fished 2>&1
    claim "fish completes a lab" grep -q '^attention-map' fished
    claim "and an exercise" grep -q '^attention$' fished
else
    skip "no fish here"
fi
if command -v groff >/dev/null 2>&1; then
    groff -man -Tascii -ww page >/dev/null 2>groff
    claim "groff has nothing to say against the page" [ ! -s groff ]
else
    skip "no groff here"
fi

works "a training is recorded" "$lathe" lab find-capital steps=3 --plain
works "progress is taken out" "$lathe" progress export p.db
refused "a file is not overwritten" 'is there already' \
    "$lathe" progress export p.db
export XDG_DATA_HOME="$room/other"
works "on another machine it is taken in" "$lathe" progress import p.db
claim "nothing was there to be kept" sh -c '! grep -q kept out'
works "the run is there" "$lathe" runs --json
claim "as it was" grep -q 'find-capital' out
works "once more it is taken in" "$lathe" progress import p.db --json
claim "what was there is kept" grep -q 'lathe.db.before' out
head -c 2000 p.db >torn.db
refused "a torn file is refused" 'torn.db' "$lathe" progress import torn.db
refused "no file is refused" 'there is no' "$lathe" progress import nothing.db
works "and ours is still whole" "$lathe" runs --json
claim "with its run" grep -q 'find-capital' out
refused "another word is refused" 'export FILE' "$lathe" progress send
claims_end
