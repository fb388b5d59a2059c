"""Sign an officer of the first ward in: the cookie, and the number of the newest thread, as JSON on standard output."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 — after the setup
from django.test import Client  # noqa: E402

from bulletin.models import Thread  # noqa: E402

if __name__ == "__main__":
    newest = Thread.objects.first()
    client = Client()
    client.force_login(newest.author)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    json.dump({"cookie": f"{settings.SESSION_COOKIE_NAME}={key}", "newest": newest.number}, sys.stdout)
