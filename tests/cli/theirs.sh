#!/bin/sh
# theirs.sh LATHE KEYS ROWS - a learner's functions at work in whole programs: the
# same text, what they cost, and what is left when one of them breaks off.
shipped=$(cd "$(dirname "$0")/../../exercises" && pwd)
. "$(dirname "$0")/claims.sh"

if ! command -v gcc >/dev/null && ! command -v cc >/dev/null; then
    skip "there is no C compiler here"
    claims_end
fi

# passes NAME [SED] - passes it with the solution, as SED changed it.
passes() {
    run "$lathe" start "$1"
    sed "${2:-}" "$shipped/$1/solution.c" >"$LATHE_HOME/$1/$1.c"
    works "$1 is passed" "$lathe" check "$1"
}

tiny() { # ARGUMENT... - a model of a few steps
    "$lathe" train --data town:20000 --set steps=2 --set batch=4 "$@"
}

for part in kv-cache sampling sinusoid; do passes "$part"; done
works "a model is trained" tiny --out plain --set positions=sinusoid
works "and with their waves" tiny --out waves --set positions=sinusoid \
    --with sinusoid
claim "what that cost is told" grep -q '^your sinusoid: [1-9]' err
works "a profile is made" tiny --with sinusoid --set positions=sinusoid \
    --profile
claim "with a row for theirs" grep -Eq '^your sinusoid +[0-9]+ ' out
works "it writes" "$lathe" generate plain --tokens 30 --top-k 5
cp out first
works "it writes with their cuts and keys" "$lathe" generate plain --tokens 30 \
    --top-k 5 --with kv-cache,sampling
claim "the same" cmp first out
claim "with a line for either" \
    [ "$(grep -Ec '^your (kv-cache|sampling): [1-9][0-9]* calls, ' err)" = 2 ]
works "the model of their waves writes" "$lathe" generate waves --tokens 30 \
    --top-k 5
claim "the same, too" cmp first out

works "a lab runs" "$lathe" lab position-waves rows=12
cp out first
works "and with theirs" "$lathe" lab position-waves rows=12 --with sinusoid
claim "it shows the same" cmp first out
claim "what that cost stands beside it" grep -q '^your sinusoid: 1 calls' err

# What holds for the few numbers of a check may break in a run.
passes gelu '/_forward/,/^}/s/^{/{ if (n > 1200) *(volatile int *)0 = 1;/'
run tiny --out broken --with gelu
claim "a crash ends the run" [ "$code" = 3 ]
claim "it is told" grep -q '^lathe: your gelu broke off' err
claim "and what is kept" grep -q 'go on with --resume broken' err
works "the run goes on without it" tiny --resume broken
works "to a model that writes" "$lathe" generate broken --tokens 5

claims_end
