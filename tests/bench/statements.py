"""Count the SQL statements of each address given: a JSON object on standard output."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.db import connection  # noqa: E402 — after the setup
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def count(address: str) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    client.get(address.replace("{}", "2017-04-01"))
    with CaptureQueriesContext(connection) as captured:
        client.get(address.replace("{}", "2017-04-02"))
    # Opening and closing the transaction are not statements of the page.
    return sum(
        not query["sql"].upper().startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        for query in captured.captured_queries
    )


if __name__ == "__main__":
    json.dump({address: count(address) for address in sys.argv[1:]}, sys.stdout)
