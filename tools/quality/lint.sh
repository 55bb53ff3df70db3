#!/bin/sh
# Reads the code with clang-format, gcc -fanalyzer, clang-tidy, cppcheck and shellcheck, and
# compares tools/quality/mutants_alike.txt with the code; any finding is an error.  What is not
# asked for, and why, stands here and nowhere else.
set -eu
bad=0
includes='-Iinclude -Isrc -Igen'
# Examples over other libraries are read where those are installed.
missing='! -name .'
pkg-config --exists libcurl || missing="$missing ! -name http_*.c"
if pkg-config --exists ompi-c; then includes="$includes $(pkg-config --cflags-only-I ompi-c)"
else missing="$missing ! -name mpi_*.c"; fi
# shellcheck disable=SC2086
sources=$(find src tools -name '*.c' ! -path 'tools/bench*' $missing | sort)
benches=$(find tools -path 'tools/bench*.c' | sort)

# clang-tidy
#   easily-swappable-parameters: names say which is which, in C nothing better does
#   DeprecatedOrUnsafeBufferHandling: asks for memcpy_s, which no libc here has
#   reserved-identifier: feature-test macros have no other names
#   valist.Uninitialized: 14 does not follow va_start
#   branch-clone, signed-char-misuse: a case of its own for each kind of value is meant,
#     and so is the sign of an int8
#   macro-parentheses: types and strings in X lists cannot stand in parentheses
#   suspicious-missing-comma: sentences are made of pieces
tidy='-*,bugprone-*,clang-analyzer-*,performance-*,portability-*'
tidy="$tidy,-bugprone-easily-swappable-parameters,-bugprone-reserved-identifier"
tidy="$tidy,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling"
tidy="$tidy,-clang-analyzer-valist.Uninitialized,-bugprone-branch-clone"
tidy="$tidy,-bugprone-signed-char-misuse,-bugprone-macro-parentheses"
tidy="$tidy,-bugprone-suspicious-missing-comma"

# What clang-tidy does not see, FILE.*CHECK:
#   check_parts.c: every part was found to fill at least one byte
#   tables.c: a table with items is there
tidy_not='check_parts\.c.*core\.DivideZero|model/file/tables\.c.*NonNullParamChecker'

# the benchmark: each of its runs is a process of its own, which frees by ending
bench_tidy="$tidy,-clang-analyzer-unix.Malloc"
bench_gcc=-Wno-analyzer-malloc-leak

# gcc -fanalyzer
#   http_client.c: the copy of a URL is kept by the caller, who frees it
curl_gcc=-Wno-analyzer-malloc-leak

# cppcheck
#   preprocessorErrorDirective: 2.10 does not know __has_include(<...>)
#   uninitvar in tools/bench*, writer.c and join.c, and ctuuninitvar in result.c: arrays and
#     structs filled through a pointer, which it does not follow
#   syntaxError in mpi_*.c: it takes the branch of mpi.h that is for C++
#   toomanyconfigs: says that it does not try every macro
cppcheck_not='--suppress=preprocessorErrorDirective:src/emel/io/system/linux.c'
cppcheck_not="$cppcheck_not --suppress=uninitvar:tools/bench*"
cppcheck_not="$cppcheck_not --suppress=uninitvar:tools/command/writer.c"
cppcheck_not="$cppcheck_not --suppress=uninitvar:src/emel/model/join.c"
cppcheck_not="$cppcheck_not --suppress=ctuuninitvar:tools/command/result.c"
cppcheck_not="$cppcheck_not --suppress=syntaxError:tools/examples/mpi_*.c"
cppcheck_not="$cppcheck_not --suppress=syntaxError:*/openmpi/* --suppress=toomanyconfigs"

# shell scripts
#   SC2044: our own files' names have no blanks
#   SC3045: every sh we meet has ulimit -t
#   SC2010: ls | grep over our own numbered files
shell_not=SC2044,SC3045,SC2010

finding() { # NAME OUTPUT
    [ -n "$2" ] || return 0
    printf '%s\n' "$2"
    echo "lint: $1 has findings" >&2
    bad=1
}

have() {
    command -v "$1" >/dev/null && return
    [ -z "${CI:-}" ] || { echo "lint: $1 is missing" >&2; exit 1; }
    echo "lint: skipped $1, which is missing"
    return 1
}

# The arguments are lists of words.
analyze() { # FLAGS FILES
    for file in $2; do
        flags=$1
        case $file in */http_client.c) flags="$1 $curl_gcc" ;; esac
        # shellcheck disable=SC2086
        gcc -std=c11 -O2 -fanalyzer -Wall -Wextra $includes $flags -c "$file" -o /dev/null 2>&1
    done
}

tidy() { # CHECKS FILES
    # shellcheck disable=SC2086
    clang-tidy --quiet -checks="$1" $2 -- -std=c11 $includes 2>/dev/null |
        awk -v known="$tidy_not" '
            /warning:|error:/ { left = 4; skip = $0 ~ known }
            left-- > 0 && !skip'
}

check_c() {
    # shellcheck disable=SC2086
    cppcheck --quiet --std=c11 --enable=warning,performance,portability $cppcheck_not $includes \
        src tools 2>&1 || true
}

# How the code is laid out is for .clang-format alone to say.
check_format() {
    # shellcheck disable=SC2046
    clang-format --dry-run -Werror $(find include src tests tools -name '*.[ch]' -o -name '*.[ch]pp') 2>&1 ||
        true
}

# A listed mutant whose line is gone would excuse another one unseen.
check_alike() {
    sh tools/quality/mutants_alike.sh 2>&1 || true
}

check_sh() {
    # shellcheck disable=SC2046
    shellcheck -e $shell_not .ci/run $(find tools tests -name '*.sh') 2>&1 || true
}

if have clang-format; then finding clang-format "$(check_format)"; fi
if have gcc; then
    finding 'gcc -fanalyzer' "$(analyze '' "$sources"; analyze "$bench_gcc" "$benches")"
fi
if have clang-tidy; then
    finding clang-tidy "$(tidy "$tidy" "$sources"; tidy "$bench_tidy" "$benches")"
fi
if have cppcheck; then finding cppcheck "$(check_c)"; fi
if have shellcheck; then finding shellcheck "$(check_sh)"; fi
finding 'the list of mutants' "$(check_alike)"
[ $bad = 1 ] || echo "lint: no findings"
exit $bad
