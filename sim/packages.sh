#!/usr/bin/env bash
# Gets the packages that building, playing or testing needs.
#
#   sim/packages.sh [--name] [play | check | sanitized | bench]
#
# Silent where nothing is missing, on any system. Where something is, Debian
# and its kin (Ubuntu, ...) get it installed, as root or through sudo. Anywhere
# else, under WSL too, and with --name everywhere, what is missing is named
# and nothing is touched: status 3.
#
# What is there is found out by looking for the thing itself (a program, a
# pkg-config module, a header, a Python module), so it may have come by any
# road. Begin reading at the last lines.
set -euo pipefail

CC=${CC:-cc}
os_release=${PACKAGES_OS_RELEASE:-/etc/os-release}
kernel=${PACKAGES_KERNEL:-/proc/version}
pythons=${PYTHON:-python3 /usr/bin/python3}

# For what, how it shows, its name there; the packages of Debian, Fedora and
# Homebrew.
needs() {
    cat <<'TABLE'
play      program  cc          gcc,libc6-dev      gcc                  gcc
play      program  pkg-config  pkg-config         pkgconf-pkg-config   pkgconf
play      module   libcjson    libcjson-dev       cjson-devel          cjson
play      header   jsmn.h      libjsmn-dev        jsmn-devel           jsmn
play      module   libpcre2-8  libpcre2-dev       pcre2-devel          pcre2
play      module   libsodium   libsodium-dev      libsodium-devel      libsodium
play      module   libutf8proc libutf8proc-dev    utf8proc-devel       utf8proc
play      header   linear.h    liblinear-dev      liblinear-devel      liblinear
play      header   csv.h       libcsv-dev         libcsv-devel         libcsv
play      module   readline    libreadline-dev    readline-devel       readline
play      module   libcurl     libcurl4-openssl-dev libcurl-devel      curl
check     module   cmocka      libcmocka-dev      libcmocka-devel      cmocka
check     program  dot         graphviz           graphviz             graphviz
check     program  minisign    minisign           minisign             minisign
check     program  jq          jq                 jq                   jq
check     program  nm          binutils           binutils             binutils
check     program  tmux        tmux               tmux                 tmux
check     program  nginx       nginx-light        nginx                nginx
check     program  openssl     openssl            openssl              openssl
check     program  strace      strace             strace               strace
check     python   jsonschema  python3-jsonschema python3-jsonschema   python
sanitized program  valgrind    valgrind,libc6-dbg valgrind             valgrind
bench     program  valgrind    valgrind,libc6-dbg valgrind             valgrind
bench     module   libhs       libhyperscan-dev   hyperscan-devel    vectorscan
bench     program  python3     python3            python3              python
bench     program  taskset     util-linux         util-linux         util-linux
TABLE
}

is_there() { # HOW NAME
    case $1-$2 in
    program-cc) command -v "$CC" >/dev/null ;;
    program-*) PATH=$PATH:/usr/sbin command -v "$2" >/dev/null ;;
    module-*) pkg-config --exists "$2" 2>/dev/null ;;
    python-*) # The first python3 found may be another than the system's.
        for python in $pythons; do
            ! "$python" -c "import $2" 2>/dev/null || return 0
        done
        return 1 ;;
    header-*) # CPPFLAGS may hold several words.
        # shellcheck disable=SC2086
        echo "#include <$2>" |
            "$CC" ${CPPFLAGS:-} -E -x c - >/dev/null 2>&1 ;;
    esac
}

is_wanted() { # TIER: each purpose takes in the ones before it
    case $purpose-$1 in
    *-play | check-check | sanitized-check | sanitized-sanitized) ;;
    bench-bench) ;;
    *) return 1 ;;
    esac
}

missing() { # the table's lines for what is missing
    local tier how name packages
    while read -r tier how name packages; do
        if is_wanted "$tier" && ! is_there "$how" "$name"; then
            echo "$name $packages"
        fi
    done < <(needs)
}

column() { # N: of the lines in $lacking, in one line
    awk -v n="$1" '{gsub(",", " ", $n); printf "%s%s", sep, $n; sep = " "}' \
        <<<"$lacking"
}

system() {
    if grep -qi microsoft "$kernel" 2>/dev/null; then
        echo wsl
    elif command -v apt-get >/dev/null && grep -Eq \
        '^ID(_LIKE)?=.*(debian|ubuntu)' "$os_release" 2>/dev/null; then
        echo debian
    elif command -v dnf >/dev/null; then
        echo fedora
    elif command -v brew >/dev/null || [ "$(uname)" = Darwin ]; then
        echo mac
    else
        echo other
    fi
}

name_and_stop() { # SYSTEM
    echo "rapport needs what is not here: $(column 1)"
    case $1 in
    debian | wsl) echo "Install it with: sudo apt-get install $(column 2)" ;;
    fedora) echo "Install it with: sudo dnf install $(column 3)" ;;
    mac)
        echo "Install it with: brew install $(column 4)"
        echo "Then, so that it is found:"
        echo "  export PKG_CONFIG_PATH=\$(brew --prefix readline)/lib/pkgconfig"
        echo "  export CPPFLAGS=-I\$(brew --prefix)/include"
        ! grep -q '^jsonschema ' <<<"$lacking" ||
            echo "  python3 -m pip install jsonschema"
        ;;
    *)
        echo "Install it as your system does; on Debian the packages are called"
        echo "  $(column 2)"
        ;;
    esac
    exit 3
} >&2

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

install_on_debian() {
    local packages
    read -ra packages <<<"$(column 2)"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        name_and_stop debian
    fi
    echo "Installing ${packages[*]}" >&2
    as_root apt-get update -qq >&2 </dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends "${packages[@]}" >"$log" 2>&1 </dev/null ||
        { cat "$log" >&2 && return 1; }
    # Debian starts what it installs; the tests' server is to serve nobody else.
    case " ${packages[*]} " in
    *' nginx-light '*)
        ! command -v systemctl >/dev/null ||
            as_root systemctl disable --now nginx >&2 || true ;;
    esac
}

usage() {
    sed -n 's/^#   //p' "$0" >&2
    exit 2
}

install=yes
if [ "${1:-}" = --name ]; then
    install=no
    shift
fi
purpose=${1:-play}
case $purpose in
play | check | sanitized | bench) ;;
*) usage ;;
esac

lacking=$(missing)
[ -n "$lacking" ] || exit 0
system=$(system)
if [ $install = no ] || [ "$system" != debian ]; then
    name_and_stop "$system"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install_on_debian || exit 3
lacking=$(missing)
[ -z "$lacking" ] || name_and_stop debian
