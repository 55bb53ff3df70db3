#!/bin/sh
# Names the Debian packages that are missing; fails if any is.
#
#     PKG_CONFIG=pkg-config sh needs.sh WHAT MODULE:PACKAGE...    MODULE as pkg-config knows it
set -eu
what=$1 pkg_config=${PKG_CONFIG:-pkg-config}
shift
missing=
if command -v "$pkg_config" >/dev/null; then
    for pair in "$@"; do
        "$pkg_config" --exists "${pair%:*}" || missing="$missing ${pair#*:}"
    done
else
    missing=" pkg-config"
fi
[ -z "$missing" ] || {
    echo "emel: $what needs$missing; on Debian: apt-get install$missing, or make deps for everything" >&2
    exit 1
}
