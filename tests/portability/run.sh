#!/bin/sh
# Builds and runs emel with every compiler, libc and architecture that is installed here,
# and says of the others that they were skipped; run from the project's root.
#
#     MAKE=make tests/portability/run.sh BUILD
set -eu

build=${1:?usage: MAKE=make tests/portability/run.sh BUILD}/portability
make=${MAKE:-make}
sample=tests/sample.gguf
bad=0
mkdir -p "$build"

# try NAME CC CFLAGS [RUN...]: builds, and holds what is told of the sample to what was told here
try() {
    name=$1 cc=$2 cflags=$3
    shift 3
    out=$build/$name
    mkdir -p "$out"
    if ! $make -s BUILD="$out" CC="$cc" CFLAGS="$cflags" LDFLAGS="$ldflags" \
        CPPFLAGS="-Itests/portability -Itests" "$out/tell" "$out/check_portable" >"$out/log" 2>&1; then
        report "does not build: $out/log"
    elif ! same "$@" "$out/tell"; then
        report "tells something else of $sample: $out/told"
    elif ! "$@" "$out/check_portable" >"$out/log" 2>&1; then
        report "fails a test: $out/log"
    else
        echo "$name: $(tail -n 1 "$out/log")"
    fi
}
same() { # COMMAND...
    "$@" "$sample" >"$out/told" 2>&1 && cmp -s "$here/told" "$out/told"
}
report() { echo "$name $1" >&2; bad=1; }

# Whether a compiler can make a program that runs.
able() { # CC FLAGS RUN...
    cc=$1 flags=$2
    shift 2
    echo '#include <errno.h>
#include <pthread.h>
int main(void) { return errno; }' >"$build/able.c"
    # shellcheck disable=SC2086  # lists of words
    command -v ${cc%% *} >/dev/null && $cc $flags "$build/able.c" -o "$build/able" 2>/dev/null &&
        "$@" "$build/able" 2>/dev/null
}

attempt() { # NAME CC CFLAGS [RUN...]
    name=$1 cc=$2 cflags=$3
    shift 3
    if able "$cc" "$cflags $ldflags" "$@"; then try "$name" "$cc" "$cflags" "$@"
    else echo "$name: skipped, no $cc $cflags${1:+, or no $1}"; fi
}

# Calls that a system may refuse are refused, as seen from outside.
refuse() { # NAME STRACE-OPTIONS...
    name=$1 out=$build/$1
    shift
    mkdir -p "$out"
    if ! strace -o "$out/log" true 2>/dev/null; then echo "$name: skipped, no strace"
    elif ! same strace -f -o "$out/log" "$@" "$here/tell" 3<&- 4<&-; then # make's: the model is to be 3
        report "tells something else of $sample: $out/told"
    elif ! grep -q INJECTED "$out/log"; then report "was not refused anything"
    else echo "$name: refused $(grep -c INJECTED "$out/log") times, and the same told"
    fi
}

ldflags=
here=$build/here
$make -s BUILD="$here" "$here/tell" >/dev/null

# Big enough for direct reads.
sample=$build/model.gguf
$make -s BUILD="$here" "$here/make_model" >/dev/null
"$here/make_model" "$sample" 2 512 1024 1024
"$here/tell" "$sample" >"$here/told"

refuse no-direct -P /proc/self/fd/3 -e inject=openat:error=EINVAL
refuse no-statx -e inject=statx:error=ENOSYS

sample=tests/sample.gguf
"$here/tell" "$sample" >"$here/told"

attempt gcc gcc -O2
attempt clang clang -O2
attempt musl musl-gcc -O2
# The headers of the 64-bit kernel serve, where those of 32 bits are not installed.
attempt 32-bit 'gcc -m32' "-O2 -idirafter /usr/include/$(gcc -dumpmachine)"
attempt without gcc \
    '-O2 -DEMEL_WITHOUT_DIRECT -DEMEL_WITHOUT_CACHESTAT -DEMEL_WITHOUT_HUGE_PAGES'
attempt posix-alone gcc '-O2 -U__linux__'
export EMEL_TEST_PATIENCE=40 # emulators are slow
ldflags=-static # or the emulator needs to know where the libraries are
attempt big-endian s390x-linux-gnu-gcc -O2 qemu-s390x
attempt aarch64 aarch64-linux-gnu-gcc -O2 qemu-aarch64

# Nobody here has these systems: their code compiles, and is untested.
echo 'macos: compiled, not run'
find src -name '*.c' -exec gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -U__linux__ \
    -D__APPLE__ -Dst_mtimespec=st_mtim -Iinclude -Isrc -Igen {} + || bad=1

exit $bad
