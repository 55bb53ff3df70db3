# Lists what includes what: FROM TO includes, for the project's own files.
#
#     awk -f tools/quality/includes.awk FILE...     from the project's root
#
# FILE... are all sources and headers that may be included.  A header is looked for beside the
# file, then where the compiler looks: include/, src/, gen/, tests/, tools/examples/.  Two more
# findings go to standard error, and make the status 1: an #include "..." that names no file of
# FILE..., and a public header that includes another one without a name of it in its declarations.

BEGIN {
    for (i = 1; i < ARGC; i++)
        known[ARGV[i]] = 1
    # What a header of the C library is included for; it is enough to hold one's own to this.
    names_of["<stdbool.h>"] = "bool true false"
    names_of["<stddef.h>"] = "size_t NULL offsetof ptrdiff_t"
    names_of["<stdio.h>"] = "FILE"
    umbrella = "include/emel/emel.h" # includes all public headers, for its users' sake
}

# The line without comments and strings.
function code_of(line,    out, i, two) {
    out = ""
    for (i = 1; i <= length(line); i++) {
        two = substr(line, i, 2)
        if (in_comment) {
            if (two == "*/") {
                in_comment = 0
                i++
            }
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else
            out = out substr(line, i, 1)
    }
    gsub(/"([^"\\]|\\.)*"/, "", out)
    return out
}

function resolve(from, name,    folder) {
    folder = from
    sub(/[^\/]*$/, "", folder)
    if (folder name in known) return folder name
    if ("include/" name in known) return "include/" name
    if ("src/" name in known) return "src/" name
    if ("gen/" name in known) return "gen/" name
    if ("tests/" name in known) return "tests/" name
    if ("tools/examples/" name in known) return "tools/examples/" name
    return ""
}

function complain(text) {
    print text >"/dev/stderr"
    bad = 1
}

FNR == 1 { in_comment = 0 }

!in_comment && /^[ ]*#[ ]*include[ ]+["<]/ {
    match($0, /["<][^">]+[">]/)
    written = substr($0, RSTART, RLENGTH)
    name = substr(written, 2, length(written) - 2)
    to = resolve(FILENAME, name)
    if (to != "") {
        print FILENAME, to, "includes"
        direct[FILENAME, ++count[FILENAME]] = to
    } else if (written ~ /^"/)
        complain(FILENAME " includes " written ", and there is no such file")
    else if (written in names_of)
        direct[FILENAME, ++count[FILENAME]] = written
}

FILENAME ~ /^include\// {
    line = code_of($0)
    if (line ~ /^[ ]*#[ ]*include/)
        next
    while (match(line, /[A-Za-z_][A-Za-z0-9_]*/)) {
        word = substr(line, RSTART, RLENGTH)
        has[FILENAME, word] = 1
        if (word ~ /^(emel|EMEL)_/ && !((FILENAME, word) in listed)) {
            listed[FILENAME, word] = 1
            words[FILENAME] = words[FILENAME] " " word
        }
        line = substr(line, RSTART + RLENGTH)
    }
}

# Whether a header reached from `header` has the word too: then it is not `header` that brings it.
function brought(header, word, seen,    i, to) {
    for (i = 1; i <= count[header]; i++) {
        to = direct[header, i]
        if (to in seen)
            continue
        seen[to] = 1
        if ((to, word) in has || brought(to, word, seen))
            return 1
    }
    return 0
}

function needed(from, to,    list, n, i, seen) {
    n = split(to in names_of ? names_of[to] : words[to], list, " ")
    for (i = 1; i <= n; i++) {
        split("", seen)
        if ((from, list[i]) in has && !brought(to, list[i], seen))
            return 1
    }
    return 0
}

END {
    for (from in count)
        if (from ~ /^include\// && from != umbrella)
            for (i = 1; i <= count[from]; i++)
                if (!needed(from, direct[from, i]))
                    complain(from " includes " direct[from, i] ", and declares nothing that needs it")
    exit bad
}
