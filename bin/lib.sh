# Shared by the scripts beside it (sourced, POSIX sh). They all run from the root of the project.
# shellcheck shell=sh

say() { printf '\n== %s\n' "$1"; }

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# need_debian COMMAND PACKAGES...: where COMMAND is missing, install PACKAGES as root or say how to.
need_debian() {
    wanted=$1
    shift
    if sh -c "$wanted" >/dev/null 2>&1; then
        return
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        fail "必要なパッケージがありません。管理者として次を実行してください: apt-get install $*"
    fi
    say "apt-get install $*"
    apt-get update -qq </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

# The newest directory of PostgreSQL's server programs; empty without one.
postgres_bin() {
    if command -v initdb >/dev/null 2>&1; then
        dirname "$(command -v initdb)"
        return
    fi
    found=""
    for directory in /usr/lib/postgresql/*/bin; do
        [ ! -x "$directory/initdb" ] || found=$directory
    done
    printf '%s' "$found"
}
