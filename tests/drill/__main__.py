"""Faults, on a database of our own on the PostgreSQL that DATABASE_URL leads to; exit status 1 where one did harm."""

import argparse
import os
import random
import secrets
import sys
import tempfile
from contextlib import contextmanager
from importlib import import_module

import django
import psycopg
from django.db import connections
from psycopg import sql

from tests.drill.processes import manage

#: Modules of this package; `run` of each takes the environment of the portal's processes, brings the faults about
#: and says what went wrong.
PARTS = ["mail"]


@contextmanager
def database(url: str):
    """A new database on the server; a connection to the server, and the database's name."""
    name = f"portal_drill_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield admin, name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="repeat the faults of a run")
    seed = parser.parse_args().seed
    seed = secrets.randbelow(10**6) if seed is None else seed
    url = os.environ["DATABASE_URL"]
    print(f"訓練（--seed {seed} で同じ順の故障を起こせます）")
    with tempfile.TemporaryDirectory() as place, database(url) as (admin, name):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.drill.settings",
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
            "VAR_DIR": place,
        }
        django.setup()

        def cut() -> int:
            found = admin.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            return found.fetchone()[0]

        manage(dict(os.environ), "migrate", "--verbosity", "0")
        wrong = []
        for part in PARTS:
            # Models can be imported only now that Django knows the database.
            run = import_module(f"tests.drill.{part}").run
            wrong += run(dict(os.environ), cut=cut, rng=random.Random(seed))  # noqa: S311 — to be repeated
        connections.close_all()
    if wrong:
        sys.exit("\n".join(wrong))
    print("失われたもの、余分なものはありません。")


if __name__ == "__main__":
    main()
