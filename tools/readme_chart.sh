#!/bin/sh
# Keeps the pictures in the README equal to the charts.
#
#     tools/readme_chart.sh check|update README.md GENDIR
#
# A picture stands between the lines <!-- chart: NAME --> and <!-- end chart -->, and
# is GENDIR/NAME.mmd.
set -eu

usage='usage: tools/readme_chart.sh check|update README.md GENDIR'
mode=${1:?$usage} readme=${2:?$usage} gen=${3:?$usage}

tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT

awk -v gen="$gen" '
    function paste(picture,   line, got) {
        print "```mermaid"
        while ((got = (getline line < picture)) > 0) print line
        if (got < 0) bad = 1
        print "```"
    }
    /^<!-- chart: [a-z_]+ -->$/ {
        print
        paste(gen "/" $3 ".mmd")
        bad += inside
        inside = 1
        charts++
        next
    }
    /^<!-- end chart -->$/ { bad += !inside; inside = 0 }
    !inside { print }
    END { exit bad || inside || !charts }
' "$readme" >"$tmp" || {
    echo "$readme: a chart without its end, without its picture in $gen, or none at all" >&2
    exit 1
}

case $mode in
check)
    diff "$readme" "$tmp" || {
        echo "$readme: a picture is not its chart: make gen" >&2
        exit 1
    } ;;
update)
    cmp -s "$readme" "$tmp" || cat "$tmp" >"$readme" ;;
*) echo "$usage" >&2; exit 2 ;;
esac
