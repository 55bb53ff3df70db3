#!/bin/sh
# The faults of tests/faults once more, through real system calls: runs `emel load` under
# strace, which makes each call on the file fail in turn.  A witness that shares no code
# with the tests: what must fail exits with 1 and one line of error, what must not is
# loaded whole, and nothing that failed is told as loaded.
#
#     sh tools/quality/strace_faults.sh EMEL [FILE.gguf]
#
# Needs strace and the right to ptrace; says so and is skipped where they are missing.
set -eu
LC_ALL=C
export LC_ALL

emel=$1
tmp=$(mktemp -d "${TMPDIR:-/tmp}/emel-strace.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
runs=0

skip() {
    echo "strace-faults: skipped, $1"
    exit 0
}

command -v strace >/dev/null || skip "strace is missing"
strace -o "$tmp/log" -e trace=close -e inject=close:error=EIO:when=100 true 2>/dev/null ||
    skip "strace cannot trace here"

# --- the model -------------------------------------------------------------------------

# $1 in $2 bytes, low first, as printf knows them
number() {
    value=$1 bytes=$2
    while [ "$bytes" -gt 0 ]; do
        # shellcheck disable=SC2059  # the escape is the point
        printf "\\$(printf '%03o' $((value % 256)))"
        value=$((value / 256)) bytes=$((bytes - 1))
    done
}

# name, elements (F32) and offset of a tensor
tensor() {
    number ${#1} 8 && printf '%s' "$1" && number 1 4 && number "$2" 8 && number 0 4 && number "$3" 8
}

# Two tensors of 9 MiB in all: enough for direct reads, and for several workers.
make_model() {
    {
        printf 'GGUF' && number 3 4 && number 2 8 && number 0 8
        tensor first 1310720 0
        tensor second 1048600 5242880
    } >"$1"
    size=$(wc -c <"$1")
    head -c $(((32 - size % 32) % 32)) /dev/zero >>"$1"
    head -c $((5242880 + 4194400)) /dev/urandom >>"$1"
}

file=${2:-$tmp/model.gguf}
[ $# -gt 1 ] || make_model "$file"

# --- one run ---------------------------------------------------------------------------

# Paths that are watched: the file, and its descriptor opened again.  Calls, and with
# them the count of when=K, are of these paths only.
traced() {
    status=0
    strace -f -y -o "$tmp/log" -P "$file" -P /proc/self/fd/3 "$@" "$emel" load --json \
        --caching "$caching" --workers "$workers" "$file" >"$tmp/out" 2>"$tmp/err" || status=$?
    runs=$((runs + 1))
}

complain() {
    echo "strace-faults: $faults ($caching, $workers workers): $1"
    echo "    strace -f -P $file -P /proc/self/fd/3$options" \
        "$emel load --json --caching $caching --workers $workers $file"
    sed 's/^/    /' "$tmp/err" "$tmp/out"
    exit 1
}

is_failure() {
    [ "$status" -eq 1 ] || complain "exit status $status, not 1"
    [ "$(wc -l <"$tmp/err")" -eq 1 ] || complain "not one line of error"
    grep -q '^emel: [A-Z_]*: ' "$tmp/err" || complain "the line names no error"
    grep -q '"error"' "$tmp/out" || complain "the output does not say that it failed"
    ! grep -q '"seconds"' "$tmp/out" || complain "the output tells what failed as loaded"
}

is_success() {
    [ "$status" -eq 0 ] || complain "exit status $status, not 0"
    [ ! -s "$tmp/err" ] || complain "an error line"
    grep -q '"seconds"' "$tmp/out" || complain "the output does not say that it was loaded"
}

# what must come of it, and faults as strace has them: CALL:error=ERROR:when=NUMBER
inject() {
    expected=$1
    shift
    faults=$* options=" -e trace=openat,?newfstatat,?fstat,statx,pread64,preadv,close"
    for fault; do
        options="$options -e inject=$fault"
    done
    # shellcheck disable=SC2086  # a list
    traced $options
    [ "$expected" = either ] || grep -q INJECTED "$tmp/log" ||
        complain "the fault was not injected"
    case $expected in
    fails) is_failure ;;
    loads) is_success ;;
    either) if [ "$status" -eq 0 ]; then is_success; else is_failure; fi ;;
    esac
}

# --- which calls there are --------------------------------------------------------------

# Prints each call of a clean run with its number and its kind.  The first look at a file
# only decides whether its descriptor may block, and may fail.  What is done to have
# direct reads may fail; what follows an opening of /proc by the same thread looks whether
# that is still the same file.
list_calls() {
    faults="a clean run" options=
    traced
    is_success
    awk '
        { call = $2; sub(/\(.*/, "", call) }
        call !~ /^(openat|newfstatat|fstat|statx|pread64|preadv|close)$/ { next }
        { count[call]++; kind = "harmful" }
        call == "openat" && /"\/proc\// { kind = "optional"; looks[$1] = 2 }
        call ~ /fstat/ && looks[$1] > 0 { kind = "optional"; looks[$1]-- }
        call ~ /fstat/ && stats == 0 { kind = "optional" }
        call == "statx" { kind = "optional" }
        call == "close" { kind = "close" }
        call ~ /^pread/ { kind = stats < 3 ? "header" : "data" }
        call ~ /fstat/ { stats++ }
        { print call, count[call], kind }' "$tmp/log" >"$tmp/calls"
    first_data=$((1 + $(grep -c '^pread64 .* header' "$tmp/calls")))
}

errors_of() {
    case $1 in
    openat) echo EACCES EINVAL EIO ELOOP EMFILE ENFILE ENOENT ENOMEM EPERM ;;
    close) echo EIO EINTR ENOSPC ;;
    pread*) echo EAGAIN EINVAL EIO ENOMEM EOPNOTSUPP ESTALE ;;
    *) echo EACCES EIO ENOMEM EOVERFLOW ESTALE ;;
    esac
}

# --- all of them -----------------------------------------------------------------------

# All reads from data read $2 on, of call $1: what is not to be had directly is read
# buffered, which has to fail too.
from_then_on() {
    case $1 in
    pread64) inject "$4" "pread64:$3:when=$2+" "preadv:$3:when=1+" ;;
    *) inject "$4" "preadv:$3:when=$2+" "pread64:$3:when=$first_data+" ;;
    esac
}

# Once, and from then on.  The data is read again where it could not be; the header not.
fail_call() {
    for error in $(errors_of "$1"); do
        case $3 in
        harmful | header)
            inject fails "$1:error=$error:when=$2"
            inject fails "$1:error=$error:when=$2+"
            ;;
        data)
            inject loads "$1:error=$error:when=$2"
            from_then_on "$1" "$2" "error=$error" fails
            ;;
        optional) inject loads "$1:error=$error:when=$2" ;;
        close)
            inject loads "$1:error=$error:when=$2"
            inject loads "$1:error=$error:when=$2+"
            ;;
        esac
    done
}

# The end of the file where none is, and interruptions: a hundred, and for ever.
cut_read() {
    if [ "$3" = header ]; then
        inject fails "$1:retval=0:when=$2"
        inject fails "$1:error=EINTR:when=$2+"
    else
        inject loads "$1:retval=0:when=$2"
        from_then_on "$1" "$2" retval=0 fails
        from_then_on "$1" "$2" error=EINTR fails
    fi
    inject loads "$1:error=EINTR:when=$2..$(($2 + 99))"
}

every_fault() {
    caching=$1 workers=1
    list_calls
    while read -r name number kind; do
        fail_call "$name" "$number" "$kind" </dev/null
        case $name in pread*) cut_read "$name" "$number" "$kind" </dev/null ;; esac
    done <"$tmp/calls"
}

# strace counts by thread: which piece fails, and whether one does, is left to chance; how
# a load may end is not.
every_worker() {
    caching=$1 workers=4
    for error in EIO ESTALE; do
        for number in 2 3 4; do
            inject either "pread64:error=$error:when=$number" "preadv:error=$error:when=$number"
            inject either "pread64:error=$error:when=$number+" "preadv:error=$error:when=$number+"
        done
    done
}

every_fault buffered
every_fault direct
every_worker buffered
every_worker direct
echo "strace-faults: $runs runs, 0 violations"
