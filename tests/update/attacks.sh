#!/usr/bin/env bash
# What a server, a network or a thief may try: after each attack what is
# installed is the same, byte for byte, and one line says what was wrong.
#
# The groups follow the attacks that the specification of The Update Framework
# names, https://theupdateframework.github.io/specification/ (1.5.2).
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program update
prepare

course six 6
course seven 7

# A copy of a course to spoil: spoilt NAME FROM
spoilt() {
    rm -rf "${www:?}/$1"
    cp -a "$www/$2" "$www/$1"
}

payload() { # COURSE: the rubric's file
    jq -r '.files[0].name' "$www/$1/manifest.json"
}

tally_group 'update, the good way'
taken 'over TLS from nginx' "$(good six)" 6
taken 'from the bad server, when it does no wrong' "$(bad good all six)" 6

tally_group 'update, arbitrary install'
spoilt t six && sign "$www/t" other
refused 'signed with another key' "$(good t)" 'not signed with the key'
spoilt t six && rm "$www/t/manifest.json.minisig"
refused 'not signed' "$(good t)" 'not there.*404'
spoilt t six && minisign -S -l -s "$scratch/keys/good.key" \
    -m "$www/t/manifest.json" >/dev/null
refused 'signed the old way' "$(good t)" 'not signed with the key'
spoilt t six && sed -i 's/"version": 6/"version": 8/' "$www/t/manifest.json"
refused 'the manifest changed after it was signed' "$(good t)" 'not signed'
spoilt t six && sed -i 's/Two skills/2wo skills/' "$www/t/$(payload six)"
refused 'a file changed, of the same size' "$(good t)" 'not the one that was'
spoilt t six && echo >>"$www/t/$(payload six)"
refused 'a file grew' "$(good t)" 'larger than the [0-9]+ bytes'
spoilt t six && rm "$www/t/$(payload six)"
refused 'a file is missing' "$(good t)" 'not there.*404'
spoilt t six && echo '{}' >"$www/t/manifest.json" && sign "$www/t"
refused 'signed, but no manifest' "$(good t)" 'no manifest'
course t 6 name=../../../etc/passwd.json
refused 'a file name with slashes' "$(good t)" 'file.s name'
course t 6 name=.hidden.json
refused 'a file name with a dot in front' "$(good t)" 'file.s name'
course t 6 times=65
refused 'sixty-five files' "$(good t)" '64'
course t 6 format=rapport-manifest/2
refused 'a format of the future' "$(good t)" 'no manifest'
course t 6 least_program=99.0
refused 'for a program of the future' "$(good t)" 'needs rapport 99.0'

tally_group 'update, rollback'
course t 4
refused 'an older version, rightly signed' "$(good t)" 'older than version 5'
spoilt t five && sed -i 's/2wo/Two/' "$www/t/manifest.json" &&
    echo >>"$www/t/manifest.json" && sign "$www/t"
refused 'the same version with other bytes' "$(good t)" 'not the same'

tally_group 'update, freeze'
course t 6 issued=2015-01-01T00:00:00Z expires=2016-01-01T00:00:00Z
refused 'expired ten years ago' "$(good t)" 'expired on 2016'
course t 6 issued=2046-01-01T00:00:00Z expires=2047-01-01T00:00:00Z
refused 'a manifest from the future' "$(good t)" 'dated 2046'

tally_group 'update, mix and match'
spoilt t six && cp "$www/seven/manifest.json" "$www/t/"
refused "one version's manifest, another's signature" "$(good t)" 'not signed'
spoilt t seven && cp "$www/six/$(payload six)" "$www/t/$(payload seven)"
refused "an older file under a newer one's name" "$(good t)" 'not the one'
course t 6 course=other
refused "another course's manifest, signed by the same key" "$(good t)" \
    "course 'other', not for 'quiet'"

tally_group 'update, fast forward'
spoilt t six && sed -i 's/"version": 6/"version": 999999/' \
    "$www/t/manifest.json"
refused 'a version far ahead, not signed' "$(good t)" 'not signed'
course t 6 version=1000000
refused 'a version beyond the last' "$(good t)" 'no manifest'

tally_group 'update, key change'
spoilt other six && sign "$www/other" other
refused "the instructor's new key, not yet trusted" "$(good other)" \
    'not signed with the key'
KEY=other taken 'the new key, once it is trusted' "$(good other)" 6
KEY=other refused 'the old key, once it is trusted no more' "$(good six)" \
    'not signed with the key'

tally_group 'update, hostile content'
rubric 6 "$scratch/x.json"
sed -i 's/"What then?", "level": 1/"What then?", "level": 0/' "$scratch/x.json"
"$here/course.py" "$www/t" version=6 "$scratch/x.json" && sign "$www/t"
STATUS=1 refused 'a rubric that fails its own examples' "$(good t)" \
    "rubric 'small' cannot be used"
rubric 6 "$scratch/x.json"
sed -i 's/\\\\bwhat\\\\b/(\\\\w+\\\\s?)+!/' "$scratch/x.json"
"$here/course.py" "$www/t" version=6 "$scratch/x.json" && sign "$www/t"
STATUS=1 refused 'a pattern that would take for ever' "$(good t)" \
    'cannot be used.*busy for too long'
rubric 6 "$scratch/x.json"
sed 's/"goto": "[a-z]*"/"goto": "nowhere"/' "$TREE/tests/terminal/ana.json" \
    >"$scratch/y.json"
"$here/course.py" "$www/t" version=6 "$scratch/x.json" "$scratch/y.json" &&
    sign "$www/t"
STATUS=1 refused 'a scenario that leads nowhere' "$(good t)" \
    "scenario 'ana' cannot be used"

sed 's/"try": \["What/"try": ["You/; s/"try": "What/"try": "You/' \
    "$TREE/tests/terminal/ana.json" >"$scratch/y.json"
"$here/course.py" "$www/t" version=6 "$scratch/x.json" "$scratch/y.json" &&
    sign "$www/t"
STATUS=1 refused 'a scenario whose sample lines go elsewhere' "$(good t)" \
    "scenario 'ana' cannot be used: line [0-9]+: .*try"

tally_group 'update, endless data'
for where in manifest signature files; do
    refused "a $where without end" "$(bad endless $where six)" 'larger than'
    refused "a $where in chunks without end" "$(bad chunked $where six)" \
        'larger than'
    refused "a $where that promises a terabyte" "$(bad huge $where six)" \
        'larger than'
done
refused 'headers without end' "$(bad headers manifest six)" 'cannot get'
refused 'a header without end' "$(bad header manifest six)" 'cannot get'

tally_group 'update, broken transfers'
for where in manifest signature files; do
    refused "half of the $where, and its length" "$(bad short $where six)" \
        'broke off'
    refused "half of the $where, without its length" \
        "$(bad shorter $where six)" 'not signed|not the one that was signed'
    refused "nothing of the $where" "$(bad nothing $where six)" \
        'not signed|not the one that was signed'
done
refused 'a byte too many in the manifest' "$(bad longer manifest six)" \
    'not signed'
refused 'no HTTP' "$(bad garbage manifest six)" 'cannot get'
refused 'a closed door' "$(bad gone manifest six)" 'broke off'
refused 'nobody there' "http://127.0.0.1:1/x/" 'does not answer'
refused 'no such name' 'https://nobody.invalid/x/' 'name cannot be found'

tally_group 'update, other answers'
for status in 204 206 304 401 403 404 429 500 503; do
    refused "status $status" "$(bad status-$status manifest six)" \
        "status $status"
done
refused 'a redirect to plain http' "$(bad redirect-http manifest six)" \
    'sends elsewhere'
refused 'a redirect to a file' "$(bad redirect-file manifest six)" \
    'sends elsewhere'
refused 'a redirect to https' "$(bad redirect-https files six)" \
    'sends elsewhere'
refused 'a login page' "$(bad page manifest six)" 'a web page came'
refused 'compressed unasked' "$(bad packed files six)" 'compressed'
refused "'nothing has changed' to who did not ask" \
    "$(bad status-304 manifest five)" 'status 304'

tally_group 'update, certificates'
refused 'for another name' "https://127.0.0.1:$NAME/six/" 'cannot prove'
refused 'expired' "https://127.0.0.1:$OLD/six/" 'cannot prove'
refused 'signed by itself' "https://127.0.0.1:$SELF/six/" 'cannot prove'
refused 'TLS asked of a server without' "https://127.0.0.1:$BAD/good/all/six/" \
    'HTTPS'

# These wait, so they wait together, each in a home of its own.
tally_group 'update, slow retrieval'
waits() { # NAME HABIT WHERE REGEX
    home=$scratch/slow-$2-$3
    refused "$1" "$(bad "$2" "$3" six)" "$4" --patience=6
}
crowd=()
wait_beside() {
    (passed=0 failed=0 && group_passed=0 && waits "$@" &&
        echo "$failed" >"$scratch/slow-$2-$3.failed") \
        >"$scratch/slow-$2-$3.said" 2>&1 &
    crowd+=("$2-$3:$1")
}
wait_beside 'a byte a second' slow manifest 'next to nothing'
wait_beside 'a byte a second of a file' slow files 'next to nothing'
wait_beside 'nothing after the headers' stall signature 'next to nothing'
wait_beside 'no answer' silent manifest 'next to nothing'
wait_beside 'just quick enough, for ever' trickle manifest 'too long'
wait_beside 'chunks without the last' unfinished manifest \
    'next to nothing|too long'
# shellcheck disable=SC2046
wait $(jobs -p | grep -vxF -e "$nginx" -e "${bad_server_PID:-}")
for one in "${crowd[@]}"; do
    [ "$(cat "$scratch/slow-${one%%:*}.failed")" != 0 ] ||
        : >"$scratch/slow-${one%%:*}.said"
    tally "$scratch/slow-${one%%:*}.said" "${one#*:}"
done

tally_group 'update, etags'
from_base
trust "$(bad etag all six)"
update
trust "$(bad etag all seven)"
update
holds 'other bytes under the same etag are seen' \
    grep -q 'version 7 is installed' "$home/said"
spoilt t six
taken 'from a server with etags' "$(bad kept all t)" 6
spoilt t seven
update || cat "$home/said" >"$scratch/details"
grep -qx v000006 "$home/data/rapport/sources/quiet/current" ||
    echo 'version 6 went away' >>"$scratch/details"
tally "$scratch/details" "'nothing has changed' changes nothing"
: >"$scratch/details"
taken 'an etag that would be headers is not kept' "$(bad evil all six)" 6
grep -c '"a" b' "$home/data/rapport/sources/quiet/etag" 2>&1 |
    grep -v '^0$' >"$scratch/details"
tally "$scratch/details" 'nor written'

tally_end
