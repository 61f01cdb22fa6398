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

play() { # TRAINEE FILE REPLY...
    printf '%s\n' "${@:3}" '' | rapport play --exercise=week-3.json \
        --trainee="$1" --transcript="in/$2" >/dev/null 2>&1
}

mkdir -p in
play 'Jane Doe' 1.jsonl 'You sound tired.' 'Goodbye.'
play s1002 2.jsonl 'Then leave.'
play kim@uni.example 3.jsonl 'You sound tired.' 'Goodbye.'
play '=SUM(1)' 4.jsonl 'You sound tired.' 'Goodbye.'
echo 'Jane Doe was here' >'in/Jane Doe.txt'
