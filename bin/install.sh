#!/bin/sh
# install.sh base|dev [browser] [postgres] [java] [wrk] [office]: .venv from the locked requirements, and Debian's packages.
# What is there already is left alone: .venv keeps the hash of the lock it was made from.
set -eu
cd "$(dirname "$0")/.."
. bin/lib.sh

set_of=$1
shift

for extra in "$@"; do
    case $extra in
    browser) need_debian "command -v chromium && fc-list :lang=ja | grep -q ." chromium fontconfig fonts-noto-cjk ;;
    postgres) need_debian "command -v initdb || ls /usr/lib/postgresql/*/bin/initdb" postgresql ;;
    java) need_debian "command -v java" default-jre-headless ;;
    wrk) need_debian "command -v wrk" wrk ;;
    office) need_debian "command -v soffice && command -v pdftotext" libreoffice-calc-nogui poppler-utils ;;
    esac
done

lock_hash() { sha256sum "requirements/$1.txt" | cut -d ' ' -f 1; }
installed() { [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$(lock_hash "$1")" ]; }

# dev.txt holds everything of base.txt at the same versions.
if .venv/bin/python -c "" 2>/dev/null && { installed "$set_of" || installed dev; }; then
    exit 0
fi

need_debian "command -v python3" python3
python=python3
! command -v python3.11 >/dev/null 2>&1 || python=python3.11
$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 以降が必要です（$($python --version)）。"
need_debian "$python -c 'import ensurepip, venv'" python3-venv

say ".venv (requirements/$set_of.txt)"
.venv/bin/python -c "" 2>/dev/null || $python -m venv --clear .venv
# The lock is the whole answer: left to resolve again, older pips take coverage[toml] for another package than the
# coverage that is locked, and refuse it as soon as a newer one appears.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps \
    -r "requirements/$set_of.txt"
lock_hash "$set_of" >".venv/installed-$set_of"
