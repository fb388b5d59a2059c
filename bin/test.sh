#!/bin/sh
# All tests on SQLite (with the browser's), then all but the browser's on PostgreSQL; coverage over both.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

bin/install.sh dev browser postgres java
rm -f .coverage .coverage.*

say "SQLite"
DATABASE_URL=sqlite://:memory: .venv/bin/pytest -n auto --maxprocesses 8 --dist worksteal --cov --cov-report= \
    --cov-fail-under=0 "$@"

# Whether a page is valid HTML is no question of the database: it was asked above.
say "PostgreSQL"
bin/with_postgres.sh .venv/bin/pytest -n auto --maxprocesses 8 --dist worksteal -m "not e2e" --ignore tests/test_html.py \
    --cov --cov-append --cov-report=term "$@"
