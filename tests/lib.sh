# shellcheck shell=bash
# What the test runners share. Sourced, after `set -u`, by each of them.
#
# Every runner can be used alone: `tests/cli/run.sh`, or with the names of some
# of its files. The program is $RAPPORT, build/rapport unless told otherwise.
# A runner prints a line for each group of tests that passed, the details of
# each test that failed, and at last "N passed, N failed".
#
# Begin with tally_pass, tally_fail and tally_end; in_new_home runs a command
# as a trainee who has never been here.

TREE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${BUILD:-build}
RAPPORT=${RAPPORT:-$TREE/$BUILD/rapport}
case $RAPPORT in
/*) ;;
*) RAPPORT=$PWD/$RAPPORT ;;
esac
export TREE RAPPORT

scratch=$(mktemp -d "${TMPDIR:-/tmp}/rapport-test-XXXXXX")
chmod 755 "$scratch"
trap 'rm -rf "$scratch"' EXIT

# On the tests' PATH: the program, and a way to be somebody who may not write
# everywhere. A wrapper, so that $RAPPORT may have any name.
mkdir "$scratch/bin"
cat >"$scratch/bin/rapport" <<END
#!/bin/sh
exec "$RAPPORT" "\$@"
END
cat >"$scratch/bin/unprivileged" <<'END'
#!/bin/sh
[ "$(id -u)" = 0 ] || exec "$@"
exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
END
chmod 755 "$scratch/bin/"*

# What a sanitizer finds must not look like "problems found", status 1.
SANITIZERS=(
    "ASAN_OPTIONS=exitcode=99${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
    "LSAN_OPTIONS=exitcode=99${LSAN_OPTIONS:+:$LSAN_OPTIONS}"
    "UBSAN_OPTIONS=halt_on_error=1:exitcode=99:print_stacktrace=1"
)
readonly SANITIZERS

home=$scratch/home

# new_home: an empty home, and in it an empty folder to work in, $home/here.
new_home() {
    rm -rf "$home"
    mkdir -p "$home/here" "$home/tmp"
    chmod 1777 "$home" "$home/here" "$home/tmp"
}

# in_home COMMAND...: runs it in $home/here, in an environment without any of
# the tester's own settings.
in_home() {
    (cd "$home/here" && exec env -i "PATH=$scratch/bin:$PATH" "HOME=$home" \
        "XDG_DATA_HOME=$home/data" "XDG_CONFIG_HOME=$home/config" \
        "XDG_STATE_HOME=$home/state" "XDG_CACHE_HOME=$home/cache" \
        "TMPDIR=$home/tmp" "TREE=$TREE" LC_ALL=C.UTF-8 TERM=dumb \
        "${SANITIZERS[@]}" "$@")
}

in_new_home() {
    new_home
    in_home "$@"
}

passed=0 failed=0 group='' group_passed=0

# tally_group NAME: what passes from here on is told as one line.
tally_group() {
    tally_group_end
    group=$1
}

tally_group_end() {
    if [ "$group_passed" -gt 0 ]; then
        printf '%-40s %4d passed\n' "$group" "$group_passed"
    fi
    group_passed=0
}

tally_pass() {
    passed=$((passed + 1)) group_passed=$((group_passed + 1))
}

# tally_fail NAME [FILE]: FILE holds the details.
tally_fail() {
    failed=$((failed + 1))
    echo "FAILED $group: $1"
    if [ $# -gt 1 ]; then
        sed -n 's/^/    /; 1,60p' "$2"
    fi
}

# tally FILE NAME: passes when FILE is empty, else fails with it as details.
tally() {
    if [ -s "$1" ]; then
        tally_fail "$2" "$1"
    else
        tally_pass
    fi
}

tally_end() {
    tally_group_end
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

# chosen_files PATTERN NAME...: the files named, or all that match.
chosen_files() {
    local pattern=$1
    shift
    if [ $# -gt 0 ]; then
        printf '%s\n' "$@"
    else
        compgen -G "$pattern" | sort
    fi
}

# unit_tests: the program of each tests/unit/test_*.c.
unit_tests() {
    local source
    for source in "$TREE"/tests/unit/test_*.c; do
        source=${source##*/}
        echo "$BUILD/tests/${source%.c}"
    done
}

# calls_from TRACE REGEX: lines "CALL NUMBER" for each system call of strace's
# TRACE from the first that matches on, and which of its kind it is: what
# strace needs to meet it again.
calls_from() {
    sed -En 's/^([a-z0-9]+)\(.*/\1 &/p' "$1" | awk -v regex="$2" '
        { n[$1]++ }
        $0 ~ regex { begun = 1 }
        begun { print $1, n[$1] }'
}

# fewer_jobs N: waits until fewer than N run in the background.
fewer_jobs() {
    while [ "$(jobs -rp | wc -l)" -ge "$1" ]; do
        sleep 0.05
    done
}

# spoil_each MOST: runs `spoil CALL NUMBER HOW` for each EVERYth of $calls,
# failed and killed, fewer than MOST at a time; $spoiled are their names.
spoil_each() {
    local i call number error how
    spoiled=()
    for ((i = 0; i < ${#calls[@]}; i += EVERY)); do
        read -r call number <<<"${calls[i]}"
        error=EIO
        [ "$call" != write ] || error=ENOSPC
        for how in "error=$error" signal=KILL; do
            fewer_jobs "$1"
            spoil "$call" "$number" "$how" &
            spoiled+=("$call-$number-${how%%=*}")
        done
    done
}

# tally_spoiled: what each of them left in $scratch/said-NAME, when all ended.
tally_spoiled() {
    local one
    for one in "${spoiled[@]}"; do
        [ -e "$scratch/said-$one" ] ||
            echo 'it did not end' >"$scratch/said-$one"
        tally "$scratch/said-$one" "$one"
    done
    echo "    ${#spoiled[@]} of $((2 * ${#calls[@]})) tried"
}

# shipped FOLDER NAME: the longest beginning of NAME, cut at a dash, that is
# an id in FOLDER (scenarios, rubrics).
shipped() {
    local id=$2
    until [ -e "$TREE/$1/$id.json" ]; do
        case $id in
        *-*) id=${id%-*} ;;
        *) return 1 ;;
        esac
    done
    echo "$id"
}

# need_program: a runner without a program to run has failed, and says so.
need_program() {
    if [ ! -x "$RAPPORT" ]; then
        group=$1
        tally_fail "no program at $RAPPORT: run make first"
        tally_end
        exit 1
    fi
}
