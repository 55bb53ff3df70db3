# Fills in the blocks of a document that are made of something else.
#
#     awk -v here=FOLDER -f FOLDER/blocks.awk DOCUMENT     FOLDER has header.awk and lists.awk, too
#
# In Markdown a chart stands between <!-- chart: NAME --> and <!-- end chart -->; it is
# gen/NAME.mmd.  In a man page's source a block is one line:
#
#     ; list: NAME              lists.awk makes it of the public headers
#     ; description: HEADER     header.awk makes it of include/emel/HEADER
#     ; declarations: HEADER    likewise
#     ; tests: FILE             the names of the tests in FILE
#
# Literal blocks of such a source are written as they are to be read: scdoc would drop their
# backslashes, so each is doubled.

function made_by(command,   line, lines) {
    while ((command | getline line) > 0) {
        put(line)
        lines++
    }
    close(command)
    if (!lines) failed = 1 # the command has said why
}

function put(line,   word) {
    split(line, word, / /)
    if (line ~ /^; list: [A-Za-z_]+$/)
        made_by("awk -v list=" word[3] " -f " here "/lists.awk $(find include -name '*.h' | sort)")
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

/^<!-- chart: [a-z_]+ -->$/ {
    if (inside) failed = 1
    inside = 1
    print
    print "```mermaid"
    made_by("cat gen/" $3 ".mmd")
    print "```"
    next
}
/^<!-- end chart -->$/ {
    if (!inside) failed = 1
    inside = 0
}
!inside { put($0) }

END {
    if (failed || inside) print FILENAME ": a block has no end, or its source is missing" > "/dev/stderr"
    exit failed || inside
}
