#!/usr/bin/env bash
# A class from handing in to marks, and every way to spoil a transcript.
#
#   tests/class/run.sh
#
# whole.py makes three hundred trainees and what else a folder may hold, and
# holds what `rapport grade` says and writes against its own count; mutate.py
# changes every key of every line of good transcripts, and each must be told.
# The first is shown to fail, too: by a program that names nothing and is wrong
# about marks.
set -u
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
need_program class

# look SCRIPT [BIN [ARGUMENT...]]: runs it in a home of its own, with the
# program in BIN; what it says is in SCRIPT.said.
look() {
    mkdir -p "$scratch/$1/here" "$scratch/$1/home"
    (cd "$scratch/$1/here" && exec env -i "PATH=${2:-$scratch/bin}:$PATH" \
        "HOME=$scratch/$1/home" "TMPDIR=$scratch/$1" LC_ALL=C.UTF-8 \
        TERM=dumb "${SANITIZERS[@]}" \
        python3 -B "$TREE/tests/class/$1.py" "${@:3}") \
        >"$scratch/$1.said" 2>"$scratch/$1.errors"
}

tally_said() { # SCRIPT
    local verdict name wrong
    if [ "$(tail -n 1 "$scratch/$1.said")" != 'done' ]; then
        tally_fail "$1.py did not come to its end" "$scratch/$1.errors"
    fi
    while IFS=$'\t' read -r verdict name wrong; do
        tr '\t' '\n' <<<"$wrong" >"$scratch/details"
        case $verdict in
        ok) tally_pass ;;
        bad) tally_fail "$name" "$scratch/details" ;;
        esac
    done <"$scratch/$1.said"
}

tally_group class
look mutate &
look whole
wait
tally_said whole
tally_said mutate

tally_group 'class, told wrong on purpose'
mkdir "$scratch/liar"
cat >"$scratch/liar/rapport" <<END
#!/bin/sh
[ "\$1" = grade ] || exec "$RAPPORT" "\$@"
"$RAPPORT" "\$@" | sed 's/,30,/,29,/'
sed -i '/^  /d' out/class.txt
[ ! -e canvas-graded.csv ] || sed -i 's/,30\.00,/,31.00,/' canvas-graded.csv
exit 1
END
chmod 755 "$scratch/liar/rapport"
rm -rf "$scratch/whole"
look whole "$scratch/liar" 40
for name in 'each forged or broken' 'the marks of all' 'canvas: every'; do
    grep -q "^bad	$name" "$scratch/whole.said" || echo "passed: $name"
done >"$scratch/details"
tally "$scratch/details" 'each breach is told'
tally_end
