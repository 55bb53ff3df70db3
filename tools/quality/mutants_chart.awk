# Writes every mutant of a chart, an alphabet or the driver that one edit makes:
#
#     awk -v out=DIR -f tools/quality/mutants_chart.awk FILE
#
# Mutant N is DIR/NAME.N, where NAME is FILE with + for /, and what was done to it
# DIR/NAME.N.what.  Annotations stay as they are: they say what the chart should have
# been.

BEGIN { edge = "[a-z_]+ +-> +[a-z_]+" }

NR == 1 {
    name = FILENAME; gsub(/\//, "+", name)
    prefix = toupper(FILENAME); sub(/.*\//, "", prefix); sub(/\..*/, "_", prefix)
}
{ line[NR] = $0 }
/zlen >to\(/ { label = $1; sub(/:$/, "", label); state[++states] = label }
/\$\(named, 1\)/ { event[++events] = $1 }
/^    action / {
    if ((text = cut($0, "emel__[a-z_]+")) != "") step[++steps] = text
    if ((text = cut($0, prefix "[A-Z_]+")) != "") answer[++answers] = text
}

function cut(text, pattern) { return match(text, pattern) ? substr(text, RSTART, RLENGTH) : "" }

# A mutant: line n is another, and so is line m where one is given.
function put(n, text, what, m, text_m,   file, i) {
    if (squeeze(text) == squeeze(line[n])) return
    file = out "/" name "." ++mutants
    for (i = 1; i <= NR; i++) print (i == n ? text : i == m ? text_m : line[i]) > file
    close(file)
    print FILENAME ":" n ": " what > (file ".what")
    close(file ".what")
}

function squeeze(text) { gsub(/ /, "", text); return text }

# The first match of a pattern in line n becomes something else.
function edit(n, pattern, new, what) {
    if (match(line[n], pattern))
        put(n, substr(line[n], 1, RSTART - 1) new substr(line[n], RSTART + RLENGTH), what)
}

# --- what is done to a chart

function mutate_edge(n,   text, part, i) {
    text = cut(line[n], edge)
    split(text, part, " ")
    gsub(/ +/, " ", text)
    drop_edge(n, text)
    for (i = 1; i <= states; i++)
        edit(n, "-> +[a-z_]+", "-> " state[i], text ", but to " state[i])
    for (i = 1; i <= events && part[1] != "other"; i++)
        edit(n, "[a-z_]+ +->", event[i] " ->", text ", but on " event[i])
}

# An edge is one alternative among several; the first hands its bracket on.
function drop_edge(n, text,   next_one) {
    next_one = line[n + 1]
    if (line[n] ~ /^ *\|/) edit(n, "[|] *" edge, "", text ", left out")
    else if (sub(/\|/, " ", next_one)) {
        match(line[n], edge)
        put(n, substr(line[n], 1, RSTART - 1), text ", left out", n + 1, next_one)
    }
}

function mutate_step(n,   i) {
    for (i = 1; i <= states; i++)
        edit(n, ">to[(][a-z_]+", ">to(" state[i], "takes the step of " state[i])
    edit(n, ">to[(][a-z_]+[)]", "", "takes no step")
    edit(n, ">to", ">from", "takes its step on leaving")
}

function mutate_event(n,   i) {
    edit(n, ", 1", ", 0", "does not outrank other")
    edit(n, " @blame", "", "blames no more")
    if (line[n] !~ /@/) edit(n, ";", " @blame;", "blames")
    edit(n, ";", " @refuse;", "refuses")
    for (i = 1; i <= events; i++)
        edit(n, prefix "[A-Z_]+", prefix toupper(event[i]), "is " event[i])
}

function mutate_action(n,   i) {
    for (i = 1; i <= steps; i++) edit(n, "emel__[a-z_]+", step[i], "does " step[i])
    for (i = 1; i <= answers; i++) edit(n, prefix "[A-Z_]+", answer[i], "answers " answer[i])
    edit(n, "[{].*[}]", "{ }", "does nothing")
    edit(n, "emel__[a-z_]+[(]read[)]; ", "", "answers without work")
    edit(n, "[a-z]+->refused = true;", "", "refuses without saying so")
    edit(n, "fbreak;", "", "refuses and takes the step")
    edit(n, "= read->event;", "= 0;", "blames nothing")
}

function mutate_rest(n,   i) {
    if (line[n] ~ /^ *start:$/) for (i = n + 2; i <= NR; i++)
        if (line[i] ~ /zlen >to\(/) put(n, "", "starts elsewhere", i, "    start:" line[i])
    if (line[n] ~ /^ *other +=/) {
        edit(n, " @refuse", "", "takes what it should refuse")
        edit(n, ", 0", ", 2", "other outranks names")
        edit(n, "any ", "(any - 0) ", "leaves 0 unanswered")
    }
    if (line[n] ~ /^ *stop += /) {
        edit(n, "cancel [|] ", "", "without cancel")
        edit(n, " [|] internal_error", "", "without internal_error")
    }
    edit(n, "budget = 1;", "budget = 2;", "takes two transitions a turn")
    edit(n, "taken = 0;", "taken = 1;", "takes none")
    edit(n, "[a-z]+->refused = false;", "", "keeps the last refusal")
    edit(n, "%% write (init|exec);", "", "is left out")
}

# --- what is done to an alphabet

function mutate_number(n,   number) {
    number = cut(line[n], "[0-9]+")
    put(n, "", "left out")
    edit(n, " = [0-9]+", "", "has no number")
    edit(n, "[0-9]+", number + 1, "skips one")
    edit(n, "[0-9]+", number - 1, "doubles one")
    edit(n, "[0-9]+", "0" number, "octal")
    edit(n, "[0-9]+", "0x" number, "hexadecimal")
    edit(n, "[0-9]+", number " + 0", "a sum")
}

# --- what is done to the driver, from turn() to state_name()

function mutate_c(n) {
    edit(n, "[|][|]", "&&", "and instead of or")
    edit(n, "&&", "||", "or instead of and")
    edit(n, "==", "!=", "not equal instead of equal")
    edit(n, "!=", "==", "equal instead of not equal")
    edit(n, "[(]!", "(", "without not")
    edit(n, " = true;", " = false;", "false instead of true")
    edit(n, " = false;", " = true;", "true instead of false")
    if (line[n] ~ /^ +[a-z_>-]+(\(read\)| = .*);$/) put(n, "", "left out")
}

function mutate_chart(n) {
    if (line[n] ~ edge) mutate_edge(n)
    if (line[n] ~ /zlen >to\(/) mutate_step(n)
    if (line[n] ~ /\$\(named, 1\)/) mutate_event(n)
    if (line[n] ~ /^    action /) mutate_action(n)
    mutate_rest(n)
}

END {
    for (n = 1; n <= NR; n++) {
        if (name ~ /\.rl$/ && line[n] !~ /^ *#/) mutate_chart(n)
        if (name ~ /\.h$/ && line[n] ~ /^    [A-Z_]+ = [0-9]+/) mutate_number(n)
        if (line[n] ~ /^static void turn/) driver = 1
        if (line[n] ~ /state_name/) driver = 0
        if (name ~ /\.c$/ && driver && line[n] ~ /^ /) mutate_c(n)
    }
}
