#!/bin/sh
# Holds the manual page and the completion to what the command's own help says; run from
# the project's root.
#
#     tests/install/options.sh EMEL
set -eu

emel=${1:?usage: tests/install/options.sh EMEL}
page=tools/man/emel.1.scd
bad=0

# "-q --quiet", "--limit SIZE": one option a line, in order of the help.
in_help() { # COMMAND
    "$emel" ${1:+"$1"} --help | sed -n '/^Options:/,/^$/p' |
        sed -n 's/^ *\(-[A-Za-z]\)\{0,1\},\{0,1\} *\(--[a-z-]*\( [A-Z]*\)\{0,1\}\) .*/\1 \2/p' |
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

in_completion() { # COMMAND
    bash -c '. tools/completion/emel
        COMP_WORDS=(emel $2 -) COMP_CWORD=$(($# > 1 ? 2 : 1))
        _emel "$1"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$emel" ${1:+"$1"}
}

same() { # WHAT EXPECTED FOUND
    [ "$2" != "$3" ] || return 0
    printf '%s differs from the help.\n--- help\n%s\n--- there\n%s\n' "$1" "$2" "$3" >&2
    bad=1
}

commands=$("$emel" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
same "$page: the list of commands" "$commands" \
    "$(awk '/^# /  { on = $2 == "COMMANDS" } on && /^## / { print $2 }' "$page")"
for command in '' $commands; do
    help=$(in_help "$command")
    [ -n "$help" ] || { echo "no options in the help of '$command'" >&2; exit 1; }
    same "$page: options of '$command'" "$help" "$(in_page "$command")"
    command -v bash >/dev/null || continue
    same "completion: options of '$command'" \
        "$(echo "$help" | tr ' ' '\n' | grep '^-')" "$(in_completion "$command")"
done
command -v bash >/dev/null || echo "options.sh: completion skipped, bash is missing"

# What the help says of JSON stands in the page as it is.
missing=$(for command in $commands; do
    "$emel" "$command" --help | sed '1,/^--json writes/d' | grep '^  '
done | grep -vxFf "$page") || true
same "$page: the fields of JSON" "" "$missing"

exit $bad
