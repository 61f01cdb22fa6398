#!/usr/bin/env bash
# Does what a page of documentation shows, and compares.
#
#   tests/cli/page.sh PAGE.md
#
# Run in an empty folder with `rapport` on PATH. Blocks of code in the page
# that count, by the words behind their ```:
#
#   jsonc NAME           the block is the file NAME
#   jsonc nodes of NAME  it is put in place of "nodes": {} in that file
#   console              "$ command", and below it what that prints, both
#                        outputs together; a line … stands for any lines
#
# Prints what differs, and how many commands were run.
set -u

page=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ran=0

# Puts the block where the words WHERE behind ``` say.
keep_file() { # WHERE
    case $1 in
    'nodes of '*)
        sed -i -e '/^  "nodes": {}$/{
            s/}$//
            r '"$scratch/block"'
            a \  }
        }' "${1#nodes of }"
        ;;
    *) cp "$scratch/block" "$1" ;;
    esac
}

# Runs $command, and holds what it prints against $scratch/expected.
compare() {
    [ -n "$command" ] || return 0
    bash -c "$command" >"$scratch/printed" 2>&1
    ran=$((ran + 1))
    awk -v command="$command" '
        FNR == NR { expected[++wanted] = $0; next }
        { printed[++got] = $0 }
        # From line I of what was expected and J of what was printed on.
        function fits(i, j) {
            if (i > wanted) return j > got
            if (expected[i] == "…") {
                for (; j <= got + 1; j++) if (fits(i + 1, j)) return 1
                return 0
            }
            if (j <= got && printed[j] == expected[i]) return fits(i + 1, j + 1)
            if (j > farthest) farthest = j
            return 0
        }
        END {
            if (fits(1, 1)) exit
            print "$ " command ": not as shown, from line " farthest ":"
            for (j = 1; j <= got; j++) print "  " printed[j]
        }' "$scratch/expected" "$scratch/printed"
}

run_console() {
    local line
    command=
    while IFS= read -r line; do
        case $line in
        '$ '*)
            compare
            command=${line:2}
            : >"$scratch/expected"
            ;;
        *) printf '%s\n' "$line" >>"$scratch/expected" ;;
        esac
    done <"$scratch/block"
    compare
}

end_block() { # WORDS
    case $1 in
    'jsonc '*) keep_file "${1#jsonc }" ;;
    console) run_console ;;
    esac
}

inside=
words=
while IFS= read -r line <&3; do
    if [ -z "$inside" ] && [[ $line == '```'?* ]]; then
        inside=yes
        words=${line#'```'}
        : >"$scratch/block"
    elif [ -n "$inside" ] && [ "$line" = '```' ]; then
        inside=
        end_block "$words"
    elif [ -n "$inside" ]; then
        printf '%s\n' "$line" >>"$scratch/block"
    fi
done 3<"$page"
echo "$ran commands"
