#!/bin/sh
# Runs the examples of the manual page of the command, and the commands of README's shell section,
# on copies of the sample model.  Run from the project's root.
#
#     tests/install/examples.sh WORKDIR EMEL
set -eu

usage='usage: tests/install/examples.sh WORKDIR EMEL'
work=$(mkdir -p "${1:?$usage}" && cd "$1" && pwd)/shell_examples emel=${2:?$usage}
page=tools/packaging/man/emel.1.scd
bad=0

case $emel in /*) ;; *) emel=$PWD/$emel ;; esac
rm -rf "$work" && mkdir -p "$work/bin" "$work/blocks"
ln -s "$emel" "$work/bin/emel"
PATH=$(cd "$work/bin" && pwd):$PATH

# A file of commands for each literal block, and one for README.
awk -v folder="$work/blocks" '
    /^# / { examples = $2 == "EXAMPLES" }
    !examples { next }
    /^```/ { inside = !inside; if (inside) file = folder "/" ++blocks; next }
    inside { print >file }' "$page"
awk '
    /^## / { shell = $0 == "## In a shell" }
    /^```/ { inside = shell && $0 == "```sh"; next }
    inside' README.md >"$work/blocks/README"
[ -s "$work/blocks/README" ] || { echo "README.md has no commands in its shell section" >&2; exit 1; }

# The models that the manual's examples name: the format is detected from the content.  README
# begins with what a clone has: the sample model and, after make, the command.
make_models() { # BLOCK FOLDER
    mkdir -p "$2"
    case $1 in
    README)
        mkdir "$2/tests" "$2/build"
        cp tests/sample.gguf "$2/tests"
        ln -s "$emel" "$2/build/emel" ;;
    *)
        for model in model.gguf model.safetensors edited.gguf; do cp tests/sample.gguf "$2/$model"; done ;;
    esac
}

for block in "$work"/blocks/*; do
    name=$(basename "$block")
    if grep -q '| jq' "$block" && ! command -v jq >/dev/null; then
        echo "examples.sh: skipped an example, jq is missing"
        continue
    fi
    make_models "$name" "$work/$name"
    (cd "$work/$name" && sh -eu "$work/blocks/$name") >"$work/$name.out" 2>&1 || {
        echo "an example of $page, or README, fails:" >&2
        cat "$block" "$work/$name.out" >&2
        bad=1
    }
done

# Of a model in several files the example of sums for each model takes the first file only.
shards=$work/shards
mkdir "$shards"
for name in a-00001-of-00002.gguf a-00002-of-00002.gguf b.gguf; do cp tests/sample.gguf "$shards/$name"; done
block=$(grep -l -- '-00001-of-' "$work"/blocks/*)
(cd "$shards" && sh -eu "$block")
sums=$(cd "$shards" && echo *.sums)
[ "$sums" = "a-00001-of-00002.gguf.sums b.gguf.sums" ] || {
    echo "the example of sums for each model made: $sums" >&2
    bad=1
}
exit $bad
