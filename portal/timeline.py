"""The history of the project as a time line, computed from the records of every room."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse

from bulletin.models import PolicyReference, Publication
from common.dates import Precision, fiscal_year, fiscal_year_start, today
from municipalities.models import Agreement
from projects.models import Event, Project
from surveys.models import Survey

FISCAL = "fiscal"


@dataclass(frozen=True)
class Entry:
    """One line. `precision` is that of the day, or FISCAL where the fiscal year alone is known."""

    day: dt.date
    kind: str
    title: str
    url: str
    precision: str = Precision.DAY
    note: str = ""

    @property
    def fiscal_year(self) -> int:
        """The fiscal year it stands under; what is known to the calendar year stands under that year."""
        return self.day.year if self.precision == Precision.YEAR else fiscal_year(self.day)


@dataclass(frozen=True)
class Year:
    number: int
    entries: list[Entry] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"y{self.number}"


def years() -> list[Year]:
    """Fiscal years with anything on record, oldest first; what has a day follows what has none. What is
    entered for a day to come waits for it."""
    recorded = [*_publications(), *_surveys(), *_agreements(), *_policies(), *_events(), *_projects()]
    entries = [entry for entry in recorded if entry.day <= today()]
    entries.sort(
        key=lambda entry: (
            entry.fiscal_year,
            entry.precision not in (FISCAL, Precision.YEAR),
            entry.day,
            entry.kind,
            entry.title,
        )
    )
    by_year = groupby(entries, key=lambda entry: entry.fiscal_year)
    return [Year(number, list(group)) for number, group in by_year]


def _publications():
    for one in Publication.objects.published().defer("body"):
        yield Entry(
            one.issued_on, "刊行物", one.title, one.get_absolute_url(), one.issued_precision, one.issuer
        )


def _surveys():
    for one in Survey.objects.published():
        yield Entry(one.opened_on, "アンケート", f"{one.title}を開始", one.get_absolute_url())


def _agreements():
    for one in Agreement.objects.for_page():
        kind = "広域連携協定" if one.association_id else "企業との協定"
        yield Entry(one.signed_on, kind, f"{one.counterparty}と協定を締結", one.get_absolute_url())


def _policies():
    about = reverse("portal:about")
    for one in PolicyReference.objects.all():
        yield Entry(
            one.decided_on,
            "国の戦略等",
            f"{one.title}に記載",
            f"{about}#{one.anchor}",
        )


def _events():
    for one in Event.objects.published().with_day().for_list():
        note = "予定として公表" if one.status == Event.Status.PLANNED else ""
        if one.status == Event.Status.CANCELLED:
            note = "中止"
        yield Entry(
            one.starts_on,
            one.get_kind_display(),
            one.title,
            one.get_absolute_url(),
            one.starts_precision,
            note,
        )


def _projects():
    for one in Project.objects.published().beginning():
        yield Entry(
            fiscal_year_start(one.first_year),
            one.get_scope_display(),
            f"連携事業「{one.title}」",
            one.get_absolute_url(),
            FISCAL,
        )
