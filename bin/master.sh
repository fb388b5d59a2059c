#!/bin/sh
# The master of local governments anew, with its sources in a temporary environment of their own.
set -eu
cd "$(dirname "$0")/.."

bin/install.sh dev
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
.venv/bin/uv venv --quiet --python .venv/bin/python "$place/venv"
VIRTUAL_ENV=$place/venv .venv/bin/uv pip install --quiet -r pyproject.toml --extra master
"$place/venv/bin/python" bin/make_master.py
