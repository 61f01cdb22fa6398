#!/usr/bin/env bash
# Makes a class in this folder: week-3.json, and in in/ what four trainees
# handed in, three by ids of all kinds, and a file that is no transcript.
set -euo pipefail

files=${BASH_SOURCE[0]%/*}
cp "$files/first.json" .
cp "$files/rubric.json" small.json
rapport new exercise --rubric=small.json week-3.json first.json 2>/dev/null
sed -i 's/"title": "week-3"/"title": "Listening, first"/
    s/"least_replies": 10/"least_replies": 1/' week-3.json

play() { # REPLY...: the transcript
    local folder=$XDG_DATA_HOME/rapport/transcripts
    rm -rf "$folder"
    printf '%s\n' "$@" |
        rapport play first.json --rubric=small.json --plain >/dev/null 2>&1
    cat "$folder"/*.jsonl
}

mkdir -p in
play 'You sound tired.' 'Goodbye.' >good
play 'Then leave.' >poor
"$files/forge.sh" week-3.json 'Jane Doe' <good >in/1.jsonl
"$files/forge.sh" week-3.json s1002 <poor >in/2.jsonl
"$files/forge.sh" week-3.json kim@uni.example <good >in/3.jsonl
"$files/forge.sh" week-3.json '=SUM(1)' <good >in/4.jsonl
echo 'Jane Doe was here' >'in/Jane Doe.txt'
rm good poor
