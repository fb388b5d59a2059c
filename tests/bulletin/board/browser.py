"""Fills in the forms of the board as a browser does."""

import datetime as dt

from django import forms
from django.utils.html import strip_tags


def typed(page, form: str = "form") -> dict:
    """What a page's form holds, as it would be sent if nobody touched it."""
    held = {}
    for field in page.context[form]:
        value = field.value()
        if isinstance(field.field, forms.FileField) or value in (None, "", []):
            continue
        held[field.html_name] = value.isoformat() if isinstance(value, dt.date) else value
    return held


def send(client, address: str, **changes):
    """Open a page, change some fields of its form and send it; the answer."""
    page = client.get(address)
    assert page.status_code == 200, address
    return client.post(address, typed(page) | changes)


def refusal(answer) -> str:
    """The words of a page that gives a form back."""
    assert answer.status_code == 422
    return " ".join(strip_tags(answer.text).split())
