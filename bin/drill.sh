#!/bin/sh
# Faults: workers killed and connections to PostgreSQL cut while mail is queued and sent. Nothing may be lost or doubled.
set -eu
cd "$(dirname "$0")/.."

bin/install.sh dev postgres
exec bin/with_postgres.sh .venv/bin/python -m tests.drill "$@"
