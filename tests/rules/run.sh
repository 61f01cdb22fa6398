#!/usr/bin/env bash
# Runs tests/rules/*.jsonl: replies, and what a rubric must find in them.
#
#   tests/rules/run.sh [FILE...]
#
# A file tests the rubric whose id its name begins with, `alliance` when none
# does. Each of its lines is one test, a JSON object:
#
#   client    what the client said; a text, or several in an array
#   before    the trainee's own reply before that, where it matters
#   reply     what the trainee says
#   has       codes that it must show: "empathy", or with the level "empathy=2"
#   has_not   codes that it must not
#   main      what it mostly is
#
# reply and one of has, has_not, main must be there. Blank lines and lines that
# begin with # are for the reader.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program rules

# Each test becomes a session of its own, its reply the last turn.
turns() {
    jq -c '
      ([(select(.before) | ["therapist", .before]),
        (.client // empty | if type == "array" then .[] else . end
         | ["client", .]),
        ["therapist", .reply]]) as $turns
      | .line as $line | range($turns | length)
      | {session: "line \($line)", turn: (. + 1),
         speaker: $turns[.][0], text: $turns[.][1]}' "$1"
}

# Prints a line for each test: nothing, or what is wrong with it.
compare() { # TESTS SCORED
    jq -r --slurpfile scored "$2" '
      def level($codes; $name):
        $codes | if has($name) then .[$name] else "no such code" end;
      def shows($codes):
        split("=") as [$name, $least] | level($codes; $name)
        | if $least then . == ($least | tonumber)
          else type == "number" and . > 0 end;
      def lacks($codes): level($codes; .) == 0;
      ([$scored[] | {key: .session, value: .scored}] | from_entries) as $all
      | . as $test | ($all["line \(.line)"] // {}) as {$codes, $main}
      | [(keys - ["line", "client", "before", "reply", "has", "has_not", "main"]
          | .[] | "\(.): no such key"),
         (select(.reply == null or
                 ((.has // []) + (.has_not // []) == [] and .main == null))
          | "nothing is tested"),
         if $codes == null then "not scored" else
           (.has // [] | .[] | select(shows($codes) | not)
            | "no \(.): \(level($codes; split("=")[0]))"),
           (.has_not // [] | .[] | select(lacks($codes) | not)
            | "has \(.): \(level($codes; .))"),
           (.main | select(. != null and . != $main)
            | "main is \($main), not \(.)")
         end]
      | if . == [] then "" else
          "line \($test.line), \($test.reply | tojson): \(join("; "))" end' "$1"
}

run_file() { # FILE
    local rubric result
    rubric=$(shipped rubrics "$(basename "$1" .jsonl)") || rubric=alliance
    awk '/^[ \t]*(#|$)/ { next }
         { sub(/^[ \t]*\{/, "{\"line\": " NR ", "); print }' "$1" \
        >"$scratch/tests"
    if ! turns "$scratch/tests" >"$scratch/turns.jsonl" 2>"$scratch/errors" ||
        ! in_new_home rapport score "$scratch/turns.jsonl" --rubric "$rubric" \
            >"$scratch/scored" 2>"$scratch/errors" ||
        ! compare "$scratch/tests" "$scratch/scored" >"$scratch/results" \
            2>"$scratch/errors"; then
        tally_fail 'could not be run' "$scratch/errors"
        return
    fi
    while IFS= read -r result; do
        if [ -z "$result" ]; then
            tally_pass
        else
            tally_fail "$result"
        fi
    done <"$scratch/results"
}

while read -r file; do
    tally_group "rules/$(basename "$file" .jsonl)"
    run_file "$file"
done < <(chosen_files "$TREE/tests/rules/*.jsonl" "$@")
tally_end
