#!/bin/sh
# Whether a mistake in a chart would be noticed: makes every one-edit mutant of the two
# charts, of their alphabets and of the driver, and puts each to what guards them: Ragel,
# tools/generate/chart.awk with its properties, the compiler, the exploration in tests/chart.  Run
# from the project's root; fails if a mutant survives.  Works on copies, JOBS at a time.
set -eu
LC_ALL=C
export LC_ALL

cc=${CC:-cc}
jobs=${JOBS:-2}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

flags="-std=c11 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
       -Iinclude -Isrc -Imade -Itests $(pkg-config --cflags check)"
libs=$(pkg-config --libs check)

# The exploration, in the tree at hand; the limit is for mutants that never end.
build() {
    # shellcheck disable=SC2086  # lists of flags
    $cc $flags -o explore tests/chart/*.c made/io_read.c made/model_tensor.c \
        src/emel/io/read/read.c $libs
}
explore() {
    (ulimit -t 20 && ./explore)
}

# Who catches the mutant that the tree at hand holds.
judge() {
    rm -rf made
    if ! sh tools/generate/gen.sh made >log 2>&1; then
        if grep -q '^chart\.awk: ' log; then echo properties; else echo ragel; fi
    elif cmp -s src/emel/io/read/read.c "$tmp/clean/src/emel/io/read/read.c" &&
        diff -r made "$tmp/clean/made" >/dev/null; then
        echo "nobody: it generates the same"
    elif ! build >log 2>&1; then echo compiler
    elif ! explore >log 2>&1; then echo exploration
    else echo nobody
    fi
}

# One worker's share of the mutants.
work() {
    cp -R "$tmp/clean" "$tmp/tree.$1"
    cd "$tmp/tree.$1"
    for what in "$tmp/mutants"/*.what; do
        turn=$((${turn:--1} + 1))
        [ $((turn % jobs)) -eq "$1" ] || continue
        mutant=${what%.what}
        file=$(basename "${mutant%.*}" | tr + /)
        cp "$mutant" "$file"
        printf '%s\t%s\n' "$(judge)" "$(cat "$what")"
        cp "$tmp/clean/$file" "$file"
    done >"$tmp/judged.$1"
}

mkdir "$tmp/clean" "$tmp/mutants"
cp -R include spec src tests tools "$tmp/clean"
(cd "$tmp/clean" && sh tools/generate/gen.sh made && build && explore) >"$tmp/log" 2>&1 || {
    cat "$tmp/log" >&2
    echo "mutants: the charts are not in order as they are" >&2
    exit 1
}
for file in spec/io_read.rl src/emel/io/read/events.h src/emel/io/read/read.c \
    spec/model_tensor.rl src/emel/model/tensor/events.h; do
    awk -v out="$tmp/mutants" -f tools/quality/mutants_chart.awk "$file"
done

worker=0
while [ "$worker" -lt "$jobs" ]; do
    work "$worker" &
    worker=$((worker + 1))
done
wait

cut -f 1 "$tmp"/judged.* | sort | uniq -c | sort -rn
made=$(ls "$tmp/mutants" | grep -c 'what$')
judged=$(cat "$tmp"/judged.* | wc -l)
survivors=$(cat "$tmp"/judged.* | grep '^nobody' || true)
[ -z "$survivors" ] || printf 'survivors:\n%s\n' "$survivors"
echo "$made mutants"
[ "$made" -ge 40 ] && [ "$made" -eq "$judged" ] && [ -z "$survivors" ]
