#!/usr/bin/env bash
# Runs tests/cli/*.test: commands, and what they must answer.
#
#   tests/cli/run.sh [FILE...]
#
# A file holds blocks. What stands before the first, blank lines, and lines
# that begin with # are for the reader. In a block:
#
#   --- name        begins a test
#   $ command       run by bash in an empty folder, with `rapport` on PATH, an
#                   empty HOME, and the tree in $TREE; several lines are one
#                   script; `unprivileged COMMAND` runs one as nobody
#   < line          a line of standard input
#   | line          a line of standard output; with any of these, all of it
#   ~ regex         a line of standard output that must occur (grep -E)
#   !~ regex        one that must not
#   ? status        the exit status, 0 unless told
#
# A block without | and ~ expects no output at all. Standard error is not
# looked at unless the command says 2>&1. Any other line is a mistake, and
# fails.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program cli

begin_block() { # NAME
    block=$1 status=0 exact=no has_regex=no
    for part in command input expected regex no_regex mistakes; do
        : >"$scratch/$part"
    done
}

read_line() { # LINE: files it under what its first characters say
    case $1 in
    '' | '#'*) ;;
    '$ '*) echo "${1:2}" >>"$scratch/command" ;;
    '<' | '< '*) echo "${1:2}" >>"$scratch/input" ;;
    '|' | '| '*) exact=yes && echo "${1:2}" >>"$scratch/expected" ;;
    '~ '*) has_regex=yes && echo "${1:2}" >>"$scratch/regex" ;;
    '!~ '*) echo "${1:3}" >>"$scratch/no_regex" ;;
    '? '*) status=${1:2} ;;
    *) echo "this line means nothing: $1" >>"$scratch/mistakes" ;;
    esac
}

compare() { # STATUS: prints what is not as it should be
    local regex
    cat "$scratch/mistakes"
    if [ "$1" != "$status" ]; then
        echo "status $1, not $status"
    fi
    if [ "$exact" = yes ] || [ "$has_regex" = no ]; then
        diff -u --label expected --label printed \
            "$scratch/expected" "$scratch/output"
    fi
    while IFS= read -r regex; do
        grep -Eq -e "$regex" "$scratch/output" ||
            echo "no line of the output matches: $regex"
    done <"$scratch/regex"
    while IFS= read -r regex; do
        grep -En -e "$regex" "$scratch/output" &&
            echo "that should not match: $regex"
    done <"$scratch/no_regex"
}

end_block() {
    [ -n "$block" ] || return 0
    in_new_home bash -c "$(cat "$scratch/command")" bash \
        <"$scratch/input" >"$scratch/output" 2>"$scratch/errors"
    compare $? >"$scratch/details"
    if [ -s "$scratch/details" ]; then
        sed 's/^/on standard error: /' "$scratch/errors" >>"$scratch/details"
        [ "$exact" = yes ] || cat "$scratch/output" >>"$scratch/details"
    fi
    tally "$scratch/details" "$block"
}

run_file() { # FILE
    local line
    block=''
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '--- '*)
            end_block
            begin_block "${line#--- }"
            ;;
        *) [ -z "$block" ] || read_line "$line" ;;
        esac
    done <"$1"
    end_block
}

while read -r file; do
    name=${file##*/}
    tally_group "cli/${name%.test}"
    run_file "$file"
done < <(chosen_files "$TREE/tests/cli/*.test" "$@")
tally_end
