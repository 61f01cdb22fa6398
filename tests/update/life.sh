#!/usr/bin/env bash
# Updates in the life of a trainee: what is shown, going back, two at once, a
# session under way, a damaged or read-only home, from cron.
set -u
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
need_program update
prepare
course six 6
course seven 7

# says NAME STATUS REGEX...: of the last update; a ! before a regex: must not.
says() {
    local name=$1 got=$status regex
    {
        [ "$got" = "$2" ] || echo "status $got, not $2"
        shift 2
        for regex in "$@"; do
            case $regex in
            !*) ! grep -En -e "${regex#!}" "$home/said" || echo "not wanted" ;;
            *) grep -Eq -e "$regex" "$home/said" || echo "no line: $regex" ;;
            esac
        done
    } >"$scratch/details"
    [ ! -s "$scratch/details" ] || cat "$home/said" >>"$scratch/details"
    tally "$scratch/details" "$name"
}

run_update() {
    update "$@"
    status=$?
}

current() {
    head -1 "$home/data/rapport/sources/quiet/current"
}

is_current() { # NAME VERSION-FOLDER
    holds "$1: $(current)" [ "$(current)" = "$2" ]
}

tally_group 'update, the network'
from_base
: >"$scratch/access.log"
run_update
says 'the latest is silent without a terminal' 0 '!.'
holds 'the server is asked with its etag' \
    grep -q '^GET /five/manifest.json HTTP/1.1 304 ' "$scratch/access.log"
grep -Ev '" *rapport/[0-9.]+" "' "$scratch/access.log" >"$scratch/details"
tally "$scratch/details" 'the program names itself and nothing else'
from_base
in_home env https_proxy=http://127.0.0.1:1 SSL_CERT_FILE="$scratch/tls/ca.pem" \
    rapport update >"$home/said" 2>&1
status=$?
says 'a proxy of the environment is used' 3 'cannot get'
in_home rapport update >"$home/said" 2>&1
status=$?
says "without the course's certificates there is no trust" 3 'cannot prove'
in_home env SSL_CERT_FILE=/nowhere rapport update >"$home/said" 2>&1
status=$?
says 'a file of certificates that is not there' 3 'SSL_CERT_FILE'
mkdir "$scratch/spoilt"
echo 'no library' >"$scratch/spoilt/libcurl.so.4"
in_home env LD_LIBRARY_PATH="$scratch/spoilt" rapport update >"$home/said" 2>&1
status=$?
says 'a libcurl that cannot be loaded' 3 'cannot load libcurl.*libcurl4\.'
in_home env LD_LIBRARY_PATH="$scratch/spoilt" rapport list >"$home/said" 2>&1
status=$?
says 'all else needs no libcurl' 0 '^Rubrics$'
trust "$(bad good all six)"
in_home rapport update >"$home/said" 2>&1
status=$?
says 'plain http needs the switch' 3 'https://'

tally_group 'update, what is shown'
from_base
trust "$(good six)"
run_update --dry-run
says '--dry-run says what would change' 0 'version 6 would be installed' \
    "rubric small: version 6, 5 until now" \
    "code 'asking' changes: 'what' counts 7 instead of 6" '!scenario ana'
holds '--dry-run installs nothing' is_as_before
run_update --quiet
says '--quiet says nothing' 0 '!.'
is_current '--quiet installs' v000006
new_home
run_update
says 'nothing is trusted yet' 3 'rapport trust URL KEYFILE'
from_base
run_update nobody
says 'a source that is none' 3 "'nobody' is no source"
run_update --patience=soon
says '--patience wants a number' 2 '1 to 60'
run_update --rollback --dry-run quiet
says '--rollback stands alone' 2 'neither'

tally_group 'update, going back'
from_base
run_update --rollback quiet
says 'nothing to go back to' 3 'no version before'
trust "$(good six)"
run_update
run_update --rollback quiet
says 'back to the version before' 0 'back to version 5'
is_current 'back' v000005
run_update
is_current 'what was left is not taken again by itself' v000005
course t 6 expires=2040-01-01T00:00:00Z
trust "$(good t)"
run_update --again
says 'nor another one that calls itself the same' 3 'not the same'
trust "$(good five)"
run_update
is_current 'the installed version stays' v000005
trust "$(good six)"
run_update --again
is_current '--again takes it' v000006
run_update --rollback quiet
trust "$(good seven)"
run_update
is_current 'the next one is taken' v000007

tally_group 'update, time'
course t 6 issued=2020-01-01T00:00:00Z \
    expires="$(date -u -d '+3 seconds' +%Y-%m-%dT%H:%M:%SZ)"
from_base
trust "$(good t)"
run_update
says 'installed while it holds' 0 'version 6 is installed'
sleep 3
run_update
says 'once expired, it is told' 3 'expired on .*Version 6 stays installed'
in_home rapport list >"$home/said" 2>&1
status=$?
says 'and can be used for ever' 0 '^ *small|small '

tally_group 'update, two at once'
from_base
trust "$(bad slow files six)"
update --patience=18 &
slow=$!
sleep 0.7
in_home rapport update $LOOPBACK --patience=6 >"$scratch/second" 2>&1
wait "$slow"
cp "$scratch/second" "$home/said"
status=3
says 'the second waits, says so, and has its turn' 3 'waiting' 'cannot get'
holds 'nothing has changed' is_as_before

tally_group 'update, a session under way'
from_base
mkfifo "$home/talk"
in_home rapport play ana --plain <"$home/talk" >"$home/played" 2>&1 &
player=$!
exec 9>"$home/talk"
echo 'What then?' >&9
for _ in $(seq 50); do
    grep -q 'Here I am' "$home/played" && break
    sleep 0.1
done
hash() {
    grep -ho '"sha256":"[0-9a-f]*"' "$home"/data/rapport/transcripts/* |
        sort -u
}
sleep 0.5
first=$(hash)
trust "$(good six)"
run_update
is_current 'installed meanwhile' v000006
echo 'What now?' >&9
exec 9>&-
wait "$player"
holds 'the session has a rubric' [ -n "$first" ]
holds 'and keeps it' [ "$(hash)" = "$first" ]

tally_group 'update, a home in trouble'
from_base
for file in "$home"/data/rapport/sources/quiet/v000005/[0-9a-f]*.json; do
    echo >>"$file"
done
run_update
says 'a damaged file is mended' 0 'version 5 is installed'
holds 'it is as it was' is_as_before
echo '{' >"$home/data/rapport/sources/quiet/v000005/manifest.json"
run_update
holds 'a damaged manifest is mended' is_as_before
echo '{' >"$home/data/rapport/sources/quiet/v000005/manifest.json"
course t 4
trust "$(good t)"
run_update
says 'nor can a damaged one be rolled back' 3 'older than version 5'
from_base
trust "$(good six)"
chmod -R a+rX "$home" "$scratch/tls"
chmod -R a-w "$home/data"
in_home unprivileged env SSL_CERT_FILE="$scratch/tls/ca.pem" \
    rapport update >"$home/said" 2>&1
status=$?
says 'where nothing may be written' 3 'cannot write'
holds 'nothing has changed' is_as_before
chmod -R u+w "$home/data"

tally_end
