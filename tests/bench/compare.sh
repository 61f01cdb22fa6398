#!/usr/bin/env bash
# Measures scoring, beside what others need for the same, and prints a table.
#
#   tests/bench/compare.sh [TURNS.jsonl…]
#
# In rounds: each times one after the other what is compared, on one core,
# and a ratio is taken from one round's own times; told are the median of the
# ratios, and the least and the greatest. CPU time is measured, so a busy
# machine does little harm, but for --jobs, where the clock must do. Engines
# are held to the same matches before they are timed: see score.c. What cannot
# be had is skipped with a word.
#
# Without TURNS the rubric's examples and the replies of tests/play are scored.
# ROUNDS is how many (9), LARGE how many turns a large file has (500,000), and
# SECONDS_EACH how long large files may take, a part of the table: no further
# round is begun after that. Nothing is asserted: times belong to a machine.
# Begin reading at the last lines.
set -eu
files=()
for file in "$@"; do files+=("$(realpath "$file")"); done
cd "$(dirname "$0")/../.."

rubric=rubrics/alliance.json
bench=build/bench
turns=$bench/turns.jsonl
large=$bench/large.jsonl
small=$bench/small.jsonl
derived=$bench/derived.json
results=$bench/results.tsv
rounds=${ROUNDS:-9}
LARGE=${LARGE:-500000}
SMALL=$((LARGE / 100))
SECONDS_EACH=${SECONDS_EACH:-90}
EARLY=12 # times after which most that is made once has been made
pin=()
if command -v taskset >/dev/null; then pin=(taskset -c 0); fi

has() {
    command -v "$1" >/dev/null
}

skip() { # WHAT WHY
    echo "$1: skipped, $2"
}

# ---- The text ----

plain_rubric() { # without its comments
    sed 's|^ *//.*||' $rubric
}

up_to_1000_replies() { # FILE
    awk '/"speaker": *"therapist"/ && ++n > 1000 {exit} 1' "$1"
}

# Of each file; or the tree's own, as turns.
some_turns() {
    local file
    if [ ${#files[@]} -gt 0 ]; then
        for file in "${files[@]}"; do up_to_1000_replies "$file"; done
        return
    fi
    plain_rubric | jq -c '
        [.codes[]? | .examples? // [] | .[]] | to_entries[]
        | "e\(.key)" as $session
        | (.value.client // empty
            | {session: $session, turn: 0, speaker: "client", text: .}),
          {session: $session, turn: 1, speaker: "therapist",
            text: .value.reply}'
    grep -H '^> ' tests/play/*.play | sed 's|^tests/play/||' | jq -cR '
        split(".play:> ")
        | {session: .[0], turn: 0, speaker: "therapist", text: .[1]}'
}

# COUNT: as many, again and again, each time under new names.
many_turns() {
    local k=0
    while sed "s/\"session\": *\"[^\"]*/&~$((k += 1))/" "$turns"; do
        :
    done 2>/dev/null | head -n "$1"
}

# ---- Telling ----

title() {
    printf '\n%-52s %7s  %s\n' "$@"
}

# WHAT: of the numbers that come in, the median and the range.
tell_ratios() {
    sort -n | awk -v what="$1" '
        {value[NR] = $1}
        END {
            if (NR == 0) exit
            printf "%-52s %7.2f  (%.2f to %.2f; rounds: %d)\n", what,
                value[int(NR / 2) + 1], value[1], value[NR], NR
        }'
}

# ---- Scoring a turn ----

tell_engines() {
    awk -F '\t' '
        $2 == "ours" {ours = $3; next}
        {printf "%-52s %7.2f  (%.2f to %.2f; %.1f µs, ours %.1f)\n",
            $2 ", " $1 " cues", $4, $5, $6, $3, ours}' "$results"
}

# The three sizes in turn, in one process.
tell_growth() {
    "${pin[@]}" $bench/score $rubric 50,200,1000 "$rounds" $turns |
        awk -F '\t' '{
            printf "%-52s %7.2f  (%.2f to %.2f)\n",
                "our cost from 50 to 1,000 cues: N to the power of", $1, $2, $3
        }'
}

compare_engines() {
    local cues python
    for cues in 0 50 200 1000; do
        python=()
        if [ "$cues" = 200 ] && has python3; then python=(python3); fi
        "${pin[@]}" $bench/score $rubric "$cues" "$rounds" $turns \
            "${python[@]}"
    done >$results
    title 'A turn scored, no JSON: its time / ours' 'median' '(range)'
    grep -q Hyperscan $results || skip Hyperscan 'libhs is not here'
    grep -q Python $results || skip Python 'not here, or it differs'
    tell_engines
    tell_growth
}

# ---- Whole programs ----

# NAME COMMAND...: one run, its figures to $bench/NAME.spent.
spend() {
    local name=$1
    shift
    "${pin[@]}" $bench/spent "$@" >>"$bench/$name.spent"
}

# FIRST SECOND COLUMN: the ratios, a round a line.
ratios() {
    paste "$bench/$1.spent" "$bench/$2.spent" | awk -v c="$3" '{
        print $c / $(NF / 2 + c)}'
}

# FUNCTION: calls it each round, and no more when SECONDS_EACH have passed.
in_rounds() {
    local i=0 began=$SECONDS
    until [ $i -gt 0 ] && [ $((SECONDS - began)) -ge "$SECONDS_EACH" ]; do
        "$1"
        i=$((i + 1))
        [ $i -lt "$rounds" ] || break
    done
}

# An option that is empty is none.
# shellcheck disable=SC2086
spend_streams() {
    spend jq jq -c . $large
    spend score build/rapport score $one_job $large
    spend measures build/rapport score $one_job --measures $large
    spend score200 build/rapport score $one_job --rubric=$derived $large
    spend measures200 build/rapport score $one_job --rubric=$derived \
        --measures $large
    spend small build/rapport score $one_job $small
}

compare_streams() {
    plain_rubric | jq -f tests/bench/derive.jq >$derived
    in_rounds spend_streams
    title "$LARGE turns, whole programs" 'median' '(range)'
    ratios jq score 1 | tell_ratios 'jq -c . / rapport score'
    ratios jq measures 1 | tell_ratios 'jq -c . / rapport score --measures'
    ratios jq score200 1 | tell_ratios 'jq -c . / rapport score, 200 cues'
    ratios jq measures200 1 |
        tell_ratios 'jq -c . / rapport score --measures, 200 cues'
    ratios score small 3 | tell_ratios "peak memory, $LARGE / $SMALL turns"
}

spend_jobs() {
    spend one build/rapport score --jobs=1 $large
    spend two build/rapport score --jobs=2 $large
}

compare_jobs() {
    if [ -z "$one_job" ]; then skip 'two jobs' 'there is no --jobs'; return; fi
    if [ "$(nproc)" -lt 2 ]; then
        skip 'two jobs' 'there is one core'
        return
    fi
    pin=()
    in_rounds spend_jobs
    ratios one two 2 | tell_ratios 'one job / two jobs, by the clock'
}

compare_starts() {
    local i
    for ((i = 0; i < 30; i++)); do
        spend list build/rapport list
        spend nothing jq -n 1
    done
    ratios list nothing 1 | tell_ratios 'start-up: rapport list / jq -n 1'
}

# ---- Instructions ----

# FILE FUNCTION: the instructions in it and in what it calls.
inclusive() {
    callgrind_annotate --inclusive=yes --threshold=100 "$1" 2>/dev/null |
        awk -v name=":$2" '
            {sub(/ \[.*/, ""); count = $1; gsub(",", "", count)}
            substr($0, length($0) - length(name) + 1) == name {
                if (count + 0 > most) most = count + 0
            }
            END {printf "%.0f\n", most}'
}

# NAME COMMAND...: counts into $bench/NAME.callgrind.
count() {
    local name=$1
    shift
    valgrind --tool=callgrind --callgrind-out-file="$bench/$name.callgrind" \
        "$@" >/dev/null 2>"$bench/$name.log"
}

tell_instructions() { # WHAT COUNT OF
    awk -v what="$1" -v count="$2" -v all="$3" -v turns="$replies" 'BEGIN {
        printf "%-52s %9.0f", what, count / turns
        if (all) printf "  %5.1f %%", 100 * count / all
        print ""
    }'
}

# ENGINE FUNCTION: its instructions for all replies once, when they have been
# scored before: a later time less an earlier one.
inclusive_later() {
    local early late
    early=$(inclusive "$bench/$1-early.callgrind" "$2")
    late=$(inclusive "$bench/$1-late.callgrind" "$2")
    echo $((late - early))
}

# Over the same replies: our engine, the plain loop, and the whole program.
count_instructions() {
    local cues=$1 some=$bench/some.jsonl all split look try probes
    local filters patterns
    up_to_1000_replies $turns | sed 2000q >$some
    replies=$(grep -c '"speaker": *"therapist"' $some)
    count plain --toggle-collect=peer_reply \
        $bench/counted $rubric "$cues" plain:1 $some
    count ours-early --toggle-collect=turns_reply \
        $bench/counted $rubric "$cues" ours:$EARLY $some
    count ours-late --toggle-collect=turns_reply \
        $bench/counted $rubric "$cues" ours:$((EARLY + 1)) $some
    all=$(inclusive_later ours turns_reply)
    split=$(($(inclusive_later ours utterance_again) +
        $(inclusive_later ours utterance_heard)))
    probes=$(($(inclusive_later ours probes_put) +
        $(inclusive_later ours probes_play)))
    look=$(($(inclusive_later ours index_look) - probes))
    try=$(($(inclusive_later ours index_try) + probes))
    filters=$(($(inclusive_later ours filter_find) +
        $(inclusive_later ours filter_set_out) +
        $(inclusive_later ours matcher_play)))
    patterns=$(inclusive_later ours pattern_find_fast)
    title "Instructions a reply, $cues cues" '' "of ours"
    tell_instructions 'plain loop, PCRE2 with JIT' \
        "$(inclusive $bench/plain.callgrind peer_reply)" ''
    tell_instructions 'ours' "$all" "$all"
    tell_instructions '  splitting into words and sentences' "$split" "$all"
    tell_instructions '  index: looking at the texts, and gauges' \
        "$look" "$all"
    tell_instructions '  trying what it leaves: patterns and lists' \
        "$try" "$all"
    tell_instructions '  weights and the rest' \
        $((all - split - look - try)) "$all"
    tell_instructions '  of all these, in filters, without PCRE2' \
        $((filters - patterns)) "$all"
    tell_instructions '  of all these, in PCRE2' "$patterns" "$all"
}

# What the program does besides loading and scoring: lines and JSON. With the
# first reply the rubric is made ready, so the others count.
count_json() {
    local all first scoring
    grep -m 1 '"speaker": *"therapist"' $bench/some.jsonl >$bench/first.jsonl
    count program build/rapport score $one_job $bench/some.jsonl
    count first build/rapport score $one_job $bench/first.jsonl
    first=$(inclusive $bench/first.callgrind main)
    all=$(($(inclusive $bench/program.callgrind main) - first))
    scoring=$(($(inclusive $bench/program.callgrind turns_reply) -
        $(inclusive $bench/first.callgrind turns_reply)))
    title 'The whole program, the shipped rubric' '' 'of it'
    tell_instructions 'rapport score, replies that it has not seen before' \
        $all $all
    tell_instructions '  reading lines, JSON in and out' \
        $((all - scoring)) $all
    tell_instructions 'loading the rubric and a first reply, once' \
        $((first * replies)) ''
}

one_job=''
! build/rapport score --help | grep -q -- --jobs || one_job=--jobs=1
rm -f $bench/*.spent
some_turns >$turns
many_turns "$LARGE" >$large
head -n $SMALL $large >$small
compare_engines
if has jq; then
    compare_streams
    compare_jobs
    compare_starts
else
    skip 'whole programs' 'jq is not here'
fi
if has valgrind; then
    count_instructions 200
    count_json
else
    skip 'instructions' 'valgrind is not here'
fi
rm -f $large
