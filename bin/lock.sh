#!/bin/sh
# requirements/*.txt from pyproject.toml: every version and hash, no index address, no path.
set -eu
cd "$(dirname "$0")/.."

bin/install.sh dev
compile() {
    .venv/bin/uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url \
        --python-version 3.11 "$@" pyproject.toml
}
compile -o requirements/base.txt
compile --extra dev -c requirements/base.txt -o requirements/dev.txt
