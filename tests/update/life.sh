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

tally_group 'update, what the configuration says'
# network WHERE TEXT: configuration of the user (config) or the system (xdg)
network() {
    mkdir -p "$home/$1/rapport"
    echo "$2" >"$home/$1/rapport/network.json"
}
# configured ARGUMENT...: an update with nothing in its environment but this
configured() {
    in_home env XDG_CONFIG_DIRS="$home/none:$home/xdg" "$@" rapport update \
        >"$home/said" 2>&1
    status=$?
}
ours='{"format": "rapport-network/1", "ca_file": "'$scratch'/tls/ca.pem"'
from_base
trust "$(good six)"
network xdg "$ours} // for everybody"
configured
says "the system's certificates" 0 'version 6 is installed'
from_base
trust "$(good six)"
network config "$ours}"
network xdg '{"format": "rapport-network/1", "proxy": "http://127.0.0.1:1"}'
configured
says "the user's file goes before the system's" 0 'version 6 is installed'
from_base
network xdg "$ours, \"proxy\": \"http://127.0.0.1:1\"}"
configured
says 'the proxy is used' 3 'cannot get .*port 1 '
configured https_proxy=
says 'and an empty one of the environment says none' 0 '!.'
configured no_proxy=127.0.0.1
says 'and no_proxy is heeded' 0 '!.'
network xdg "${ours/ca.pem/ca.key}}"
configured
says 'certificates that are none' 3 'network.json names cannot be read'
configured SSL_CERT_FILE="$scratch/tls/ca.pem"
says 'the environment goes before the file' 0 '!.'
network xdg "$ours, \"proxy\": \"http://127.0.0.1:$BAD\"}"
configured
says 'a proxy that refuses' 3 'the proxy does not let it through.*status 501'
while read -r name regex text; do
    network config "${text/@/rapport-network}"
    configured
    says "network.json, $name" 3 "network.json: .*$regex.*Nothing was changed"
done <<'END'
unknown-key line.1:.*proxi.*proxy {"format":"@/1","proxi":"http://a"}
no-JSON line.1 proxy = http://a:3128
other-format this.program.reads {"format":"@/2"}
proxy-without-scheme such.as.http {"format":"@/1","proxy":"a:3128"}
relative-path full.path {"format":"@/1","ca_file":"lab.pem"}
no-such-file no.file {"format":"@/1","ca_file":"/nowhere.pem"}
END
holds 'nothing has changed' is_as_before
run_update --rollback
says 'going back does not ask' 3 'no version before'

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
trust "$(good six)"
in_home rapport trust --yes --name=second "$(good six)" \
    "$scratch/keys/good.pub" 2>/dev/null
run_update --rollback
says '--rollback of one of two' 2 'which one'
from_base
run_update --patience=soon
says '--patience wants a number' 2 '1 to 60'
run_update --rollback --dry-run quiet
says '--rollback stands alone' 2 'does not go with --dry-run'

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

# A clock that is YEARS off: off YEARS COMMAND...
cat >"$scratch/off.c" <<'END'
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t clock, struct timespec *now)
{
    long done = syscall(SYS_clock_gettime, clock, now);
    if (clock == CLOCK_REALTIME)
        now->tv_sec += atol(getenv("YEARS_OFF")) * 31557600;
    return (int)done;
}
time_t time(time_t *to)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (to) *to = now.tv_sec;
    return now.tv_sec;
}
END
"${CC:-cc}" -shared -fPIC -o "$scratch/off.so" "$scratch/off.c"
off() {
    in_home env LD_PRELOAD="$scratch/off.so" YEARS_OFF="$1" \
        SSL_CERT_FILE="$scratch/tls/ca.pem" "${@:2}" >"$home/said" 2>&1
    status=$?
}
while read -r years regex; do
    from_base
    trust "$(bad good all six)"
    off "$years" rapport update $LOOPBACK
    says "a clock $years years off: nothing is installed" 3 \
        "$regex.*Version 5 stays"
    holds "$years years: nothing has changed" is_as_before
    trust "$(good six)"
    off "$years" rapport update
    says "$years years: nor is the server believed" 3 'clock may be wrong'
    off "$years" rapport list --names=rubrics
    says "$years years: what is installed can be had" 0 '^small$'
    off "$years" rapport play ana --plain --rubric=quiet:small <<<'What then?'
    says "$years years: and played by" 0 'Here I am'
done <<'END'
+10 expired.on
-10 is.dated
END

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
# The next rubric does not see that "What now?" asks.
rubric 6 "$scratch/x.json"
sed -i 's/\\\\bwhat\\\\b/\\\\bwhat\\\\b(?! now)/' "$scratch/x.json"
"$here/course.py" "$www/t" version=6 "$scratch/x.json" \
    "$TREE/tests/terminal/ana.json" && sign "$www/t"
from_base
mkfifo "$home/talk"
in_home rapport play ana --plain <"$home/talk" >"$home/played" 2>&1 &
player=$!
exec 9>"$home/talk"
echo 'What then?' >&9
for _ in $(seq 100); do
    grep -q 'You asked' "$home/played" && break
    sleep 0.1
done
trust "$(good t)"
run_update
is_current 'installed meanwhile' v000006
echo 'What now?' >&9
exec 9>&-
wait "$player"
asked() { # of the latest transcript: the level of asking, reply by reply
    find "$home/data/rapport/transcripts" -name '*.jsonl' -newer "$1" \
        -exec jq -sc 'map(select(.event == "reply") | .codes.asking // 0)' {} +
}
holds 'the session keeps its rubric' [ "$(asked "$base/said")" = '[1,1]' ]
touch "$home/then"
in_home rapport play ana --plain <<<'What now?' >"$home/played" 2>&1
holds 'the next one has the new one' [ "$(asked "$home/then")" = '[0]' ]

tally_group 'update, a home in trouble'
from_base
quiet=$home/data/rapport/sources/quiet
touch "$quiet"/{current,etag,source.json,v000005/manifest.json}.aB1234
mkdir -p "$quiet/.incoming/x"
run_update
find "$home/data" -name '*.aB1234' -o -name .incoming >"$scratch/details"
tally "$scratch/details" 'what killed updates left is taken away'
holds 'and nothing else' is_as_before
from_base
trust "$(good six)"
# A disk of its own that is full: for who may not mount, in a name space.
cat >"$scratch/full.sh" <<END
mount -t tmpfs -o size=128k none "$home/disk" || exit 77
cp -a "$home/data/." "$home/disk/" || exit 77
head -c 200000 /dev/zero >"$home/disk/fill" 2>/dev/null
export XDG_DATA_HOME="$home/disk" SSL_CERT_FILE="$scratch/tls/ca.pem"
rapport update >"$home/said" 2>&1
echo \$? >"$home/status"
cp -a "$home/disk/rapport" "$home/after"
END
mkdir "$home/disk"
in_home unshare -rm bash "$scratch/full.sh" 2>"$scratch/unshared"
status=$?
if [ "$status" = 0 ]; then
    status=$(cat "$home/status")
    says 'a full disk' 3 'make room.*Version 5 stays installed'
    mv "$home/data/rapport" "$home/data/before"
    mv "$home/after" "$home/data/rapport"
    holds 'a full disk: nothing has changed' is_as_before
else
    echo "    a full disk: not tried here: $(head -1 "$scratch/unshared")"
fi
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
