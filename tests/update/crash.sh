#!/usr/bin/env bash
# Every system call of an install, failed and killed in turn: what is installed
# afterwards is the old edition or the new, whole; nothing claims otherwise; and
# the next update finishes the work.
#
# EVERY=N tries each Nth of them, from the first; EVERY=1 all.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program update
prepare
course six 6

CALLS='openat,mkdir,rename,write,fsync,fchmod,unlink,unlinkat,close'
CALLS+=',newfstatat,getdents64,read'
EVERY=${EVERY:-6}
AT_ONCE=4

# The edition in the folder $1 is the course $2, and no more.
is_course() {
    local file
    for file in "$www/$2"/*; do
        cmp -s "$file" "$1/${file##*/}" || echo "not as it was published: $file"
    done
    [ "$(find "$1" -type f | wc -l)" = "$(find "$www/$2" -type f | wc -l)" ] ||
        echo "other files in it: $(ls -A "$1")"
}

judge() { # STATUS
    local quiet=$home/data/rapport/sources/quiet now
    now=$(head -1 "$quiet/current")
    case $now in
    v000005) is_course "$quiet/$now" five ;;
    v000006) is_course "$quiet/$now" six ;;
    *) echo "'$now' is installed" ;;
    esac
    [ "$1" != 0 ] || [ "$now" = v000006 ] || echo 'it claims what is not so'
    ! grep -q 'is installed\.$' "$home/said" || [ "$now" = v000006 ] ||
        echo 'it says what is not so'
    ! grep -q 'Version 5 stays' "$home/said" || [ "$now" = v000005 ] ||
        echo 'it denies what is so'
    in_home rapport list --names=rubrics 2>&1 | grep -qx small ||
        echo 'the rubric cannot be had'
    update || { echo 'the next update fails:' && cat "$home/said"; }
    [ "$(head -1 "$quiet/current")" = v000006 ] ||
        echo 'the next update installs nothing'
    is_course "$quiet/v000006" six
    find "$quiet" -name '.incoming*' -o -name '*.??????' ! -name '*.minisig' |
        sed 's|^|left over: |'
}

# spoil CALL NUMBER HOW: prints what is wrong afterwards.
spoil() {
    home=$scratch/crash-$1-$2-${3%%=*}
    cp -a "$ready" "$home"
    in_home strace -qq -o /dev/null -e "trace=$1" -e "inject=$1:$3:when=$2" \
        rapport update $LOOPBACK >"$home/said" 2>&1
    judge $? >"$home/details"
    [ ! -s "$home/details" ] || cat "$home/said" >>"$home/details"
    cp "$home/details" "$scratch/said-$1-$2-${3%%=*}"
    rm -rf "$home"
}

tally_group 'update, each system call failed or killed'
from_base
trust "$(bad good all six)"
ready=$scratch/ready
cp -a "$home" "$ready"
in_home strace -qq -o "$scratch/trace" -e "trace=$CALLS" rapport update \
    $LOOPBACK >"$home/said" 2>&1
mapfile -t calls < <(calls_from "$scratch/trace" '[.]incoming')
holds "only ${#calls[@]} calls were seen" [ "${#calls[@]}" -gt 80 ]

spoil_each $((AT_ONCE + 2)) # the servers are two
# shellcheck disable=SC2046
wait $(jobs -p | grep -vxF -e "$nginx" -e "${bad_server_PID:-}")
tally_spoiled
tally_end
