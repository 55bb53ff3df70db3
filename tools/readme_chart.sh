#!/bin/sh
# Keeps the picture in the README equal to the chart; run from the project's root.
#
#     tools/readme_chart.sh check|write README.md NAME
#
# The picture stands between the lines <!-- chart: NAME --> and <!-- end chart -->,
# exactly one pair of them, and is gen/NAME.mmd.
set -eu

usage='usage: tools/readme_chart.sh check|write README.md NAME'
mode=${1:?$usage} readme=${2:?$usage} name=${3:?$usage}

tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT

awk -v name="$name" -v picture="gen/$name.mmd" '
    function paste(   line, got) {
        print "```mermaid"
        while ((got = (getline line < picture)) > 0) print line
        if (got < 0) exit 1
        print "```"
    }
    $0 == "<!-- chart: " name " -->" { print; paste(); inside = 1; begun++; next }
    $0 == "<!-- end chart -->" { ended += inside; inside = 0 }
    !inside { print }
    END { exit begun != 1 || ended != 1 }
' "$readme" >"$tmp" || {
    echo "$readme: no pair of marker lines for the chart $name, or no gen/$name.mmd" >&2
    exit 1
}

case $mode in
check) diff "$readme" "$tmp" || { echo "$readme: the picture is not the chart: make gen" >&2; exit 1; } ;;
write) cmp -s "$readme" "$tmp" || cat "$tmp" >"$readme" ;;
*) echo "$usage" >&2; exit 2 ;;
esac
