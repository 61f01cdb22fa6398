#!/usr/bin/env bash
# An exam: what was typed before does not come back, and nothing helps. Practice
# before it shows that the same keys would.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

line_is() { # TEXT: what stands behind the prompt
    [ "$(term_last_line | sed 's/^ you > *//')" = "$1" ]
}

# term_exercise MODE: begins one with Ana, as Kim.
term_exercise() {
    cp "$FOLDER"/*.json "$home/here"
    [ -e "$home/here/$1.json" ] ||
        in_home rapport new exercise --rubric=small.json \
            "$1.json" ana.json 2>/dev/null
    sed -i "s/\"practice\"/\"$1\"/" "$home/here/$1.json"
    term_start 80 40 rapport play --exercise="$1.json" \
        --transcript="$transcript"
}

test_an_exam_has_no_history_and_no_hints() {
    term_exercise practice
    term_wait 'your name >'
    term_say ''
    term_wait 'Without a name'
    term_say 'Kim'
    term_wait 'Here I am.'
    term_tell 'It sounds late.'
    term_key Up
    term_until line_is 'It sounds late.' || term_fail 'practice has no history'
    term_key C-c
    term_wait 'late.^C'
    term_asked
    term_key C-c
    term_ended 0
    term_kill
    cp "$home/data/rapport/history" "$scratch/history"
    rm "$transcript"
    term_exercise exam
    term_wait 'Here I am.'
    term_shows 'Kim (another'
    term_asked
    term_key Up
    term_type '!'
    term_until line_is '!' || term_fail 'the Up key brought something'
    term_key BSpace
    term_tell 'What then?'
    term_key Up
    term_type '!'
    term_until line_is '!' || term_fail 'the Up key brought a reply'
    term_key BSpace
    term_say ':hint'
    term_wait 'There is none in an exam.'
    term_asked
    term_shows_not 'Give it back.'
    term_shows_not ':why'
    equal 1 "$(count_replies)" 'replies'
    cmp "$scratch/history" "$home/data/rapport/history"
}

test_tab_offers_what_an_exam_has() {
    term_exercise exam
    term_wait 'your name >'
    term_say 'Kim'
    term_wait 'Here I am.'
    term_asked
    term_type ':h'
    term_key Tab Tab
    term_wait ':help-now'
    term_shows_not ':hint'
}

terminal_tests "$@"
