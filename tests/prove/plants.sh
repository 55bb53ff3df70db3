#!/bin/sh
# Plants the faults of tests/prove/plants.txt, one at a time, in a copy of the code; make prove must
# report each as an alarm.
# usage: plants.sh BUILD
set -eu
build=$1/prove/planted
missed=0
rm -rf "$build"
mkdir -p "$build"
grep -v '^#' tests/prove/plants.txt | sed 's/ | /\t/g' >"$build/list"
while IFS='	' read -r file expression harness fault; do
    rm -rf "$build/tree"
    mkdir -p "$build/tree/tests"
    cp -R include src gen "$build/tree"
    cp -R tests/prove "$build/tree/tests"
    sed -i "$expression" "$build/tree/$file"
    if cmp -s "$file" "$build/tree/$file"; then
        verdict='NOT PLANTED'
    elif (cd "$build/tree" && sh tests/prove/prove.sh build "$harness") >"$build/out" 2>&1; then
        verdict=MISSED
    elif grep -q 'was not analysed' "$build/out"; then
        verdict='NOT COMPILED'
    else
        verdict=reported
    fi
    [ "$verdict" = reported ] || missed=1
    printf '%-12s %s: %s (%s)\n' "$verdict" "$file" "$fault" "$harness"
    sed -n 's/^       /             /p;' "$build/out" | head -1
done <"$build/list"
exit $missed
