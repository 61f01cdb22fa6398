#!/usr/bin/env bash
# Measures scoring: every cue tried in turn, against the index; with the shipped
# rubric and with rubrics of 50, 200 and 1,000 cues derived from it.
#
#   tests/bench/score.sh [TURNS.jsonl]
#
# How they are derived and timed stands in score.c. Nothing is asserted but
# that both find the same matches: times belong to a machine.
set -eu
turns=${1:+$(realpath "$1")}
cd "$(dirname "$0")/../.."
pin=''
if command -v taskset >/dev/null; then pin='taskset -c 0'; fi

echo 'µs a turn:   one by one     index  (words alone)  ratio'
for cues in 0 50 200 1000; do
    $pin build/bench/score rubrics/alliance.json "$cues" "${ROUNDS:-7}" \
        ${turns:+"$turns"}
done
