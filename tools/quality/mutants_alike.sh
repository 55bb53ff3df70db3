#!/bin/sh
# Whether each line of mutants_alike.txt is still a mutant that mutate.awk makes; prints those
# that are not.  From the project's root.
set -eu
LC_ALL=C
export LC_ALL
here=$(dirname "$0")
alike=$here/mutants_alike.txt
files=$(sed -n 's/^\(src[^ ]*\) | .*/\1/p' "$alike" | sort -u)
bad=0
for file in $files; do
    if [ ! -e "$file" ]; then
        echo "$alike: there is no $file"
        bad=1
        continue
    fi
    awk -f "$here/mutate.awk" "$file" | awk -v file="$file" '
        FNR == NR {
            split($2, name, ":")
            sub(/^[^ ]+ [^ ]+ +/, "")
            sub(/ +$/, "")
            made[name[3] " | " $0] = 1
            next
        }
        index($0, file " | ") == 1 {
            mutant = substr($0, length(file) + 4)
            sub(/ \| [^|]*$/, "", mutant)
            if (!(mutant in made)) {
                print FILENAME ":" FNR ": " file " has no such mutant: " mutant
                bad = 1
            }
        }
        END { exit bad }' - "$alike" || bad=1
done
exit $bad
