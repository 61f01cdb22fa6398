# shellcheck shell=bash
# Sourced by tests: a tree with only Ann's two scenarios and their rubric, so
# that nothing depends on what is shipped. `own` is the program in it; `talk
# SCENARIO REPLY...` plays there, and an empty reply ends the guess.
mkdir -p tree/build tree/rubrics tree/scenarios
cp "$(sed -n 's/^exec "\(.*\)" .*/\1/p' "$(command -v rapport)")" \
    tree/build/rapport
cp "$TREE/tests/cli/files/rubric.json" tree/rubrics/small.json
cp "$TREE/tests/cli/files/first.json" "$TREE/tests/cli/files/second.json" \
    tree/scenarios/
own() { tree/build/rapport "$@"; }
talk() {
    for reply in "${@:2}"; do echo "$reply"; done | own play "$1" >/dev/null
    # Sessions of one second would stand in the order of chance.
    talks=$((${talks:-0} + 1))
    mv ../data/rapport/transcripts/2*.jsonl \
        "../data/rapport/transcripts/1-$talks.jsonl"
}
