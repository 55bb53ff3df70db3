#!/bin/sh
# Holds tools/examples/layer_window.c to its budget, and to the bytes it would see without one.
#
#     tests/examples/layer_window.sh LAYER_WINDOW MODEL WORKDIR
#
# MODEL has 12 layers of 19 MiB, and 8 MiB of no layer.
set -eu

usage='usage: tests/examples/layer_window.sh LAYER_WINDOW MODEL WORKDIR'
layer_window=${1:?$usage} model=${2:?$usage} work=${3:?$usage}
complain() { echo "layer_window: $1" >&2; exit 1; }

number() { echo "$line" | sed -n "s/.* \([0-9]*\) $1.*/\1/p"; }

line=$(timeout 60 "$layer_window" "$model" 0) || complain "fails without a budget"
hash=${line##* }
resident_before=$(timeout 60 "$layer_window" tests/sample.gguf 0) || complain "fails on the sample"
resident_before=$(line=$resident_before; number 'KiB resident')
for budget in 32 50 70 150; do
    line=$(timeout 60 "$layer_window" "$model" $budget 2) || complain "fails within $budget MiB"
    echo "layer_window: $budget MiB: $line"
    [ "${line##* }" = "$hash" ] || complain "other bytes within $budget MiB"
    [ "$(number 'bytes held')" -le $((budget << 20)) ] || complain "holds more than $budget MiB"
    [ "$(number 'KiB resident')" -le $(((budget << 10) + resident_before + 8192)) ] ||
        complain "more is resident than $budget MiB and 8 beside it"
    [ $budget -lt 50 ] || [ "$(number 'read ahead')" -ge 12 ] || complain "few layers are read ahead"
done

# fails PATTERN MODEL BUDGET: one line, and exit status 1
fails() {
    timeout 60 "$layer_window" "$2" "$3" >"$work/out" 2>&1 && status=0 || status=$?
    { [ "$status" = 1 ] && [ "$(wc -l <"$work/out")" = 1 ] && grep -q "$1" "$work/out"; } ||
        complain "exit status $status, not $1: $(cat "$work/out")"
}
fails LIMIT_EXCEEDED "$model" 20
fails OPEN_FAILED "$work/nothing.gguf" 20
head -c 200000000 "$model" >"$work/short.gguf"
fails RANGE "$work/short.gguf" 70
