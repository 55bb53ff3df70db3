#!/bin/sh
# Runs tools/examples/http_range.c against a real nginx on a loopback port.
#
#     tests/examples/http.sh HTTP_RANGE MAKE_MODEL EMEL WORKDIR
# HTTP_RANGE may be a command of several words, as valgrind and the program.
# shellcheck disable=SC2086
set -eu

usage='usage: tests/examples/http.sh HTTP_RANGE MAKE_MODEL EMEL WORKDIR'
http_range=${1:?$usage} make_model=${2:?$usage} emel=${3:?$usage} work=${4:?$usage}
case $work in /*) ;; *) work=$PWD/$work ;; esac
server='' silent=''
bad=0

# shellcheck disable=SC2317  # called by the trap
stop() {
    for process in $server $silent; do kill "$process" 2>/dev/null || true; done
    wait
}
trap stop EXIT
trap 'exit 1' INT TERM

complain() { echo "check-http: $1" >&2; bad=1; }

# --- a server ------------------------------------------------------------------------------

rm -rf "$work" && mkdir -p "$work/root"
cp tests/sample.gguf "$work/root/sample.gguf"
"$make_model" "$work/root/model.gguf" 1 1024 4800 1024 # 8 pieces of 4 MiB, nearly

write_configuration() { # PORT
    cat >"$work/nginx.conf" <<END
$([ "$(id -u)" != 0 ] || echo 'user root;')
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 128; }
http {
    access_log $work/access.log;
    client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3;
    uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;
    root $work/root;
    limit_req_zone \$binary_remote_addr zone=few:64k rate=50r/s;
    server {
        listen 127.0.0.1:$1;
        location /slow/      { alias $work/root/; limit_rate 2m; }
        location /moved/     { rewrite ^/moved/(.*)\$ /moved2/\$1 redirect; }
        location /moved2/    { rewrite ^/moved2/(.*)\$ /\$1 redirect; }
        location /loop/      { return 302 /loop/again; }
        location /forbidden/ { return 403; }
        location /broken/    { return 500; }
        location /busy/      { return 429; }
        location /whole/     { alias $work/root/; max_ranges 0; }
        location /few/       { alias $work/root/; limit_req zone=few burst=2 nodelay; limit_req_status 503; }
        location /short/     { alias $work/root/; if (\$request_method = GET) { return 416; } }
        location /fails/     { alias $work/root/; if (\$request_method = GET) { return 502; } }
        location /nolength/  { alias $work/root/; gzip on; gzip_min_length 1; gzip_types *; ssi on; ssi_types *; }
    }
}
END
}

# nginx cannot pick a port itself: try some until it keeps running.
start_server() {
    for try in 1 2 3 4 5 6 7 8 9 10; do
        port=$((20000 + ($$ * 7 + try * 1013) % 30000))
        write_configuration $port
        nginx -p "$work" -c "$work/nginx.conf" 2>>"$work/start.log" &
        server=$!
        for _ in 1 2 3 4 5 6 7 8 9 10; do
            sleep 0.1
            kill -0 "$server" 2>/dev/null || break
            [ -s "$work/nginx.pid" ] && return
        done
        kill "$server" 2>/dev/null || true
        server=''
    done
    cat "$work/start.log" >&2
    exit 1
}
start_server
url=http://127.0.0.1:$port

# --- what must load ------------------------------------------------------------------------

# load NAME URL [WORKERS [TENSOR]]: it succeeds
load() {
    name=$1
    shift
    timeout 60 $http_range "$@" >"$work/out" 2>"$work/err" ||
        complain "$name: $(cat "$work/err")"
}

for tensor in $("$emel" inspect --json tests/sample.gguf |
    python3 -c 'import json, sys; print(*[t["name"] for t in json.load(sys.stdin)[0]["tensors"]])'); do
    load "$tensor" "$url/sample.gguf" 2 "$tensor"
    "$emel" cat tests/sample.gguf "$tensor" | cmp - "$work/out" || complain "$tensor has other bytes"
done
load "two redirects" "$url/moved/sample.gguf"
load "a server that says 503 now and then" "$url/few/model.gguf" 8
grep -q ' [1-9][0-9]* retries' "$work/err" || complain "no request was tried again: $(cat "$work/err")"

# --- what must not, and why ------------------------------------------------------------------

# fails NAME PATTERN URL: it ends with one line that matches
fails() {
    timeout 60 $http_range "$3" 8 >"$work/out" 2>"$work/err" && status=0 || status=$?
    [ $status = 1 ] || complain "$1: exit status $status"
    { [ "$(wc -l <"$work/err")" = 1 ] && grep -qi "$2" "$work/err"; } || complain "$1: $(cat "$work/err")"
}

fails 404 'OPEN_FAILED.*(No such file' "$url/nothing.gguf"
fails 403 'OPEN_FAILED.*(Permission denied' "$url/forbidden/sample.gguf"
fails 500 'OPEN_FAILED.*(Input/output error' "$url/broken/sample.gguf"
fails 429 'OPEN_FAILED.*(Device or resource busy' "$url/busy/sample.gguf"
fails 416 'READ_FAILED.*(Numerical result out of range' "$url/short/sample.gguf"
fails 502 'READ_FAILED.*(Input/output error' "$url/fails/sample.gguf"
fails 'a server without ranges' 'READ_FAILED.*(Operation not supported' "$url/whole/sample.gguf"
fails 'a server without lengths' 'OPEN_FAILED.*(Operation not supported' "$url/nolength/sample.gguf"
fails 'a circle of redirects' 'OPEN_FAILED.*(Too many levels' "$url/loop/sample.gguf"
echo '<html><title>Not a model</title></html>' >"$work/root/page.html"
fails 'no model' 'MAGIC' "$url/page.html"
fails 'no server' 'OPEN_FAILED.*(Connection refused' http://127.0.0.1:1/sample.gguf
fails 'another protocol' 'OPEN_FAILED' "file://$work/root/sample.gguf"

# A server that accepts and never answers.
python3 -u -c 'import socket, time
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1])
time.sleep(120)' >"$work/silent" &
silent=$!
while [ ! -s "$work/silent" ]; do sleep 0.1; done
fails 'a silent server' 'OPEN_FAILED.*(Connection timed out' "http://127.0.0.1:$(cat "$work/silent")/sample.gguf"

# replace NAME FILE: a file that is replaced while it is read is another file
replace() {
    cp "$work/root/model.gguf" "$work/root/replaced.gguf"
    touch -d 2000-01-01 "$work/root/replaced.gguf" # the ETag is made of time and size
    timeout 60 $http_range "$url/slow/replaced.gguf" 8 >"$work/out" 2>"$work/err" &
    loading=$!
    sleep 0.5
    cp "$2" "$work/root/new" && mv "$work/root/new" "$work/root/replaced.gguf"
    wait $loading && status=0 || status=$?
    { [ $status = 1 ] && grep -q FILE_CHANGED "$work/err"; } ||
        complain "$1: exit status $status, $(cat "$work/err")"
}

replace 'a file replaced by one of the same size' "$work/root/model.gguf"
replace 'a file replaced by a shorter one' "$work/root/sample.gguf"

# --- speed -----------------------------------------------------------------------------------

seconds() { sed -n 's/.* bytes in \([0-9.]*\) s,.*/\1/p' "$work/err"; }
connections() { sed -n 's/.* \([0-9]*\) connections,.*/\1/p' "$work/err"; }

load "one worker" "$url/slow/model.gguf" 1
one=$(seconds)
[ "$(connections)" = 1 ] || complain "one worker took $(connections) connections"
load "eight workers" "$url/slow/model.gguf" 8
eight=$(seconds)
[ "$(connections)" -le 8 ] || complain "eight workers took $(connections) connections"
echo "check-http: connections of 2 MiB/s: 1 worker $one s, 8 workers $eight s"
awk "BEGIN { exit !($one >= 5 * $eight) }" || complain "eight workers are not five times one"
exit $bad
