#!/bin/sh
# Installs below a folder, uses what is there as a program outside would, and removes it
# again; then builds once more in another folder, for the same bytes.  The folders' names have
# spaces.
#
#     MAKE=make tests/install/install.sh BUILD CC CXX
set -eu

usage='usage: MAKE=make tests/install/install.sh BUILD CC CXX'
build=${1:?$usage} cc=${2:?$usage} cxx=${3:?$usage} make=${MAKE:-make}
pkg_config=${PKG_CONFIG:-pkg-config}
case $build in /*) ;; *) build=$PWD/$build ;; esac
work=$build/install
root="$work/a root"
prefix="$root/opt/my emel"
sample=$PWD/tests/sample.gguf

fail() { echo "check-install: $1" >&2; exit 1; }

# run_make TARGET VARIABLE...: all folders are given, whatever this make was told.
run_make() {
    target=$1
    shift
    # shellcheck disable=SC2086  # a list of words
    $make -s "$target" DESTDIR="$root" PREFIX="/opt/my emel" BINDIR="/opt/my emel/bin" \
        LIBDIR="/opt/my emel/lib" INCLUDEDIR="/opt/my emel/include/of it" \
        MANDIR="/opt/my emel/man" COMPLETIONDIR="/opt/my emel/completions" "$@"
}

# must_have TOOL: false if it is missing, which is an error in CI.
must_have() {
    command -v "$1" >/dev/null && return
    [ -z "${CI:-}" ] || fail "$1 is missing"
    echo "check-install: skipped what needs $1, which is missing"
    return 1
}

rm -rf "$work" && mkdir -p "$root"
run_make install
lib="$prefix/lib"

installed() { # PKG-CONFIG'S ARGUMENTS
    PKG_CONFIG_PATH=$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root $pkg_config "$@"
}

# --- a program outside -----------------------------------------------------------------

awk '/^```c$/ { on = 1; next } /^```/ && on { exit } on' README.md >"$work/program.c"
cp "$work/program.c" "$work/program.cc"

# runs NAME: the program loads the sample, with the library that its name ends in
runs() {
    LD_LIBRARY_PATH=$lib "$work/$1" "$sample" >"$work/$1.out" || fail "$1 does not run"
    grep -q 'output.weight' "$work/$1.out" || fail "$1 has not loaded the tensors"
    readelf -d "$work/$1" | grep -q 'NEEDED.*libemel\.so' && needed=shared || needed=static
    case $1 in *"$needed") ;; *) fail "$1 uses the $needed library" ;; esac
}

# use NAME COMPILER SOURCE PACKAGE: compiles with what pkg-config says, which is quoted
use() {
    (cd "$work" && eval "$2 $3 $(installed --cflags --libs "$4") -o $1") || fail "$1 does not compile"
    runs "$1"
}
use c-shared "$cc" program.c emel
use c-static "$cc" program.c emel-static
use cxx-shared "$cxx" program.cc emel
use cxx-static "$cxx" program.cc emel-static

if must_have cmake; then
    { cmake -S tests/install -B "$work/cmake" -DCMAKE_PREFIX_PATH="$prefix" \
        -DCMAKE_C_COMPILER="${cc##* }" -DPROGRAM="$work/program.c" && cmake --build "$work/cmake"; } \
        >"$work/cmake.log" 2>&1 || { cat "$work/cmake.log" >&2; fail "find_package(emel) fails"; }
    for program in cmake-shared cmake-static; do
        cp "$work/cmake/$program" "$work" && runs $program
    done
fi

# --- what is there ---------------------------------------------------------------------

version=$(installed --modversion emel)
[ "$("$prefix/bin/emel" --version)" = "emel $version" ] || fail "the command is not of version $version"
soname=libemel.so.${version%%.*}
readelf -d "$lib/libemel.so.$version" | grep -q "SONAME.*\[$soname\]" || fail "the SONAME is not $soname"
[ "$(readlink "$lib/$soname")" = "libemel.so.$version" ] || fail "no link $soname"

others=$(nm -D --defined-only "$lib/libemel.so" | awk '$NF !~ /^emel_[a-z]/ { print $NF }')
[ -z "$others" ] || fail "the shared library exports $others"
others=$(nm -g --defined-only "$lib/libemel.a" | awk 'NF == 3 && $3 !~ /^emel_/ { print $3 }')
[ -z "$others" ] || fail "the archive defines $others"
find "$prefix/include/of it" -name '*.h' -exec sed -n 's/^[a-z].*[ *]\(emel_[a-z0-9_]*\)(.*/\1/p' {} + |
    sort >"$work/declared"
nm -D --defined-only "$lib/libemel.so" | awk '{ print $NF }' | sort >"$work/exported"
diff "$work/declared" "$work/exported" >&2 || fail "what is declared is not what is exported"

if [ -d "$prefix/man" ]; then
    while read -r name; do
        read -r so page <"$prefix/man/man3/$name.3"
        case $so in .so) ;; *) continue ;; esac # a page of its own
        grep -q "$name(" "$prefix/man/$page" || fail "the page of $name is $page, which has not got it"
    done <"$work/declared"
else must_have scdoc || :
fi

# The command alone is another one.
run_make install LINK_SHARED=1
readelf -d "$prefix/bin/emel" | grep -q 'NEEDED.*libemel\.so' || fail "LINK_SHARED=1 links the archive"
readelf -d "$prefix/bin/emel" | grep -q 'R.*PATH' && fail "the command has a path of libraries"
LD_LIBRARY_PATH=$lib "$prefix/bin/emel" load -q "$sample" || fail "the command does not run with the shared library"

run_make uninstall
left=$(find "$root" ! -type d)
[ -z "$left" ] || fail "uninstall leaves $left"

# --- what is missing is named ------------------------------------------------------------

# refuses TEXT COMMAND...: the command fails, and its first line has the text
refuses() {
    text=$1
    shift
    ! said=$("$@" 2>&1) || fail "$* succeeds"
    case $(echo "$said" | head -n 1) in *"$text"*) ;; *) fail "$* says $said" ;; esac
}
# shellcheck disable=SC2086  # a list of words
{
    refuses 'apt-get install pkg-config' $make -s needs-xxhash PKG_CONFIG=no-pkg-config
    refuses 'apt-get install libxxhash-dev' $make -s needs-xxhash PKG_CONFIG=false
    refuses 'apt-get install check libjansson-dev' $make -s needs-check PKG_CONFIG=false
    refuses 'without spaces' $make -s all BUILD='a folder'
    refuses 'make -C' $make -s -C tests -f ../Makefile all
}

# --- the same bytes --------------------------------------------------------------------

mkdir "$work/some where"
cp -R Makefile include src gen tools tests "$work/some where"
$make -s -C "$work/some where" BUILD=out out/libemel.a >"$work/elsewhere.log" 2>&1 ||
    { cat "$work/elsewhere.log" >&2; fail "no build in another folder"; }
cmp "$build/libemel.a" "$work/some where/out/libemel.a" || fail "two builds, two archives"

echo "check-install: emel $version"
