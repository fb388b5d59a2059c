import datetime as dt
from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from bulletin.models import Notice, Publication, Topic
from common.dates import today, wareki
from common.kept import kept
from municipalities.models import Agreement, LocalGovernment
from municipalities.models.bodies import Area
from portal import tilemap
from portal.models import Figure
from portal.statistics.display import list_address
from portal.statistics.ledger import Ledger, ledger
from portal.statistics.tables import by_prefecture, t1_row
from projects.models import Event, Field, Project

#: The project whose story the home page tells at length.
STORY = {"number": "P-2015-0001", "title": "雪の活用"}
NEWEST = 6
NEWS = 5
NEXT = 6


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"content": content(today())})


@kept(2)
def content(day: dt.date) -> SafeString:
    return render_to_string("portal/_home.html", told(day))


def told(day: dt.date) -> dict[str, object]:
    """Who is linked on a day, on a map and in four figures; what is new and what comes next; ways in."""
    records = ledger()
    linked = records.on(day)
    wards = [body for body in records.existing(day) if body.kind == LocalGovernment.Kind.SPECIAL_WARD]
    published, events = Project.objects.published(), Event.objects.published()
    notices = list(Notice.objects.published().for_list()[:NEWS])
    return {
        "day": day,
        "urgent": [notice for notice in notices if notice.is_urgent],
        "notices": [notice for notice in notices if not notice.is_urgent],
        "linked": (len(linked.union), list_address("T1", t1_row(day), "union", day)),
        "covered": (len(linked.covered), list_address("T1", t1_row(day), "covered", day)),
        "published": published.entries().count(),
        "last_published": Figure.objects.last_published("T1", "union"),
        "map": tile_map(records, wards, day),
        "wards": wards,
        "projects": published.entries().for_list()[:NEWEST],
        "story": published.filter(**STORY).first(),
        "topics": Topic.objects.published().current().for_list()[:NEWS],
        "upcoming": events.for_list().upcoming()[:NEXT],
        "fields": Field.choices,
        "areas": Area.choices,
        "news": news(day),
    }


def tile_map(records: Ledger, wards: list[LocalGovernment], day: dt.date) -> dict:
    """Linked bodies per prefecture (the prefecture itself counts when it is linked); in the wards' inset the
    bodies each ward has a tie of its own with, in the same shades. A ward without any shows no number, because
    the published list does not say whose the ties are: 0 would be wrong."""
    linked = by_prefecture(records, day)
    counts = {row.key: linked.counts[row.key, "union"].value for row in linked.rows}
    own = Counter(ward for ward, _ in records.pairs(day))
    scale = tilemap.Scale.of(counts.values())
    return {
        "tiles": tilemap.prefecture_tiles(
            [
                (row.key[:2], row.label, counts[row.key], list_address(linked.key, row.key, "union", day))
                for row in linked.rows
            ],
            scale,
        ),
        "wards": tilemap.ward_tiles(
            [(ward.code, ward.name, own.get(ward.pk), ward.get_absolute_url()) for ward in wards], scale
        ),
        "legend": scale.legend(),
    }


def news(day: dt.date) -> list[dict]:
    """What was last agreed on and published, newest first."""
    agreements = Agreement.objects.in_force(day).for_list().prefetch_related(None).reverse()[:NEWS]
    entries = [
        (
            agreement.signed_on,
            wareki(agreement.signed_on),
            agreement.title,
            agreement.get_absolute_url(),
            "協定",
        )
        for agreement in agreements
    ] + [
        (entry.issued_on, entry.issued, entry.title, entry.get_absolute_url(), entry.get_kind_display())
        for entry in Publication.objects.published().newest().defer("body")[:NEWS]
    ]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    return [
        {"when": when, "title": title, "url": url, "kind": kind}
        for _, when, title, url, kind in entries[:NEWS]
    ]
