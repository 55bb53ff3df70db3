# Holds lines FROM TO HOW to the rules of the house; prints each line that breaks one, and
# the status is 1 if any does.  Includes count through other headers too.
#
#     ... | awk -v strategies="read ..." -f tools/quality/layers.awk

BEGIN {
    count = split(strategies, names, " ")
    for (i = 1; i <= count; i++)
        is_strategy[names[i]] = 1
}

$3 == "includes" {
    to[$1, ++degree[$1]] = $2
    files[$1] = 1
    next
}

{ check($1, $2, "uses " $3 " of") }

# The strategy whose file this is: src/emel/io/NAME/, emel/io/NAME.h, gen/io_NAME.c.
function strategy(file,    name) {
    if (!match(file, /^(src|include)\/emel\/io\/[a-z]+[\/.]|^gen\/io_[a-z]+/))
        return ""
    name = substr(file, RSTART, RLENGTH)
    gsub(/^.*io[\/_]|[\/.]$/, "", name)
    return name in is_strategy ? name : ""
}

function in_model(file) {
    return file ~ /^(src|include)\/emel\/model\/|^gen\/(model|json)/
}

function rule(from, target) {
    if (from ~ /^include\// && target !~ /^include\//)
        return "a public header includes public headers alone"
    if (from ~ /^(src|include)\/emel\/io\/|^gen\/io_/) {
        if (in_model(target))
            return "io knows nothing of models"
        if (strategy(target) != "" && strategy(target) != strategy(from))
            return strategy(from) == "" ? "what serves every strategy knows none" \
                                        : "a strategy knows no other"
    }
    if (from ~ /^src\/emel\/model\/file\// && target ~ /^src\/emel\/model\/tensor\//)
        return "files know nothing of residency"
    if (from == "include/emel/model/file.h" &&
        (target == "include/emel/model/tensor.h" || strategy(target) != ""))
        return "a file is read without a storage and without a strategy"
    return ""
}

function check(from, target, verb,    broken) {
    broken = rule(from, target)
    if (broken == "")
        return
    print from " " verb " " target ": " broken
    bad = 1
}

# All that `from` includes, directly or through others.
function reach(from, file,    i) {
    for (i = 1; i <= degree[file]; i++)
        if (!((from, to[file, i]) in reached)) {
            reached[from, to[file, i]] = 1
            check(from, to[file, i], "includes")
            reach(from, to[file, i])
        }
}

END {
    for (file in files)
        reach(file, file)
    exit bad
}
