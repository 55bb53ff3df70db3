#!/bin/sh
# Compares the manual with what it describes: every public header and function has its page,
# every list of errors is in emel_errors(7), every page that is named is there, and every program
# in a page compiles and runs, copied from the page as groff shows it.  Run from the project's root.
#
#     tests/install/manual.sh BUILD LIBRARY COMPILER FLAGS...
#
# BUILD/man holds the pages that scdoc made.  Without scdoc or groff the programs are not
# tested; in CI that is an error.
set -eu

usage='usage: tests/install/manual.sh BUILD LIBRARY COMPILER FLAGS...'
pages=${1:?$usage}/man work=$1/manual library=${2:?$usage}
shift 2
bad=0
complain() { printf "%s\n" "$1" >&2; bad=1; }

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

find include -name '*.h' -exec \
    sed -n 's/^#define \(EMEL_[A-Z_]*_\(ERRORS\|RULES\)\)(X).*/\1/p' {} + >"$work/lists"
while IFS= read -r list; do
    grep -qxF "; list: $list" tools/packaging/man/emel_errors.7.scd || complain "$list is not in emel_errors(7)"
done <"$work/lists"

# Functions that a page names are declared; NAME(3) may be a page.
for source in "$work"/*.scd; do basename "$source" | sed 's/\..*//'; done >>"$work/functions"
grep -oh 'emel_[a-z0-9_]*(' "$work"/*.scd | tr -d '(' | sort -u | grep -vxFf "$work/functions" \
    >"$work/undeclared" || true
while IFS= read -r name; do
    complain "a page names $name, which no header declares"
done <"$work/undeclared"

sed 's/\*\(emel[a-z_]*\)\*(\([137]\))/\
@\1.\2\
/g' "$work"/*.scd | sed -n 's/^@//p' | sort -u >"$work/references"
while IFS= read -r reference; do
    [ -e "$work/$reference.scd" ] || complain "there is no page $reference"
done <"$work/references"

for tool in scdoc groff; do
    command -v $tool >/dev/null && continue
    [ -z "${CI:-}" ] || { echo "check-docs: $tool is missing" >&2; exit 1; }
    echo "check-docs: the programs are skipped, $tool is missing"
    exit $bad
done

# Lines of literal blocks that do not look in the rendered page as they do in its source.
lines_lost() { # SOURCE RENDERED
    awk '
        FNR == NR { sub(/^ +/, ""); shown[$0] = 1; next }
        /^```$/ { fence = !fence; next }
        fence {
            gsub(/\\\\/, "\\")
            sub(/^[ \t]+/, "")
            if (!($0 in shown)) print
        }' "$2" "$1"
}

# A program is a literal block that begins with an #include, up to the next line that is
# indented less.
program_of() { # RENDERED
    awk '{ match($0, /[^ ]|$/) }
         !on && /^ +#include/ { on = RSTART }
         /[^ ]/ && RSTART < on { exit }
         on { print substr($0, on) }' "$1"
}

# One of them waits for standard input, in vain.
mkfifo "$work/silence"
exec 3<>"$work/silence"
for source in "$work"/*.scd; do
    program=${source%.scd}
    groff -t -man -Tutf8 -P-c -rLL=200n -rcR=1 "$pages/$(basename "$program")" >"$program.txt"
    lost=$(lines_lost "$source" "$program.txt")
    [ -z "$lost" ] || complain "$program: not rendered as written:
$lost"
    program_of "$program.txt" >"$program.c"
    [ -s "$program.c" ] || continue
    { "$@" "$program.c" "$library" -pthread -o "$program" &&
        "$program" tests/sample.gguf >/dev/null <&3; } || complain "$program: its program fails"
done
exit $bad
