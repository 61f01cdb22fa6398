#!/usr/bin/env bash
# Runs tests/bad/: broken files, and the exact problems they must be told.
#
#   tests/bad/run.sh [FILE.problems...]
#
# Beside tests/bad/NAME.json stands NAME.problems with what `rapport check`
# must find, all of it, in this order: lines "line:column [number]", 0:0 where
# it is about the file as a whole. Blank lines and lines that begin with # are
# for the reader.
#
# Each number that a header gives to a kind of problem must occur in one of
# them; UNMET lists those that cannot, and why. What is printed must be fit for
# a terminal, whatever stands in the file.
#
# Then a shipped rubric and a shipped scenario, cut off at $CUTS places (200
# unless told), must each be refused with a problem, and never with a crash.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program bad

CUTS=${CUTS:-200}

#   1  a file too large is refused before it is read: tests/cli/check.test
#  10  comes after a thousand others (tests/cli/check.test)
# 368  is a note on what is too large to explore: tests/unit/test_proof.c
UNMET='1 10 368'

# check FILE: what is found in it, as lines "line:column [number]".
check() {
    in_new_home rapport check "$1" >"$scratch/said" 2>"$scratch/errors"
    status=$?
    sed -En 's/^.*[^:]:([0-9]+:[0-9]+): (\[[0-9]+\]) .*/\1 \2/p
        s/^[^ ]*\.json: (\[[0-9]+\]) .*/0:0 \1/p' \
        "$scratch/said" >"$scratch/found"
}

check_broken() { # BASE, without its ending
    sed -E '/^#/d; s/[[:space:]]+$//; /^$/d' "$1.problems" >"$scratch/expected"
    check "$1.json"
    diff -u --label expected --label found \
        "$scratch/expected" "$scratch/found" >"$scratch/details"
    if [ "$status" != 1 ]; then
        echo "status $status, not 1" >>"$scratch/details"
    fi
    if LC_ALL=C grep -aq '[[:cntrl:]]' "$scratch/said" "$scratch/errors"; then
        echo "a control character reaches the terminal" >>"$scratch/details"
    fi
    if [ -s "$scratch/details" ]; then
        cat "$scratch/said" "$scratch/errors" >>"$scratch/details"
    fi
    tally "$scratch/details" "${1##*/}"
}

# The numbers that the headers name, and that no broken file is told.
check_numbers() {
    sed -n 's/^ *\(MISTAKE\|FAULT\|PROBLEM\)_[A-Z0-9_]* = \([0-9]*\),.*/\2/p' \
        "$TREE"/sim/rubric/mistake.h "$TREE"/sim/scenario/fault.h \
        "$TREE"/sim/base/problem.h | sort -u >"$scratch/named"
    cat "$TREE"/tests/bad/*.problems |
        sed -n 's/^[0-9].*\[\([0-9]*\)\].*/\1/p' | sort -u >"$scratch/met"
    tr ' ' '\n' <<<"$UNMET" | sort >"$scratch/unmet"
    comm -23 "$scratch/named" "$scratch/met" |
        diff -u --label 'listed as not to be met' --label 'not met' \
            "$scratch/unmet" - >"$scratch/details"
    comm -13 "$scratch/named" "$scratch/met" |
        sed 's/^/no header names /' >>"$scratch/details"
    [ -s "$scratch/named" ] || echo "no number found" >>"$scratch/details"
    tally "$scratch/details" "every number is met"
}

# Everything before the last closing brace can be cut; what follows it may be
# nothing but a line end.
check_cut() { # FILE
    local end i at
    end=$(grep -abo '}' "$1" | tail -n 1)
    end=${end%%:*}
    for ((i = 0; i < CUTS; i++)); do
        at=$((end * i / CUTS))
        head -c "$at" "$1" >"$scratch/cut.json"
        check "$scratch/cut.json"
        if [ "$status" != 1 ] || [ ! -s "$scratch/found" ]; then
            echo "cut after $at bytes: status $status"
            cat "$scratch/said" "$scratch/errors"
        fi
    done >"$scratch/details"
    tally "$scratch/details" "${1##*/}, cut off at $CUTS places"
}

tally_group bad
while read -r problems; do
    check_broken "${problems%.problems}"
done < <(chosen_files "$TREE/tests/bad/*.problems" "$@")
[ $# = 0 ] || { tally_end; exit; }

for file in "$TREE"/tests/bad/*.json; do
    [ -e "${file%.json}.problems" ] ||
        tally_fail "${file##*/}: nothing says what is wrong with it"
done
check_numbers
check_cut "$TREE/rubrics/alliance.json"
check_cut "$TREE/scenarios/maya-1.json"
tally_end
