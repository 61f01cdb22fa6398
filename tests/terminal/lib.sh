# shellcheck shell=bash
# A terminal to run the program in: tmux on a socket of its own.
#
# A test script sources this, defines functions test_*, and ends with
# `terminal_tests`. Each function is run in a subshell with an empty home and
# no terminal yet, and has failed when it returns other than 0 or when one of
# the steps below could not be done; the last screen is then shown. So that no
# step is passed over, each runs under `set -e`.
#
#   test_greets() {
#       term_start 80 24 rapport play maya-1
#       term_wait 'you >'
#       term_type 'How are you?'
#       term_key Enter
#       term_wait 'Maya'
#       term_key C-d
#       term_ended 0
#   }
#
# Nothing sleeps for a fixed time: term_wait asks again until the text is
# there, for at most $PATIENCE seconds.

# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

PATIENCE=${PATIENCE:-20}

cat >"$scratch/tmux.conf" <<'END'
set -g status off
set -g remain-on-exit on
set -gq remain-on-exit-format ''
set -g default-terminal screen-256color
set -g escape-time 0
set -g history-limit 10000
END

tmux_here() {
    tmux -u -S "$scratch/tmux" -f "$scratch/tmux.conf" "$@"
}

# term_start COLUMNS ROWS COMMAND...
term_start() {
    in_home LANG=C.UTF-8 tmux -u -S "$scratch/tmux" -f "$scratch/tmux.conf" \
        new-session -d -x "$1" -y "$2" -s rapport -- "${@:3}"
}

# term_start_recorded COLUMNS ROWS COMMAND...: the same; every byte that goes to
# the terminal is written to $scratch/bytes as well.
term_start_recorded() {
    : >"$scratch/bytes"
    # shellcheck disable=SC2016
    term_start "$1" "$2" sh -c 'echo ready; read -r _; exec "$@"' sh "${@:3}"
    term_wait ready
    tmux_here pipe-pane -t rapport "cat >>'$scratch/bytes'"
    term_key Enter
}

# term_paste TEXT: as a terminal pastes it.
term_paste() {
    printf '%s' "$1" | tmux_here load-buffer -
    tmux_here paste-buffer -p -t rapport
}

# term_type TEXT: as typed, without Enter.
term_type() {
    tmux_here send-keys -t rapport -l -- "$1"
}

# term_key KEY...: by tmux's names: Enter, Up, C-c, C-d, Tab, BSpace, M-b.
term_key() {
    tmux_here send-keys -t rapport "$@"
}

# term_say TEXT: types it, then Enter.
term_say() {
    term_type "$1"
    term_key Enter
}

# term_screen [OPTION...]: what is on the screen; -e keeps the colours.
term_screen() {
    tmux_here capture-pane -p -t rapport "$@"
}

# term_history: all that was ever printed, lines joined that were wrapped.
term_history() {
    term_screen -J -S -
}

# term_until COMMAND...: waits until it succeeds.
term_until() {
    local end=$((SECONDS + PATIENCE))
    until "$@"; do
        [ "$SECONDS" -le "$end" ] || return 1
        sleep 0.05
    done
}

term_shows() {
    term_screen | grep -Fq -e "$1"
}

term_shows_not() {
    ! term_shows "$1"
}

# term_wait TEXT: until a line of the screen holds it.
term_wait() {
    term_until term_shows "$1" || term_fail "waited in vain for: $1"
}

# term_wait_gone TEXT: until none does.
term_wait_gone() {
    term_until term_shows_not "$1" || term_fail "still there: $1"
}

# term_resize COLUMNS ROWS: until the program is told; tmux takes its time.
term_resize() {
    tmux_here resize-window -t rapport -x "$1" -y "$2"
    term_until term_has_size "$2 $1" || term_fail "not resized to $1 x $2"
}

term_has_size() {
    [ "$(stty -F "$(term_ask '#{pane_tty}')" size)" = "$1" ]
}

# term_ask FORMAT: what tmux knows about the terminal, by its format language.
term_ask() {
    tmux_here display-message -p -t rapport "$1"
}

# The program's process number, for signals.
term_pid() {
    term_ask '#{pane_pid}'
}

term_is_over() {
    [ "$(term_ask '#{pane_dead}')" = 1 ]
}

# tmux at times misses the signal that a program ended; it is told again.
term_has_status() {
    kill -CHLD "$(term_ask '#{pid}')"
    [ -n "$(term_ask '#{pane_dead_status}')" ]
}

# term_ended STATUS: waits for the program's end, with that status.
term_ended() {
    term_until term_has_status || term_fail 'did not end by itself'
    equal "$1" "$(term_ask '#{pane_dead_status}')" 'exit status'
}

# term_killed: waits for the program's end by a signal.
term_killed() {
    term_until term_is_over || term_fail 'did not end'
}

# term_kill: ends program and terminal, whatever they are doing.
term_kill() {
    tmux_here kill-server 2>/dev/null || true
    term_until term_is_off
}

term_is_off() {
    ! tmux_here has-session 2>/dev/null
}

# A talk with Ana, who has three answers and much time: ana.json and
# small.json, so that no change to what is shipped changes what is tested.
# AS goes before the command: AS=(env NO_COLOR=1).

FOLDER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
AS=()
transcript=$home/here/talk.jsonl

# term_talk COLUMNS ROWS [OPTION...]: begins a talk.
term_talk() {
    term_start "$1" "$2" ${AS[@]+"${AS[@]}"} rapport play "$FOLDER/ana.json" \
        --rubric="$FOLDER/small.json" --transcript="$transcript" "${@:3}"
    term_wait 'Here I am.'
    term_asked
}

# term_resume COLUMNS ROWS: goes on with it.
term_resume() {
    term_start "$1" "$2" ${AS[@]+"${AS[@]}"} rapport play \
        --resume="$transcript" --plain
    term_wait 'You go on at turn'
    term_asked
}

# term_asked: waits for the prompt with nothing typed.
term_asked() {
    term_until term_is_asked || term_fail 'no prompt'
}

term_is_asked() {
    term_last_line | grep -Exq ' you >|You:| 1 to 5 >|1 to 5:'
}

# term_last_line: of those on the screen that are not empty.
term_last_line() {
    term_screen | grep . | tail -n 1
}

# term_tell REPLY: says it, and waits for the answer and the next prompt.
term_tell() {
    local replies
    replies=$(count_replies)
    term_say "$1"
    term_until has_replies $((replies + 1)) || term_fail "not taken: $1"
    term_asked
}

has_replies() {
    [ "$(count_replies)" = "$1" ]
}

count_replies() {
    events reply | wc -l
}

# events KIND: the text of each event of that kind, as JSON strings.
events() {
    jq -cR --arg kind "$1" \
        'fromjson? | select(.event == $kind) | .text' "$transcript"
}

# The transcript's last line.
last_event() {
    tail -n 1 "$transcript"
}

# term_fail TEXT: the test has failed.
term_fail() {
    echo "$1"
    exit 1
}

# equal EXPECTED FOUND [WHAT]
equal() {
    [ "$1" = "$2" ] ||
        term_fail "${3:-found}: '$2', expected: '$1'"
}

run_test() { # FUNCTION
    local status
    new_home
    (
        trap - EXIT
        set -e
        "$1"
    ) >"$scratch/details" 2>&1 </dev/null
    status=$?
    if [ "$status" = 0 ]; then
        tally_pass
    else
        {
            echo "the screen at the end:"
            term_screen 2>&1 | sed -n '/./s/^/| /p'
        } >>"$scratch/details"
        tally_fail "${1#test_}" "$scratch/details"
    fi
    term_kill
}

# terminal_tests [NAME...]: runs the functions named, or all called test_*.
terminal_tests() {
    local test
    need_program terminal
    tally_group "terminal/$(basename "$0" .sh)"
    [ $# -gt 0 ] || mapfile -t test < <(compgen -A function test_)
    for test in "${@/#/test_}" ${test[@]+"${test[@]}"}; do
        run_test "$test"
    done
    tally_end
}
