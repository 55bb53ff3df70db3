# Turns a public header, which is half comment because it is the manual, into the body
# of a man page for scdoc.
#
#     awk -v part=description|declarations -f tools/generate/header.awk HEADER
#
# description is the header's first comment.  declarations are what stands between
# EMEL_API_BEGIN and EMEL_API_END: each as it is, its comment below it, and for an
# X macro a line "; list: NAME" where its table belongs.

# --- text to scdoc ------------------------------------------------------------------

# Names in backquotes are underlined.
function escape(text) {
    gsub(/[\\*_#]/, "\\\\&", text)
    gsub(/`/, "_", text)
    return text
}

function literal(text,   margin) {
    if (text == "") return
    match(text, /^ */)
    margin = substr(text, 1, RLENGTH)
    gsub("\n" margin, "\n", text)
    printf "```\n%s```\n\n", substr(text, RLENGTH + 1)
}

# A comment's lines, without its stars: a paragraph, a term and what it means, or,
# where columns matter, text as it is.
function prose(text,   term) {
    if (text == "") return
    if (text ~ /^[A-Z][a-z]+   */ && match(text, /^[A-Z][a-z]+/)) {
        term = substr(text, 1, RLENGTH)
        text = substr(text, RLENGTH + 1)
        printf "*%s*\n\t%s\n\n", term, escape(filled(text))
    } else if (text ~ /(^|\n) /) literal(text)
    else printf "%s\n\n", escape(filled(text))
}

function filled(text) {
    gsub(/[ \n]+/, " ", text)
    sub(/^ /, "", text)
    sub(/ $/, "", text)
    return text
}

# --- the first comment --------------------------------------------------------------

function describe(   line) {
    line = $0
    last = sub(/ *\*\/$/, "", line)
    sub(/^ \* ?/, "", line)
    # A term begins a paragraph of its own.
    if (line == "" || line ~ /^[A-Z][a-z]+   */ && paragraph !~ /^ /) {
        prose(paragraph)
        paragraph = ""
    }
    if (line != "") paragraph = paragraph line "\n"
    if (last) prose(paragraph)
    return last
}

# --- declarations -------------------------------------------------------------------

function flush() {
    if (table != "") {
        prose(comment)
        printf "*%s*\n\n; list: %s\n\n", heading, table
    } else {
        literal(code)
        prose(comment)
    }
    code = comment = table = ""
}

# A comment that stands alone, in whichever of its lines.
function take_comment(   line) {
    line = $0
    if (code != "") flush()
    sub(/^\/\* ?/, "", line)
    sub(/^ \* ?/, "", line)
    commenting = !sub(/ *\*\/$/, "", line)
    if (line ~ /^---/) print_title(line)
    else comment = comment line "\n"
}

function print_title(line) {
    gsub(/^-+ *| *-+$/, "", line)
    printf "## %s\n\n", toupper(line)
}

function take_code(   line) {
    line = $0
    depth += gsub(/\{/, "{", line) - gsub(/\}/, "}", line)
    code = code $0 "\n"
}

# Its rows are in the table that stands where the enum is.
function skip_list() { listing = $0 ~ /\\$/ }

NR == 1 { opening = 1; next }
opening {
    if (part == "description" ? describe() : / \*\/$/) opening = 0
    next
}
part == "description" { exit }
/^EMEL_API_BEGIN/ { inside = 1; next }
/^EMEL_API_END/ { flush(); exit }
!inside { next }
listing { skip_list(); next }
/^#define EMEL_[A-Z_]+\(X\)/ { skip_list(); next }
/^#define EMEL_[A-Z_]+_VALUE\(/ || /^#undef/ { next }
match($0, /^ +EMEL_[A-Z_]+\(EMEL_[A-Z_]+_VALUE\)/) { table = $0; gsub(/^ +|\(.*/, "", table); next }
/^enum / { heading = $1 " " $2 }
commenting || (depth == 0 && /^\/\*/) { take_comment(); next }
/^$/ && depth == 0 { flush(); next }
{ take_code() }
