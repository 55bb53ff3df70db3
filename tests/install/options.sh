#!/bin/sh
# Holds the manual page and the completion to what the command's own help says; run from
# the project's root.
#
#     tests/install/options.sh EMEL
set -eu

emel=${1:?usage: tests/install/options.sh EMEL}
page=tools/packaging/man/emel.1.scd
bad=0

# "-q --quiet", "--limit SIZE": one option a line, in order of the help.
in_help() { # COMMAND
    "$emel" ${1:+"$1"} --help | sed -n '/^Options:/,/^$/p' |
        sed -n 's/^ *\(-[A-Za-z]\)\{0,1\},\{0,1\} *\(--[a-z-]*\( \[\{0,1\}[A-Z]*\]\{0,1\}\)\{0,1\}\) .*/\1 \2/p' |
        sed 's/^ *//; s/ *$//'
}

# Those under the command's heading, and those that every command takes.
in_page() { # COMMAND
    awk -v command="$1" '
        /^# /  { general = $2 == "OPTIONS"; mine = 0 }
        /^## / { mine = $2 == command }
        /^\*-/ && (mine || general) {
            gsub(/[*_,]/, "")
            if (mine) print
            else late = late $0 "\n"
        }
        END { printf "%s", late }' "$page"
}

# "--step-bytes 64M": "(default 64M)" at the end of a line of the help, "64M by default" in the
# page.
defaults_in_help() { # COMMAND
    "$emel" ${1:+"$1"} --help | sed -n 's/^ .*\(--[a-z-]*\) .*(default \([0-9][0-9KMGiB]*\))$/\1 \2/p'
}

defaults_in_page() { # COMMAND
    awk -v command="$1" '
        /^## / { mine = $2 == command }
        /^\*-/ { option = $(/^\*-[a-zA-Z]\*/ ? 2 : 1); gsub(/\*/, "", option) }
        mine && match($0, /[0-9][0-9KMGiB]* by default/) {
            print option, substr($0, RSTART, RLENGTH - length(" by default")) }' "$page"
}

# What the last of the words may become.
offered() { # WORDS...
    bash -c '. tools/packaging/completion/emel
        emel=$1
        shift
        COMP_WORDS=(emel "$@") COMP_CWORD=$#
        _emel "$emel"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$emel" "$@"
}

same() { # WHAT EXPECTED FOUND
    [ "$2" != "$3" ] || return 0
    printf '%s differs.\n--- wanted\n%s\n--- there\n%s\n' "$1" "$2" "$3" >&2
    bad=1
}

commands=$("$emel" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
same "$page: the list of commands" "$commands" \
    "$(awk '/^# /  { on = $2 == "COMMANDS" } on && /^## / { print $2 }' "$page")"
for command in '' $commands; do
    help=$(in_help "$command")
    [ -n "$help" ] || { echo "no options in the help of '$command'" >&2; exit 1; }
    same "$page: options of '$command'" "$help" "$(in_page "$command")"
    same "$page: defaults of '$command'" "$(defaults_in_help "$command")" "$(defaults_in_page "$command")"
    command -v bash >/dev/null || continue
    same "completion: options of '$command'" \
        "$(echo "$help" | tr ' ' '\n' | grep '^-')" "$(offered ${command:+"$command"} -)"
done
if command -v bash >/dev/null; then
    tensors=$(printf '%s\n' output_norm.weight output.weight)
    same "completion of a tensor" "$tensors" "$(offered cat tests/sample.gguf output)"
    same "completion of --tensor" "$tensors" "$(offered sums tests/sample.gguf --tensor output)"
    same "completion of --caching" direct "$(offered load --caching d)"
    same "completion of --by" dtype "$(offered inspect --by d)"
    same "completion of --sort" size "$(offered inspect --sort s)"
    same "completion of --output" tests "$(offered extract --output test)"
    same "completion of -o" tests "$(offered extract -o test)"
    same "completion of --sums" tests/sample.gguf "$(offered load --sums tests/sample.g)"
    same "completion of a file" tests/sample.gguf "$(offered load tests/sample.g)"
else echo "options.sh: completion skipped, bash is missing"
fi

# What the help says of JSON stands in the page as it is.
missing=$(for command in $commands; do
    "$emel" "$command" --help | sed '1,/^--json writes/d' | grep '^  '
done | grep -vxFf "$page") || true
same "$page: the fields of JSON" "" "$missing"

exit $bad
