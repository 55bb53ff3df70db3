# Finds circles: reads lines FROM TO HOW, and prints each set of files that reach each other,
# with the lines between them.  The status is 1 if there are any.
#
#     ... | awk -f tools/quality/circles.awk
#
# The sets are the strongly connected components of the graph, found by Tarjan's algorithm.

$1 != $2 && !(($1, $2, $3) in seen) {
    seen[$1, $2, $3] = 1
    if (!(($1, $2) in how))
        to[$1, ++degree[$1]] = $2
    how[$1, $2] = how[$1, $2] (how[$1, $2] == "" ? "" : ", ") $3
    if (!($1 in node)) { node[$1] = 1; list[++nodes] = $1 }
    if (!($2 in node)) { node[$2] = 1; list[++nodes] = $2 }
}

function visit(name,    i, next_) {
    order[name] = low[name] = ++visited
    stack[++height] = name
    waits[name] = 1
    for (i = 1; i <= degree[name]; i++) {
        next_ = to[name, i]
        if (!(next_ in order)) {
            visit(next_)
            if (low[next_] < low[name]) low[name] = low[next_]
        } else if (waits[next_] && order[next_] < low[name])
            low[name] = order[next_]
    }
    if (low[name] == order[name])
        take(name)
}

# The component whose first file is `name`: all that is above it on the stack.
function take(name,    first, i, j, member) {
    first = height
    while (stack[first] != name) first--
    for (i = first; i <= height; i++) {
        waits[stack[i]] = 0
        member[stack[i]] = 1
    }
    if (height > first) {
        circles++
        print "a circle of " (height - first + 1) " files:"
        for (i = first; i <= height; i++)
            for (j = 1; j <= degree[stack[i]]; j++)
                if (to[stack[i], j] in member)
                    print "  " stack[i] " -> " to[stack[i], j] ": " how[stack[i], to[stack[i], j]]
    }
    height = first - 1
}

END {
    for (i = 1; i <= nodes; i++)
        if (!(list[i] in order))
            visit(list[i])
    exit circles > 0
}
