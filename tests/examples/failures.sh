#!/bin/sh
# Holds every example to one line and exit status 1 when its file is missing or too short.
#
#     tests/examples/failures.sh WORKDIR EXAMPLE...
set -eu

work=${1:?usage: tests/examples/failures.sh WORKDIR EXAMPLE...}
shift
bad=0
head -c 150000 tests/sample.gguf >"$work/short.gguf"
for example in "$@"; do
    for model in "$work/nothing.gguf" "$work/short.gguf"; do
        timeout 20 "$example" "$model" >"$work/out" 2>&1 && status=0 || status=$?
        if [ "$status" != 1 ] || [ "$(wc -l <"$work/out")" != 1 ]; then
            echo "$example $model: exit status $status:" >&2
            cat "$work/out" >&2
            bad=1
        fi
    done
done
exit $bad
