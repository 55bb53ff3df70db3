# Fills in the blocks of a document that are made of something else.
#
#     awk -v here=FOLDER -f FOLDER/blocks.awk DOCUMENT     FOLDER has header.awk and lists.awk, too
#
# In Markdown they stand between <!-- chart: NAME --> and <!-- end chart -->, which is
# gen/NAME.mmd, or <!-- list: NAME --> and <!-- end list -->.  In a man page's source they
# are one line: "; list: NAME", or "; description: HEADER" and "; declarations: HEADER",
# which tools/generate/header.awk makes of include/emel/HEADER, or "; tests: FILE", what the tests
# in there are called.  Literal blocks of such a source are written as they are to be read:
# scdoc would drop their backslashes, so each is doubled.

function made_by(command,   line, lines) {
    while ((command | getline line) > 0) {
        put(line)
        lines++
    }
    close(command)
    if (!lines) failed = 1 # the command has said why
}

function list(name, format) {
    made_by("awk -v list=" name " -v format=" format " -f " here "/lists.awk" \
            " $(find include -name '*.h' | sort)")
}

function put(line,   word) {
    split(line, word, / /)
    if (line ~ /^; list: [A-Za-z_]+$/)
        list(word[3], "scdoc")
    else if (line ~ /^; (description|declarations): [a-z\/]+\.h$/)
        made_by("awk -v part=" substr(word[2], 1, length(word[2]) - 1) \
                " -f " here "/header.awk include/emel/" word[3])
    else if (line ~ /^; tests: tests\/[a-z_\/]+\.c$/)
        made_by("sed -n 's/^START_TEST(\\(.*\\))/- \\1/p' " word[3] " | tr _ ' '")
    else if (line ~ /^;/)
        failed = 1
    else
        print literal(line)
}

function literal(line) {
    if (FILENAME ~ /\.scd$/ && line == "```")
        fenced = !fenced
    else if (fenced)
        gsub(/\\/, "&&", line)
    return line
}

function begin(kind) {
    print
    if (inside) failed = 1
    inside = kind
}

/^<!-- chart: [a-z_]+ -->$/ {
    begin("chart")
    print "```mermaid"
    made_by("cat gen/" $3 ".mmd")
    print "```"
    next
}
/^<!-- list: [A-Za-z_]+ -->$/ {
    begin("list")
    print ""
    list($3, "markdown")
    print ""
    next
}
/^<!-- end [a-z]+ -->$/ {
    if (inside != $3) failed = 1
    inside = ""
}
!inside { put($0) }

END {
    if (failed || inside) print FILENAME ": a block without its end, or of what there is not" > "/dev/stderr"
    exit failed || inside != ""
}
