import datetime as dt
import functools
import json

import pytest
from django.conf import settings
from django.core.management import call_command

from municipalities.models import LocalGovernment
from municipalities.names import Body, Change, Resolver, Spelling

REFERENCE = settings.BASE_DIR / "fixtures" / "reference"
FACTS = settings.BASE_DIR / "fixtures" / "facts"


def rows(path) -> list[dict]:
    return [row["fields"] for row in json.loads(path.read_text())]


def day(fields: dict, name: str) -> dt.date | None:
    return dt.date.fromisoformat(fields[name]) if fields.get(name) else None


@functools.cache
def read_bodies() -> dict[str, Body]:
    """By code, which no two bodies of the master share."""
    bodies: dict[str, Body] = {}
    for fields in rows(REFERENCE / "bodies.json") + rows(REFERENCE / "former_bodies.json"):
        bodies[fields["code"]] = Body(
            code=fields["code"],
            name=fields["name"],
            kana=fields["kana"],
            kind=fields["kind"],
            prefecture=bodies[fields["prefecture"][0]] if "prefecture" in fields else None,
            district=fields.get("district", ""),
            district_kana=fields.get("district_kana", ""),
            is_designated_city=fields.get("is_designated_city", False),
            valid_from=day(fields, "valid_from"),
            valid_to=day(fields, "valid_to"),
        )
    return bodies


def read_spellings(path, bodies: dict[str, Body]) -> list[Spelling]:
    return [
        Spelling(
            kind=fields["kind"],
            written=fields["written"],
            body=bodies[fields["body"][0]] if fields["body"] else None,
            prefecture=bodies[fields["prefecture"][0]] if fields["prefecture"] else None,
            kana=fields.get("kana", ""),
            valid_from=day(fields, "valid_from"),
            valid_to=day(fields, "valid_to"),
            reason=fields["reason"],
            decided_on=day(fields, "decided_on"),
        )
        for fields in rows(path)
    ]


def read_changes(bodies: dict[str, Body]) -> list[Change]:
    return [
        Change(
            effective_on=dt.date.fromisoformat(fields["effective_on"]),
            kind=fields["kind"],
            title=fields["title"],
            predecessors=tuple(bodies[key[0]] for key in fields["predecessors"]),
            successors=tuple(bodies[key[0]] for key in fields["successors"]),
        )
        for fields in rows(REFERENCE / "boundary_changes.json")
    ]


@pytest.fixture(scope="session")
def bodies():
    """The master by code, read from the fixtures: no database."""
    return read_bodies()


@pytest.fixture(scope="session")
def resolver(bodies):
    """Over the master, without any person's verdicts."""
    return Resolver(
        bodies.values(),
        read_spellings(REFERENCE / "name_variants.json", bodies),
        read_changes(bodies),
    )


@pytest.fixture
def master(db):
    """The master in the database: the fixtures' rows, written in bulk, which is quick."""
    written: dict[str, LocalGovernment] = {}
    for is_prefecture in (True, False):
        group = [body for body in read_bodies().values() if body.is_prefecture == is_prefecture]
        written |= {
            row.code: row
            for row in LocalGovernment.objects.bulk_create(
                LocalGovernment(
                    code=body.code,
                    name=body.name,
                    kana=body.kana,
                    kind=body.kind,
                    prefecture=written[body.prefecture.code] if body.prefecture else None,
                    district=body.district,
                    district_kana=body.district_kana,
                    is_designated_city=body.is_designated_city,
                    valid_from=body.valid_from,
                    valid_to=body.valid_to,
                )
                for body in group
            )
        }
    call_command("loaddata", "reference/boundary_changes", "reference/name_variants", verbosity=0)


@pytest.fixture
def source(master):
    call_command("loaddata", "facts/sources_partner_list", verbosity=0)
