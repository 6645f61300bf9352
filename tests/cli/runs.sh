#!/bin/sh
# runs.sh LATHE KEYS ROWS - what is trained is recorded, and repeated number by
# number.
. "$(dirname "$0")/claims.sh"

works "no run is recorded at first" "$lathe" runs
claim "that is said" grep -q 'no run is recorded yet' out

works "a small model trains" tiny m --set steps=6 --set valid_every=3
works "the runs are listed" "$lathe" runs --json
claim "a run has its keys" "$keys" runs:a runs.0.run:n runs.0.kind:s \
    runs.0.command:s runs.0.seed:n runs.0.mode:s runs.0.steps:n \
    runs.0.version:s runs.0.started:n runs.0.loss:n runs.0.val_loss:n <out
claim "it is a training in strict mode, of six steps" \
    grep -q '"kind":"train".*"mode":"strict","steps":6' out

works "a run is repeated on one thread" "$lathe" replay 1 --threads 1
claim "number by number" grep -q 'run 1 again as run 2: the same 8 numbers' out
works "a repeated run has a verdict for programs" "$lathe" replay 1 --json
tail -n 1 out >verdict
claim "which has its keys" "$keys" run:n again:n same:b compared:n \
    'first_difference:o?' <verdict
claim "and says the same" grep -q '"same":true' verdict

works "a lab that trains is recorded" "$lathe" lab find-capital steps=12 \
    at=5:lr=2e-3 --plain
works "the newest run is listed" "$lathe" runs --json --most 1
claim "with its run string, turned knobs and all" \
    grep -q '"kind":"lab","command":"find-capital?.*at=5:lr=2e-3' out
works "the lab's run is repeated" "$lathe" replay 4
claim "number by number as well" grep -q 'the same' out
works "a lab that trains nothing" "$lathe" lab next-token --plain
works "is not recorded" "$lathe" runs --json --most 1
claim "as the newest run shows" grep -q '"run":5' out

works "another seed trains" tiny n --set steps=6 --seed 2
works "two runs are compared" "$lathe" runs 1 6
claim "by their lines" grep -q '6 loss' out
works "a run has its curve for programs" "$lathe" runs 1 --json
claim "step by step" "$keys" runs.0.curves.loss.step:a \
    runs.0.curves.loss.value:a <out

refused "a run that is not there" '1 to 6 are recorded' "$lathe" replay 99
refused "no run" 'needs the number' "$lathe" replay
refused "three runs" 'two runs at most' "$lathe" runs 1 2 3
claims_end
