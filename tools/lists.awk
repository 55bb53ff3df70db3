# Writes one list of the public headers as a table.
#
#     awk -v list=NAME -v format=markdown|scdoc -f tools/lists.awk HEADER...
#
# NAME is an X macro's, of errors X(NAME, number, "sentence") or of dtypes X(NAME, number,
# elements, bits); or "limits": all macros in _MAX, _DEFAULT and _BYTES.

BEGIN {
    errors = list ~ /_ERRORS$/
    prefix = list
    sub(/ERRORS$/, "", prefix)
    sub(/S$/, "_", prefix)
}

# --- reading ------------------------------------------------------------------------

inside && /^ *X\(/ {
    row = $0
    sub(/^ *X\(/, "", row)
    sub(/\)[^)]*$/, "", row)
    rows[++count] = row
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

function code(text) { return format == "scdoc" ? "*" text "*" : "`" text "`" }

# Large powers of two as such.
function number(n,   power, rest) {
    for (rest = n; rest > 1 && rest % 2 == 0; rest /= 2) power++
    return rest == 1 && power >= 16 ? "2^" power : sprintf("%d", n)
}

# Three cells; in a man page the last column takes what room there is.
function cells(a, b, c) {
    if (format == "scdoc") printf "%s %s\n:%s %s\n:%s %s\n", row_start(), a, side("]"), b, side("<"), c
    else printf "| %s | %s | %s |\n", a, b, c
    written++
}
function row_start() { return written ? "| " : "|[" }
function side(mark) { return written ? " " : mark }

function head(a, b, c) {
    cells(a, b, c)
    if (format != "scdoc") print "|---|--:|---|"
}

function error_rows(   i, part, sentence) {
    head("error", "number", "what happened")
    for (i = 1; i <= count; i++) {
        split(rows[i], part, /, */)
        sentence = rows[i]
        sub(/^[^"]*"/, "", sentence)
        sub(/"[^"]*$/, "", sentence)
        cells(code(prefix part[1]), part[2], sentence)
    }
}

function dtype_rows(   i, part, bits) {
    head("dtype", "number", "elements and size of a block")
    for (i = 1; i <= count; i++) {
        split(rows[i], part, /, */)
        bits = evaluate(part[4])
        cells(code(prefix part[1]), part[2], part[3] " in " (bits % 8 ? bits " bits" : bits / 8 " bytes"))
    }
}

function limit_rows(   i) {
    head("limit", "value", "what of")
    for (i = 1; i <= limits; i++)
        cells(code(limit_name[i]), number(value[limit_name[i]]), limit_text[i])
}

END {
    if (list == "limits") limit_rows()
    else if (count && errors) error_rows()
    else if (count) dtype_rows()
    else print "lists.awk: no such list: " list > "/dev/stderr"
    exit failed || !written
}
