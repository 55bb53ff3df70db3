#!/bin/sh
# Lists each public function with the manual page of its header: FUNCTION PAGE.  From the
# project's root.
set -eu
for source in tools/packaging/man/*.3.scd; do
    page=$(basename "$source" .scd)
    sed -n 's/^; declarations: //p' "$source" | while read -r header; do
        sed -n "s/^[a-z].*[ *]\(emel_[a-z0-9_]*\)(.*/\1 $page/p" "include/emel/$header"
    done
done | awk '!seen[$1]++'
