#!/bin/sh
# Keeps the pictures in the README equal to those in gen/; run from the project's root.
#
#     tools/generate/readme.sh check|update README.md
set -eu

usage='usage: readme.sh check|update README.md'
here=$(dirname "$0")
mode=${1:?$usage} readme=${2:?$usage}

tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
awk -v here="$here" -f "$here/blocks.awk" "$readme" >"$tmp"

case $mode in
check)
    diff "$readme" "$tmp" || {
        echo "$readme: a picture differs from the one in gen/: make gen" >&2
        exit 1
    } ;;
update)
    cmp -s "$readme" "$tmp" || cat "$tmp" >"$readme" ;;
*) echo "$usage" >&2; exit 2 ;;
esac
