#!/usr/bin/env bash
# Makes a session somebody's for an exercise, as if it had been played for it.
#
#   forge.sh EXERCISE TRAINEE [FILTER] <transcript >forged
#
# FILTER is a jq filter over each line, for other forgeries. Every line is
# sealed anew, so that only replay can find what was changed.
set -euo pipefail

exercise=$1 trainee=$2 filter=${3:-.}
chain=''
while IFS= read -r line; do
    body=${line%\}}
    chain=$(printf '%s%s' "$chain" "$body" | sha256sum | cut -d ' ' -f 1)
    printf '%s,"chain":"%s"}\n' "$body" "$chain"
done < <(jq -c --arg trainee "$trainee" \
    --arg id "$(basename "$exercise" .json)" \
    --arg sha256 "$(sha256sum <"$exercise" | cut -d ' ' -f 1)" \
    'del(.chain) | if .format then
        .attempt += "-" + $trainee | .trainee = $trainee |
        .exercise = {id: $id, version: 1, sha256: $sha256}
    else . end | '"$filter")
