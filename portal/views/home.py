import datetime as dt
from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bulletin.models import Publication
from common.dates import today
from municipalities.models import LocalGovernment
from municipalities.models.bodies import Area
from portal import tilemap
from portal.statistics.ledger import Ledger
from projects.models import Field, Project

#: The project whose story the home page tells at length.
STORY = {"number": "P-2015-0001", "title": "雪の活用"}
NEWEST = 6


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Who is linked today, on a map and in four figures; the newest projects; ways in."""
    day = today()
    ledger = Ledger.load()
    linked = ledger.on(day)
    published = Project.objects.published()
    return render(
        request,
        "portal/home.html",
        {
            "day": day,
            "linked": len(linked.union),
            "covered": len(linked.covered),
            "published": published.count(),
            "prefectures": prefecture_map(ledger, linked.union),
            "ward_map": ward_map(ledger, day),
            "wards": [body for body in ledger.existing(day) if body.kind == LocalGovernment.Kind.SPECIAL_WARD],
            "projects": published.top_level().for_list()[:NEWEST],
            "story": published.filter(**STORY).first(),
            "fields": Field.choices,
            "areas": Area.choices,
            "publications": Publication.objects.newest()[:5],
        },
    )


def prefecture_map(ledger: Ledger, linked: dict) -> dict:
    """Linked bodies per prefecture; the prefecture itself counts when it is linked."""
    counts = Counter(ledger.bodies[pk].map_number for pk in linked)
    return _map(
        [body for body in ledger.bodies.values() if body.kind == LocalGovernment.Kind.PREFECTURE],
        key=lambda body: body.map_number,
        counts=counts,
        address=lambda body: f"{reverse('municipalities:list')}?prefecture={body.map_number}",
        tiles=tilemap.prefecture_tiles,
    )


def ward_map(ledger: Ledger, day: dt.date) -> dict:
    """Bodies each ward has a tie of its own with."""
    partners = {(tie.ward_id, tie.partner_id) for tie in ledger.ties if tie.ward_id and tie.is_in_force(day)}
    counts = Counter(ledger.bodies[ward].code for ward, _ in partners)
    return _map(
        [body for body in ledger.existing(day) if body.kind == LocalGovernment.Kind.SPECIAL_WARD],
        key=lambda body: body.code,
        counts=counts,
        address=lambda body: body.get_absolute_url(),
        tiles=tilemap.ward_tiles,
    )


def _map(bodies, *, key, counts, address, tiles) -> dict:
    scale = tilemap.Scale.of(counts.values())
    return {
        "tiles": tiles([(key(body), body.name, counts[key(body)], address(body)) for body in bodies], scale),
        "legend": scale.legend(),
    }
