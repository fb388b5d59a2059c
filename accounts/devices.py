"""Browsers a person signed in with before, known by a cookie of theirs, and what to call a browser."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User

COOKIE = "known_device"
SALT = "accounts.devices"
#: The longest that browsers keep a cookie.
AGE = dt.timedelta(days=400)
#: People who share a browser.
MOST_PEOPLE = 20

#: What stands in the text a browser gives of itself, the telling ones first: most claim to be several.
BROWSERS = [("Edg/", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def label(user_agent: str) -> str:
    """「Chrome（Windows）」."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "その他のブラウザ")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser}（{system}）" if system else browser


def is_known(request: HttpRequest, user: User) -> bool:
    return _mark(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    marks = [_mark(user), *(mark for mark in _marks(request) if mark != _mark(user))]
    response.set_signed_cookie(
        COOKIE,
        ".".join(marks[:MOST_PEOPLE]),
        salt=SALT,
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=AGE).split(".")


def _mark(user: User) -> str:
    """Does not give away who it is."""
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:32]
