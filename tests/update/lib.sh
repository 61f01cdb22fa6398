# shellcheck shell=bash
# For the tests of `update`: keys, certificates, courses, and two servers, one
# good (nginx, TLS) and one bad (bad.py), both on the loopback interface only.
#
# A course is a folder below $www. What is installed at a case's start is $base:
# version 5 of the course `quiet`, trusted as `quiet` from both servers alike.
# Begin with prepare, then refused and taken.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

here=$TREE/tests/update
www=$scratch/www
PATH=$PATH:/usr/sbin

# --- keys and courses ------------------------------------------------------

make_keys() {
    local name
    mkdir "$scratch/keys"
    for name in good other; do
        minisign -G -W -p "$scratch/keys/$name.pub" \
            -s "$scratch/keys/$name.key" >/dev/null
    done
}

# sign FOLDER [KEY [OPTION...]]
sign() {
    local folder=$1 key=${2:-good}
    minisign -S "${@:3}" -s "$scratch/keys/$key.key" -t "course" \
        -m "$folder/manifest.json" >/dev/null
}

# A rubric whose bytes are its version's: rubric VERSION FILE
rubric() {
    sed "s/\"id\": \"small\", \"version\": 1/\"id\": \"small\", \"version\": $1/
         s/\"what\": 2/\"what\": $((1 + $1))/" \
        "$TREE/tests/terminal/small.json" >"$2"
}

# course NAME VERSION [KEY=VALUE...]: a signed course in $www/NAME, with the
# rubric of that version and a scenario.
course() {
    local folder=$www/$1 version=$2
    shift 2
    rubric "$version" "$scratch/small.json"
    "$here/course.py" "$folder" "version=$version" "$@" "$scratch/small.json" \
        "$TREE/tests/terminal/ana.json"
    sign "$folder"
}

# --- the good server -------------------------------------------------------

# certificate NAME DAYS SUBJECT-ALTERNATIVE-NAME [self]
certificate() {
    local tls=$scratch/tls
    openssl req -new -key "$tls/server.key" -subj "/CN=$1" \
        -out "$tls/$1.csr" 2>/dev/null
    echo "subjectAltName=$3" >"$tls/$1.ext"
    if [ "${4:-}" = self ]; then
        openssl x509 -req -in "$tls/$1.csr" -signkey "$tls/server.key" \
            -days "$2" -extfile "$tls/$1.ext" -out "$tls/$1.pem" 2>/dev/null
    else
        openssl x509 -req -in "$tls/$1.csr" -CA "$tls/ca.pem" \
            -CAkey "$tls/ca.key" -CAcreateserial -days "$2" \
            -extfile "$tls/$1.ext" -out "$tls/$1.pem" 2>/dev/null
    fi
}

make_certificates() {
    local name
    mkdir "$scratch/tls"
    for name in ca server; do
        openssl ecparam -name prime256v1 -genkey -noout \
            -out "$scratch/tls/$name.key"
    done
    openssl req -x509 -new -key "$scratch/tls/ca.key" -subj '/CN=Tests' \
        -days 2 -out "$scratch/tls/ca.pem" 2>/dev/null
    certificate good 2 IP:127.0.0.1
    certificate name 2 DNS:elsewhere.example
    certificate old -1 IP:127.0.0.1
    certificate self 2 IP:127.0.0.1 self
}

free_ports() { # HOW-MANY
    python3 -c '
import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in held))' "$1"
}

start_nginx() {
    read -r GOOD NAME OLD SELF < <(free_ports 4)
    sed "s|@FOLDER@|$scratch|; s|@GOOD@|$GOOD|; s|@NAME@|$NAME|
         s|@OLD@|$OLD|; s|@SELF@|$SELF|" \
        "$here/nginx.conf" >"$scratch/nginx.conf"
    nginx -c "$scratch/nginx.conf" -e "$scratch/error.log" \
        >"$scratch/nginx.said" 2>&1 &
    nginx=$!
    wait_for_port "$GOOD"
}

wait_for_port() {
    local i
    for ((i = 0; i < 100; i++)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.1
    done
    echo "no server came up at port $1" && cat "$scratch/nginx.said"
}

start_bad() {
    coproc bad_server { exec python3 "$here/bad.py" "$www"; }
    # shellcheck disable=SC2154
    read -r BAD <&"${bad_server[0]}"
}

# The bad server ends when its input does.
stop_servers() {
    [ -z "${nginx:-}" ] || kill "$nginx" 2>/dev/null
    wait "${nginx:-}" 2>/dev/null
    rm -rf "$scratch"
}

# --- a trainee -------------------------------------------------------------

LOOPBACK=--insecure-loopback-for-tests

# trust URL [KEY]: as the source `quiet`
trust() {
    in_home rapport trust --yes --name=quiet $LOOPBACK "$1" \
        "$scratch/keys/${2:-good}.pub" >/dev/null 2>&1
}

# update ARGUMENT...: its standard output and error go to $said.
update() {
    in_home env SSL_CERT_FILE="$scratch/tls/ca.pem" rapport update "$@" \
        $LOOPBACK >"$home/said" 2>&1
}

# What counts of what is installed: every byte of it. The key and address are
# the trainee's own, and a lock is no content.
installed() {
    (cd "$home/data/rapport/sources" 2>/dev/null && find . -type f \
        ! -name .lock ! -name etag ! -name source.json ! -name '*.pub' \
        -exec sha256sum {} + | sort)
}

from_base() {
    rm -rf "$home"
    cp -a "$base" "$home"
}

prepare() {
    base=$scratch/base
    trap stop_servers EXIT
    mkdir "$www"
    make_keys
    make_certificates
    course five 5
    start_nginx
    start_bad
    new_home
    trust "https://127.0.0.1:$GOOD/five/"
    update || cat "$home/said"
    cp -a "$home" "$base"
    before=$(installed)
}

# holds NAME COMMAND...: passes when the command succeeds.
holds() {
    local name=$1
    shift
    if "$@"; then
        tally_pass
    else
        tally_fail "$name" "$home/said"
    fi
}

is_as_before() {
    [ "$(installed)" = "$before" ]
}

# bad HABIT WHERE COURSE: the address
bad() {
    echo "http://127.0.0.1:$BAD/$1/$2/$3/"
}

good() { # COURSE
    echo "https://127.0.0.1:$GOOD/$1/"
}

# complain STATUS EXPECTED REGEX: prints what is not as it should be.
complain() {
    [ "$1" = "$2" ] || echo "status $1, not $2"
    grep -Eq -e "$3" "$home/said" || echo "it does not say: $3"
    [ "$(wc -l <"$home/said")" -le 1 ] || [ "$2" = 0 ] ||
        echo "it says more than a line"
}

# refused NAME URL REGEX [ARGUMENT...]: the update fails with one line, and what
# is installed is what was.
refused() {
    local name=$1 url=$2 regex=$3 status
    shift 3
    from_base
    trust "$url" "${KEY:-good}"
    update "$@"
    status=$?
    {
        complain "$status" "${STATUS:-3}" "$regex"
        [ "$(installed)" = "$before" ] || echo 'what is installed has changed'
        in_home rapport list --names=rubrics 2>&1 | grep -qx small ||
            echo 'the installed rubric can no longer be had'
    } >"$home/details"
    [ ! -s "$home/details" ] || cat "$home/said" >>"$home/details"
    tally "$home/details" "$name"
}

# taken NAME URL VERSION [ARGUMENT...]: the update installs VERSION.
taken() {
    local name=$1 url=$2 version=$3
    shift 3
    from_base
    trust "$url" "${KEY:-good}"
    update "$@"
    complain $? 0 "version $version is installed" >"$home/details"
    grep -q "^v0*$version\$" "$home/data/rapport/sources/quiet/current" ||
        echo "version $version is not the current one" >>"$home/details"
    [ ! -s "$home/details" ] || cat "$home/said" >>"$home/details"
    tally "$home/details" "$name"
}
