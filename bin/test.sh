#!/bin/sh
# All tests on SQLite (with the browser's), then all but the browser's on PostgreSQL. Coverage is gated there: measuring
# it makes the tests two thirds slower, and what only the browser reaches is little.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

bin/install.sh dev browser postgres java office
rm -f .coverage .coverage.*

say "SQLite"
DATABASE_URL=sqlite://:memory: .venv/bin/pytest -n auto --maxprocesses 8 --dist worksteal "$@"

# Whether a page is valid HTML is no question of the database: it was asked above.
say "PostgreSQL"
bin/with_postgres.sh .venv/bin/pytest -n auto --maxprocesses 8 --dist worksteal -m "not e2e" --ignore tests/test_html.py \
    --cov --cov-report=term "$@"
