#!/bin/sh
# finetune.sh LATHE KEYS ROWS - every method teaches, is killed and goes on
# with the same bits; what comes out loads; what is wrong is said.
. "$(dirname "$0")/claims.sh"

works "a base is there" tiny base --set steps=300 --set context=48
awk 'BEGIN { while (i++ < 40) printf "{\"prompt\": \"the sea\", " \
    "\"completion\": \"the %s\"}\n", i % 2 ? "old boat" : "tall ship" }' >"set"

tune() {
    to=$1
    shift
    $how "$lathe" finetune base --data set --out "$to" --threads 1 \
        --set context=40 --set batch=4 --set valid_every=5 \
        --set save_every=3 --json "$@"
}
still() { grep '^{"step".*}$' "$1" | sed 's/,"tokens_per_s.*//'; }
# of FILE KEY - a number of the last line.
of() { tail -n 1 "$1" | sed "s/.*\"$2\":\([-0-9.e]*\).*/\1/"; }
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a < b) }'; }

for method in full lora bias bottleneck prefix prompt; do
    rate=0.01
    works "$method teaches" tune $method --method $method --set steps=30 \
        --set lr=$rate --elsewhere town:2000
    cp out $method.log
    claim "$method: answers are foretold better" \
        less "$(of $method.log val_loss)" "$(of $method.log val_before)"
    sed '$d' $method.log >lines
    tail -n 1 $method.log >last
    claim "$method: a step has its keys" "$keys" step:n loss:n 'val_loss:n?' \
        lr:n grad_norm:n tokens_per_s:n seconds:n <lines
    claim "$method: the end has its keys" "$keys" done:b folder:s method:s \
        trained:n steps:n val_before:n val_loss:n elsewhere_before:n \
        elsewhere:n seconds_per_step:n peak_bytes:n seconds:n <last
    claim "$method: nothing to go on from is left" \
        [ ! -e $method/resume -a ! -e $method/valid -a ! -e $method/best ]
    works "$method: the result writes" "$lathe" generate $method \
        --prompt the --tokens 5 --threads 1
done
claim "full tuning leaves a checkpoint" [ -e full/card.json ]
claim "the others an adapter" [ -e lora/adapter_config.json ]
claim "with a card that holds the command" grep -q '"command": "lathe finetune' \
    lora/card.json
claim "and the hash of its numbers" grep -q '"adapter_model.safetensors"' \
    lora/card.json
works "the town's instructions have a name" "$lathe" finetune house \
    --data town:tasks --out named --threads 1 --set steps=1 --set valid=0
claim "they stand beside the result" grep -q '^{"messages":' named/data.jsonl
claim "an adapter is the smaller one" less "$(of lora.log trained)" \
    "$(of full.log trained)"
works "some weights alone may move" tune some --method full --set steps=3 \
    --only 'blocks.0.*'
claim "fewer numbers move" less "$(of out trained)" "$(of full.log trained)"

# Killed at a random moment, then on to the end with the same bits.
long() { tune "$@" --set steps=90 --set lr=0.01 --set dropout=0.1 \
    --set patience=1000; }
random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
echo "$name: seed $random"
for method in full lora; do
    began=$(date +%s%N)
    long whole --method $method >whole.log 2>err || wrong "$method ends"
    took=$(($(date +%s%N) - began))
    still whole.log >whole.still
    killed=0
    tried=0
    while [ $killed -lt 3 ] && [ $tried -lt 60 ]; do
        tried=$((tried + 1))
        moment=$(awk -v s="$random" -v n=$tried -v ns=$took \
            'BEGIN { srand(s + n); printf "%.4f", rand() * ns / 1e9 }')
        rm -rf cut
        (
            how=exec
            long cut --method $method >cut.log 2>"$room/err"
        ) &
        pid=$!
        sleep "$moment"
        kill -KILL $pid 2>/dev/null
        wait $pid 2>/dev/null
        [ $? = 137 ] && [ -e cut/resume ] || continue
        killed=$((killed + 1))
        when="$method killed after $moment s, seed $random"
        long cut --method $method --resume cut >rest.log 2>err
        claim "the run goes on ($when)" [ $? = 0 ]
        still rest.log >rest.still
        first=$(sed -n '1s/^{"step":\([0-9]*\).*/\1/p' rest.still)
        tail -n +"${first:-1}" whole.still >want.still
        claim "the rest is the same bits ($when)" cmp want.still rest.still
        for file in model adapter_model; do
            [ ! -e whole/$file.safetensors ] || claim \
                "the numbers are the same bits ($when)" cmp \
                whole/$file.safetensors cut/$file.safetensors
        done
        claim "no half is left ($when)" no_parts cut
    done
    claim "$method was killed" [ $killed = 3 ]
    rm -rf whole
done

# Patience: a rate that is far too high gets worse; the best is kept.
works "patience ends a run" tune early --set steps=400 --set lr=0.5 \
    --set warmup=0 --set patience=3
lines=$(grep -c '^{"step"' out)
claim "before its last step" [ "$lines" -lt 400 ]
claim "and keeps an earlier state" [ "$(of out steps)" -lt "$lines" ]
best=$(grep -o '"val_loss":[0-9.e-]*,"lr' out | sed 's/[^0-9.]*//; s/,.*//' |
    sort -g | head -n 1)
claim "whose loss is the best that was seen" \
    awk -v a="$best" -v b="$(of out val_loss)" \
    'BEGIN { exit !(a - b < 1e-9 && b - a < 1e-9) }'

kept() { cmp -s "$1/adapter_model.safetensors" before; }
cp lora/adapter_model.safetensors before
awk 'NR == 7 { print "{\"prompt\": \"a\", \"completion\": 7}"; next } 1' set >bad
refused "a wrong line is named" 'bad: line 7: "completion" is no text' \
    "$lathe" finetune base --data bad --out lora
awk 'BEGIN { while (i++ < 10000) print i == 5000 \
    ? "{\"prompt\": \"a\", \"completion" : \
    "{\"prompt\": \"the sea\", \"completion\": \"the boat\"}" }' >long
refused "a line broken in the middle of 10,000" 'long: line 5000: no JSON' \
    "$lathe" finetune base --data long --out lora
echo '{"messages": [{"role": "user", "content": "the sea"}]}' >mute
refused "a conversation without an answer" 'mute: line 1' \
    "$lathe" finetune base --data mute --out lora
refused "rank 0 is no change" "rank" tune lora --set rank=0
refused "all masked" "would be masked" tune lora --set context=3
refused "an adapter is no base" "is an adapter" \
    "$lathe" finetune bias --data set --out lora
refused "qlora needs 4 bits" "blocks of 4 bits" tune lora --method qlora
refused "no such method" "there are: full" tune lora --method magic
refused "no such precision" "f32 or bf16" tune lora --precision f8
refused "no such setting" "no setting" tune lora --set colour=red
refused "a pattern that matches nothing" '"nosuch' tune lora --method full \
    --only 'nosuch.*'
refused "no data" "needs --data" "$lathe" finetune base --out lora
refused "nothing to go on from" "resume" tune lora --resume nowhere
claim "nothing was overwritten" kept lora
works "settings are listed" "$lathe" finetune --list
claim "one a line" grep -q '^rank=8$' out
works "the runs are recorded" "$lathe" runs
claim "by their command" grep -q finetune out
claims_end
