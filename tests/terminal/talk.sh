#!/usr/bin/env bash
# A session at the prompt: silence, trying again, Ctrl-C, Ctrl-D, the end, and
# going on another time.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

test_silence_is_asked_back_once() {
    term_talk 80 24
    term_key Enter
    term_wait 'Silence?'
    equal 0 "$(count_replies)" 'replies after one Enter'
    term_asked
    term_tell ''
    term_wait '(She waits.)'
    equal '""' "$(events reply)"
}

test_blanks_are_silence_too() {
    term_talk 80 24
    term_say '   '
    term_wait 'Silence?'
    equal 0 "$(count_replies)" 'replies after one Enter'
}

# Who did not mean silence types the reply, and it is taken as it is.
test_a_reply_instead_of_silence() {
    term_talk 80 24
    term_key Enter
    term_wait 'Silence?'
    term_asked
    term_tell 'It sounds late.'
    equal '"It sounds late."' "$(events reply)"
    equal 1 "$(term_screen | grep -c 'It sounds late\.')" 'times on the screen'
}

test_a_command_instead_of_silence() {
    term_talk 80 24
    term_key Enter
    term_wait 'Silence?'
    term_asked
    term_say ':hint'
    term_wait 'Give it back.'
    equal 0 "$(count_replies)" 'replies'
}

test_ctrl_d_instead_of_silence() {
    term_talk 80 24
    term_key Enter
    term_wait 'Silence?'
    term_asked
    term_key C-d
    term_wait 'The talk is over.'
    equal 0 "$(count_replies)" 'replies'
}

test_ctrl_c_instead_of_silence() {
    term_talk 80 24
    term_key Enter
    term_wait 'Silence?'
    term_asked
    term_key C-c
    term_ended 0
    equal 0 "$(count_replies)" 'replies'
}

test_retry_shows_both_tries() {
    term_talk 80 24
    term_tell 'What then?'
    term_say ':retry'
    term_wait 'Once more'
    term_asked
    term_screen | grep -A 9 'Once more' | grep -Fq 'Ana    Here I am.'
    term_tell 'It sounds late.'
    term_screen | sed -n '/Once more/,$p' | grep . | tr -s ' \n' '  ' |
        grep -q 'It sounds late.*Yes, that.*What then?.*That is a question\.'
    equal '"What then?" "It sounds late."' \
        "$(events reply | paste -sd ' ')" 'the tries kept'
    equal 1 "$(events retry | wc -l)" 'retries kept'
}

test_one_reply_is_taken_back_at_a_time() {
    term_talk 80 24
    term_say ':retry'
    term_wait 'no reply to take back'
    term_tell 'Right.'
    term_tell 'What then?'
    term_say ':retry'
    term_wait 'Once more'
    term_asked
    term_say ':retry'
    term_wait 'taken back already'
    equal 1 "$(events retry | wc -l)" 'retries kept'
    term_tell 'It sounds late.'
    equal 2 "$(last_event | jq .turn)" 'turn'
}

test_a_slip_is_no_reply() {
    term_talk 80 24
    term_say ':hnit'
    term_wait 'did you mean :hint'
    equal 0 "$(count_replies)" 'replies'
    term_tell '::hint'
    equal '":hint"' "$(events reply)"
}

test_ctrl_c_clears_the_line() {
    term_talk 80 24
    term_type 'This is not what I wanted'
    term_wait 'wanted'
    term_key C-c
    term_wait 'wanted^C'
    term_asked
    term_tell 'It sounds late.'
    equal '"It sounds late."' "$(events reply)"
}

test_ctrl_c_clears_a_paste() {
    term_talk 80 24
    term_paste $'One\nTwo'
    term_wait 'Two'
    term_key C-c
    term_asked
    equal 0 "$(count_replies)" 'replies'
}

test_second_ctrl_c_leaves_and_all_is_kept() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_tell 'What then?'
    term_type 'half'
    term_wait 'half'
    term_key C-c
    term_asked
    term_key C-c
    term_ended 0
    term_shows "'rapport play"
    term_shows 'The transcript: '
    equal 2 "$(count_replies)" 'replies kept'
    ! last_event | grep -q '"event":"end"'
}

test_resume_goes_on() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_tell 'What then?'
    term_key C-c
    term_ended 0
    term_kill
    term_resume 80 24
    term_shows 'turn 3'
    term_shows 'That is a question.'
    term_tell 'It sounds later.'
    equal '{"turn":3,"trust":6}' \
        "$(last_event | jq -c '{turn, trust: .state.trust}')"
    term_key C-d
    term_wait 'The talk is over.'
    term_key Enter
    term_ended 0
    equal over "$(last_event |
        jq -r 'if .event == "end" then "over" else . end')"
}

# Without a name the last session goes on that has no end.
test_resume_finds_the_last_session() {
    term_start 80 24 rapport play maya-1
    term_wait 'you >'
    term_say 'You sound worn out.'
    term_wait ':why'
    term_key C-c
    term_ended 0
    term_kill
    term_start 80 24 rapport play --resume
    term_wait 'You go on at turn 2;'
    term_wait 'eight minutes past three'
}

# Where the talk was over and only the guess was left, that is asked again.
test_resume_asks_for_the_guess() {
    sed 's/"max": 90/"max": 1/' "$FOLDER/ana.json" >"$home/here/short.json"
    term_start 80 24 rapport play ./short.json --rubric="$FOLDER/small.json" \
        --transcript="$transcript"
    term_wait 'you >'
    term_say 'It sounds late.'
    term_wait 'The talk is over.'
    term_key C-c
    term_ended 0
    term_kill
    term_start 80 24 rapport play --resume="$transcript"
    term_wait 'how heard'
    term_say 4
    term_wait '4 of 5'
    term_ended 0
    equal 4 "$(jq -r 'select(.event == "guess") | .heard' "$transcript")"
}

test_ctrl_d_ends_with_guess_and_report() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_key C-d
    term_wait 'how heard did Ana'
    term_asked
    term_say 'nine'
    term_wait 'A number from 1 to 5'
    term_say '4'
    term_wait 'Felt heard, you guessed'
    term_wait 'Bond: with this person'
    term_wait 'moved by turn 1 (+1)'
    term_wait 'The transcript: '
    term_ended 0
    equal 4 "$(jq -r 'select(.event == "guess") | .heard' "$transcript")"
    equal end "$(last_event | jq -r .event)"
}

# On a line with text Ctrl-D takes a character away, as everywhere.
test_ctrl_d_within_a_line_ends_nothing() {
    term_talk 80 24
    term_type 'It sounds late.!'
    term_wait 'late.!'
    term_key Left C-d
    term_tell ''
    equal '"It sounds late."' "$(events reply)"
}

test_quit_leaves_and_end_ends() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_say ':quit'
    term_ended 0
    term_kill
    term_resume 80 24
    term_say ':end'
    term_wait 'The talk is over.'
    term_key Enter
    term_ended 0
    equal end "$(last_event | jq -r .event)"
}

# Until the end is written, the last reply may still be taken back.
test_retry_after_the_end_of_the_talk() {
    term_talk 80 24
    term_tell 'What then?'
    term_key C-d
    term_wait ':retry takes your last reply back'
    term_say ':retry'
    term_wait 'Once more'
    term_tell 'It sounds late.'
    term_shows 'Yes, that.'
    equal 2 "$(count_replies)" 'replies kept'
}

terminal_tests "$@"
