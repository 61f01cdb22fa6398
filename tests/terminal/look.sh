#!/usr/bin/env bash
# How the screen looks: nothing wider than the window, nothing overwritten,
# evidence marks under the words, colour only where it is wanted, and lines
# with labels for those who hear the screen.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

dialogue=$TREE/tests/play/maya-1-skilled.play
ESC=$'\e'

# What the trainee types in that dialogue; an empty line is silence.
replies() {
    sed -n 's/^> \{0,1\}//p' "$dialogue"
}

# The dialogue from a pipe: what a screen should hold as well.
piped() {
    replies | in_home XDG_DATA_HOME="$home/other" rapport play maya-1 \
        --transcript=piped.jsonl
}

# The dialogue, typed in a window of so many columns, up to the report.
typed() { # COLUMNS ROWS
    local reply
    transcript=$home/here/typed.jsonl
    term_start "$1" "$2" rapport play maya-1 --transcript=typed.jsonl
    term_wait 'you >'
    while IFS= read -r reply; do
        if [ -n "$reply" ]; then
            term_tell "$reply"
        else
            term_key Enter
            term_wait 'Silence?'
            term_tell ''
        fi
    done < <(replies)
    term_wait 'Before the figures'
    term_key Enter
    term_ended 0
}

# What the client and the coach say, word by word, whatever the width. Left out
# is what a terminal shows in its own way: replies, which are typed there and
# shown again with their marks where they are long, and what is asked.
words() {
    sed -E '/^ you >/,/^ Maya /{ /^ Maya /!d; }
        /^ 1 to 5 >/d; /^ +:why  :retry/d; /^ The transcript:/d' |
        tr -s '[:space:]' '\n'
}

same_words() { # COLUMNS ROWS
    typed "$1" "$2"
    term_history | words >typed.words
    piped | words >piped.words
    diff piped.words typed.words
}

test_nothing_overwritten_at_80() {
    cd "$scratch"
    same_words 80 24
}

test_nothing_overwritten_at_40() {
    cd "$scratch"
    same_words 40 20
}

# A line that the terminal had to break is one line in the history. The
# trainee's own line may be, and the path of the transcript, to be copied.
fits() { # COLUMNS ROWS
    typed "$1" "$2"
    ! term_history | grep -Ev '^ you >|^ The transcript: ' |
        LC_ALL=C.UTF-8 grep -E "^.{$(($1 + 1)),}"
}

test_no_line_wider_than_80() {
    fits 80 24
}

test_no_line_wider_than_40() {
    fits 40 20
}

# marked REPLY: the line under it.
marked() {
    term_screen | grep -F -A 1 -e " you >  $1" | sed -n 2p
}

test_marks_stand_under_the_words() {
    term_talk 80 24
    term_tell 'It sounds late; what then?'
    equal '           ‾‾‾‾‾‾‾‾‾‾‾  ‾‾‾‾' "$(marked 'It sounds late; ')"
}

test_marks_heed_wide_characters() {
    term_talk 80 24
    term_tell '東京 – it sounds cafés'
    equal '                  ‾‾‾‾‾‾‾‾‾‾‾‾' "$(marked '東京')"
    term_tell $'cafe\u0301 sounds late'
    equal '             ‾‾‾‾‾‾‾‾‾‾‾' "$(marked 'cafe')"
}

test_no_marks_without_evidence() {
    term_talk 80 24
    term_tell 'Right.'
    equal '' "$(marked 'Right.')"
}

# A reply longer than the line need not be marked; but never wrongly.
test_no_marks_under_other_words() {
    term_talk 40 20
    term_tell 'A reply that goes on past the line and then sounds late at last.'
    term_shows 'sounds late'
    ! term_screen | grep -B 1 '^ *‾' | sed -n 1p | grep -v 'sounds late'
}

test_colour_names_the_client() {
    term_talk 80 24
    term_tell 'It sounds late.'
    term_screen -e | grep -Eq "$ESC\[(1m$ESC\[)?[0-9;]*36m ?Ana$ESC\["
    term_screen -e | grep -Eq "$ESC\[32m *‾"
}

# record COLUMNS ROWS COMMAND...: two replies and a hint, every byte kept.
record() {
    term_start_recorded "$@" rapport play "$FOLDER/ana.json" \
        --rubric="$FOLDER/small.json" --transcript="$transcript" $option
    term_wait 'Here I am.'
    term_asked
    term_tell 'It sounds late.'
    term_tell 'Right.'
    term_say ':hint'
    term_wait 'Give it back.'
    term_key C-d
    term_wait 'The talk is over.'
    term_key Enter
    term_ended 0
    [ -s "$scratch/bytes" ]
}
option=

has_colour() {
    LC_ALL=C grep -aE "$ESC\[[0-9;]*m" "$scratch/bytes"
}

test_colour_is_there_to_be_switched_off() {
    record 80 24
    has_colour >/dev/null
}

test_no_color_is_heeded() {
    record 80 24 env NO_COLOR=1
    ! has_colour
}

test_dumb_terminal_gets_no_escapes() {
    record 80 24 env TERM=dumb
    ! LC_ALL=C grep -a "$ESC" "$scratch/bytes"
}

test_dumb_terminal_gets_all_words() {
    record 80 24 env TERM=dumb
    grep -aq 'Ana    Yes, that.' "$scratch/bytes"
    grep -aq '+ You gave it back.' "$scratch/bytes"
    grep -aq 'Bond: with this person      3 of 5' "$scratch/bytes"
}

# Asking for pastes in one piece is all that --plain may say to a terminal.
test_plain_redraws_nothing() {
    option=--plain
    record 80 24
    ! sed "s/$ESC\[?2004[hl]//g" "$scratch/bytes" | LC_ALL=C grep -a "$ESC"
}

test_plain_lines_have_labels() {
    option=--plain
    record 80 24
    term_history | sed -n '/^Client: Here I am/,/^The talk is over/p' |
        sed '$d' >"$scratch/talk"
    grep -q '^Client: Yes, that\.$' "$scratch/talk"
    grep -q '^You: It sounds late\.$' "$scratch/talk"
    grep -q '^Coach: ' "$scratch/talk"
    ! grep -Ev '^(Client|You|Coach):|^$' "$scratch/talk"
}

test_plain_dumb_terminal_gets_no_escapes() {
    option=--plain
    record 80 24 env TERM=dumb
    ! LC_ALL=C grep -a "$ESC" "$scratch/bytes"
}

terminal_tests "$@"
