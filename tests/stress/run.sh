#!/usr/bin/env bash
# Hostile patterns: those of patterns.txt, and many that are grown from a
# number; patterns.c says what is asked of them.
#
#   PATTERNS=100000 tests/stress/run.sh       so many; else 2,000
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$TREE" || exit 3

stress=$BUILD/stress/patterns
PATTERNS=${PATTERNS:-2000}
if [ ! -x "$stress" ]; then
    tally_group stress
    tally_fail "no program at $stress: run make tests first"
    tally_end
    exit 1
fi

# judged NAME: of what the program said in $scratch/NAME*.
judged() {
    cat "$scratch/$1"* | grep -Ev '^(most steps|slowest|[0-9]+ patterns)' \
        >"$scratch/details"
    grep -hq '^[1-9][0-9]* patterns' "$scratch/$1"* ||
        echo 'it did not end' >>"$scratch/details"
    tally "$scratch/details" "$1"
    grep -hE '^[0-9]+ patterns' "$scratch/$1"* | sed 's/^/    /'
    grep -h '^most steps' "$scratch/$1"* | sort -k 3nr | head -1 |
        sed 's/^/    /'
    grep -h '^slowest' "$scratch/$1"* | sort -k 2nr | head -1 | sed 's/^/    /'
}

tally_group 'stress, curated patterns'
"$stress" --file tests/stress/patterns.txt >"$scratch/curated" 2>&1
judged curated

tally_group "stress, $PATTERNS grown patterns"
for half in 0 1; do
    "$stress" $((half * 10000000)) $((PATTERNS / 2)) \
        >"$scratch/grown$half" 2>&1 &
done
wait
judged grown
tally_end
