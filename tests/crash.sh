#!/usr/bin/env bash
# Every system call of a session, failed and killed in turn: whatever answer was
# on the screen, the reply to it is in the transcript, and a transcript that
# there is can be read.
#
# EVERY=N tries each Nth of them, from the first; EVERY=1 all. An install is
# treated alike in tests/update/crash.sh.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program crash

CALLS='openat,mkdir,rename,write,fsync,fchmod,ftruncate,unlink,close,flock'
EVERY=${EVERY:-3}
AT_ONCE=4
WORDS='What one?
It sounds two
What three?'

# talk COMMAND...: the same talk each time, run by COMMAND (strace, or none).
talk() {
    in_home "$@" rapport play --plain \
        --rubric="$TREE/tests/terminal/small.json" \
        "$TREE/tests/terminal/ana.json" <<<"$WORDS" \
        >"$home/shown" 2>"$home/complaint"
}

# The replies to which an answer was shown.
answered() {
    awk '/^Client: / && said != "" { print said }
         { said = "" }
         /^You: / { said = substr($0, 6) }' "$home/shown"
}

# The replies that are in whole lines of the transcript.
written() {
    cat "$home"/data/rapport/transcripts/*.jsonl 2>/dev/null |
        jq -rR 'fromjson? | select(.event == "reply") | .text'
}

judge() { # STATUS
    local transcript
    comm -23 <(answered | sort) <(written | sort) |
        sed 's/^/answered, and not in the transcript: /'
    [ "$1" != 0 ] || [ "$(written)" = "$WORDS" ] ||
        echo 'it ends as if all were well'
    [ "$1" -lt 128 ] || [ "$1" = 137 ] || echo "status $1"
    [ -n "$(written)" ] || return
    # Where what it was played by could not be kept, it was said.
    ! grep -q 'can be replayed only' "$home/complaint" || return 0
    transcript=$(compgen -G "$home/data/rapport/transcripts/*.jsonl")
    in_home rapport graph --format=dot --transcript="$transcript" \
        >/dev/null 2>"$home/unread" || cat "$home/unread"
}

# spoil CALL NUMBER HOW
spoil() {
    local name=$1-$2-${3%%=*}
    home=$scratch/$name
    new_home
    talk strace -qq -o /dev/null -e "trace=$1" -e "inject=$1:$3:when=$2"
    judge $? >"$scratch/said-$name"
    [ ! -s "$scratch/said-$name" ] ||
        cat "$home/shown" "$home/complaint" >>"$scratch/said-$name"
    rm -rf "$home"
}

tally_group 'crash, each system call of a session'
new_home
talk strace -qq -o "$scratch/trace" -e "trace=$CALLS"
judge $? >"$scratch/details"
[ "$(answered)" = "$WORDS" ] || cat "$home/shown" >>"$scratch/details"
tally "$scratch/details" 'undisturbed'
mapfile -t calls < <(calls_from "$scratch/trace" "$home/data")
[ "${#calls[@]}" -gt 40 ] || cat "$scratch/trace" >"$scratch/details"
tally "$scratch/details" 'calls are found'

spoil_each "$AT_ONCE"
wait
tally_spoiled
tally_end
