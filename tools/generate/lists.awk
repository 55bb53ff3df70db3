# Writes one list of the public headers for a man page's source.
#
#     awk -v list=NAME -f tools/generate/lists.awk HEADER...
#
# NAME is an X macro's, of errors or rules X(NAME, number, "sentence") or of dtypes X(NAME,
# number, elements, bits); or "limits": all macros in _MAX, _DEFAULT and _BYTES that are numbers.

BEGIN {
    sentences = list ~ /_(ERRORS|RULES)$/
    prefix = list
    sub(/ERRORS$/, "", prefix)
    sub(/S$/, "_", prefix)
}

# --- reading ------------------------------------------------------------------------

# A row that clang-format breaks after the number goes on in the next line.
inside && (open || /^ *X\(/) {
    text = $0
    sub(/ *\\?$/, "", text)
    if (!open) count++
    sub(open ? "^ *" : "^ *X[(]", "", text)
    rows[count] = rows[count] text
    open = !sub(/\)$/, "", rows[count])
}
inside && !/\\$/ { inside = 0 }
$1 == "#define" && $2 == list "(X)" { inside = 1 }

$1 == "#define" && $2 ~ /^EMEL_[A-Z_]+_(MAX|DEFAULT|BYTES)$/ {
    text = $0
    sub(/^#define [A-Z_]+ /, "", text)
    comment = text ~ /\/\*/ ? text : ""
    sub(/^.*\/\* */, "", comment)
    sub(/ *\*\/.*$/, "", comment)
    sub(/ *\/\*.*$/, "", text)
    if (text ~ /^EMEL_/ && !(text in value)) next # a value of an enum
    limit_name[++limits] = $2
    limit_text[limits] = comment
    value[$2] = evaluate(text)
}

# A number, a name seen before, "a << b" or "a * b", in whatever brackets.
function evaluate(text,   part) {
    gsub(/U?INT(32|64)_C/, "", text)
    gsub(/[() ]/, "", text)
    if (split(text, part, /<</) == 2) return evaluate(part[1]) * 2 ^ evaluate(part[2])
    if (split(text, part, /\*/) == 2) return evaluate(part[1]) * evaluate(part[2])
    if (text in value) return value[text]
    if (text !~ /^[0-9]+$/) {
        print FILENAME ": no number: " text > "/dev/stderr"
        failed = 1
    }
    return text + 0
}

# --- writing ------------------------------------------------------------------------

# Large powers of two as such.
function number(n,   power, rest) {
    for (rest = n; rest > 1 && rest % 2 == 0; rest /= 2) power++
    return rest == 1 && power >= 16 ? "2^" power : sprintf("%d", n)
}

function counted(n, thing) { return n " " thing (n == 1 ? "" : "s") }

# Sentences are too long for a column: each stands below its name.
function print_sentences(   i, part, sentence) {
    for (i = 1; i <= count; i++) {
        split(rows[i], part, /, */)
        sentence = rows[i]
        sub(/^[^"]*"/, "", sentence)
        sub(/"[^"]*$/, "", sentence)
        if (rows[i] !~ /"[^"]+"$/) {
            print "lists.awk: no sentence: " rows[i] > "/dev/stderr"
            failed = 1
        }
        gsub(/[\\*_#]/, "\\\\&", sentence)
        gsub(/`/, "_", sentence) # names in backquotes are underlined
        printf "*%s* (%s)\n\t%s\n\n", prefix part[1], part[2], sentence
    }
}

function row(a, b, c) {
    first[++written] = a
    second[written] = b
    third[written] = c
    if (length(a) > width) width = length(a)
}

# As it stands: a table of tbl would break the names.
function print_rows(   i) {
    print "```"
    for (i = 1; i <= written; i++)
        printf "%-" width "s %6s  %s\n", first[i], second[i], third[i]
    print "```"
}

function dtype_rows(   i, part, bits) {
    row("dtype", "number", "elements and size of a block")
    for (i = 1; i <= count; i++) {
        split(rows[i], part, /, */)
        bits = evaluate(part[4])
        row(prefix part[1], part[2], part[3] " in " (bits % 8 ? counted(bits, "bit") : counted(bits / 8, "byte")))
    }
}

function limit_rows(   i) {
    row("constant", "value", "note")
    for (i = 1; i <= limits; i++)
        row(limit_name[i], number(value[limit_name[i]]), limit_text[i])
}

END {
    if (list == "limits") limit_rows()
    else if (count && !sentences) dtype_rows()
    else if (!count) {
        print "lists.awk: no such list: " list > "/dev/stderr"
        exit 1
    }
    if (written) print_rows()
    else print_sentences()
    exit failed
}
