#!/bin/sh
# Prints a template with @PREFIX@, @LIBDIR@, @INCLUDEDIR@, @VERSION@ and @MAJOR@ replaced by what
# the environment says, and @LIBDIR_TO_INCLUDEDIR@ by the relative path between them.
#
#     PREFIX=/usr LIBDIR=... INCLUDEDIR=... VERSION=1.2.3 sh fill.sh TEMPLATE
set -eu

# relative FROM TO: the path from one absolute folder to another.
relative() {
    from=${1%/} up=
    while case $2/ in "$from"/*) false ;; esac; do
        from=${from%/*} up=../$up
    done
    to=${2#"$from"}
    echo "$up${to#/}"
}

# What sed takes as it is.
text() { printf '%s' "$1" | sed 's/[\\&|]/\\&/g'; }

sed -e "s|@PREFIX@|$(text "$PREFIX")|g" -e "s|@LIBDIR@|$(text "$LIBDIR")|g" \
    -e "s|@INCLUDEDIR@|$(text "$INCLUDEDIR")|g" \
    -e "s|@LIBDIR_TO_INCLUDEDIR@|$(text "$(relative "$LIBDIR" "$INCLUDEDIR")")|g" \
    -e "s|@VERSION@|$VERSION|g" -e "s|@MAJOR@|${VERSION%%.*}|g" "$1"
