#!/bin/sh
# Holds the manual to what it speaks of: every public header and function has its page,
# every page that is named is there, and every program in one compiles and runs.  Run from
# the project's root; needs no scdoc.
#
#     tests/install/manual.sh WORKDIR LIBRARY COMPILER FLAGS...
set -eu

usage='usage: tests/install/manual.sh WORKDIR LIBRARY COMPILER FLAGS...'
work=${1:?$usage}/manual library=${2:?$usage}
shift 2
bad=0
complain() { echo "$1" >&2; bad=1; }

rm -rf "$work" && mkdir -p "$work"
for page in tools/packaging/man/*.scd; do
    awk -v here=tools/generate -f tools/generate/blocks.awk "$page" >"$work/$(basename "$page")" || bad=1
done

# api.h is for the other headers.
find include/emel -name '*.h' ! -name api.h | sed 's|^include/emel/||' >"$work/headers"
while IFS= read -r header; do
    grep -qxF "; declarations: $header" tools/packaging/man/*.scd || complain "$header has no page"
done <"$work/headers"
find include -name '*.h' -exec sed -n 's/^[a-z].*[ *]\(emel_[a-z0-9_]*\)(.*/\1/p' {} + >"$work/functions"
while IFS= read -r name; do
    grep -qF "$name(" "$work"/*.3.scd || complain "$name is on no page"
done <"$work/functions"

sed 's/\*\(emel[a-z_]*\)\*(\([137]\))/\
@\1.\2\
/g' "$work"/*.scd | sed -n 's/^@//p' | sort -u >"$work/references"
while IFS= read -r reference; do
    [ -e "$work/$reference.scd" ] || complain "there is no page $reference"
done <"$work/references"

# A program is a literal block that begins with an #include.  One of them waits for standard
# input, in vain.
mkfifo "$work/silence"
exec 3<>"$work/silence"
for page in "$work"/*.scd; do
    program=${page%.scd}
    awk '/^```$/ { fence = !fence; on = 0; next }
         fence && /^#include/ { on = 1 }
         on' "$page" >"$program.c"
    [ -s "$program.c" ] || continue
    { "$@" "$program.c" "$library" -pthread -o "$program" &&
        "$program" tests/sample.gguf >/dev/null <&3; } || complain "$page: its program fails"
done
exit $bad
