#!/bin/sh
# Holds README and manual to what is in tools/examples: the manual lists each file, and each file
# that either of them names is there.  From the project's root.
set -eu
bad=0
complain() { echo "check-examples: $1" >&2; bad=1; }

manual=$(sed -n '/^# EXAMPLES$/,/^# THE OTHER PAGES$/p' tools/packaging/man/emel.3.scd | sed 's/\\//g')
for file in tools/examples/*.c* tools/examples/*.h* tools/examples/*/*.py; do
    name=${file#tools/examples/}
    echo "$manual" | grep -qF "*$name*" || complain "$file is not in the manual"
done
for file in $(grep -o '(tools/examples/[^)]*)' README.md | tr -d '()'); do
    [ -e "$file" ] || complain "README.md names $file"
done
for name in $(echo "$manual" | sed -n 's/^\*\([^*]*\)\*.*/\1/p'); do
    [ -e "tools/examples/$name" ] || complain "the manual names $name"
done
exit $bad
