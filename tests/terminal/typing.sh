#!/usr/bin/env bash
# The line that is typed: characters of every width, pastes, completion,
# history, a reply that is too long, a window that changes its size.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# said TEXT: the last reply in the transcript is this, byte for byte.
said() {
    equal "$1" "$(events reply | tail -n 1 | jq -r .)" 'the last reply'
}

# stands_once TEXT: behind the prompt, wherever its lines are broken.
stands_once() {
    local all
    all=$(term_history | sed 's/‾//g' | tr -s '[:space:]' ' ')
    equal 1 "$(grep -Fo -- "${1##* }" <<<"$all" | wc -l)" \
        "how often '${1##* }' stands there"
    grep -Fq " you > $1" <<<"$all"
}

# term_line: what stands on the screen's last line, behind the prompt.
term_line() {
    term_last_line | sed 's/^ you > *//'
}

line_is() {
    [ "$(term_line)" = "$1" ]
}

# term_wait_line TEXT: until that, and no more, stands there.
term_wait_line() {
    term_until line_is "$1" || term_fail "the line is not: $1"
}

cursor_is_at() {
    [ "$(term_ask '#{cursor_x}')" = "$1" ]
}

term_ever_showed() {
    term_history | grep -Fq -e "$1"
}

test_accents_and_other_scripts() {
    term_talk 80 24
    term_tell 'Ça va, Žižek? Ωραία – “да”.'
    said 'Ça va, Žižek? Ωραία – “да”.'
    term_shows ' you >  Ça va, Žižek? Ωραία – “да”.'
}

test_backspace_takes_one_character() {
    term_talk 80 24
    term_type 'Schöné'
    term_key BSpace BSpace
    term_type 'ü 東京都'
    term_key BSpace
    term_wait_line 'Schöü 東京'
    term_until cursor_is_at 18 || term_fail 'the cursor is astray'
    term_tell '!'
    said 'Schöü 東京!'
}

test_edits_between_wide_characters() {
    term_talk 80 24
    term_type '東京都'
    term_key Left Left BSpace
    term_type 'x'
    term_wait_line 'x京都'
    term_until cursor_is_at 9 || term_fail 'the cursor is astray'
    term_key End
    term_tell '.'
    said 'x京都.'
}

test_a_long_line_at_40_columns() {
    local words='one two three four five six seven eight nine ten eleven twelve'
    term_talk 40 20
    term_type "$words 東京 thirteen"
    term_until term_ever_showed thirteen
    term_key C-a
    term_type 'zero '
    term_key C-e
    term_tell ' fourteen'
    said "zero $words 東京 thirteen fourteen"
    stands_once "zero $words 東京 thirteen fourteen"
}

# As it was entered it goes from the screen, where it is shown again.
test_a_long_line_stands_once() {
    local words='It sounds as if the evenings were the longest part of the day'
    term_talk 80 24
    term_tell "$words, and late, and nobody there to hear."
    stands_once "$words, and late, and nobody there to hear."
    term_shows "you >  $words"
    term_say ":dispute reflection $words, and that I said so to her at once."
    term_wait Noted
    stands_once ":dispute reflection $words, and that I said so to her at once."
}

test_a_paste_is_one_reply() {
    term_talk 80 24
    term_paste $'The first line.\n\n\tThe third, with a tab.\nThe last.'
    term_wait 'The last.'
    equal 0 "$(count_replies)" 'replies before Enter'
    term_tell ''
    said $'The first line.\n\n\tThe third, with a tab.\nThe last.'
    equal 1 "$(count_replies)" 'replies'
}

test_a_paste_can_be_edited() {
    term_talk 80 24
    term_paste $'One\nTwo\n'
    term_wait 'Two'
    term_key BSpace BSpace
    term_tell 'ice'
    said $'One\nTwice'
}

test_a_paste_of_a_command_is_no_command() {
    term_talk 80 24
    term_paste $'First.\n:quit'
    term_wait ':quit'
    term_tell ''
    said $'First.\n:quit'
}

test_tab_completes_commands() {
    term_talk 80 24
    term_type ':rec'
    term_key Tab
    term_wait_line ':recap'
    term_key C-u
    term_type ':he'
    term_key Tab
    term_wait_line ':help'
    term_key Tab Tab
    term_wait ':help-now'
    term_key C-u
    term_type ':feedback e'
    term_key Tab
    term_wait_line ':feedback end'
}

# What Tab completed is taken, the space that it puts behind included.
test_completed_commands_are_taken() {
    term_talk 80 24
    term_type ':feedback e'
    term_key Tab
    term_wait_line ':feedback end'
    term_key Enter
    term_wait 'Feedback comes at the end.'
    term_type ':hin'
    term_key Tab
    term_wait_line ':hint'
    term_key Enter
    term_wait 'Give it back.'
}

test_tab_completes_codes() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_type ':dispute ass'
    term_key Tab
    term_wait_line ':dispute asserting'
    term_type 'it was more'
    term_key Enter
    term_wait 'Noted'
    equal '{"code":"asserting","text":"it was more"}' \
        "$(last_event | jq -c '{code, text}')"
}

test_tab_completes_scenarios_in_the_menu() {
    term_start 80 24 rapport play
    term_wait 'a number or name'
    term_type 'tuto'
    term_key Tab
    term_wait 'name > tutorial'
    term_key Enter
    term_wait "I'm Pim"
}

test_takes_the_beginning_of_a_name() {
    term_start 80 24 rapport play
    term_wait 'a number or name'
    term_type 'maya'
    term_key Enter
    term_wait 'More than one name begins so'
    term_type 'mayb'
    term_key Enter
    term_wait 'That is none of them'
    term_type 'Tuto'
    term_key Enter
    term_wait "I'm Pim"
}

test_tab_completes_files() {
    : >"$home/here/notes-on-a-talk"
    term_talk 80 24
    term_type 'As in notes-on'
    term_key Tab
    term_wait_line 'As in notes-on-a-talk'
}

# Two sessions: what was typed in the first is there in the second.
test_history_lasts() {
    local history=$home/data/rapport/history
    (
        umask 022
        term_talk 80 24
    )
    term_tell '# no comment'
    term_paste $'One\nTwo'
    term_wait 'Two'
    term_tell ''
    term_tell '#1795414240'
    equal 600 "$(stat -c %a "$history")" 'mode of the history'
    term_key C-c
    term_ended 0
    term_kill
    rm "$transcript"

    term_talk 80 24
    term_key Up
    term_wait_line '#1795414240'
    term_key Up
    term_wait 'One'
    term_key Up
    term_wait_line '# no comment'
    term_key Down
    term_wait 'One'
    term_tell ''
    said $'One\nTwo'
}

test_history_is_made_private() {
    mkdir -p "$home/data/rapport"
    : >"$home/data/rapport/history"
    chmod 644 "$home/data/rapport/history"
    term_talk 80 24
    term_tell 'Right.'
    equal 600 "$(stat -c %a "$home/data/rapport/history")" 'mode'
}

# 4,097 bytes are refused; one less, by a key, is taken.
test_too_long_is_put_back() {
    local most
    most=$(printf '%04095d' 0)
    term_talk 80 24
    term_paste "${most}12"
    term_wait '012'
    term_key Enter
    term_until term_ever_showed 'more than the 4096' ||
        term_fail 'not refused'
    term_until line_ends 012 || term_fail 'not on the line again'
    equal 0 "$(count_replies)" 'replies'
    term_key BSpace
    term_until line_ends 01
    term_tell ''
    said "${most}1"
}

line_ends() {
    term_last_line | grep -q -e "$1\$"
}

typed_text='The window changes while this is typed, and nothing of it is lost.'

test_resize_while_typing() {
    term_talk 80 24
    term_type "$typed_text"
    term_wait 'is lost.'
    term_resize 40 20
    term_type ' Not'
    term_resize 100 30
    term_type ' one'
    term_resize 60 24
    term_tell ' word.'
    said "$typed_text Not one word."
    term_ever_showed "is lost. Not one word."
    term_ever_showed 'Ana    And so on.'
}

# Where the cursor stands in a line of several rows must be known anew.
test_resize_before_editing() {
    term_talk 80 24
    term_type "$typed_text"
    term_wait 'is lost.'
    term_resize 40 20
    term_key C-a
    term_type 'Now: '
    term_until term_ever_showed " you >  Now: $typed_text" ||
        term_fail 'the line is drawn in the wrong place'
    term_resize 80 24
    term_key C-e
    term_tell ' Really.'
    said "Now: $typed_text Really."
    stands_once "Now: $typed_text Really."
}

# The prompt is drawn anew for the new width: what stands above it stays.
test_resize_leaves_the_answer() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_resize 40 20
    term_tell 'What then?'
    term_history | grep -Fq 'Ana    Yes, that.'
    term_history | grep -Fq '+ You gave it back.'
    term_history | grep -Fq 'Ana    That is a question.'
    term_history | grep -Fq ' you >  What then?'
}

# After the window has become narrow, lines are broken where words end.
test_answers_fit_the_new_width() {
    term_talk 80 24
    term_resize 40 20
    term_say ':help-now'
    term_wait 'reads along.'
    ! term_history | sed -n '/^ you >  :help-now/,$p' |
        LC_ALL=C.UTF-8 grep '^.\{41,\}'
}

terminal_tests "$@"
