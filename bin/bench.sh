#!/bin/sh
# Measure pages against floor-1 on PostgreSQL. N (projects and threads: "1000 100000"), SECONDS_EACH, KEPT (会員: the
# members' pages alone) and SAVE=1 are respected. FILES=1: what imports, exports and workbooks cost instead.
set -eu
cd "$(dirname "$0")/.."

bin/install.sh dev postgres wrk
if [ -n "${FILES:-}" ]; then
    bin/with_postgres.sh .venv/bin/python -m tests.bench.files
    exec bin/with_postgres.sh .venv/bin/python -m tests.bench.workbook
fi
# shellcheck disable=SC2086
set -- --projects ${N:-1000} --seconds "${SECONDS_EACH:-5}"
# shellcheck disable=SC2086
[ -z "${KEPT:-}" ] || set -- "$@" --kept $KEPT
[ -z "${SAVE:-}" ] || set -- "$@" --save docs/performance.md
exec bin/with_postgres.sh .venv/bin/python -m tests.bench "$@"
