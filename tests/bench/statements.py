"""Count the SQL statements of each address given, after the cookie to send (may be empty): a JSON object on standard
output."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.db import connection  # noqa: E402 — after the setup
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def count(cookie: str, address: str) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(cookie)
    client.get(address.replace("{}", "2017-04-01"))
    with CaptureQueriesContext(connection) as captured:
        client.get(address.replace("{}", "2017-04-02"))
    # Opening and closing the transaction are not statements of the page.
    return sum(
        not query["sql"].upper().startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        for query in captured.captured_queries
    )


if __name__ == "__main__":
    cookie, *addresses = sys.argv[1:]
    json.dump({address: count(cookie, address) for address in addresses}, sys.stdout)
