#!/bin/sh
# Whether a mistake in the code would be noticed: makes mutants of src/emel/io and
# src/emel/model, see tools/quality/mutate.awk, and puts each to the suites, those of its own
# folder first.  One at a time; works on copies.
#
#     sh tools/quality/mutants.sh BUILD
#
#     CHECKS, FAULTS, CHARTS   the objects that each program is linked from, the library's aside
#     MUTANTS=N    so many, at random; all of them if not given, which takes hours
#     SEED=N       of what is at random; printed
#     FILES="..."  only of these
#
# BUILD holds what the Makefile made.  Fails if a mutant survives that
# tools/quality/mutants_alike.txt does not list.
set -eu
LC_ALL=C
export LC_ALL

build=$1
cc=${CC:-cc}
seed=${SEED:-1}
here=$(dirname "$0")
alike=$here/mutants_alike.txt
own_suites=12 # about as many as a folder has
tmp=$(mktemp -d "${TMPDIR:-/tmp}/emel-mutants.XXXXXX")
trap 'rm -rf "$tmp"' EXIT

flags="-std=c11 -O1 -w -Iinclude -Isrc -Igen -pthread"
libs="$(pkg-config --libs check jansson) -pthread -lutil"
# --- the mutants -----------------------------------------------------------------------

# shellcheck disable=SC2046,SC2086  # a list of files
awk -f "$here/mutate.awk" ${FILES:-$(find src/emel/io src/emel/model -name '*.c' | sort)} \
    >"$tmp/all"
awk -v seed="$seed" 'BEGIN { srand(seed) } { printf "%.9f %s\n", rand(), $0 }' "$tmp/all" |
    if [ -n "${MUTANTS:-}" ]; then sort -n | head -n "$MUTANTS"; else cat; fi |
    cut -d' ' -f2- >"$tmp/chosen"

# Of a file's mutants some were looked at and found to mean the same: FILE, OPERATOR and the
# line made, between bars, and why.
is_alike() {
    text=$(printf '%s' "$text" | sed 's/^ *//; s/ *$//')
    [ -f "$alike" ] && grep -qF "$file | $operator | $text |" "$alike"
}

# --- judging one -------------------------------------------------------------------------

# Suites by name, those of the file's own folder first, without those of the command.
suites_for() {
    folder=${1#src/emel/}
    grep -rho 'suite_create("[^"]*")' tests/io tests/model tests/cooperative tests/*.c |
        cut -d'"' -f2 | sort -u | awk -v folder="${folder%/*}" '
            { print (index($0, folder) == 1 ? 0 : 1) " " $0 }' | sort -s -n | cut -d' ' -f2-
}

run() {
    EMEL_TEST_SEED=1 CK_FORK=no CK_VERBOSITY=silent timeout 60 "$@" >/dev/null 2>&1 </dev/null
}

compile() {
    # shellcheck disable=SC2086  # lists
    $cc $flags -c "$1" -o "$2" 2>/dev/null
}

link_with() {
    program=$1
    shift
    # shellcheck disable=SC2086  # lists
    $cc "$tmp/mutant.o" "$@" "$build/libemel.a" $libs -o "$tmp/$program" 2>"$tmp/link" ||
        { echo "mutants: $program does not link:" && cat "$tmp/link" && exit 1; } >&2
}

# Runs the suites of list $1 until one fails; prints its name.
try_suites() {
    while read -r suite; do
        CK_RUN_SUITE=$suite run "$tmp/check_emel" && continue
        echo "$suite"
        return 1
    done <"$1"
}

# Puts mutant.o to the suites; prints the one that caught it.
try() {
    # shellcheck disable=SC2086  # lists
    link_with check_emel $CHECKS
    # shellcheck disable=SC2086
    link_with check_faults $FAULTS
    suites_for "$file" >"$tmp/suites"
    head -n "$own_suites" "$tmp/suites" >"$tmp/first"
    tail -n +$((own_suites + 1)) "$tmp/suites" >"$tmp/then"
    try_suites "$tmp/first" || return 0
    run "$tmp/check_faults" --faults 25 --pairs 2 || { echo faults && return; }
    try_suites "$tmp/then" || return 0
    if [ "$file" = src/emel/io/read/read.c ]; then # the driver, which the charts' tests have
        # shellcheck disable=SC2086  # a list
        link_with check_chart $CHARTS
        run "$tmp/check_chart" || { echo chart && return; }
    fi
    echo nobody
}

# Prints who caught the mutant in mutant.c, or why there is nothing to catch.
judge() {
    if ! compile "$tmp/mutant.c" "$tmp/mutant.o"; then
        echo compiler
        return
    fi
    compile "$file" "$tmp/plain.o"
    if cmp -s "$tmp/plain.o" "$tmp/mutant.o"; then echo same; else try; fi
}

sh "$here/mutants_alike.sh" || { echo "mutants: correct $alike" && exit 1; }

# Nothing is shown by suites that fail anyway.
file=src/emel/io/read/read.c
compile $file "$tmp/mutant.o"
verdict=$(try)
[ "$verdict" = nobody ] || { echo "mutants: $verdict fails without any mutant" && exit 1; }

# --- all of them -------------------------------------------------------------------------

made=0 stillborn=0 same=0 caught=0 survived=0
while read -r file name text; do
    operator=$(echo "$name" | cut -d: -f3)
    made=$((made + 1))
    awk -v at="$name" -f "$here/mutate.awk" "$file" >"$tmp/mutant.c"
    verdict=$(judge </dev/null)
    case $verdict in
    compiler) stillborn=$((stillborn + 1)) ;;
    same) same=$((same + 1)) ;;
    nobody)
        if is_alike; then
            same=$((same + 1)) verdict="listed as alike"
        else
            survived=$((survived + 1))
            echo "survived: $file | $operator | $text |    (line ${name%%:*})"
        fi
        ;;
    *) caught=$((caught + 1)) ;;
    esac
    [ -z "${VERBOSE:-}" ] || echo "$file $name: $verdict"
done <"$tmp/chosen"

echo "mutants: $made of $(wc -l <"$tmp/all") (seed $seed): $caught caught," \
    "$stillborn do not compile, $same mean the same, $survived survived"
[ "$survived" -eq 0 ]
