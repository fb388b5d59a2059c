"""One part of the drill: `python -m tests.drill.part PART PROGRAMS SEED`."""

import os
import random
import sys
import tempfile
from importlib import import_module

import django
import psycopg
from django.db import connections

from tests.drill.cluster import Cluster
from tests.drill.faults import Faults
from tests.drill.processes import manage

DATABASE = "portal_drill"


def main(part: str, programs: str, seed: int) -> list[str]:
    with tempfile.TemporaryDirectory() as place, Cluster(programs) as cluster:

        def cut() -> int:
            with psycopg.connect(cluster.url, autocommit=True) as admin:
                found = admin.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
                    [DATABASE],
                )
                return found.fetchone()[0]

        with psycopg.connect(cluster.url, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {DATABASE}")
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.drill.settings",
            "DATABASE_URL": f"{cluster.url.rpartition('/')[0]}/{DATABASE}",
            "VAR_DIR": place,
        }
        django.setup()
        manage(dict(os.environ), "migrate", "--verbosity", "0")
        manage(dict(os.environ), "collectstatic", "--no-input", "--verbosity", "0")
        # Models can be imported only now that Django knows the database.
        run = import_module(f"tests.drill.{part}").run
        faults = Faults(cluster, cut, random.Random(seed))  # noqa: S311 — to be repeated
        wrong = run(dict(os.environ), faults)
        connections.close_all()
    return wrong


if __name__ == "__main__":
    if found := main(sys.argv[1], sys.argv[2], int(sys.argv[3])):
        sys.exit("\n".join(found))
