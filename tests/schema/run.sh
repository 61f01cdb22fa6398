#!/usr/bin/env bash
# Holds scenarios/scenario.schema.json and rubrics/rubric.schema.json, which
# editors read, and the loaders together, so that neither drifts away.
#
#   tests/schema/run.sh
#
# check.py does it, with Python's jsonschema ($PYTHON chooses the Python): the
# tables of the loaders know the same keys; what was shipped is accepted; of
# the files in tests/bad what is a matter of structure is refused in the same
# place, and nothing else; and the skeletons, and scenario.json and rubric.json
# beside this file, each spoilt in every way that a schema refuses, are refused
# by `rapport check` there, too.
#
# Then the same with a schema that is broken on purpose, to see that it tells.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program schema

find_python() {
    local python
    for python in ${PYTHON:-python3 /usr/bin/python3}; do
        if "$python" -c 'import jsonschema' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    return 1
}

# look TREE KIND...: what check.py says of it, in $scratch/said.
look() {
    rm -rf "$scratch/spoilt"
    mkdir "$scratch/spoilt"
    "$python" -B "$TREE/tests/schema/check.py" "$1" "$RAPPORT" \
        "$scratch/spoilt" "${@:2}" >"$scratch/said" 2>"$scratch/errors"
    tail -n 1 "$scratch/said" | grep -qx 'done'
}

tally_all() {
    local verdict name wrong
    while IFS=$'\t' read -r verdict name wrong; do
        tr '\t' '\n' <<<"$wrong" >"$scratch/details"
        case $verdict in
        ok) tally_pass ;;
        bad) tally_fail "$name" "$scratch/details" ;;
        esac
    done <"$scratch/said"
}

# A tree whose scenario schema has forgotten a key, knows one too many, asks
# for too little and for too much, and explains one less. Its skeleton is short,
# to be quick.
plant() {
    local name
    mkdir "$scratch/tree"
    for name in sim rubrics; do
        ln -s "$TREE/$name" "$scratch/tree/$name"
    done
    mkdir "$scratch/tree/tests"
    ln -s "$TREE/tests/bad" "$TREE/tests/schema" "$scratch/tree/tests"
    cp -R "$TREE/scenarios" "$scratch/tree"
    cp "$TREE/tests/schema/scenario.json" \
        "$scratch/tree/scenarios/skeleton.jsonc"
    jq 'del(.properties.turns)
        | .definitions.ending.properties.extra = {"type": "string"}
        | .definitions.rule.required -= ["when"]
        | .definitions.person.properties.name["$ref"] = "#/definitions/word"
        | del(.definitions.value.maximum)' \
        "$TREE/scenarios/scenario.schema.json" \
        >"$scratch/tree/scenarios/scenario.schema.json"
}

# What must then be told, as regular expressions on check.py's lines.
planted() {
    cat <<'LIST'
^bad	.*every key is explained.*nothing explains extra
^bad	scenario: the loader's .*ending: extra is known to one
^bad	scenario: the loader's .*rule: when is required by one
^bad	scenario: the loader's .*scenario: turns is known to one
^bad	maya-1.json is accepted	.*turns
^bad	bad/scenario-out-of-range	.*let pass
^bad	scenario: every key occurs.*extra
^bad	scenario-scenario, spoilt.*people/sam/name: not refused
LIST
}

tally_group schema
if ! python=$(find_python); then
    tally_fail 'no Python with jsonschema: run sim/packages.sh check'
    tally_end
    exit
fi
if look "$TREE" scenario rubric; then
    tally_all
else
    tally_fail 'check.py did not come to its end' "$scratch/errors"
fi

tally_group 'schema, broken on purpose'
plant
if ! look "$scratch/tree" scenario; then
    tally_fail 'check.py did not come to its end' "$scratch/errors"
fi
while IFS= read -r regex; do
    grep -Eq -e "$regex" "$scratch/said" || echo "not told: $regex"
done < <(planted) >"$scratch/details"
tally "$scratch/details" 'each breach is told'
tally_end
