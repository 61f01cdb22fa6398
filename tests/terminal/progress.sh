#!/usr/bin/env bash
# Looking back at a terminal: figures are drawn there, and only there, and fit
# the window.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

files=$TREE/tests/cli/files

# play REPLY...: a session with Ann, kept among the trainee's own.
play() {
    printf '%s\n' "$@" :quit | in_home rapport play "$files/first.json" \
        --rubric="$files/rubric.json" >"$scratch/said"
}

look_back() { # COLUMNS ROWS [OPTION]
    play Well. Well. Well. Well. Well.
    sleep 1 # their order is that of the second in which they began
    play 'What now?' Well. 'You sound tired.' Well. Well.
    term_start "$1" "$2" rapport progress "${@:3}"
    term_wait 'no grade'
    term_ended 0
}

test_figures_are_drawn() {
    look_back 80 100
    term_shows 'Turns that ask openly       ▁▅  0.00 → 0.20: fair'
}

test_nothing_is_drawn_in_plain() {
    look_back 80 100 --plain
    term_shows 'Coach: '
    ! term_screen | grep '[▁▂▃▄▅▆▇█→]'
}

test_no_line_wider_than_40() {
    look_back 40 200
    ! term_history | LC_ALL=C.UTF-8 grep -v '^ To practise' |
        LC_ALL=C.UTF-8 grep -E '^.{41,}'
}

terminal_tests "$@"
