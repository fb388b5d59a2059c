"""The frame of the members' area."""

from typing import NamedTuple

from django import template
from django.urls import reverse

from accounts.models import Notification
from accounts.urls import SETTINGS_PAGES
from municipalities.members import acting_posting
from portal.inbox import owed

register = template.Library()


class RailEntry(NamedTuple):
    """A way in the rail, with how much waits there."""

    label: str
    address: str
    current: str  # aria-current: "page", "true" for what lies below, or empty
    count: int = 0


BOARD = frozenset(
    f"bulletin:{name}"
    for name in (
        *(
            "new_thread",
            "thread",
            "edit_thread",
            "thread_history",
            "thread_record",
            "thread_move",
            "thread_flag",
        ),
        *(
            "thread_join",
            "respond",
            "room",
            "note",
            "room_move",
            "terms",
            "confirm_terms",
            "room_join",
            "packet",
        ),
        "ties",
    )
)

#: The ways: label, address, and the names of the pages that lie below it.
WAYS = [
    ("今の番", "portal:members", ()),
    ("掲示板", "bulletin:board", BOARD),
    ("お知らせ", "portal:notifications", ()),
    ("設定", "account_settings", SETTINGS_PAGES),
]


@register.inclusion_tag("components/member_rail.html", takes_context=True)
def member_rail(context: template.Context) -> dict:
    """Asks once for what is owed and what is unread."""
    request = context["request"]
    posting = acting_posting(request)
    here = request.resolver_match.view_name
    counts = {}
    if posting:
        counts["portal:members"] = len(owed(posting.office))
    counts["portal:notifications"] = Notification.objects.of(request.user).unread().count()
    entries = [
        RailEntry(
            label,
            reverse(name),
            "page" if here == name else "true" if here in below else "",
            counts.get(name, 0),
        )
        for label, name, below in WAYS
    ]
    return {"posting": posting, "entries": entries, "request": request}
