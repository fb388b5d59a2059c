#!/bin/sh
# A bare machine → the site with the real data. DATABASE_URL, PORT and HOST choose where.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

host=${HOST:-127.0.0.1}
port=${PORT:-8000}

bin/install.sh base
.venv/bin/python -c "import socket; socket.create_server(('$host', $port))" 2>/dev/null ||
    fail "ポート $port は使われています。PORT=8001 make demo のように、空いている番号を指定してください。"

say "データベース"
.venv/bin/python manage.py migrate --verbosity 0
say "実データの登録"
.venv/bin/python manage.py seed
say "見本の会員と掲示板"
# A database with real members takes no samples; the site runs all the same.
.venv/bin/python manage.py demo_world || say "見本は加えません"
.venv/bin/python manage.py collectstatic --no-input --verbosity 0

say "http://$host:$port/ で表示できます（停止は Ctrl+C）"
exec .venv/bin/gunicorn portal.wsgi --bind "$host:$port" --worker-class gthread --workers 2 --threads 4 \
    --no-control-socket
