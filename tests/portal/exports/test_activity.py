"""T10 in a workbook: of the threads there were on its day."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from portal.exports.making import ask, make
from portal.statistics.activity import activity_content
from tests.factories import ResponseFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def at(*moment: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*moment))


@pytest.fixture
def thread(arakawa_office, nishiwaga_office):
    """Opened on the day, late; answered a day and a half after."""
    thread = ThreadFactory(office=arakawa_office, opened_at=at(2025, 8, 1, 23, 30))
    ResponseFactory(thread=thread, office=nishiwaga_office, submitted_at=at(2025, 8, 3, 11, 30))
    return thread


def values(office, day) -> dict[str, float | None]:
    counts = activity_content(office, day)["counts"]
    return {count["column"]: count["value"] for count in counts if count["row"] == "year-total"}


def test_what_was_opened_later_is_not_in(secretariat_office, thread):
    assert values(secretariat_office, dt.date(2025, 7, 31))["threads"] == 0
    assert values(secretariat_office, dt.date(2025, 8, 1)) == {
        "threads": 1,
        "settled": 0,
        "responses": 1,
        "days": 1.5,
        "unanswered": 0,
    }


def test_half_a_day_is_printed(secretariat, secretariat_office, thread):
    day = dt.date(2025, 8, 1)
    wanted = {"what": "workbook", "format": "xlsx", "as_of": day, "first_year": 2025, "last_year": 2025}
    export = ask(office=secretariat_office, by=secretariat, **wanted)
    assert make(export)

    sheet = load_workbook(io.BytesIO(export.file.open("rb").read()))["T10 印刷用"]
    (found,) = {(cell.value, cell.number_format) for row in sheet for cell in row if cell.value == 1.5}
    assert found == (1.5, "#,##0.0")
