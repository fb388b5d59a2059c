#!/bin/sh
# Everything that can be said of the code without running the site. All checks run; one failure fails.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

bin/install.sh dev
PATH="$PWD/.venv/bin:$PATH"
failed=""

check() {
    say "$*"
    "$@" || failed="$failed
  $*"
}

as_in_production() {
    HTTPS=true TRUST_PROXY_HEADER=true ALLOWED_HOSTS=renkei.example.jp \
        SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") "$@"
}

check ruff format --check .
check ruff check .
check sh -c "git ls-files -z '*.html' | xargs -0 -r djade --check --target-version 5.2"
check lint-imports
check deptry .
check mypy
check python manage.py makemigrations --check --dry-run
check as_in_production python manage.py check --deploy --fail-level INFO
check pytest -n 0 -q tests/test_consistency.py tests/test_docs.py

[ -z "$failed" ] || fail "
次の検査が通りませんでした:$failed"
say "すべての検査が通りました"
