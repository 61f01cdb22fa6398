#!/usr/bin/env bash
# Runs the suites and adds up what they say.
#
#   tests/run.sh [SUITE...]
#
# A suite is tests/SUITE/run.sh or tests/SUITE.sh. Each ends with a line
# "N passed, N failed"; so does this, alone on its line, with the sums. A suite
# that ends without that line, or with nothing but noughts, has failed.
set -u
cd "$(dirname "$0")/.." || exit 3

counts=$(mktemp)
trap 'rm -f "$counts"' EXIT

# Passes everything on as it comes, but for the last count, which it keeps.
keep_count() {
    awk -v counts="$counts" '
        /^[0-9]+ passed, [0-9]+ failed$/ { count = $0; next }
        { print; fflush() }
        END { ran = count ~ /[1-9]/
              print ran ? count : "0 passed, 1 failed" >>counts
              exit !ran }'
}

run_suite() { # NAME
    local script=tests/$1/run.sh
    [ -e "$script" ] || script=tests/$1.sh
    "$script" 2>&1 </dev/null | keep_count ||
        echo "FAILED $1: the suite ran no test, or not to its end"
}

[ $# -gt 0 ] ||
    set -- unit cli play rules bad class schema terminal stress crash update \
        house
for suite in "$@"; do
    run_suite "$suite"
done
awk '{ passed += $1; failed += $3 }
     END { printf "%d passed, %d failed\n", passed, failed
           exit failed || !passed }' "$counts"
