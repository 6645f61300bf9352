# train-assistants.sh - `./dev train-assistants [FOLDER]`: the house's base
# model tuned on the town's instructions, whole and by LoRA, and the scores of
# both on instructions that were held out, which their cards then hold. A
# quarter of an hour on two idle cores. Stopped or killed, the same call goes on
# where FOLDER was kept last. To ship them: copy FOLDER/house-assistant and
# FOLDER/house-lora, without data.jsonl, to lessons/models. Sourced.
# shellcheck shell=sh
build release lathe score_assistant
tuned=${1:-build/assistants}
mkdir -p "$tuned"
program=$PWD/build/release

# NAME and the settings that are its own.
tune_assistant() (
    cd "$tuned" || exit
    name=$1
    shift
    set -- finetune house --data town:tasks --elsewhere town:100000 "$@" \
        --set steps=1500 --set batch=16 --set warmup=50 --set valid_every=100 \
        --seed 1 --json --out "$name"
    if [ -e "$name/card.json" ]; then
        say "$name is complete"
    elif [ -e "$name/resume" ]; then
        say "going on from $name/resume"
        "$program/tui/lathe" "$@" --resume "$name" >>"$name.curve"
    else
        "$program/tui/lathe" "$@" >>"$name.curve"
    fi
    "$program/tests/score_assistant" "$name"
)

tune_assistant house-assistant --method full --precision bf16 --set lr=0.0003
tune_assistant house-lora --method lora --set rank=16 --set alpha=32 \
    --set lr=0.002
