#!/usr/bin/env bash
# Puts what was published and signed where `rapport update` would put it.
#
#   tests/cli/install.sh PUBLISHED NAME
#
# NAME is trusted already. The edition becomes the current one. This is the
# layout that sim/cmd/sources.h describes, written by other hands.
set -eu
published=$1
source=${XDG_DATA_HOME:-$HOME/.local/share}/rapport/sources/$2
version=$(jq .version "$published/manifest.json")
edition=$(printf 'v%06d' "$version")
mkdir -p "$source/$edition"
cp "$published/manifest.json" "$published/manifest.json.minisig" \
    "$source/$edition"
jq -r '.files[].name' "$published/manifest.json" | while read -r name; do
    cp "$published/$name" "$source/$edition"
done
echo "$edition" >"$source/current"
