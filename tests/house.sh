#!/usr/bin/env bash
# Holds the code to the rules of the house, with the compiler and nm.
#
#   tests/house.sh               checks this tree, then that it can fail
#   tests/house.sh --look TREE   prints what is wrong in TREE, built in build/
#
# Each rule_* function prints a line for each breach. To show that a rule can
# fail, plant_* breaks it in a copy of the tree, and the rule must then name
# the file planted. Begin with the list of rules; the rooms and who may use
# which library stand below it.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

RULES=(rooms names_of_includes no_cycles headers_stand_alone library_users
    exported_names core_is_pure no_mutable_data short_functions line_length
    opening_comment map no_private_paths)

# A file may include from its own room and from these.
rooms_open_to() { # ROOM
    case $1 in
    base) echo base ;;
    rubric) echo base rubric ;;
    scenario) echo base rubric scenario ;;
    class) echo base rubric scenario class ;;
    world) echo base world ;;
    cmd) echo base rubric scenario class world cmd ;;
    esac
}

# The outside libraries: their headers, and who may see them.
libraries() {
    cat <<'TABLE'
cJSON                        base/json
jsmn                         base/json
utf8proc                     base/text
sodium                       base/hash world/signature
pcre2                        rubric/pattern
readline/(readline|history)  world/prompt
curl/curl                    world/fetch
dlfcn                        world/fetch
csv                          base/sheet
linear                       rubric/logistic
pthread                      world/workers
TABLE
}

# Headers of the C library; any other is an outside library's.
STANDARD='assert|ctype|errno|float|getopt|inttypes|iso646|limits|locale|math'
STANDARD+='|setjmp'
STANDARD+='|signal|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio'
STANDARD+='|stdlib|stdnoreturn|string|strings|time|wchar|wctype|dirent|fcntl'
STANDARD+='|fnmatch|fts|glob|langinfo|poll|pwd|regex|spawn|termios|unistd'
STANDARD+='|sys/(file|ioctl|random|resource|select|stat|time|types|utsname'
STANDARD+='|wait)'

# What the core may call outside of itself: nothing that reads or writes,
# asks for the time, a random number or the environment, or ends the program.
PURE='_?_?errno(_location)?|__assert_(fail|rtn)|_GLOBAL_OFFSET_TABLE_'
PURE+='|__stack_chk_(fail|guard)|__ctype_(b|tolower|toupper)_loc'
PURE+='|mem(chr|cmp|cpy|move|set)|str(len|cmp|ncmp|chr|rchr|str|cpy|ncpy|cat'
PURE+='|spn|cspn|pbrk|nlen|casecmp|ncasecmp|tol|toll|toul|toull|tod)'
PURE+='|malloc|calloc|realloc|free|qsort|bsearch|abs|labs|llabs|div|ldiv'
PURE+='|v?snprintf|sscanf|is(alnum|alpha|digit|xdigit|space|upper|lower|punct'
PURE+='|print|graph|cntrl|inf|nan)|to(upper|lower)'
PURE+='|(floor|ceil|round|trunc|rint|lround|llround|lrint|llrint|sqrt|pow|exp'
PURE+='|expm1|log|log1p|log2|log10|lgamma|tgamma|erf|erfc|fabs|fmod|fmin|fmax'
PURE+='|sin|cos|tan|atan|atan2|hypot|ldexp|frexp|modf)'
PURE+='|cJSON_.*|utf8proc_.*|pcre2_.*|crypto_.*|sodium_.*'
PURE+='|csv_(init|parse|fini|free|set_realloc_func|set_delim|write2?)'
PURE+='|train|free_and_destroy_model|set_print_string_function'

LONGEST_FUNCTION=60
CORE='base rubric scenario class'

# The tree that is looked at.

sources() { # every .c and .h of the program
    (cd "$tree" && printf '%s\n' sim/*/*.[ch] | grep -v '\*')
}

compiler() {
    # The flags may be several words.
    # shellcheck disable=SC2046,SC2086
    (cd "$tree" && ${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -Isim \
        $(pkg-config --cflags-only-I libcjson libsodium libutf8proc \
            libpcre2-8 readline libcurl) ${CPPFLAGS:-} -x c "$@")
}

# Lines "FILE NEEDED" for all that a file includes, at whatever remove.
read_dependencies() {
    local files
    mapfile -t files < <(sources)
    compiler -M "${files[@]}" 2>/dev/null | awk '
        { sub(/\\$/, "") }
        /^[^ ]+:/ { sub(/^[^ ]+:/, ""); file = "" }
        { for (i = 1; i <= NF; i++)
            if (file) print file, $i; else file = $i }' >"$dependencies"
}

# Lines "UNIT UNIT" for what includes what directly; a unit is room/stem.
inclusions() {
    (cd "$tree" && grep -H '^#include "' sim/*/*.[ch]) |
        sed -En 's|^sim/([^:]*)\.[ch]:#include "(.*)\.h".*|\1 \2|p' |
        awk '$1 != $2' | sort -u
}

objects() { # ROOM...: lines "object unit"
    local room unit
    for room in "$@"; do
        for unit in "$tree/sim/$room"/*.c; do
            unit=${unit##*/} unit=$room/${unit%.c}
            [ ! -e "$tree/sim/$unit.c" ] ||
                echo "$tree/$BUILD/sim/$unit.o $unit"
        done
    done
}

# The rules.

rule_rooms() {
    local file needed room
    while read -r file needed; do
        room=${file#sim/} room=${room%%/*}
        needed=${needed#sim/}
        case " $(rooms_open_to "$room") " in
        *" ${needed%%/*} "*) ;;
        *) echo "$file: may not see $needed" ;;
        esac
    done < <(grep ' sim/' "$dependencies")
}

rule_names_of_includes() {
    (cd "$tree" && grep -En '^ *# *include "' sim/*/*.[ch]) |
        grep -Ev '"[a-z]+/[a-z0-9_]+\.h"$' |
        sed 's/$/   (includes are written "room\/name.h")/'
}

rule_no_cycles() {
    inclusions | tsort 2>&1 >/dev/null |
        sed 's/^tsort: *//; s/^-: //; s|^\([a-z]*/\)|sim/\1|'
}

rule_headers_stand_alone() {
    local header
    while read -r header; do
        compiler -fsyntax-only -w "$header" 2>&1 | grep -q error: &&
            echo "$header: does not compile alone"
    done < <(sources | grep '\.h$')
}

rule_library_users() {
    local header users
    while read -r header users; do
        awk -v header="/${header}[.]h$" -v users="$users" '
            BEGIN { n = split(users, list)
                    for (i = 1; i <= n; i++) allowed["sim/" list[i] ".c"] }
            $2 ~ header && !($1 in allowed) {
                print $1 ": may not see " $2 }' "$dependencies"
    done < <(libraries)
    (cd "$tree" && grep -En '^ *# *include <' sim/*/*.[ch]) |
        grep -Ev "<($STANDARD)\.h>" |
        grep -Evf <(libraries | sed -E 's|([^ ]*) .*|[</]\1\\.h>|') |
        sed 's/$/   (nobody is known to use this header)/'
}

# What the commands share is called command_*, as is each command's function.
rule_exported_names() {
    local object unit
    while read -r object unit; do
        nm -g --defined-only -P "$object" |
            awk -v unit="$unit" -v stem="${unit##*/}" '
                unit == "cmd/main" && $1 == "main" { next }
                unit ~ /^cmd\// && $1 ~ /^command_/ { next }
                $1 !~ "^" stem "(_|$)" {
                    print "sim/" unit ".c: exports " $1 }'
    done < <(objects base rubric scenario class world cmd)
}

# A call to ours is no call outside; `memory` may end the program.
rule_core_is_pure() {
    local object unit pure
    # shellcheck disable=SC2086
    objects $CORE | cut -d ' ' -f 1 | xargs nm -g --defined-only -P |
        awk 'NF > 1 { print $1 }' | sort -u >"$scratch/ours"
    # shellcheck disable=SC2086
    while read -r object unit; do
        pure=$PURE
        [ "$unit" != base/memory ] || pure+='|fputs|fwrite|fprintf|stderr|exit'
        nm -u -P "$object" | cut -d ' ' -f 1 |
            sed -E 's/^__isoc[0-9]+_//; s/^__(.*)_chk$/\1/' |
            grep -vxFf "$scratch/ours" | grep -vxE "$pure" |
            sed "s|^|sim/$unit.c: the core may not use |"
    done < <(objects $CORE)
}

# Constant tables that hold pointers lie in .data.rel.ro until the program
# starts; that is no mutable data.
rule_no_mutable_data() {
    local object unit
    # shellcheck disable=SC2086
    while read -r object unit; do
        nm -f sysv "$object" | awk -F '|' -v unit="$unit" '
            { gsub(/ /, "", $7); gsub(/ *$/, "", $1) }
            $7 ~ /^\.(data|bss|tdata|tbss)/ && $7 !~ /^\.data\.rel\.ro/ ||
            $7 == "*COM*" { print "sim/" unit ".c: can change: " $1 }'
    done < <(objects $CORE)
}

rule_short_functions() {
    # shellcheck disable=SC2016
    (cd "$tree" && sources | xargs awk -v longest="$LONGEST_FUNCTION" '
        /^{/ { start = FNR; head = before }
        /^}/ && start && FNR - start + 1 > longest {
            print FILENAME ":" start ": " FNR - start + 1 " lines: " head }
        /^}/ { start = 0 }
        { before = $0 }')
}

rule_line_length() {
    (cd "$tree" && LC_ALL=C.UTF-8 grep -En '^.{81,}' \
        sim/*/*.[ch] sim/*.sh tests/*/*.[ch] tests/*.sh tests/*/*.sh Makefile)
}

rule_opening_comment() {
    (cd "$tree" && sources | xargs awk '
        FNR == 1 && !/^\/\*/ { print FILENAME ": opens without a comment" }')
}

# README.md shows the house between <!-- house --> and <!-- /house -->. A line
# there that begins with a path names a folder (sim/base/) or file (Makefile);
# a line indented by two to four spaces names what lies in the folder above it,
# up to the next two spaces: stems of .c or .h files, or whole file names,
# with spaces or commas between them. Lines indented further are prose.
read_map() { # lines "what-is-named"
    sed -n '/<!-- house -->/,/<!-- \/house -->/p' "$tree/README.md" | awk '
        /^(```|<!--)/ || /^ *$/ || /^     / { next }
        /^ / { sub(/^ +/, ""); sub(/  .*/, ""); gsub(/,/, " ")
               n = split($0, name, / +/)
               for (i = 1; i <= n; i++) if (name[i]) print folder name[i]
               next }
        { sub(/[ ,].*/, ""); print
          folder = $0 ~ /\/$/ ? $0 : "" }'
}

rule_map() {
    local name
    read_map | sort -u >"$scratch/map"
    [ -s "$scratch/map" ] || echo "README.md: no map of the house"
    while read -r name; do
        [ -e "$tree/$name" ] || [ -e "$tree/$name.c" ] ||
            [ -e "$tree/$name.h" ] || echo "README.md: there is no $name"
    done <"$scratch/map"
    while read -r name; do
        grep -qxF "$name" "$scratch/map" || echo "README.md: leaves out $name"
    done < <(cd "$tree" && for name in sim/*/ tests/*/ scenarios/ rubrics/; do
        echo "$name"
    done && sources | sed -n 's/\.c$//p')
}

# No path of the machine this was written on, no host that packages come from.
# What `agree` is measured on may lie beside the tree.
rule_no_private_paths() {
    (cd "$tree" && grep -rnIE --exclude-dir=.git --exclude-dir=build \
        -e '(^|[^a-z])/(wo[r]k|far[m])/|\.\./share[d]|fresh-machin[e]' \
        -e '://[a-z.]*(debi[a]n|np[m])' . |
        sed 's|^\./||' | grep -Ev '^tests/(bench|agree)' | cut -c 1-160)
}

# Breaking each rule, in a copy of the tree. Prints what the rule must say.

unit() { # UNIT CODE: a new file of that name
    mkdir -p "$tree/sim/${1%/*}"
    printf '/* Planted. */\n%s\n' "$2" >"$tree/sim/$1"
}

plant_rooms() {
    unit base/planted_room.h '#include "rubric/planted_cycle.h"'
    echo 'sim/base/planted_room.h: may not see rubric/planted_cycle.h'
}

plant_names_of_includes() {
    unit base/planted_include.h '#include "../base/buffer.h"'
    echo 'sim/base/planted_include.h:2:'
}

plant_no_cycles() {
    unit rubric/planted_cycle.h '#include "rubric/planted_other.h"'
    unit rubric/planted_other.h '#include "rubric/planted_cycle.h"'
    echo 'rubric/planted_other'
}

plant_headers_stand_alone() {
    unit base/planted_alone.h 'size_t planted_alone(void);'
    echo 'sim/base/planted_alone.h: does not compile alone'
}

plant_library_users() {
    unit class/planted_library.c '#include <sodium.h>'
    unit cmd/planted_unknown.h '#include <gtk/gtk.h>'
    echo 'sim/class/planted_library.c: may not see .*sodium.h'
    echo 'sim/cmd/planted_unknown.h:2:'
}

plant_exported_names() {
    unit base/planted_name.c 'int other_name(void); int other_name(void)
        { return 1; }'
    echo 'sim/base/planted_name.c: exports other_name'
}

plant_core_is_pure() {
    unit scenario/planted_time.c '#include <time.h>
        long planted_time(void); long planted_time(void)
        { return (long)time(NULL); }'
    unit class/planted_output.c '#include <stdio.h>
        void planted_output(void); void planted_output(void)
        { printf("%d", 1); }'
    echo 'sim/scenario/planted_time.c: the core may not use time'
    echo 'sim/class/planted_output.c: the core may not use printf'
}

plant_no_mutable_data() {
    unit rubric/planted_data.c 'int *planted_data(void);
        int *planted_data(void) { static int calls; return &calls; }'
    unit rubric/planted_table.c 'extern const char *planted_table[];
        const char *planted_table[] = {"a"};'
    echo 'sim/rubric/planted_data.c: can change: calls'
    echo 'sim/rubric/planted_table.c: can change: planted_table'
}

plant_short_functions() {
    unit cmd/planted_long.h "static void planted_long(void)
{$(for ((i = 0; i < LONGEST_FUNCTION; i++)); do echo ';'; done)
}"
    echo "sim/cmd/planted_long.h:3: $((LONGEST_FUNCTION + 1)) lines"
}

plant_line_length() {
    unit cmd/planted_wide.h "/*$(printf '%79s' '')*/"
    echo 'sim/cmd/planted_wide.h:2:'
}

plant_opening_comment() {
    echo 'int x;' >"$tree/sim/cmd/planted_opening.h"
    echo 'sim/cmd/planted_opening.h: opens without a comment'
}

plant_map() {
    unit cmd/planted_unmapped.c 'extern int planted_unmapped;'
    printf '<!-- house -->\nnowhere/\n<!-- /house -->\n' >>"$tree/README.md"
    echo 'README.md: leaves out sim/cmd/planted_unmapped'
    echo 'README.md: there is no nowhere/'
}

plant_no_private_paths() {
    unit cmd/planted_path.h "/* see /wo""rk/shared */"
    echo 'sim/cmd/planted_path.h:2:'
}

compile_planted() {
    local source object
    for source in "$tree"/sim/*/planted_*.c; do
        source=${source#"$tree"/}
        object=$tree/$BUILD/${source%.c}.o
        mkdir -p "${object%/*}"
        compiler -c "$source" -o "$object" || return 1
    done
}

# All is planted at once, so that the copy is looked at only once.
can_fail() {
    local rule
    tree=$scratch/copy
    mkdir "$tree"
    (cd "$TREE" && tar cf - --exclude=.git --exclude="$BUILD/sanitized" .) |
        tar xf - -C "$tree"
    for rule in "${RULES[@]}"; do
        "plant_$rule" >"$scratch/planted_$rule"
    done
    compile_planted
    read_dependencies
    for rule in "${RULES[@]}"; do
        "rule_$rule" >"$scratch/said" 2>&1
        missed "$scratch/planted_$rule" "$scratch/said" >"$scratch/details"
        tally "$scratch/details" "$rule finds what was planted"
    done
}

missed() { # PLANTED SAID
    local regex
    while IFS= read -r regex; do
        grep -q -e "$regex" "$2" || echo "not found: $regex"
    done <"$1"
}

tree=$TREE
dependencies=$scratch/dependencies
if [ "${1:-}" = --look ]; then
    tree=$(cd "$2" && pwd) || exit 3
    BUILD=build
    read_dependencies
    for rule in "${RULES[@]}"; do
        "rule_$rule"
    done
    exit
fi

read_dependencies
tally_group house
for rule in "${RULES[@]}"; do
    "rule_$rule" >"$scratch/details" 2>&1
    tally "$scratch/details" "$rule"
done
tally_group 'house, with rules broken'
can_fail
tally_end
