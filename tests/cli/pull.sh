#!/bin/sh
# pull.sh LATHE KEYS ROWS - a model is fetched whole, goes on where it was cut
# off, and is refused where it holds something else. Nothing leaves the machine.
. "$(dirname "$0")/claims.sh"

models=$XDG_DATA_HOME/lathe/models
fixture=$(dirname "$0")/../model/fixtures/published/llama
store=$room/store
mkdir -p "$store"

# entry FILE: the lines of a catalogue, true of the file in the fixture.
entry() {
    echo "file: $1"
    echo "bytes: $(wc -c <"$fixture/$1" | tr -d ' ')"
    echo "sha256: $(sha256sum "$fixture/$1" | cut -d ' ' -f 1)"
    echo "url: file://$store/$1"
}

{
    echo "date: 2026-01-02"
    echo "model: twin"
    echo "title: a small one"
    echo "licence: none"
    for file in config.json tokenizer.json model.safetensors; do
        entry "$file"
    done
} >catalogue
pull() { "$lathe" pull --catalogue catalogue "$@"; }

works "the shipped catalogue is listed" "$lathe" pull
claim "with a chat model" grep -q '^smollm2-135m .*Apache-2.0' out
claim "with an encoder" grep -q '^minilm ' out
claim "with its date" grep -q '20[0-9][0-9]-[01][0-9]-[0-3][0-9]' out
works "the list has a JSON form" "$lathe" pull --json
claim "pull --json keeps its keys" "$keys" date:s models:a models.0.name:s \
    models.0.licence:s models.0.bytes:n models.0.there:b models.0.files:a \
    models.0.files.0.sha256:s <"$room/out"

if ! "$lathe" doctor --json | grep -q '"name":"libcurl","found":true'; then
    refused "without libcurl, that is said" "libcurl" pull twin
    claims_end
fi

refused "what does not answer is named" "cannot fetch file://" pull twin
claim "nothing is there after it" [ ! -e "$models/twin" ]

for file in config.json tokenizer.json; do cp "$fixture/$file" "$store/"; done
head -c 1000 "$fixture/model.safetensors" >"$store/model.safetensors"
refused "a short answer is told" "ended after 1000 of" pull twin
claim "half a model is none" [ ! -e "$models/twin" ]
refused "and cannot be opened" "no twin in any of" \
    "$lathe" eval twin --data catalogue
claim "its part waits" \
    [ "$(wc -c <"$models/.pull-twin/model.safetensors.part")" = 1000 ]

# Only what was missing is read: the first bytes at the source are others now.
{
    head -c 1000 /dev/zero
    tail -c +1001 "$fixture/model.safetensors"
} >"$store/model.safetensors"
works "the pull goes on where it stopped" pull twin
claim "the model is whole" \
    cmp "$models/twin/model.safetensors" "$fixture/model.safetensors"
claim "nothing else is left" [ "$(ls -A "$models")" = twin ]
claim "not even a lock" [ "$(ls -A "$models/twin" | wc -l)" = 3 ]
works "every command finds it by name" \
    "$lathe" eval twin --data "$0" --context 32 --json
claim "eval --json keeps its keys" "$keys" loss:n perplexity:n \
    bits_per_byte:n tokens:n <"$room/out"
works "a second pull has nothing to do" pull twin --json
claim "pull NAME --json keeps its keys" "$keys" model:s path:s bytes:n \
    <"$room/out"
works "the list says that it is here" pull
claim "beside its name" grep -q '^twin .*(is here)' out

printf x >>"$models/twin/config.json"
refused "a model that holds something else is left alone" "move that folder" \
    pull twin
claim "and is still there" [ -e "$models/twin/config.json" ]

rm -r "$models/twin"
refused "a wrong hash is told" "but the catalogue has" pull twin
claim "nothing of it is kept" \
    [ ! -e "$models/.pull-twin/model.safetensors.part" ]
claim "and no model is there" [ ! -e "$models/twin" ]
claim "what was right is kept" [ -e "$models/.pull-twin/config.json" ]
cp "$fixture/model.safetensors" "$store/"
printf x >>"$store/model.safetensors"
refused "more than there should be is told" "has more than the" pull twin
claim "and no model is there" [ ! -e "$models/twin" ]

cp "$fixture/model.safetensors" "$store/"
chmod a-w "$models/.pull-twin"
if [ "$(id -u)" != 0 ]; then
    refused "a folder that cannot be written is told" "cannot write" pull twin
fi
chmod u+w "$models/.pull-twin"
works "then it is pulled" pull twin --from url

refused "a name that is not there is told" 'the catalogue has no "nosuch"' \
    pull nosuch
refused "a way that is none is told" "wheel or url" pull twin --from nowhere
rm -r "$models/twin"
refused "a way that leads nowhere is told" "not to be had that way" \
    pull twin --from wheel
bad() {
    sed "$2" catalogue >bad
    refused "$1" "line" "$lathe" pull --catalogue bad
}
bad "a name that leads elsewhere is refused" 's/^model: .*/model: ..\/x/'
bad "so is a file's" 's/^file: config.json/file: \/etc\/passwd/'
bad "so is a hash that is none" 's/^sha256: ../sha256: zz/'
bad "so is a size that is none" 's/^bytes: .*/bytes: -5/'
bad "so is an address of another kind" 's/^url: file/url: gopher/'
claims_end
