#!/bin/sh
# Runs tools/examples/mpi_ranks.c on four ranks of this machine, and holds their slices to what a
# single process reads.
#
#     tests/examples/mpi.sh MPI_RANKS MAKE_MODEL EMEL WORKDIR
set -eu

usage='usage: tests/examples/mpi.sh MPI_RANKS MAKE_MODEL EMEL WORKDIR'
mpi_ranks=${1:?$usage} make_model=${2:?$usage} emel=${3:?$usage} work=${4:?$usage}
bad=0
complain() { echo "check-mpi: $1" >&2; bad=1; }

rm -rf "$work" && mkdir -p "$work"
trap 'rm -rf "$work"' EXIT
"$make_model" "$work/model.gguf" 2 256 1024 512
# 291 MiB, of rows so long that ranks step over the bytes between their shares: gaps of up to 4 KiB
# are read, as that is faster than another call.
"$make_model" "$work/big.gguf" 1 4096 10240 1024

# Ranks wait for each other without spinning: there may be fewer processors.
run() { # RANKS ARGUMENTS...
    ranks=$1
    shift
    timeout 60 mpirun --oversubscribe --allow-run-as-root --mca mpi_yield_when_idle 1 \
        -n "$ranks" "$@" >"$work/out" 2>"$work/err" && status=0 || status=$?
}

# --- the same slices as one process ----------------------------------------------------------

"$emel" inspect --json "$work/model.gguf" | python3 -c '
import json, sys
for t in json.load(sys.stdin)[0]["tensors"]:
    name, shape = t["name"], t["shape"]
    columns = any(part in name for part in ("attn_q.", "attn_k.", "attn_v.", "ffn_gate.", "ffn_up."))
    rows = any(part in name for part in ("attn_output.", "ffn_down."))
    for rank in range(4):
        dimension = 1 if columns else 0
        extent = shape[dimension] // 4 if columns or rows else shape[0]
        begin = rank * extent if columns or rows else 0
        print(rank, name, f"{dimension}:{begin}:{begin + extent}")' >"$work/slices"
while read -r rank name slice; do
    "$emel" cat --slice "$slice" "$work/model.gguf" "$name" >"$work/slice" </dev/null
    echo "$(xxhsum -H2 <"$work/slice" 2>/dev/null | cut -d' ' -f1) $rank $name"
done <"$work/slices" | sort >"$work/wanted"

for mode in own share whole; do
    run 4 "$mpi_ranks" $mode "$work/model.gguf"
    [ "$status" = 0 ] || complain "$mode: exit status $status: $(cat "$work/err")"
    sort "$work/out" | cmp -s - "$work/wanted" || complain "$mode: other bytes than one process has"
done

# --- how many bytes are read -----------------------------------------------------------------

# Of all ranks: the bytes read, and the slowest's seconds.
bytes_read() { sed -n 's/.* bytes, \([0-9]*\) read, .*/\1/p' "$work/err" | awk '{ n += $1 } END { printf "%d", n }'; }
bytes_kept() { sed -n 's/.*: \([0-9]*\) bytes, .*/\1/p' "$work/err" | awk '{ n += $1 } END { printf "%d", n }'; }
seconds() { sed -n 's/.* read, \([0-9.]*\) s/\1/p' "$work/err" | sort -n | tail -1; }

size=$(wc -c <"$work/big.gguf")
for mode in own share whole; do
    run 4 "$mpi_ranks" $mode "$work/big.gguf"
    [ "$status" = 0 ] || complain "$mode: exit status $status: $(cat "$work/err")"
    sort "$work/out" >"$work/$mode"
    echo "check-mpi: $mode: 4 ranks keep $(bytes_kept) bytes, read $(bytes_read), $(seconds) s"
    case $mode in
    own) most=$(($(bytes_kept) + $(bytes_kept) / 50)) ;;
    share) most=$((size + size / 50)) ;;
    whole) most=$((4 * size + 4 * size / 50)) ;;
    esac
    [ "$(bytes_read)" -le "$most" ] || complain "$mode: $(bytes_read) bytes are read, not $most"
done
cmp -s "$work/own" "$work/whole" || complain "own and whole differ"
cmp -s "$work/share" "$work/whole" || complain "share and whole differ"

# --- a rank that fails -----------------------------------------------------------------------

# fails NAME PATTERN: all ranks have ended, with one line of ours
fails() {
    [ "$status" = 1 ] || complain "$1: exit status $status"
    { [ "$(grep -c '^mpi_ranks: ' "$work/err")" = 1 ] && grep -q "^mpi_ranks: $2" "$work/err"; } ||
        complain "$1: $(cat "$work/err")"
    [ ! -s "$work/out" ] || complain "$1: sums are printed"
}
head -c 100000 "$work/model.gguf" >"$work/short.gguf"
for mode in own share; do
    run 3 "$mpi_ranks" $mode "$work/model.gguf" : -n 1 "$mpi_ranks" $mode "$work/nothing.gguf"
    fails "$mode: a missing file" 'rank 3: OPEN_FAILED'
    run 2 "$mpi_ranks" $mode "$work/model.gguf" : -n 2 "$mpi_ranks" $mode "$work/short.gguf"
    fails "$mode: a file too short" 'rank 2: RANGE'
    run 3 "$mpi_ranks" $mode "$work/model.gguf"
    fails "$mode: slices that do not divide" 'rank 0: NOT_DIVISIBLE'
    if command -v strace >/dev/null; then
        run 3 "$mpi_ranks" $mode "$work/model.gguf" : -n 1 strace -f -qq -o /dev/null -P "$work/model.gguf" \
            -e trace=pread64,preadv,preadv2 -e inject=pread64,preadv,preadv2:error=EIO:when=2+ \
            "$mpi_ranks" $mode "$work/model.gguf"
        fails "$mode: EIO" 'rank 3: [A-Z_]*READ_FAILED.*(Input/output error)'
    else echo "check-mpi: EIO skipped, strace is missing"
    fi
done
run 1 "$mpi_ranks" nothing "$work/model.gguf"
[ "$status" = 2 ] || complain "a wrong mode: exit status $status"
exit $bad
