#!/bin/sh
# kill.sh LATHE KEYS ROWS [TIMES] - SIGKILL at random moments of a training,
# then on to the end: at most one interval is done again, and everything after
# it is bit for bit what an undisturbed run gives.
. "$(dirname "$0")/claims.sh"

times=${4:-5}
every=4
steps=60

learn() {
    tiny "$@" --set steps=$steps --set save_every=$every \
        --set valid_every=10 --json
}

# What does not depend on the clock: step, losses, rate, norm.
still() { grep '^{"step".*}$' "$1" | sed 's/,"tokens_per_s.*//'; }

# A moment within the run: counted in steps, then a part of a step. A run that
# is over before the moment comes is killed by nobody, and tried again.
kill_somewhere() {
    : >"$1.log"
    (
        how=exec
        learn "$1" >>"$1.log" 2>"$room/err"
    ) &
    pid=$!
    while [ "$(wc -l <"$1.log" 2>/dev/null || echo 0)" -lt "$2" ] &&
        kill -0 $pid 2>/dev/null; do
        sleep 0.005
    done
    sleep "0.0$3"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ $? = 137 ]
}

learn whole >whole.log 2>err || wrong "an undisturbed run ends"
still whole.log >whole.still
claim "the undisturbed run has every step" \
    [ "$(wc -l <whole.still)" = $steps ]

random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
echo "$name: seed $random"
tried=0
killed=0
while [ $killed -lt "$times" ] && [ $tried -lt $((3 * times)) ]; do
    tried=$((tried + 1))
    moment=$(awk -v s="$random" -v n=$tried -v most=$((steps + 1)) 'BEGIN {
        srand(s + n); print int(rand() * most), int(rand() * 90) + 10 }')
    out=run$tried
    # shellcheck disable=SC2086
    kill_somewhere $out $moment || continue
    [ -e $out/resume ] || [ ! -e $out/card.json ] || continue # it was done
    killed=$((killed + 1))
    when="killed at moment $moment of $random"
    done_steps=$(grep -c '^{"step".*}$' $out.log)
    if [ -e $out/resume ]; then
        learn $out --resume $out >$out.rest 2>err
        code=$?
    else
        claim "before the first interval only ($when)" \
            [ "$done_steps" -le $every ]
        learn $out >$out.rest 2>err
        code=$?
    fi
    claim "the run goes on to its end ($when)" [ $code = 0 ]
    still $out.rest >$out.still
    first=$(sed -n '1s/^{"step":\([0-9]*\).*/\1/p' $out.still)
    claim "at most one interval is lost ($when)" \
        [ $((done_steps + 1 - ${first:-999})) -le $every ]
    tail -n +"${first:-1}" whole.still >rest.still
    claim "the remaining losses are the same bits ($when)" \
        cmp $out.still rest.still
    claim "the weights are the same bits ($when)" \
        cmp whole/model.safetensors $out/model.safetensors
    claim "the checkpoint agrees with its card ($when)" \
        "$lathe" inspect $out
    claim "nothing else is left ($when)" [ "$(ls $out | wc -l)" = 3 ]
done
claim "$times runs were killed" [ $killed = "$times" ]

# A kill inside a save leaves its half; the next run sweeps it up.
mkdir half
echo half >half/resume.12.part
echo half >half/model.safetensors.345.part
works "a run starts beside the halves of a killed one" learn half
claim "the halves are gone" no_parts half
claims_end
