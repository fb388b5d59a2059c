#!/bin/sh
# Lighthouse over the main page types of the site with the real data, on the desk and on a phone. Exit status 1 where
# a page falls below the goals of docs/testing.md. Never part of the tests: what it measures moves with the machine.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

# The last that runs with the Node.js of Debian 12.
lighthouse=12.8.2

bin/install.sh base browser
need_debian "command -v npm" nodejs npm

place=$(mktemp -d)
server=""
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$place"
}
trap stop EXIT
trap 'exit 130' INT TERM

say "Lighthouse $lighthouse"
npm install --silent --no-audit --no-fund --prefix "$place" "lighthouse@$lighthouse"

say "実データのサイト"
port=$(.venv/bin/python -c "import socket; print(socket.create_server(('127.0.0.1', 0)).getsockname()[1])")
export VAR_DIR="$place/var" DATABASE_URL="sqlite:///$place/db.sqlite3" HTTPS=false DEBUG=false
.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py seed --verbosity 0
.venv/bin/python manage.py collectstatic --no-input --verbosity 0
.venv/bin/gunicorn portal.wsgi --bind "127.0.0.1:$port" --worker-class gthread --workers 1 --threads 4 \
    --no-control-socket --log-level error &
server=$!

CHROME_PATH=$(command -v chromium)
export CHROME_PATH
.venv/bin/python bin/audit.py "http://127.0.0.1:$port" "$place"
