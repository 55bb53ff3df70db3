#!/bin/sh
# usage: check_includes.sh CC INCLUDES...   from the project's root
# Asks the compiler what each file includes: src/emel/io nothing of emel/model, and
# src/emel/io/read no strategy beside it, src/emel/io/system no strategy at all.
set -eu
cc=$1
shift
bad=0
check() { # FOLDER PATTERN INCLUDES...
    folder=$1 pattern=$2
    shift 2
    for file in $(find "$folder" -name '*.c'); do
        found=$($cc -std=c11 "$@" -MM "$file" | tr ' ' '\n' | grep -E "$pattern" || true)
        [ -z "$found" ] || { echo "$file includes $found" >&2; bad=1; }
    done
}
check src/emel/io 'emel/model/' "$@"
check src/emel/io/system 'src/emel/io/read/|emel/io/read\.h' "$@"
siblings=$(find src/emel/io -mindepth 1 -maxdepth 1 -type d ! -name read ! -name system -printf '|emel/io/%f/')
check src/emel/io/read "none${siblings}" "$@"
exit $bad
