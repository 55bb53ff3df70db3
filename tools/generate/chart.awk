# Derives from one chart all that is not C: reads the alphabet, the annotations in
# the spec, and the machine as Ragel built it, and prints what `mode` asks for.
#
#     ragel -C -x -I src -o NAME.xml spec/NAME.rl
#     awk -v chart=NAME -v mode=MODE -f tools/generate/chart.awk EVENTS.h spec/NAME.rl NAME.xml
#
#     check     proves the properties the spec states; silent when they hold
#     header    C: states, names, every (state, event) pair
#     mermaid   the picture, for the README
#     dot       the picture, for Graphviz
#     table     one transition a line, tabs between the columns
#
# Annotations are comment lines of the spec that begin with #@ :
#
#     home  STATE
#     thing NAME from event E | state S [again] | action A  until E | S.E ...
#     holds STATE THING ... | nothing
#     named EVENT ... in STATE ...
#     alike EVENT ...
#
# A thing is held from an event on, from entering a state on, or from an action
# on, until an event is answered (S.E: answered in that state).  For each
# transition, what the state holds, less what the event ends, plus what it begins,
# must be what the next state holds; nothing ends that is not held, nothing begins
# twice (unless `again`), and home holds nothing.  So each way from home to home
# ends all it began, once.  `named`: the states that name these events are these.
# `alike`: these events, wherever named, lead to the same place.
#
# POSIX awk.  Knows no more of Ragel than the lines of version 6.10's XML.

function fail(why) {
    print "chart.awk: " chart ": " why > "/dev/stderr"
    failed = 1
}

BEGIN { prefix = toupper(chart) "_"; events = states = actions = things = 0; home = -1 }
FNR == 1 { file++; path[file] = FILENAME }

# --- the alphabet: Ragel's import misreads anything but NAME = DECIMAL in silence

file == 1 && $1 == "enum" && $2 == "emel__" chart "_event" { in_enum = 1; next }
file == 1 && in_enum && /^}/ { in_enum = 0; next }
file == 1 && in_enum { read_event($0) }

function read_event(line,   word) {
    gsub(/\/\*[^*]*\*\//, "", line)
    gsub(/[ \t]/, "", line)
    if (line == "") return
    sub(/,$/, "", line)
    split(line, word, "=")
    if (line !~ /^[A-Z_]+=(0|[1-9][0-9]*)$/ || index(line, prefix) != 1) {
        fail("not " prefix "NAME = DECIMAL: " $0)
    } else if (word[2] != events) {
        fail(word[1] " is " word[2] ": events are numbered 0, 1, 2 ... in order")
    } else {
        constant[events] = word[1]
        event[events] = tolower(substr(word[1], length(prefix) + 1))
        number[event[events]] = events
        events++
    }
}

# --- the spec: annotations, and that a state's step bears the state's name

file == 2 && /#@/ { note[++notes] = $0; next }
file == 2 && />to\(/ {
    label = $0; sub(/:.*/, "", label); gsub(/[ \t]/, "", label)
    step = $0; sub(/.*>to\(/, "", step); sub(/\).*/, "", step)
    if (label != step) fail("the step of " label " is " step)
}

# --- the machine, from ragel -x

function attribute(name,   part) {
    part = $0
    sub(".*[ <]" name "=\"", "", part)
    sub(/".*/, "", part)
    return part
}

function content(   part) {
    part = $0
    sub(/^[^>]*>/, "", part)
    sub(/<.*/, "", part)
    return part
}

file == 3 && /<ragel_def / { machine = attribute("name") }
file == 3 && /<error_state>/ { fail("some event is left unanswered: there is an error state") }
file == 3 && /<start_state>/ { start = content() + 0 }
file == 3 && /<action id=/ {
    action[attribute("id") + 0] = attribute("name")
    actions++
    breaks[attribute("name")] = /<break>/
    if (/<(goto|call|next|ret|hold|exec)[ >]/)
        fail(attribute("name") " moves the machine by itself")
}
file == 3 && /<action_table id=/ {
    count = split(content(), part, " ")
    text = ""
    for (i = 1; i <= count; i++) text = text (i > 1 ? "+" : "") action[part[i] + 0]
    bundle[attribute("id") + 0] = text
}
file == 3 && /<state id=/ { current = attribute("id") + 0; states++ }
file == 3 && /<state_actions>/ {
    split(content(), part, " ")
    if (part[1] != "x") state[current] = bundle[part[1] + 0]
    if (part[2] != "x" || part[3] != "x") fail("state " current " acts other than on entering")
}
file == 3 && /<t>/ {
    split(content(), part, " ")
    for (symbol = part[1] + 0; symbol <= part[2] + 0; symbol++) {
        if (part[3] != "x") target[current, symbol] = part[3] + 0
        if (part[4] != "x") effect[current, symbol] = bundle[part[4] + 0]
    }
}

function names(from, symbol) { return effect[from, symbol] != "refuse" }

# States in the order of the spec, which is that of their actions.
function put_in_order(   i, s, n) {
    for (s = 0; s < states; s++)
        if (s in state) id[state[s]] = s
    for (i = 0; i < actions; i++)
        if (action[i] in id) order[n++] = id[action[i]]
}

# --- annotations

function state_of(word) {
    if (word in id) return id[word]
    fail("an annotation speaks of a state " word)
    return -1
}

function event_of(word) {
    if (word in number) return number[word]
    fail("an annotation speaks of an event " word)
    return -1
}

function read_notes(   i, count, word) {
    for (i = 1; i <= notes; i++) {
        count = split(note[i], word, " ")
        if (word[1] != "#@") fail("not an annotation: " note[i])
        else if (word[2] == "home") home = state_of(word[3])
        else if (word[2] == "thing") read_thing(word, count)
        else if (word[2] == "holds") read_holds(word, count)
        else if (word[2] == "named") read_named(word, count)
        else if (word[2] == "alike") read_alike(word, count)
        else fail("not an annotation: " note[i])
    }
}

function read_thing(word, count,   i, t, pair) {
    t = things++
    thing[t] = word[3]
    thing_of[word[3]] = t
    if (word[5] == "event") begins_by_event[t, event_of(word[6])] = 1
    else if (word[5] == "state") begins_in_state[t, state_of(word[6])] = 1
    else if (word[5] == "action") begins_by_action[t, word[6]] = known[word[6]] = 1
    else fail("a thing begins by event, state or action: " word[3])
    i = 7
    if (word[i] == "again") { again[t] = 1; i++ }
    if (word[4] != "from" || word[i] != "until") fail("not a thing: " word[3])
    for (i++; i <= count; i++) {
        if (split(word[i], pair, ".") == 2) ends[t, state_of(pair[1]), event_of(pair[2])] = 1
        else ends[t, event_of(word[i])] = 1
    }
}

function read_holds(word, count,   i, s) {
    s = state_of(word[3])
    if (s in told) fail("what " word[3] " holds is said twice")
    told[s] = 1
    for (i = 4; i <= count && word[4] != "nothing"; i++) {
        if (word[i] in thing_of) holds[s, thing_of[word[i]]] = 1
        else fail("an annotation speaks of a thing " word[i])
    }
}

function read_named(word, count,   i, j, may) {
    for (i = 3; i <= count && word[i] != "in"; i++) continue
    for (j = i + 1; j <= count; j++) may[state_of(word[j])] = 1
    for (j = 3; j < i; j++) check_named(event_of(word[j]), may)
}

function check_named(symbol, may,   s) {
    for (s = 0; s < states; s++)
        if (names(s, symbol) != (s in may))
            fail(state[s] (s in may ? " does not name " : " names ") event[symbol])
}

function read_alike(word, count,   i, s) {
    for (i = 3; i <= count; i++) {
        outside[event_of(word[i])] = 1
        for (s = 0; s < states; s++)
            if (target[s, event_of(word[i])] != target[s, event_of(word[3])])
                fail("from " state[s] " " word[i] " leads elsewhere than " word[3])
    }
}

# --- properties

function check(   s) {
    for (s = 0; s < states; s++) {
        check_state(s)
        check_answers(s)
        check_things(s)
    }
    check_events()
    check_ways()
}

function check_state(s) {
    if (!(s in told)) fail("nothing is said of what " state[s] " holds")
    if (!(state[s] in id) || id[state[s]] != s || breaks[state[s]])
        fail("state " s " has no step of its own: " state[s])
}

# All 256 symbols; refusing is staying, by the one action that runs no step.
function check_answers(s,   symbol) {
    for (symbol = 0; symbol < 256; symbol++) {
        if (!((s, symbol) in target)) wrong_answer(s, symbol, "is left unanswered")
        else if (names(s, symbol)) check_effect(s, symbol)
        else if (target[s, symbol] != s) wrong_answer(s, symbol, "is refused without staying")
    }
    if (!breaks["refuse"]) fail("refuse does not break off: it would run the step again")
}

function check_effect(s, symbol) {
    if (symbol == 0 || symbol >= events) wrong_answer(s, symbol, "is not refused")
    if (effect[s, symbol] != "" && !(effect[s, symbol] in known))
        wrong_answer(s, symbol, "does " effect[s, symbol])
}

function wrong_answer(s, symbol, why) {
    fail("in " state[s] ", " (symbol < events ? event[symbol] : symbol) " " why)
}

function check_things(s,   symbol, t) {
    for (symbol = 1; symbol < events; symbol++)
        for (t = 0; t < things && names(s, symbol); t++)
            check_thing(s, symbol, target[s, symbol], t)
}

function check_thing(from, symbol, to, t,   held, where) {
    where = state[from] " --" event[symbol] "--> " state[to] ": "
    held = (from, t) in holds
    if (((t, symbol) in ends) || ((t, from, symbol) in ends)) {
        if (!held) fail(where "ends " thing[t] ", which is not held")
        held = 0
    }
    if (begins(from, symbol, to, t)) {
        if (held && !(t in again)) fail(where "begins a second " thing[t])
        held = 1
    }
    if (held && !((to, t) in holds)) fail(where "loses " thing[t])
    if (!held && ((to, t) in holds)) fail(where "is without " thing[t])
}

function begins(from, symbol, to, t) {
    return ((t, symbol) in begins_by_event) || ((t, to) in begins_in_state) ||
           ((t, effect[from, symbol]) in begins_by_action)
}

function check_events(   symbol, s, n) {
    for (symbol = 1; symbol < events; symbol++) {
        n = 0
        for (s = 0; s < states; s++) n += names(s, symbol)
        if (n == 0) fail("no state names " event[symbol])
    }
}

# Every state is reached from home, and finds its way back.
function check_ways(   s, t, there, back, changed) {
    if (start != home) fail("begins in " state[start])
    for (t = 0; t < things; t++)
        if ((home, t) in holds) fail(state[home] " is home, and holds " thing[t])
    there[home] = back[home] = 1
    do {
        changed = 0
        for (s = 0; s < states; s++) changed += walk(s, there, back)
    } while (changed)
    for (s = 0; s < states; s++) {
        if (!(s in there)) fail(state[s] " is never reached")
        if (!(s in back)) fail(state[s] " never comes back to " state[home])
    }
}

function walk(s, there, back,   symbol, to, changed) {
    for (symbol = 1; symbol < events; symbol++) {
        to = target[s, symbol]
        if ((s in there) && !(to in there)) changed = there[to] = 1
        if ((to in back) && !(s in back)) changed = back[s] = 1
    }
    return changed + 0
}

# --- what is printed

# The events that lead from one state to another, those asked from outside last.
function labels(from, to, between,   symbol, last, text) {
    for (last = 0; last <= 1; last++)
        for (symbol = 0; symbol < events; symbol++)
            if (names(from, symbol) && target[from, symbol] == to && (symbol in outside) == last)
                text = text (text == "" ? "" : between) event[symbol]
    return text
}

function source() { return "spec/" chart ".rl by tools/generate/chart.awk" }

function mermaid(   i, j, text) {
    print "%% Generated from " source() "; do not edit: make gen."
    print "stateDiagram-v2"
    print "    [*] --> " state[start]
    for (i = 0; i < states; i++) for (j = 0; j < states; j++) {
        text = labels(order[i], order[j], ", ")
        if (text != "") print "    " state[order[i]] " --> " state[order[j]] " : " text
    }
}

function dot(   i, j, text) {
    print "// Generated from " source() "; do not edit: make gen."
    print "digraph " chart " {"
    print "    node [shape=box, style=rounded, fontname=Helvetica];"
    print "    edge [fontname=Helvetica, fontsize=10];"
    for (i = 0; i < states; i++) for (j = 0; j < states; j++) {
        text = labels(order[i], order[j], "\\n")
        if (text != "") print "    " state[order[i]] " -> " state[order[j]] " [label=\"" text "\"];"
    }
    print "}"
}

function table(   i, s, symbol) {
    row("state", "event", "next state", "action")
    for (i = 0; i < states; i++) {
        s = order[i]
        for (symbol = 0; symbol < events; symbol++)
            if (names(s, symbol))
                row(state[s], event[symbol], state[target[s, symbol]], effect[s, symbol])
        row(state[s], "any other", state[s], "refuse")
    }
}

function row(a, b, c, d) { print a "\t" b "\t" c "\t" d }

function state_constant(s) { return prefix "STATE_" toupper(state[s]) }

function header(   guard, include, i) {
    guard = "EMEL_GEN_" prefix "CHART_H"
    include = path[1]; sub(/^src\//, "", include)
    print "/* Generated from " source() "; do not edit: make gen. */"
    print "#ifndef " guard "\n#define " guard "\n\n#include \"" include "\"\n"
    print "enum {"
    for (i = 0; i < states; i++) print "    " state_constant(i) " = " i ","
    print "    " prefix "STATES = " states ",\n    " prefix "EVENTS = " events "\n};\n"
    print "/* In the order of their numbers. */"
    strings(prefix "STATE_NAMES", state, states)
    strings(prefix "EVENT_NAMES", event, events)
    transitions()
    print "/* The numbers this was generated with. */"
    for (i = 0; i < events; i++)
        print "_Static_assert(" constant[i] " == " i ", \"" include " changed: make gen\");"
    print "\n#endif"
}

function strings(name, array, count,   i) {
    print "#define " name " \\"
    for (i = 0; i < count; i++) print "    \"" array[i] "\"" (i < count - 1 ? ", \\" : "\n")
}

function transitions(   s, symbol, last) {
    print "/* X(from, event, to, refused), for every state and every event. */"
    print "#define " prefix "TRANSITIONS(X) \\"
    for (s = 0; s < states; s++) for (symbol = 0; symbol < events; symbol++) {
        last = s == states - 1 && symbol == events - 1
        print "    X(" state_constant(s) ", " constant[symbol] ", " \
              state_constant(target[s, symbol]) ", " !names(s, symbol) ")" (last ? "\n" : " \\")
    }
}

END {
    if (file != 3 || machine != chart || states == 0 || events == 0)
        fail("reads its events, its spec and Ragel's XML of it, in this order")
    put_in_order()
    if (!failed) read_notes()
    if (mode == "check") check()
    else if (failed) exit 1
    else if (mode == "header") header()
    else if (mode == "mermaid") mermaid()
    else if (mode == "dot") dot()
    else if (mode == "table") table()
    else fail("no such mode: " mode)
    exit failed
}
