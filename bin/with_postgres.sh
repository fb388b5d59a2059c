#!/bin/sh
# with_postgres.sh COMMAND...: run COMMAND with DATABASE_URL leading to a PostgreSQL where it may create databases.
# That is TEST_DATABASE_URL where set; else the server at 127.0.0.1:5432 where it lets `postgres` in without a
# password; else a cluster of our own in a temporary directory, stopped and removed afterwards.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

answers() { .venv/bin/python -c "import sys, psycopg; psycopg.connect(sys.argv[1], connect_timeout=3)" "$1" 2>/dev/null; }

local_url=postgres://postgres@127.0.0.1:5432/postgres
if [ -n "${TEST_DATABASE_URL:-}" ]; then
    answers "$TEST_DATABASE_URL" || fail "TEST_DATABASE_URL の PostgreSQL に接続できません。"
    export DATABASE_URL="$TEST_DATABASE_URL"
    exec "$@"
fi
if answers "$local_url"; then
    export DATABASE_URL="$local_url"
    exec "$@"
fi

bin/install.sh dev postgres
programs=$(postgres_bin)
place=$(mktemp -d)
port=$(.venv/bin/python -c "import socket; print(socket.create_server(('127.0.0.1', 0)).getsockname()[1])")

# PostgreSQL refuses to run as root. From `place`, because its user may not read the project's directory.
as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd "$place" && runuser -u "$server_user" -- "$@")
    else
        (cd "$place" && "$@")
    fi
}
stop() {
    as_server "$programs/pg_ctl" -D "$place/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$place"
}
trap stop EXIT
trap 'exit 130' INT TERM

if [ "$(id -u)" -eq 0 ]; then
    server_user=postgres
    id "$server_user" >/dev/null 2>&1 || server_user=nobody
    chown "$server_user" "$place"
fi
as_server "$programs/initdb" -D "$place/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
as_server "$programs/pg_ctl" -D "$place/data" -w -l "$place/log" \
    -o "-p $port -k $place -c listen_addresses=127.0.0.1 -c fsync=off" start >/dev/null ||
    fail "PostgreSQL を起動できません: $(cat "$place/log")"

status=0
DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" "$@" || status=$?
exit "$status"
