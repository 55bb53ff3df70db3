#!/bin/sh
# Holds the files to the rules of the house: no circle of files that include each other, none
# of files that call each other, and who may know whom (layers.awk).  From the project's root.
#
#     sh tools/quality/check_includes.sh BUILD OBJECTS... [-- OBJECTS...]...
#
# Each list of objects is one program or library; calls are looked for inside it.  A chart in
# gen/ is a file as any other: it calls its steps, the driver calls it, no step calls it.
set -eu
LC_ALL=C
export LC_ALL
here=$(dirname "$0")
build=${1:?usage: check_includes.sh BUILD OBJECTS... [-- OBJECTS...]...}
shift
work=$build/check-includes
mkdir -p "$work"
bad=0

# A call, or the use of a variable: FROM TO SYMBOL.
uses() { # OBJECTS...
    ${NM:-nm} -A -P -g "$@" | sed "s|^$build/||" | awk '
        { sub(/\.o: /, ".c ") }
        $3 == "U" { user[NR] = $1; symbol[NR] = $2; next }
        $3 ~ /[A-TV-Z]/ { owner[$2] = $1 }
        END {
            for (i = 1; i <= NR; i++)
                if (i in user && symbol[i] in owner)
                    print user[i], owner[symbol[i]], symbol[i]
        }'
}

circles() { # FILE WHAT
    awk -f "$here/circles.awk" "$1" >"$work/circles" && return
    { echo "check-includes: files that $2 in a circle"; cat "$work/circles"; } >&2
    bad=1
}

# shellcheck disable=SC2046  # our own files' names have no blanks
awk -f "$here/includes.awk" $(find include src gen tests tools -name '*.[ch]' | sort) \
    >"$work/includes" || bad=1
circles "$work/includes" "include each other"

cp "$work/includes" "$work/all"
while [ $# -gt 0 ]; do
    objects=
    while [ $# -gt 0 ]; do
        object=$1
        shift
        [ "$object" != -- ] || break
        objects="$objects $object"
    done
    # shellcheck disable=SC2086
    uses $objects >"$work/uses"
    [ -s "$work/uses" ] || { echo "check-includes: no calls among$objects" >&2; bad=1; }
    circles "$work/uses" "call each other"
    cat "$work/uses" >>"$work/all"
done

strategies=$(find src/emel/io -mindepth 1 -maxdepth 1 -type d ! -name plan ! -name system \
    -exec basename {} \; | tr '\n' ' ')
awk -v strategies="$strategies" -f "$here/layers.awk" "$work/all" >&2 || bad=1
exit $bad
