#!/bin/sh
# kill.sh LATHE KEYS ROWS [TIMES] - SIGKILL at random moments of a training,
# then on to the end: at most one interval is done again, and everything after
# it is bit for bit what an undisturbed run gives.
. "$(dirname "$0")/claims.sh"

times=${4:-5}
every=4
steps=200

learn() {
    tiny "$@" --set steps=$steps --set save_every=$every \
        --set valid_every=10 --json
}

# What does not depend on the clock: step, losses, rate, norm.
still() { grep '^{"step".*}$' "$1" | sed 's/,"tokens_per_s.*//'; }

# kill_after OUT SECONDS - a run that is over before then is killed by nobody.
kill_after() {
    : >"$1.log"
    (
        how=exec
        learn "$1" >>"$1.log" 2>"$room/err"
    ) &
    pid=$!
    sleep "$2"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ $? = 137 ]
}

now() { date +%s%N; }

began=$(now)
learn whole >whole.log 2>err || wrong "an undisturbed run ends"
took=$(($(now) - began)) # a fast machine and a slow one: moments within this
still whole.log >whole.still
claim "the undisturbed run has every step" \
    [ "$(wc -l <whole.still)" = $steps ]

random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
echo "$name: seed $random"
tried=0
killed=0
while [ $killed -lt "$times" ] && [ $tried -lt $((20 * times)) ]; do
    tried=$((tried + 1))
    moment=$(awk -v s="$random" -v n=$tried -v ns=$took \
        'BEGIN { srand(s + n); printf "%.4f", rand() * ns / 1e9 }')
    out=run$tried
    kill_after $out "$moment" || continue
    [ -e $out/resume ] || [ ! -e $out/card.json ] || continue # it was done
    killed=$((killed + 1))
    when="killed after $moment s, seed $random"
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
