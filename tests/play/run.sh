#!/usr/bin/env bash
# Runs tests/play/*.play: whole dialogues, as data.
#
#   tests/play/run.sh [FILE...]
#
# A file plays the scenario whose id its name begins with (maya-1-good.play
# plays maya-1), or that a line `scenario: maya-1` names. Lines that begin with
# # and blank lines are for the reader. The rest:
#
#   > reply             what the trainee types; a bare > is silence
#   = won reflected     the reply above was won by this one of the node's
#   = node disclosure   where the conversation stands after it; before the
#                       first reply, where it begins
#   = state trust 5     what it left behind
#   = code empathy 2    how it was scored
#   = main reflection   and what it mostly was
#   = ending comes_back how the session ended; `none` when it did not
#   = kind good         of what kind the ending was
#
# All replies are fed to `rapport play` at once; what happened is read from the
# transcript. Each reply typed must have been taken as one: a dialogue that
# goes on after its end fails. A line that begins with : is a command.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program play

# Prints the expectations as JSON: {line, reply, what, name, value}, where
# reply counts from 1.
expectations() { # FILE
    jq -Rn '
      foreach inputs as $line (
        {at: 0, reply: 0};
        .at += 1 | .line = $line
          | if $line | test("^>($| (::|[^:]|$))") then .reply += 1 else . end;
        select($line | startswith("=")) as {$at, $reply}
          | [$line | scan("[^ ]+")] as [$_, $what, $name, $value]
          | {line: $at, $reply, $what, $name, $value})' "$1"
}

count_replies() { # FILE
    grep -Ec '^>($| (::|[^:]|$))' "$1"
}

# Prints what in the transcript is not as expected.
compare() { # PLAY TRANSCRIPT
    expectations "$1" >"$scratch/expected" &&
        jq -rs --slurpfile expected "$scratch/expected" \
            --argjson typed "$(count_replies "$1")" '
      map(select(.event == "reply")) as $replies
      | (map(select(.event == "end")) | last // {}) as $close
      | def after:
          if .reply > 0 then $replies[.reply - 1]
          else {next: $replies[0].node} end;
        def is:
          if .what == "won" then after.won
          elif .what == "node" then after.next
          elif .what == "main" then after.main
          elif .what == "state" then after.state[.name]
          elif .what == "code" then after.codes[.name] // 0
          elif .what == "ending" then $close.ending // "none"
          elif .what == "kind" then $close.kind // "none"
          else error("line \(.line): = \(.what) means nothing") end;
        def wanted:
          if .what == "state" or .what == "code"
          then .value | tonumber else .name end;
      (if $expected == [] then "nothing is expected" else empty end),
      (if ($replies | length) == $typed then empty
       else "\($typed) replies typed, \($replies | length) taken" end),
      ($expected[] | select(is != wanted)
       | "line \(.line): \(.what) \(if .value then .name + " " else "" end)"
         + "is \(is), not \(wanted)")' "$2"
}

play() { # FILE: leaves what is wrong in $scratch/details
    local scenario status
    scenario=$(sed -n 's/^scenario: *//p' "$1")
    [ -n "$scenario" ] || scenario=$(shipped scenarios "$(basename "$1" .play)")
    sed -En 's/^> ?//p' "$1" >"$scratch/replies"
    in_new_home rapport play "$scenario" --transcript "$home/transcript" \
        <"$scratch/replies" >"$scratch/output" 2>&1
    status=$?
    {
        [ "$status" = 0 ] || echo "status $status, not 0"
        grep -vnE '^(#.*|scenario: .*|>|> .*|= .*)?$' "$1" |
            sed 's/^/this line means nothing: /'
        compare "$1" "$home/transcript"
    } >"$scratch/details" 2>&1
    [ ! -s "$scratch/details" ] || tail -n 30 "$scratch/output" \
        >>"$scratch/details"
}

while read -r file; do
    tally_group "play/$(basename "$file" .play)"
    play "$file"
    tally "$scratch/details" "${file##*/}"
done < <(chosen_files "$TREE/tests/play/*.play" "$@")
tally_end
