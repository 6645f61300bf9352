#!/bin/sh
# journeys.sh LATHE - ways through the workbench as a person goes them, on a
# real terminal, that of tmux: keys in, the screen read, never a fixed wait.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../cli/claims.sh"

name=tui/journeys
if ! command -v tmux >/dev/null 2>&1; then
    echo "$name: 0 passed, 0 failed, 1 skipped: no tmux here"
    exit 0
fi
mkdir "$room/run"
echo "PS1='shell> '" >"$room/rc"
export XDG_RUNTIME_DIR="$room/run" ENV="$room/rc" EDITOR="$room/editor"
export OMP_WAIT_POLICY=passive
unset NO_COLOR ACCESSIBLE SSH_CONNECTION TMUX COLORTERM VISUAL
t() { tmux -S "$room/tmux" -f /dev/null "$@"; }
trap 't kill-server 2>/dev/null; rm -rf "$room"' EXIT

# terminal NAME WxH - a shell of its own; keys go there from now on.
terminal() {
    now=$1
    t new-session -d -s "$1" -x "${2%x*}" -y "${2#*x}" \
        "TERM=tmux-256color exec sh -i"
    see '^shell> *$'
}
keys() { t send-keys -t "$now" "$@"; }
typed() { t send-keys -t "$now" -l "$1"; }
line() {
    typed "$1"
    keys Enter
}
command() { line ":$1"; }
gone() { t kill-session -t "$now"; }

patience=1200 # looks, a twentieth of a second apart
# see TEXT - within a minute the screen has it; gone_is TEXT - it has it not.
screen_has() {
    t capture-pane -p -t "$now" >"$room/err" && grep -qe "$1" "$room/err"
}
see() {
    left=$patience
    until screen_has "$1"; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.05
    done
}
see_not() {
    left=$patience
    while screen_has "$1"; do
        left=$((left - 1))
        [ $left -gt 0 ] || return 1
        sleep 0.05
    done
}

first_start() {
    line "$lathe"
    claim "a first start asks for the start of a text" see 'Type the start'
    claim "and foretells its next token" see 'are  *0\.[0-9]'
    typed ' are'
    claim "also of what is typed" see '> the keys in the box are$'
    keys Enter
    claim "then it asks where to begin" see 'I know PyTorch'
    keys 1
    claim "and the map names what is next" see '^next: L0'
}

leave_and_come_back() {
    typed /self-att
    keys Enter
    claim "a lesson is found by its title" see '^> *L16'
    keys Enter
    claim "and opens at its first step" see ' 1/14'
    keys 1
    claim "a guess is judged by the run of its lab" see 'answer, right'
    typed ]]
    see ' 3/14'
    keys 2
    see 'answer, right'
    keys Tab Tab Down Down Right
    claim "a knob is turned" see '\[show scores\]'
    keys P
    claim "the picture is kept by a key" see '^kept '
    claim "as a drawing that says itself" \
        grep -qs '<desc ' "$room"/home/pictures/*.svg
    typed qq
    claim "q leads out" see '^shell> *$'
    line "$lathe"
    claim "the map knows where it was left" see '^next: L16'
    keys c
    claim "c leads to the very step" see ' 3/14'
    claim "and the knob stands as it was turned" see 'show scores '
    keys G
    claim "so does the reason of the answer" see '^Right\. "keys" scores'
    keys q
    see 'course map'
}

playground() {
    command playground
    claim "the playground shows what may come next" see 'may be drawn'
    keys s
    claim "one token is written" see ' 1/40 written'
    keys T
    claim "the temperature is a key away" see '^T 0\.9'
    keys u
    claim "and the token is taken back" see ' 0/40 written'
    keys v
    claim "all of it in words" see 'likeliest'
    keys q
}

training() {
    command 'lab train-gpt?steps=40'
    see 'paused, 0 steps'
    keys Space
    claim "a model trains, and its curve is drawn" see 'done, 40 steps'
    keys q
    command runs
    claim "the run is recorded" see 'train-gpt?steps=40'
    keys l
    claim "its curve has a logarithm" see 'log'
    keys q
    see 'course map'
}

# The editor writes the solution, as a learner would in time.
exercise() {
    cat >"$EDITOR" <<END
#!/bin/sh
for file; do :; done
cp "$here/../../exercises/relu/solution.c" "\$file"
END
    chmod +x "$EDITOR"
    command 'exercise relu'
    claim "an exercise opens with its task" see '^relu .*not checked yet'
    keys r
    claim "the starter fails, and is told why" see 'FAIL'
    keys e
    claim "what the editor saved is checked" see '4 of 4 pass'
    keys d
    claim "and what changed since is shown" see 'Since your last pass'
    keys Escape
    keys q
    see 'course map'
}

settings() {
    command settings
    claim "the settings have a test card" see 'Test card'
    keys Right Right Right
    claim "a setting acts at once" see_not 'Test card  256 colours'
    keys Left Left Left
    see 'Test card  256 colours'
    keys q
    see 'course map'
}

suspended() {
    keys C-z
    claim "Ctrl+Z gives the shell back" see '^shell> *$'
    line "echo still \$((6 * 7)) here"
    claim "that works" see 'still 42 here'
    line fg
    claim "and fg the screen" see 'course map'
}

killed() {
    command 'lesson L16'
    see ' 3/14'
    keys ']'
    see ' 4/14'
    pid=$(t list-panes -t "$now" -F '#{pane_pid}')
    kill -9 "$(ps -o pid= --ppid "$pid" | tr -d ' ')"
    claim "a killed program leaves a shell" see 'Killed'
    typed 'reset; clear' # the terminal is as the dead program had it
    keys C-j
    see_not Killed
    line "$lathe"
    see '^next: L16'
    keys c
    claim "and goes on where it was" see ' 4/14'
}

resized() {
    for size in 40x12 30x8 200x60 80x24; do
        t resize-window -t "$now" -x "${size%x*}" -y "${size#*x}"
        case $size in
        30x8) want='need 40x12' ;;
        *) want=' 4/14' ;;
        esac
        claim "the lesson fits $size" see "$want"
    done
    claim "and lost nothing" see 'Tab panel'
    typed qq
    see '^shell> *$'
}

presenter() {
    terminal hall 92x28
    line "$lathe present L16"
    claim "a stage opens with what does not fit the hall" \
        see 'longer than this screen of 92x28'
    claim "at the lesson's first step" see ' 1 / 14'
    terminal follower 92x28
    line "$lathe present L16 --follow"
    claim "who follows sees the hall" see ' 1 / 14'
    terminal notes 92x28
    line "$lathe present L16 --notes"
    claim "the notes tell the time and what is next" see 'next'
    now=hall
    keys Space
    claim "a key reveals more" see '1\. are'
    now=follower
    claim "for the follower too" see '1\. are'
    keys ']'
    now=hall
    keys b
    claim "a key blanks the hall" see_not '1\. are'
    keys b
    claim "and shows it again" see '1\. are'
    claim "the follower has moved nothing" see ' 1 / 14'
    keys Escape
    claim "Esc leaves the stage" see 'course map'
    keys q
    gone
    now=follower
    claim "the follower is told" see 'lost\|ended\|gone'
    gone
    now=notes
    gone
}

# A course of one lesson of one step.
a_course() {
    mkdir -p "$room/share/lessons/course/01-short"
    cd "$room/share/lessons/course" || exit 1
    cat >catalogue <<'END'
stage: 1
name: First

lesson: L01
slug: short
title: A short one
floor: theory
tier: basic
minutes: 5
rows: C001
END
    cat >01-short/lesson.md <<'END'
---
id: L01
title: A short one
stage: 1
floor: theory
tier: basic
minutes: 5
why: To be finished.
connects: Nothing.
terms: token
---

## See: What comes next {#next}

A model foretells.

```predict
id: L01-next
ask: Which is likelier?
- are | data.rest < 0.5 | It counts them.
- is | otherwise | It does not.
```
```lab
next-token
```
```question
id: L01-sum
type: number
ask: What do all probabilities add up to?
- [x] 1 | All of it.
- [ ] * | One of them happens.
```
END
    cd "$room" || exit 1
}
in_lines() {
    a_course
    terminal lines 80x24
    line "LATHE_SHARE='$room/share' XDG_DATA_HOME='$room/lines' $lathe --text"
    claim "text mode begins with numbered choices" see '^1\. .*L01'
    line 1
    claim "a lesson asks for a guess" see '^Guess first'
    line 1
    claim "then its lab is said in words" see '^Lab.*:'
    keys Enter
    claim "its question follows" see 'a number:$'
    line 1
    claim "and is judged" see '^Right\. All of it'
    keys Enter
    claim "the lesson is done" see 'This lesson is done'
    line 4
    claim "a number ends it" see 'shell> *$'
    gone
}

tour() {
    terminal tour 80x24
    first_start
    leave_and_come_back
    playground
    training
    exercise
    settings
    suspended
    killed
    resized
    gone
}

tour
presenter
in_lines
claims_end
