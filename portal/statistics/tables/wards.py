"""Each special ward on its own: T9."""

import datetime as dt
from collections import defaultdict

from common.dates import fiscal_year, fiscal_year_label
from common.kept import kept
from municipalities.models import LocalGovernment, Partnership
from portal.statistics.ledger import Ledger, Linked
from portal.statistics.tables.grid import Count, Head, StatTable
from projects.models import Field, ProjectParty, ProjectYear

Kind = LocalGovernment.Kind

PARTNERS, PROJECTS = Head("partners", "連携自治体"), Head("projects", "連携事業", "事業")
KIND_COLUMNS = [Head(value, f"うち{label}") for value, label in Partnership.Kind.choices]
FIELD_COLUMNS = [Head(f"field-{value}", f"うち{label}", "事業") for value, label in Field.choices]


def t9(ledger: Ledger, day: dt.date) -> StatTable:
    """区別集計: distinct partners of each ward by kind of tie, and its projects of the fiscal year by field."""
    year = fiscal_year(day)
    wards = [body for body in ledger.existing(day) if body.kind == Kind.SPECIAL_WARD]
    partners, projects = partners_of_wards(ledger.on(day)), projects_of_wards()
    counts = {}
    for ward in wards:
        for head in (PARTNERS, *KIND_COLUMNS):
            ids = tuple(sorted(partners[ward.pk, head.key]))
            counts[ward.code, head.key] = Count("body", ids, day, "ties")
        for head in (PROJECTS, *FIELD_COLUMNS):
            counts[ward.code, head.key] = Count("year", tuple(projects.get((ward.pk, year, head.key), ())))
    return StatTable(
        key="T9",
        title="区別集計",
        definition=(
            "その日に各区と連携・交流の記録がある団体（同じ団体は種別ごとに1回）と、"
            f"{fiscal_year_label(year)}に各区が参加する連携事業。区の記載がない連携は、どの区にも数えない。"
            "23区が一体となって行う事業は、すべての区に共通するため除く。"
        ),
        unit="団体・事業",
        row_label="特別区",
        rows=[Head(ward.code, ward.name) for ward in wards],
        columns=[PARTNERS, *KIND_COLUMNS, PROJECTS, *FIELD_COLUMNS],
        counts=counts,
    )


def partners_of_wards(linked: Linked) -> dict[tuple[int, str], set[int]]:
    """(ward, kind of tie or "partners") → the bodies, by id."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for body, reasons in linked.ties.items():
        for reason in reasons:
            if reason.record.ward_id:
                found[reason.record.ward_id, PARTNERS.key].add(body)
                found[reason.record.ward_id, reason.record.kind].add(body)
    return found


@kept(1)
def projects_of_wards() -> dict[tuple[int, int, str], list[int]]:
    """(ward, fiscal year, field or "projects") → the ids of the years of projects that a ward took part in, itself or
    in the programme they belong to."""
    named: dict[int, list[ProjectParty]] = defaultdict(list)
    for party in ProjectParty.objects.filter(body__kind=Kind.SPECIAL_WARD).order_by("body__code", "pk"):
        named[party.project_id].append(party)
    found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    years = ProjectYear.objects.counted().besides_joint().order_by("project__number", "fiscal_year")
    for pk, year, project, parent, field in years.values_list(
        "pk", "fiscal_year", "project", "project__parent", "project__field"
    ):
        parties = named.get(project, []) + named.get(parent, [])
        for ward in dict.fromkeys(party.body_id for party in parties if party.took_part_in(year)):
            found[ward, year, PROJECTS.key].append(pk)
            found[ward, year, f"field-{field}"].append(pk)
    return dict(found)
