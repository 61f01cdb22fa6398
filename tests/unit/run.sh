#!/usr/bin/env bash
# Runs the unit tests, tests/unit/test_*.c as built in $BUILD/tests.
#
#   tests/unit/run.sh [PROGRAM...]
#
# With UNDER set (UNDER="valgrind -q"), each program is run under it.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
cd "$TREE" || exit 3

read -ra under <<<"${UNDER:-}"

# cmocka says "ok 1 - name" and "not ok 2 - name", what went wrong in lines
# that begin with #, and in "not ok - group" that something did.
run_program() { # PROGRAM
    local status line failed_before=$failed
    new_home
    env "HOME=$home" "XDG_DATA_HOME=$home/data" "TMPDIR=$home/tmp" \
        "${SANITIZERS[@]}" LC_ALL=C.UTF-8 CMOCKA_MESSAGE_OUTPUT=TAP \
        ${under[@]+"${under[@]}"} "$1" >"$scratch/said" 2>&1 </dev/null
    status=$?
    while read -r line; do
        case $line in
        ok\ [0-9]*) tally_pass ;;
        not\ ok\ [0-9]*) tally_fail "${line#*- }" ;;
        esac
    done <"$scratch/said"
    if [ "$failed" -gt "$failed_before" ]; then
        sed -n 's/^#/   /p' "$scratch/said"
    elif [ "$status" != 0 ]; then
        tally_fail "ended with status $status" "$scratch/said"
    elif [ "$group_passed" = 0 ]; then
        tally_fail 'ran no test' "$scratch/said"
    fi
}

[ $# -gt 0 ] || mapfile -t programs < <(unit_tests)
for program in "$@" ${programs[@]+"${programs[@]}"}; do
    tally_group "unit/${program##*/test_}"
    run_program "$program"
done
tally_end
