#!/usr/bin/env bash
# Runs tests/terminal/*.sh: the real program in a real terminal; lib.sh says
# how.
#
#   tests/terminal/run.sh [NAME...]
set -u
cd "$(dirname "$0")" || exit 3

if [ $# = 0 ]; then
    for script in *.sh; do
        case $script in
        run.sh | lib.sh) ;;
        *) set -- "$@" "${script%.sh}" ;;
        esac
    done
fi
[ $# -gt 0 ] || { echo '0 passed, 0 failed' && exit 1; }
exec ../run.sh "${@/#/terminal/}"
