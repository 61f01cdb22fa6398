#!/usr/bin/env bash
# The unit tests and a few runs of the program under valgrind, which sees what
# the sanitizers do not: memory read before it was written, in libraries too.
#
#   tests/valgrind.sh
#
# A part of `make check-sanitized`, on the build without sanitizers.
set -u
BUILD=build
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program valgrind
cd "$TREE" || exit 3

watch=(valgrind -q --error-exitcode=99 --leak-check=full
    --errors-for-leak-kinds=definite)

# watched NAME [ARGUMENT...]: a run of the program that must end well.
watched() {
    in_new_home "${watch[@]}" "$RAPPORT" "${@:2}" >"$scratch/said" 2>&1 ||
        echo "status $?" >>"$scratch/said"
    grep -E '^(==|status )' "$scratch/said" >"$scratch/details"
    tally "$scratch/details" "$1"
}

turns() {
    echo '{"session":"a","turn":1,"speaker":"client","text":"I am worn out."}'
    echo '{"session":"a","turn":2,"speaker":"therapist","text":"Worn out."}'
}

replies() {
    printf '%s\n' 'You sound worn out.' '' 'What are the nights like?' \
        'Have you tried a meditation app?' ':why' ':retry' 'I am sorry.'
}

tally_group valgrind
watched list list </dev/null
watched check check "$TREE/rubrics/alliance.json" \
    "$TREE/scenarios/maya-1.json" </dev/null
watched score score - < <(turns)
watched play play maya-1 < <(replies)
in_new_home "$RAPPORT" play maya-1 < <(replies) >/dev/null
cp "$home"/data/rapport/transcripts/*.jsonl "$scratch/past.jsonl"
watched progress progress "$scratch/past.jsonl" </dev/null
watched 'help' help </dev/null
export NO_MACHINE_CODE=1
while read -r program; do
    UNDER="${watch[*]}" tests/unit/run.sh "$program" >"$scratch/said"
    sed '$d' "$scratch/said" | grep -v ' passed$' >"$scratch/details"
    tally "$scratch/details" "${program##*/}"
done < <(unit_tests)
tally_end
