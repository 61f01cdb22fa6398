#!/usr/bin/env bash
# A drill at a terminal: replies are typed, feedback stands under them, an
# empty line is asked back about.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

drill() { # COLUMNS ROWS OPTION...
    term_start "$1" "$2" rapport drill --rubric="$files/rubric.json" \
        --lines=2 "${@:3}" open_question "$files/drill.json"
    term_wait 'Line 1 of 2'
}

files=$TREE/tests/cli/files

test_marks_stand_under_what_was_typed() {
    drill 80 50
    term_say 'Well. What now?'
    term_wait 'Line 2 of 2'
    term_screen | grep -A 1 'Well. What now?' | tail -n 1 |
        grep -qx '              ‾‾‾‾'
    term_key C-d
    term_wait 'longest streak 1'
    term_ended 0
}

test_an_empty_line_is_asked_back_about() {
    drill 80 50
    term_key Enter
    term_wait 'Silence?'
    term_key Enter
    term_wait 'You stayed silent.'
    term_say ':quit'
    term_wait 'What you said is kept in'
    term_ended 0
}

test_what_is_refused_stands_on_the_line_again() {
    drill 80 50
    term_paste "$(printf 'What\001 now?')"
    term_key Enter
    term_wait 'control character'
    term_wait 'What now?'
    term_key Enter
    term_wait 'Line 2 of 2'
    term_key C-c
    term_ended 0
}

test_tab_offers_the_commands() {
    drill 80 50
    term_type ':be'
    term_key Tab
    term_wait ':better'
    term_key Enter
    term_wait 'A line that shows it'
    term_key C-d
    term_ended 0
}

terminal_tests "$@"
