#!/bin/sh
# bench.sh LATHE KEYS ROWS - the benchmarks, the profile of a training and the
# modes in which it multiplies.
. "$(dirname "$0")/claims.sh"

bench() {
    "$lathe" bench "$@" --rounds 1 --threads 1 --preset char-tiny \
        --set width=32 --set layers=1
}
works "all benchmarks run" bench
for row in train-step attention 'attention.*back' matmul 'layer norm' AdamW \
    tokenizer decode; do
    claim "$row has a line" grep -q "^$row" out
done
claim "the roofs are told" grep -q '^roofs: .* GFLOP/s in f32.*GB/s' out
claim "the roofs are kept" [ -s "$room/cache/lathe/roof" ]
works "one benchmark has a JSON form" bench norm --json
claim "bench --json keeps its keys" "$keys" machine:o machine.machine:s \
    machine.f32_gflops:n machine.gbps:n rows:a rows.0.name:s rows.0.ms:n \
    rows.0.gflops:n rows.0.gbps:n rows.0.roof_share:n rows.0.threads:n \
    rows.0.mode:s rows.0.kernels:s rows.1.name:s <"$room/out"
claim "only what was asked for runs" sh -c '! grep -q matmul out'
refused "an unknown benchmark is named, with the others" \
    '"nosuch".*train-step.*decode' "$lathe" bench nosuch
refused "no round is refused" rounds "$lathe" bench norm --rounds 0
refused "an unknown mode is named" 'bf16' "$lathe" bench --mode f8
refused "the reference has no roof" reference \
    "$lathe" bench norm --device reference

works "a training can be profiled" tiny p --set steps=3 --profile
for op in linear 'linear, back' attention optimizer 'between the ops' step; do
    claim "the profile has a line for $op" grep -q "^$op " out
done
works "a training tells of every parameter" tiny s --set steps=3 --stats
claim "a parameter has a line" grep -q "^blocks.0.mlp.up.weight .*e-" out
works "what a step did has a JSON form" tiny u --set steps=3 --stats --json
grep '"parameters"' out >stats
claim "the statistics keep their keys" "$keys" parameters:a \
    parameters.0.name:s parameters.0.numbers:n parameters.0.trained:b \
    parameters.0.length:n parameters.0.gradient:n parameters.0.step:n \
    parameters.0.share:n <stats
works "a profile has a JSON form" tiny q --set steps=3 --profile --json
grep '"profile"' out >profile
claim "the profile keeps its keys" "$keys" profile:o profile.steps:n \
    profile.seconds:n profile.roof:o profile.rows:a profile.rows.0.op:s \
    profile.rows.0.back:b profile.rows.0.calls:n profile.rows.0.ms:n \
    profile.rows.0.gflops:n profile.rows.0.gbps:n profile.rows.0.roof_share:n \
    profile.rows.0.limit:s profile.rows.0.step_share:n <profile
claim "the end is still the last line" sh -c 'tail -n 1 out | grep -q done'

works "a strict run" tiny strict --set steps=4
claim "its card says so" grep -q '"mode": *"strict"' strict/card.json
works "a run in f16 has a JSON form" tiny f16 --set steps=4 --mode f16 --json
sed '$d' out >lines
claim "it tells the loss scale" "$keys" loss_scale:n skipped:b <lines
claim "its card says f16" grep -q '"mode": *"f16"' f16/card.json

# A processor without bf16, as oneDNN lets us play it.
run env ONEDNN_MAX_CPU_ISA=AVX2 "$lathe" train --data town:4000 \
    --set width=16 --set hidden=32 --set layers=1 --set context=16 \
    --set batch=4 --threads 1 --set steps=4 --mode bf16 --out lacking
claim "without bf16 a run goes on" [ "$code" = 0 ]
claim "and says why, and in what" grep -q \
    '^lathe: bf16 is not available: .*strict' err
claim "and computes the bits of strict" \
    cmp strict/model.safetensors lacking/model.safetensors
claim "and its card says strict" grep -q '"mode": *"strict"' lacking/card.json
run env ONEDNN_MAX_CPU_ISA=AVX2 "$lathe" bench train-step --mode bf16
claim "a benchmark of what is not there is refused" [ "$code" = 3 ]
refused "an unknown mode of a training is named" 'strict, bf16' \
    tiny x --set steps=1 --mode f8
claims_end
