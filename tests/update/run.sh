#!/usr/bin/env bash
# Runs tests/update/*.sh: updates from a good server and from a bad one; lib.sh
# says how. Each has servers of its own, so they run side by side.
#
#   tests/update/run.sh [NAME...]
set -u
cd "$(dirname "$0")" || exit 3

[ $# -gt 0 ] || set -- attacks life crash
said=$(mktemp -d "${TMPDIR:-/tmp}/rapport-test-XXXXXX")
trap 'rm -rf "$said"' EXIT
for name in "$@"; do
    "./$name.sh" >"$said/$name" 2>&1 &
done
wait
for name in "$@"; do
    tail -1 "$said/$name" | grep -Eq '^[0-9]+ passed, [0-9]+ failed$' ||
        printf 'FAILED update/%s: it did not end\n0 passed, 1 failed\n' \
            "$name" >>"$said/$name"
    sed '$d' "$said/$name"
done
tail -qn 1 "${@/#/$said/}" | awk '
    { passed += $1; failed += $3 }
    END { printf "%d passed, %d failed\n", passed, failed
          exit failed || !passed }'
