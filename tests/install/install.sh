#!/bin/sh
# Installs below a folder, uses what is there as a program outside would, and removes it
# again; then builds once more in another folder, for the same bytes.
#
#     MAKE=make tests/install/install.sh BUILD CC CXX
set -eu

usage='usage: MAKE=make tests/install/install.sh BUILD CC CXX'
build=${1:?$usage} cc=${2:?$usage} cxx=${3:?$usage} make=${MAKE:-make}
pkg_config=${PKG_CONFIG:-pkg-config}
case $build in /*) ;; *) build=$PWD/$build ;; esac
work=$build/install
root=$work/root
prefix=$root/opt/emel
# All of them, whatever this make was told.
folders="DESTDIR=$root PREFIX=/opt/emel BINDIR=/opt/emel/bin LIBDIR=/opt/emel/lib
    INCLUDEDIR=/opt/emel/include MANDIR=/opt/emel/man COMPLETIONDIR=/opt/emel/completions"
sample=$PWD/tests/sample.gguf

fail() { echo "check-install: $1" >&2; exit 1; }

rm -rf "$work" && mkdir -p "$root" "$work/static" "$work/elsewhere"
# shellcheck disable=SC2086  # lists of words
$make -s install $folders
PKG_CONFIG_PATH=$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR

# --- a program outside -----------------------------------------------------------------

awk '/^```c$/ { on = 1; next } /^```/ { on = 0 } on' README.md >"$work/program.c"
cp "$work/program.c" "$work/program.cc"
cp "$prefix/lib/libemel.a" "$work/static" # alone there, or the linker takes the shared one

# use NAME COMMAND...: compiles, runs, and says which library it needs
use() {
    name=$1
    shift
    (cd "$work" && "$@" -o "$name") || fail "$name does not compile"
    LD_LIBRARY_PATH=$prefix/lib "$work/$name" "$sample" >"$work/$name.out" || fail "$name does not run"
    grep -q 'output.weight' "$work/$name.out" || fail "$name has not loaded the tensors"
    readelf -d "$work/$name" | grep -q 'NEEDED.*libemel\.so' && needed=shared || needed=static
    case $name in *"$needed"*) ;; *) fail "$name uses the $needed library" ;; esac
}
# shellcheck disable=SC2046,SC2086  # lists of words
{
    use c-shared $cc program.c $($pkg_config --cflags --libs emel)
    use c-static $cc program.c -L"$work/static" $($pkg_config --cflags --libs --static emel)
    use cxx-shared $cxx program.cc $($pkg_config --cflags --libs emel)
    use cxx-static $cxx program.cc -L"$work/static" $($pkg_config --cflags --libs --static emel)
}

# --- what is there ---------------------------------------------------------------------

version=$($pkg_config --modversion emel)
[ "$("$prefix/bin/emel" --version)" = "emel $version" ] || fail "the command is not of version $version"
soname=libemel.so.${version%%.*}
readelf -d "$prefix/lib/libemel.so.$version" | grep -q "SONAME.*\[$soname\]" || fail "the SONAME is not $soname"
[ "$(readlink "$prefix/lib/$soname")" = "libemel.so.$version" ] || fail "no link $soname"

others=$(nm -D --defined-only "$prefix/lib/libemel.so" | awk '$NF !~ /^emel_[a-z]/ { print $NF }')
[ -z "$others" ] || fail "the shared library exports $others"
others=$(nm -g --defined-only "$prefix/lib/libemel.a" | awk 'NF == 3 && $3 !~ /^emel_/ { print $3 }')
[ -z "$others" ] || fail "the archive defines $others"
find "$prefix/include" -name '*.h' -exec sed -n 's/^[a-z].*[ *]\(emel_[a-z0-9_]*\)(.*/\1/p' {} + |
    sort >"$work/declared"
nm -D --defined-only "$prefix/lib/libemel.so" | awk '{ print $NF }' | sort >"$work/exported"
diff "$work/declared" "$work/exported" >&2 || fail "what is declared is not what is exported"

# shellcheck disable=SC2086  # lists of words
$make -s uninstall $folders
left=$(find "$root" ! -type d)
[ -z "$left" ] || fail "uninstall leaves $left"

# --- the same bytes --------------------------------------------------------------------

cp -R Makefile include src gen tools tests "$work/elsewhere"
$make -s -C "$work/elsewhere" BUILD=out out/libemel.a >"$work/elsewhere.log" 2>&1 ||
    { cat "$work/elsewhere.log" >&2; fail "no build in another folder"; }
cmp "$build/libemel.a" "$work/elsewhere/out/libemel.a" || fail "two builds, two archives"

echo "check-install: emel $version"
