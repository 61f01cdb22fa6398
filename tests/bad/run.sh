#!/usr/bin/env bash
# Runs tests/bad/: broken files, and the exact problems they must be told.
#
#   tests/bad/run.sh [FILE.problems...]
#
# Beside tests/bad/NAME.json stands NAME.problems with what `rapport check`
# must find, all of it, in this order: lines "line:column [number]". Blank
# lines and lines that begin with # are for the reader.
#
# Then a shipped rubric and a shipped scenario, cut off at $CUTS places (200
# unless told), must each be refused with a problem, and never with a crash.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program bad

CUTS=${CUTS:-200}

# check FILE: what is found in it, as lines "line:column [number]".
check() {
    in_new_home rapport check "$1" >"$scratch/said" 2>"$scratch/errors"
    status=$?
    sed -En 's/^.*[^:]:([0-9]+:[0-9]+): (\[[0-9]+\]) .*/\1 \2/p' \
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
    if [ -s "$scratch/details" ]; then
        cat "$scratch/said" "$scratch/errors" >>"$scratch/details"
    fi
    tally "$scratch/details" "${1##*/}"
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
check_cut "$TREE/rubrics/alliance.json"
check_cut "$TREE/scenarios/maya-1.json"
tally_end
