#!/bin/sh
# Installs the Debian packages named, those that are missing; as root or with sudo.
set -eu
missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0
run=
[ "$(id -u)" = 0 ] || run=sudo
$run apt-get update
# shellcheck disable=SC2086  # a list of package names
$run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
