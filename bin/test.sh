#!/bin/sh
# All tests on SQLite (with the browser's), then all but the browser's on PostgreSQL; coverage over both.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

bin/install.sh dev browser postgres java
rm -f .coverage .coverage.*

say "SQLite"
DATABASE_URL=sqlite://:memory: .venv/bin/pytest -n auto --maxprocesses 8 --cov --cov-report= --cov-fail-under=0 "$@"

say "PostgreSQL"
bin/with_postgres.sh .venv/bin/pytest -n auto --maxprocesses 8 -m "not e2e" --cov --cov-append --cov-report=term "$@"
