#!/bin/sh
# Faults: web processes, workers and PostgreSQL itself stopped where they stand, connections cut, while officers post
# and bodies answer a survey, and mail is sent. Nothing may be lost or doubled. Arguments: --seed N,
# --part mail|posting|surveys.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

bin/install.sh dev postgres
exec .venv/bin/python -m tests.drill "$(postgres_bin)" "$@"
