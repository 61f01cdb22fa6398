#!/usr/bin/env bash
# Nothing is lost: signals, a window that closes, kill -9 at any moment, a full
# disk, two programs with one transcript. What stood on the screen as answered
# is in the transcript, and the talk goes on from there.
#
# The moments of kill -9 come from $SEED; a failure names it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

SEED=${SEED:-20270201}
KILLS=${KILLS:-12}

# The leak checker never comes back once the terminal is gone.
AS=(env "ASAN_OPTIONS=exitcode=99:detect_leaks=0")

# goes_on REPLIES: that many are in the transcript, and the next is taken.
goes_on() {
    equal "$1" "$(count_replies)" 'replies kept'
    term_kill
    term_resume 80 24
    term_shows "turn $(($1 + 1))" || term_fail "not at turn $(($1 + 1))"
    term_tell 'It sounds later still.'
    equal $(($1 + 1)) "$(last_event | jq .turn)" 'the turn after resuming'
}

talk_a_little() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_tell 'What then?'
    term_type 'half a repl'
    term_wait 'half a repl'
}

test_sigterm() {
    talk_a_little
    kill -TERM "$(term_pid)"
    term_ended 0
    term_shows 'every turn is kept'
    goes_on 2
}

test_sighup() {
    talk_a_little
    kill -HUP "$(term_pid)"
    term_ended 0
    goes_on 2
}

test_sigterm_where_silence_is_asked_back() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_key Enter
    term_wait 'Silence?'
    term_asked
    kill -TERM "$(term_pid)"
    term_ended 0
    goes_on 1
}

test_sigterm_at_the_guess() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_key C-d
    term_wait 'how heard'
    kill -TERM "$(term_pid)"
    term_ended 0
    goes_on 1
}

is_gone() { # PID
    ! kill -0 "$1" 2>/dev/null
}

test_the_window_closes() {
    local pid
    talk_a_little
    pid=$(term_pid)
    term_kill
    term_until is_gone "$pid" || term_fail 'still running without a terminal'
    goes_on 2
}

# kill -9 at random moments.

# How many replies stand answered on the screen: with --plain, a line of the
# client's after one of the trainee's.
count_answered() {
    term_history | awk '
        /^You: ./ { said = 1 }
        /^Client: / { answered += said; said = 0 }
        END { print answered + 0 }'
}

# Replies, one after the other, until the program is no more.
talk_until_killed() { # NUMBER-OF-FIRST
    local number=$1
    until term_is_over; do
        term_say "Reply $number: it sounds late." || return 0
        term_until has_replies_or_over "$number"
        number=$((number + 1))
    done
}

has_replies_or_over() {
    [ "$(count_answered)" -gt $(($1 - first)) ] || term_is_over
}

kill_after() { # MILLISECONDS PID
    sleep "$(printf '0.%03d' "$1")"
    kill -9 "$2"
}

numbers_run_on() {
    events reply | sed -E 's/[^0-9]*([0-9]+).*/\1/' |
        awk '$1 != NR { exit 1 }'
}

test_kill_9_at_random_moments() {
    local round first=1 answered delay
    RANDOM=$SEED
    term_talk 80 24 --plain
    for ((round = 1; round <= KILLS; round++)); do
        delay=$((RANDOM % 250))
        kill_after "$delay" "$(term_pid)" &
        talk_until_killed "$first"
        wait
        answered=$((first - 1 + $(count_answered)))
        [ "$(count_replies)" -ge "$answered" ] ||
            term_fail "SEED=$SEED, round $round, killed after $delay ms:
$answered answered, $(count_replies) kept"
        numbers_run_on || term_fail "SEED=$SEED, round $round: replies astray"
        term_kill
        term_resume 80 24
        first=$(($(count_replies) + 1))
        term_shows "turn $first" || term_fail "round $round: not at turn $first"
    done
    [ "$first" -gt 2 ] || term_fail 'killed before anything was said'
}

# The kill that falls into the middle of a write leaves half a line.
test_a_torn_last_line_is_dropped_and_said() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_tell 'What then?'
    kill -9 "$(term_pid)"
    term_killed
    truncate -s -40 "$transcript"
    term_kill
    term_resume 80 24
    term_shows 'torn off'
    term_shows 'turn 2'
    term_tell 'It sounds later.'
    equal 2 "$(count_replies)" 'replies kept'
    jq -e . "$transcript" >/dev/null
}

# Two programs.

test_one_transcript_has_one_program() {
    local before
    term_talk 80 24
    term_tell 'It sounds late.'
    before=$(cat "$transcript")
    in_home rapport play --resume="$transcript" <<<'What then?' \
        >"$scratch/second" 2>&1 && term_fail 'the second may talk too'
    grep -q 'is open in another rapport' "$scratch/second"
    equal "$before" "$(cat "$transcript")" 'the transcript'
    term_tell 'What then?'
    equal 2 "$(count_replies)" 'replies kept'
}

test_a_new_talk_overwrites_no_transcript() {
    local before
    talk_a_little
    term_kill
    before=$(cat "$transcript")
    in_home rapport play "$FOLDER/ana.json" --rubric="$FOLDER/small.json" \
        --transcript="$transcript" <<<'What then?' >"$scratch/second" 2>&1 &&
        term_fail 'it was taken'
    equal "$before" "$(cat "$transcript")" 'the transcript'
}

# A full disk.

# The reply that there was no room for stands on the line again, is not in the
# transcript, and is taken once there is room; so is what follows.
no_room_then_room() { # MAKE-ROOM...
    local reply='It sounds late, and there is no room for it.'
    local -i kept answers
    kept=$(count_replies)
    answers=$(count_answers)
    term_say "$reply"
    term_wait 'not lost'
    term_until term_shows_last " you >  $reply" || term_fail 'not on the line'
    equal "$kept" "$(count_replies)" 'replies while there was no room'
    equal "$answers" "$(count_answers)" 'answers to what is not on disk'
    term_key Enter
    term_until shows_twice 'not lost' || term_fail 'not refused again'
    term_until term_shows_last " you >  $reply" || term_fail 'not on the line'
    "$@"
    term_tell ''
    equal "$reply" "$(events reply | tail -n 1 | jq -r .)"
    equal $((kept + 1)) "$(last_event | jq .turn)" 'turn'
    jq -e . "$transcript" >/dev/null || term_fail 'the transcript is torn'
}

count_answers() {
    term_history | grep -Fc 'Yes, that.' || true
}

shows_twice() {
    [ "$(term_history | grep -Fc -e "$1")" -ge 2 ]
}

term_shows_last() {
    [ "$(term_last_line)" = "$1" ]
}

# Without special rights: the file may not grow.
test_no_room_by_limit() {
    local pid
    # shellcheck disable=SC2016
    AS+=(sh -c 'trap "" XFSZ; exec "$@"' sh)
    term_talk 80 24
    term_tell 'It sounds late.'
    pid=$(term_pid)
    prlimit --pid "$pid" --fsize="$(($(wc -c <"$transcript") + 100)):"
    no_room_then_room prlimit --pid "$pid" --fsize=unlimited:
    goes_on 2
}

# Disks of our own; in a name space of the program's, so that they vanish with
# it, however it ends.
may_mount() {
    unshare "${UNSHARE[@]}" mount -t tmpfs -o size=64k tmpfs "$home/tmp" 2>&1
}

test_no_room_on_the_disk() {
    local disk
    UNSHARE=(--mount)
    [ "$(id -u)" = 0 ] || UNSHARE=(--mount --map-root-user)
    may_mount || return 0
    # shellcheck disable=SC2016
    AS=(unshare "${UNSHARE[@]}" sh -c '
        mount -t tmpfs -o size=16k tmpfs "$TMPDIR" && exec "$@"' sh "${AS[@]}")
    transcript=$home/tmp/talk.jsonl
    term_talk 80 24
    disk=/proc/$(term_pid)/root$home/tmp
    transcript=$disk/talk.jsonl
    until_full "$disk"
    term_tell_until_full
    no_room_then_room rm "$disk/ballast"
}

until_full() { # FOLDER
    dd if=/dev/zero of="$1/ballast" bs=4096 2>/dev/null || true
    [ -s "$1/ballast" ]
}

# The file's last block has room for a few replies.
term_tell_until_full() {
    local number
    for ((number = 1; number <= 20; number++)); do
        term_say "Reply $number: it sounds late."
        term_until has_replies_or_refused "$number"
        ! term_shows 'not lost' || break
    done
    term_shows 'not lost' || term_fail 'the disk is never full'
    equal $((number - 1)) "$(count_replies)" 'replies kept'
    term_key C-c
    term_asked
    tmux_here clear-history -t rapport
    term_key C-l
    term_wait_gone 'not lost'
}

has_replies_or_refused() {
    has_replies "$1" || term_shows 'not lost'
}

terminal_tests "$@"
