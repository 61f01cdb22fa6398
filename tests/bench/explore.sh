#!/usr/bin/env bash
# Measures exploring: a scenario of 200 nodes, each with five replies, over
# four states from 0 to 10, checked as an author would; and the largest of the
# shipped scenarios. Nothing is asserted: times belong to a machine.
set -eu
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Its sample lines win nothing; check reports them, having explored all.
write_large() {
    jq -n '
      200 as $nodes
      | ["empathy", "reflection", "advice", "open_question"] as $codes
      | def add($state; $by): {"s\($state % 4)": $by};
        def reply($n; $r): {
          id: "r\($r)",
          when: "\($codes[$r]) and s\(($n + $r) % 4) >= \(($n * 7 + $r) % 6)",
          add: (add($n + $r; if $r % 2 == 1 then -1 else 2 end)
            + add($n + $r + 1; if $r % 2 == 1 then 1 else -1 end)),
          goto: "n\(($n + $r + 1) % $nodes)", try: ["x"]};
        def last($n): {id: "else", try: ["x"]}
          + if $n % 20 == 19 then {goto: "done"} else {} end;
        def node($n): {key: "n\($n)", value: {say: ["Mm."], again: [["Well."]],
          replies: ([range(4) as $r | reply($n; $r)] + [last($n)])}};
      {
        format: "rapport-scenario/1", id: "large", version: 1, language: "en",
        title: "Large", about: "Measured.", difficulty: 1,
        practises: ["empathy"], rubric: "alliance", client: {name: "L"},
        state: ([range(4) | {key: "s\(.)",
          value: {min: 0, max: 10, start: (. + 2)}}] | from_entries),
        endings: {well: {kind: "good", title: "W"},
          ill: {kind: "poor", title: "I"}},
        start: "n0", turns: {max: 400, goto: "late"},
        always: [{id: "left", when: "s0 <= 0 and s1 <= 0", goto: "gone"}],
        nodes: ([range($nodes) as $n | node($n)] | from_entries
          + {done: {say: ["Bye."], end: "well"},
            late: {say: ["Time."], end: "ill"},
            gone: {say: ["Gone."], end: "ill"}})
      }'
}

# FILE: how long checking it takes.
explore() {
    local begin end
    begin=$(date +%s%N)
    build/rapport check "$1" >"$scratch/said" 2>&1 || true
    end=$(date +%s%N)
    printf '%-28s %6d ms\n' "${1##*/}" $(((end - begin) / 1000000))
    if grep -o 'not proved: .*' "$scratch/said"; then return; fi
}

write_large >"$scratch/200-nodes.json"
explore "$(find scenarios -name '*-[0-9]*.json' -printf '%s %p\n' | sort -n |
    tail -n 1 | cut -d ' ' -f 2)"
explore "$scratch/200-nodes.json"
