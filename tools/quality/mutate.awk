# Makes mutants of C files: each differs from its file in one place, by one of these:
#
#   comparison   < <= > >= == != exchanged with its neighbour: a bound off by one, or a test
#                that holds when it should not
#   logic        && for ||, and || for &&
#   arithmetic   + - * / % exchanged, also in += -= ++ --
#   bits         & | << >> exchanged
#   negation     if (x) and while (x) become if (!(x)); !x becomes x
#   constant     a number one more; true for false, and false for true
#   dropped      a statement that is one call, or one assignment, left out: releases,
#                closes, checks, and what is remembered for later
#
#     awk -f tools/quality/mutate.awk FILE...            lists them: FILE NAME, and the line made
#     awk -v at=NAME -f tools/quality/mutate.awk FILE    prints the file with that one made
#
# A name is LINE:COLUMN:OPERATOR:N, where N tells mutants of one place apart.  Works line by
# line and knows no types: some of what it makes does not compile, and some means the same.

# The line with comments, strings and characters blanked, so that what is found is code.
function code_of(line,    i, c, out) {
    out = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (in_comment) {
            if (substr(line, i, 2) == "*/") {
                in_comment = 0
                out = out " "
                i++
            }
            out = out " "
        } else if (quote != "") {
            if (c == "\\") {
                out = out " "
                i++
            } else if (c == quote)
                quote = ""
            out = out " "
        } else if (substr(line, i, 2) == "/*") {
            in_comment = 1
            out = out "  "
            i++
        } else if (c == "\"" || c == "'") {
            quote = c
            out = out " "
        } else
            out = out c
    }
    quote = ""
    return out
}

# One mutant: `bytes` of the line at hand from `column` on replaced.
function mutant(operator, column, bytes, replacement,    name, made) {
    name = FNR ":" column ":" operator ":" (++ways[FILENAME, FNR, column, operator])
    made = substr(line, 1, column - 1) replacement substr(line, column + bytes)
    if (at == "")
        print FILENAME, name, made
    else if (at == name)
        chosen = made
}

# All places of an operator, as it stands between what is around it.
function exchange(operator, token, replacement,    from, place, before, after) {
    for (from = 1; (place = index(substr(code, from), token)) > 0; from = place + length(token)) {
        place += from - 1
        before = substr(code, place - 1, 1)
        after = substr(code, place + length(token), 1)
        if (index("<>=!&|+-*/%", before) == 0 && index("<>=&|+-*/%", after) == 0)
            mutant(operator, place, length(token), replacement)
    }
}

function words(operator, word, replacement,    from, place) {
    for (from = 1; (place = index(substr(code, from), word)) > 0; from = place + length(word)) {
        place += from - 1
        if (substr(code, place - 1, 1) !~ /[A-Za-z0-9_]/ &&
            substr(code, place + length(word), 1) !~ /[A-Za-z0-9_]/)
            mutant(operator, place, length(word), replacement)
    }
}

# Binary operators have a blank on either side.
function operators() {
    exchange("comparison", " < ", " <= ")
    exchange("comparison", " < ", " > ")
    exchange("comparison", " <= ", " < ")
    exchange("comparison", " > ", " >= ")
    exchange("comparison", " > ", " < ")
    exchange("comparison", " >= ", " > ")
    exchange("comparison", " == ", " != ")
    exchange("comparison", " != ", " == ")
    exchange("logic", "&&", "||")
    exchange("logic", "||", "&&")
    exchange("arithmetic", " + ", " - ")
    exchange("arithmetic", " - ", " + ")
    exchange("arithmetic", " * ", " / ")
    exchange("arithmetic", " / ", " * ")
    exchange("arithmetic", " % ", " / ")
    exchange("arithmetic", " += ", " -= ")
    exchange("arithmetic", " -= ", " += ")
    exchange("arithmetic", "++", "--")
    exchange("arithmetic", "--", "++")
    exchange("bits", " & ", " | ")
    exchange("bits", " | ", " & ")
    exchange("bits", " << ", " >> ")
    exchange("bits", " >> ", " << ")
    words("constant", "true", "false")
    words("constant", "false", "true")
}

# The place of the bracket that closes the one at `open`; 0: it is not on this line.
function closing(open,    i, depth) {
    for (i = open; i <= length(code); i++) {
        depth += (substr(code, i, 1) == "(") - (substr(code, i, 1) == ")")
        if (depth == 0)
            return i
    }
    return 0
}

function negations(    from, open, close_) {
    for (from = 1; match(substr(code, from), /(if|while) \(/); from = open + 1) {
        open = from + RSTART + RLENGTH - 2
        close_ = closing(open)
        if (close_)
            mutant("negation", open, close_ - open + 1,
                   "(!" substr(line, open, close_ - open + 1) ")")
    }
    for (from = 1; match(substr(code, from), /![A-Za-z(*]/); from += RSTART)
        mutant("negation", from + RSTART - 1, 1, "")
}

function constants(    from, place, number, before) {
    for (from = 1; match(substr(code, from), /[0-9]+/); from = place + length(number)) {
        place = from + RSTART - 1
        number = substr(code, place, RLENGTH)
        before = substr(code, place - 1, 1)
        if (before !~ /[A-Za-z0-9_.]/ && substr(code, place + RLENGTH, 1) !~ /[A-Za-z0-9_.]/)
            mutant("constant", place, RLENGTH, number + 1)
    }
}

function drops(    place) {
    if (match(code, /^ +(\(void\))?[A-Za-z_][A-Za-z0-9_>.\-]*\(.*\);[ ]*$/) ||
        match(code, /^ +(\*|\+\+|--)?[A-Za-z_][A-Za-z0-9_>.\-\[\]]* ([+|&*\/-])?= .*;[ ]*$/)) {
        match(code, /[^ ]/)
        place = RSTART
        if (substr(code, place) !~ /^(return|goto|break|continue|else|if|for|while|do|case)[^A-Za-z0-9_]/)
            mutant("dropped", place, length(line) - place + 1, ";")
    }
}

FNR == 1 {
    in_comment = 0
    continued = 0
}

{
    line = $0
    code = code_of(line)
    chosen = line
}

# Preprocessor lines, but for the numbers of #define, hold nothing to change.
code ~ /^#/ || continued {
    continued = line ~ /\\$/
    if (code ~ /^#define [A-Z_0-9]+ /)
        constants()
    if (at != "")
        print chosen
    next
}

{
    if (code !~ /^[ ]*$/) {
        operators()
        negations()
        constants()
        drops()
    }
    if (at != "")
        print chosen
}
