#!/bin/sh
# Makes all that is made of spec/ into a folder; run from the project's root.
#
#     tools/generate/gen.sh OUTDIR
#
# The same spec gives the same bytes everywhere: hence one version of Ragel, no
# #line comments, no dates.  A chart whose properties do not hold is not written.
set -eu
LC_ALL=C
export LC_ALL

here=$(dirname "$0")
out=${1:?usage: gen.sh OUTDIR}
ragel=${RAGEL:-ragel}
awk=${AWK:-awk}

if ! "$ragel" --version 2>/dev/null | grep -q 'version 6\.10 '; then
    echo "gen.sh: needs ragel 6.10; building and using emel does not" >&2
    exit 1
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# code NAME STYLE: spec/NAME.rl as C, in one of Ragel's styles
code() {
    "$ragel" -C "$2" -L -I src -o "$tmp/raw" "spec/$1.rl"
    {
        echo "/* Generated from spec/$1.rl by tools/generate/gen.sh; do not edit: make gen. */"
        sed -e '/^\/\* #line [0-9]* "[^"]*" \*\/$/d' -e 's/[[:blank:]]*$//' "$tmp/raw"
    } >"$tmp/made/$1.c"
}

# derive MODE NAME EVENTS: one view of a chart
derive() {
    "$awk" -v mode="$1" -v chart="$2" -f "$here/chart.awk" "$3" "spec/$2.rl" "$tmp/xml"
}

# chart NAME EVENTS: a parser of events rather than characters, and its views
chart() {
    "$ragel" -C -x -I src -o "$tmp/xml" "spec/$1.rl"
    derive check "$1" "$2"
    code "$1" -G1
    derive header "$1" "$2" >"$tmp/made/$1_chart.h"
    derive mermaid "$1" "$2" >"$tmp/made/$1.mmd"
    derive dot "$1" "$2" >"$tmp/made/$1.dot"
    derive table "$1" "$2" >"$tmp/made/$1.tsv"
}

mkdir "$tmp/made"
chart io_read src/emel/io/read/events.h
chart model_tensor src/emel/model/tensor/events.h
[ ! -e spec/json.rl ] || code json -G2

mkdir -p "$out"
cp "$tmp/made"/* "$out/"
