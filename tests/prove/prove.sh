#!/bin/sh
# Proves the claims of tests/prove/claims.txt with Frama-C, and prints one line for each.
# usage: prove.sh BUILD [HARNESS ...]      fails when a claim is not proved
#
# A row names an engine, a harness function and the functions it is about:
#   eva   abstract interpretation, from the harness function on
#   wp    weakest preconditions by SMT solvers; the functions are inlined into the harness, those
#         after a `+` are proved against their contracts in the harness file, and used by those
#   wpu   the same for functions with a loop of a few rounds, which is unrolled
#
# Reported is each property that is not proved: alarms (wrap, downcast, shift, division, memory),
# assertions and contracts.  Each harness ends with `//@ check reached: \false;`: that one must not
# be provable, or the harness proves nothing, because its assumptions contradict each other.
set -eu
here=$(dirname "$0")
includes='-Iinclude -Isrc -Igen -include tests/prove/prover.h'
warnings='-warn-unsigned-overflow -warn-signed-overflow -warn-unsigned-downcast
    -warn-signed-downcast -warn-left-shift-negative -warn-right-shift-negative'
kernel="-c11 -machdep gcc_x86_64 $warnings"
eva='-warn-invalid-pointer -eva -eva-precision 3 -eva-slevel 100000 -eva-split-return auto
    -eva-interprocedural-history -eva-interprocedural-splits
    -eva-domains octagon,equality,symbolic-locations'
wp='-wp -wp-rte -wp-prover cvc4,z3 -wp-par 2 -wp-no-init-const -wp-cache none'

# Properties of one row that are not proved: FILE:LINE FUNCTION KIND STATUS: PROPERTY
unproved() { # CSV ENGINE HARNESS FUNCTIONS
    awk -F '\t' -v engine="$2" -v harness="$3" -v functions="$3,$4" '
        BEGIN { split(functions, list, /,[+]?/); for (i in list) proved_here[list[i]] }
        NR == 1 || $1 ~ /^FRAMAC_SHARE/ { next }
        engine == "wp" && !($4 in proved_here) && $5 != "lemma" { next }
        $4 == harness && $5 == "user check" && $7 == "\\false" { # the last line of each harness
            reached = 1
            if ($6 ~ /^(Valid|Dead|Unreachable|Valid under hyp)/)
                print $2 ":" $3 " " $4 " the harness reaches its end in no case"
            next
        }
        engine == "wp" && $5 == "precondition" { next } # counted where it is called
        $6 ~ /^(Valid|Considered valid|Dead|Unreachable|Partially proven)/ { proved++; next }
        engine == "eva" && ($6 == "Never tried" || ($5 == "user check" && $7 == "\\false")) { next }
        { print $2 ":" $3 " " $4 " " $5 " " $6 ": " $7 }
        END { if (!reached) print harness " has no check of being reached" }' "$1"
}

# Without those of accepted.txt, whose lines begin with what to look for.
not_accepted() {
    awk -F ' *[|] *' -v list="$here/accepted.txt" '
        BEGIN { while ((getline line < list) > 0)
                    if (line !~ /^#/ && split(line, field, / *[|] */) > 1)
                        accepted[++n] = field[1] }
        { for (i = 1; i <= n; i++) if (index($0, accepted[i])) next; print }'
}

options_of() { # ENGINE HARNESS FUNCTIONS
    case $1 in
    eva) echo "$eva -main $2" ;;
    wp | wpu)
        inlined=$(echo "$3" | tr ',' '\n' | grep -v '^+' | paste -sd ,)
        contracts=$(echo "$3" | tr ',' '\n' | sed -n 's/^+/,/p' | tr -d '\n')
        [ "$1" = wp ] || echo '-ulevel 6'
        echo "$wp ${inlined:+-inline-calls $inlined}" \
            "-wp-fct $2$contracts -wp-prop=-reached -wp-timeout ${PROVE_SECONDS:-20}" \
            "-then -wp-fct $2 -wp-prop=reached -wp-timeout 1" ;;
    esac
}

prove() { # BUILD ENGINE FILE HARNESS FUNCTIONS CLAIM
    out=$1/$4
    begun=$(date +%s)
    rm -f "$out.csv"
    # shellcheck disable=SC2046,SC2086  # lists of words
    WHY3CONFIG=$1/why3.conf timeout 600 frama-c $kernel -cpp-extra-args="$includes" \
        "$here/$3" $(options_of "$2" "$4" "$5") -then -report-csv "$out.csv" >"$out.log" 2>&1 ||
        echo "frama-c fails: see $out.log" >>"$out.log"
    if [ -s "$out.csv" ] && ! grep -q 'frama-c fails' "$out.log"; then
        unproved "$out.csv" "${2%u}" "$4" "$5" | not_accepted >"$out.alarms"
    else
        { echo "$3 $4 was not analysed: see $out.log"; tail -3 "$out.log"; } >"$out.alarms"
    fi
    verdict=proved
    [ ! -s "$out.alarms" ] || verdict=ALARM
    printf '%-6s %-3s %3ds  %s: %s\n' "$verdict" "$2" $(($(date +%s) - begun)) "$5" "$6"
    sed 's/^/       /' "$out.alarms"
    [ ! -s "$out.alarms" ]
}

if [ "$1" = --row ]; then # BUILD ROW
    echo "$3" | sed 's/ *| */|/g' | {
        IFS='|' read -r engine file harness functions claim
        prove "$2" "$engine" "$file" "$harness" "$functions" "$claim"
    }
    exit
fi

build=$1/prove
shift
for tool in frama-c why3 cvc4 z3; do
    command -v $tool >/dev/null || { echo "prove: $tool is missing: make deps-prove" >&2; exit 1; }
done
mkdir -p "$build"
WHY3CONFIG=$build/why3.conf why3 config detect >"$build/why3.log" 2>&1
only=$(echo "${*:-.}" | tr ' ' '|')
grep -v '^#' "$here/claims.txt" | grep -E "^[a-z]+ *\| .*($only)" |
    tr '\n' '\0' | xargs -0 -P 2 -I ROW sh "$0" --row "$build" ROW
