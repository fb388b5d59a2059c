"""The fixtures of real facts against what the two source documents print."""

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from bulletin.models import PolicyReference, Publication
from common.codes import validate_code
from municipalities.models import Agreement, Association
from portal.models import Figure
from projects.models import Event, PlanCell, Project, ProjectParty, ProjectYear
from tests.printed import (
    AGREEMENTS,
    AREAS,
    COMPANIES,
    SERIES,
    T5,
    T5_COLUMNS,
    TEXT,
    TOKACHI,
    YAMASHIRO,
    YEARS,
)

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
REFERENCE = [
    f"reference/{name}"
    for name in (
        "bodies",
        "former_bodies",
        "boundary_changes",
        "name_variants",
        "associations",
        "issue_categories",
    )
]
FACTS = sorted(f"facts/{path.stem}" for path in (FIXTURES / "facts").glob("[0-9]*.json"))


def load(*names: str) -> list[dict]:
    return [row for name in names for row in json.loads((FIXTURES / f"{name}.json").read_text())]


def rows(model: str) -> list[dict]:
    return [row["fields"] for row in load(*REFERENCE, *FACTS) if row["model"] == model]


def figures(table: str) -> dict:
    """(row, column, fiscal year) → figure, of a table."""
    return {
        (figure["row"], figure["column"], figure["fiscal_year"]): figure
        for figure in rows("portal.figure")
        if figure["table"] == table
    }


def number(printed: str) -> int | None:
    digits = re.sub(r"[^0-9]", "", printed)
    return int(digits) if digits else None


def names_of(codes) -> set[str]:
    names = {body["code"]: body["name"] for body in rows("municipalities.localgovernment")}
    return {names[code] for code in codes}


@pytest.fixture
def facts(seeded_db):
    """The database as `seed` leaves it."""


# The printed tables


def test_t5_is_as_printed():
    codes = {body["name"]: body["code"] for body in rows("municipalities.localgovernment")}
    expected = {}
    for line in re.split(r"[|\n]", T5.strip()):
        name, *values = line.split()
        row = "total" if name == "合計" else codes[name]
        expected |= {(row, column, 2015): value for column, value in zip(T5_COLUMNS, values, strict=True)}
    expected |= {(area, "area_total", 2015): str(value) for area, value in AREAS.items()}
    expected["total", "area_total", 2015] = "580"
    found = figures("T5")
    assert {key: figure["printed"] for key, figure in found.items()} == expected
    assert all(figure["value"] == int(figure["printed"]) for figure in found.values())
    assert {figure["as_of"] for figure in found.values()} == {"2015-08-01"}
    assert len(found) == 48 * 5 + 10


def test_t5_adds_up():
    found = {key: figure["value"] for key, figure in figures("T5").items()}
    prefectures = {row for row, column, _ in found if row.isdigit()}
    assert len(prefectures) == 47
    for row in [*prefectures, "total"]:
        assert found[row, "total", 2015] == sum(
            found[row, kind, 2015] for kind in ("city", "town", "village")
        )
    for column in T5_COLUMNS:
        assert found["total", column, 2015] == sum(found[row, column, 2015] for row in prefectures)
    assert sum(AREAS.values()) == 580 == found["total", "total", 2015] + found["total", "prefecture", 2015]


@pytest.mark.parametrize(("table", "row"), SERIES)
def test_series_are_as_printed(table, row):
    printed = SERIES[table, row].split()
    keys = [(row, "count", year) for year in YEARS] + [(row, "increase", 2022)]
    expected = dict(zip(keys, printed, strict=table != "T4"))
    found = {key: figure for key, figure in figures(table).items() if key[0] == row}
    assert {key: figure["printed"] for key, figure in found.items()} == expected
    assert {key: figure["value"] for key, figure in found.items()} == {
        key: number(text) for key, text in expected.items()
    }


@pytest.mark.parametrize("table", ["T1", "T3", "T4"])
def test_series_have_no_other_rows_and_no_2016(table):
    found = figures(table)
    assert {row for row, _, _ in found} == {row for of, row in SERIES if of == table}
    assert {year for _, _, year in found} == set(YEARS)


def test_t3_is_the_sum_of_wards_and_joint_and_joint_that_of_t4():
    t3, t4 = figures("T3"), figures("T4")
    for year in YEARS:
        joint = t3["joint", "count", year]["value"]
        assert t3["wards", "count", year]["value"] + joint == t3["total", "count", year]["value"]
        assert joint == sum(figure["value"] or 0 for key, figure in t4.items() if key[2] == year)


def test_t1_union_lies_between_its_largest_part_and_their_sum():
    t1 = figures("T1")
    for year in YEARS:
        parts = [t1[row, "count", year]["value"] or 0 for row in ("ties", "members", "covered")]
        assert max(parts) < t1["union", "count", year]["value"] < sum(parts)


def test_t2_is_as_printed():
    found = figures("T2")
    expected = {f"{prefecture}-{kind}": count for (prefecture, kind), (_, count) in AGREEMENTS.items()}
    assert {row: figure["value"] for (row, _, _), figure in found.items()} == {**expected, "total": 372}
    assert sum(expected.values()) == 372
    for kind in ("cities", "towns"):
        assert "入れ替わって" in found[f"100005-{kind}", "members", 2022]["remark"]


def test_numbers_of_the_text_are_as_printed():
    expected = Counter(TEXT.split())
    found = figures("text")
    assert Counter(figure["printed"].replace(" ", "_") for figure in found.values()) == expected
    assert found["linked", "municipalities", 2015]["value"] == 564
    assert found["linked", "share", 2015]["value"] is None
    assert found["members", "", 2015]["as_of"] == "2015-09-29"
    assert found["rokkonsai", "yen", 2015]["value"] == 23_000_000
    for row, column in [("growth", "bodies"), ("growth", "projects"), ("agreements", "areas")]:
        assert found[row, column, 2022]["remark"]


# Every fact has a source, every key a row, every code its check digit


def test_every_fact_has_a_source():
    without = [
        row
        for row in load(*FACTS)
        if not row["fields"].get("source")
        # A part of a record (party, initiative, opinion, cell) has the source of the whole.
        and hasattr(apps.get_model(row["model"]), "source")
    ]
    assert without == []


def natural_key(model: str, fields: dict) -> tuple:
    """The natural key by which other rows name a row."""
    if model == "municipalities.association":
        return (fields["prefecture"][0], fields["kind"])
    return (next(fields[name] for name in ("code", "slug", "number") if name in fields),)


def test_every_reference_names_a_defined_row():
    defined = {}
    for row in load(*REFERENCE, *FACTS):
        model = apps.get_model(row["model"])
        for name, value in row["fields"].items():
            field = model._meta.get_field(name)
            if not field.is_relation:
                continue
            for key in value if field.many_to_many else [value]:
                assert tuple(key) in defined.get(field.related_model, ()), f"{row['model']} {name} {key}"
        if {"code", "slug", "number"} & row["fields"].keys() or model is Association:
            defined.setdefault(model, set()).add(natural_key(row["model"], row["fields"]))


def test_every_code_has_its_check_digit():
    codes = set(re.findall(r'"(\d{6})(?:-(?:cities|towns))?"', json.dumps(load(*FACTS))))
    assert len(codes) > 90
    for code in codes:
        validate_code(code)


def test_facts_hold_one_object_per_line_and_no_ids():
    for name in [*FACTS, "reference/issue_categories"]:
        first, *lines, last = (FIXTURES / f"{name}.json").read_text().splitlines()
        assert (first, last) == ("[", "]")
        assert all(json.loads(line.rstrip(",")).keys() == {"model", "fields"} for line in lines)


# Agreements, projects and the rest


def test_agreements_are_as_printed():
    found = {
        tuple(agreement["association"]): (agreement["signed_on"], agreement["printed_members"])
        for agreement in rows("municipalities.agreement")
        if "association" in agreement
    }
    assert found == AGREEMENTS


def test_company_agreements_are_as_printed():
    names = {company["slug"]: company["name"] for company in rows("municipalities.company")}
    initiatives = rows("municipalities.initiative")
    found = {
        names[agreement["company"][0]]: (
            agreement["signed_on"],
            [row["text"] for row in initiatives if row["agreement"] == [agreement["slug"]]],
        )
        for agreement in rows("municipalities.agreement")
        if "company" in agreement
    }
    assert found == COMPANIES


def test_ward_projects_are_those_of_2015():
    projects = {row["number"]: row for row in rows("projects.project") if row["scope"] == "wards"}
    parties = rows("projects.projectparty")
    wards = {
        number: names_of(
            row["body"][0] for row in parties if row["project"] == [number] and row["role"] == "lead"
        )
        for number in projects
    }
    assert [(wards[number], row.get("stated_parties")) for number, row in sorted(projects.items())] == [
        ({"荒川区"}, 61),
        ({"港区"}, 75),
        ({"板橋区"}, 16),
        ({"杉並区"}, None),
        ({"杉並区"}, 8),
        ({"豊島区"}, None),
    ]


def test_plan_covers_each_year_of_each_item_once():
    cells = rows("projects.plancell")
    items = {row["slug"] for row in rows("projects.planitem")}
    assert len(items) == 14
    for slug in items:
        years = [
            year
            for cell in cells
            if cell["item"] == [slug]
            for year in range(cell["first_year"], cell["last_year"] + 1)
        ]
        assert sorted(years) == [2023, 2024, 2025, 2026]


def test_survey_policies_and_publications():
    (survey,) = rows("surveys.survey")
    assert (survey["asked"], survey["answered"], survey["opened_on"]) == (1718, 328, "2014-09-19")
    assert len(rows("surveys.surveyopinion")) == 7
    assert [row["decided_on"] for row in rows("bulletin.policyreference")] == [
        "2017-12-22",
        "2018-06-15",
        "2018-12-21",
        "2019-06-21",
        "2019-12-20",
        "2020-07-17",
        "2020-12-21",
        "2021-06-18",
    ]
    assert len(rows("bulletin.publication")) == 6
    (support,) = rows("projects.disastersupport")
    assert (support["people_total"], support["people_now"]) == (6500, 100)


# Loaded into a database


def test_all_facts_load_and_loading_again_adds_nothing(facts):
    models = [
        Agreement,
        Event,
        Figure,
        PlanCell,
        PolicyReference,
        Project,
        ProjectParty,
        ProjectYear,
        Publication,
    ]
    before = {model: model.objects.count() for model in models}
    assert before[Figure] == 389
    assert Project.objects.published().count() == before[Project] == 22
    call_command("seed", verbosity=0)
    assert {model: model.objects.count() for model in models} == before


def test_coverage_counted_from_the_agreements_equals_the_print_but_for_2019(facts):
    counted = {year: Agreement.objects.covered(dt.date(year, 8, 1)).count() for year in YEARS}
    assert counted == {2015: 0, 2017: 236, 2018: 321, 2019: 321, 2020: 372, 2021: 372, 2022: 372}
    assert Agreement.objects.covered(dt.date(2019, 10, 26)).count() == 372


def test_members_differ_from_the_print_only_for_gunma(facts):
    differing = {
        agreement.slug: (
            agreement.printed_members,
            agreement.association.members(dt.date(2022, 8, 1)).count(),
        )
        for agreement in Agreement.objects.with_associations().for_list()
        if agreement.association.members(dt.date(2022, 8, 1)).count() != agreement.printed_members
    }
    assert differing == {"gunma-cities": (23, 12), "gunma-towns": (12, 23)}
    assert all("入れ替わって" in Agreement.objects.get(slug=slug).note for slug in differing)


def test_joint_events_and_support_counted_from_the_records_equal_t4(facts):
    counted = Counter(Event.objects.joint().held().values_list("project__number", "fiscal_year"))
    supported = ProjectYear.objects.filter(project__number="P-2015-0002", status=ProjectYear.Status.DONE)
    counted.update(("P-2015-0002", year) for year in supported.values_list("fiscal_year", flat=True))
    printed = {
        (figure.row, figure.fiscal_year): figure.value
        for figure in Figure.objects.of_table("T4")
        if figure.value is not None
    }
    assert counted == printed


@pytest.mark.parametrize(
    ("number", "bodies", "planned", "budget"),
    [
        ("P-2020-0001", set(TOKACHI.split()), {"帯広市"}, 71_257),
        ("P-2020-0005", set(YAMASHIRO.split()), set(), 43_480),
    ],
)
def test_programmes_have_their_bodies_years_and_parts(facts, number, bodies, planned, budget):
    programme = Project.objects.get(number=number)
    assert programme.budget_thousand_yen == budget
    on = {
        day: set(programme.parties.on(day).values_list("body__name", flat=True))
        for day in (dt.date(2019, 5, 31), dt.date(2020, 4, 1))
    }
    assert on == {dt.date(2019, 5, 31): bodies | planned, dt.date(2020, 4, 1): bodies}
    assert programme.parts.count() == 3
    for project in [programme, *programme.parts.all()]:
        assert list(project.years.values_list("fiscal_year", "status")) == [
            (year, ProjectYear.Status.DONE) for year in (2020, 2021, 2022)
        ]
        assert all(year.results for year in project.years.all())
