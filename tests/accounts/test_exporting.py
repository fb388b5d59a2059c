"""The audit record and the history as files for the secretariat. That ward staff get none: test_history_views.py."""

import csv
import io

import pytest

from accounts.models import AuditEvent, Change
from tests import factories as f
from tests.test_admin import address

pytestmark = pytest.mark.django_db

PERIOD = {"first": "2020-01-01", "last": "2100-01-01"}


def rows_of(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def office(secretariat, sign_in):
    return sign_in(secretariat)


def test_the_history_of_a_period_comes_as_a_file(office):
    hall = f.FacilityFactory(name="区民会館")
    hall.name = "=HYPERLINK(1)"
    hall.save()
    answer = office.post(f"{address(Change, 'export')}?model=municipalities.facility", PERIOD)
    head, came, changed = rows_of(answer)
    assert head[:4] == ["番号", "日時", "操作者", "経路"]
    assert came[4] == "追加"
    assert changed[6].startswith("'=HYPERLINK(1)")
    assert changed[8] == "名称：区民会館 → =HYPERLINK(1)"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_taking_the_audit_record_out_is_in_the_audit_record(office, secretariat):
    f.AuditEventFactory(summary="見本の操作")
    f.AuditEventFactory(verb="別", summary="別の操作")
    answer = office.post(f"{address(AuditEvent, 'export')}?verb=見本", PERIOD)
    assert [row[6] for row in rows_of(answer)] == ["内容", "見本の操作"]
    event = AuditEvent.objects.get(verb="audit.export")
    assert event.actor == secretariat
    assert event.data["number"] == 1
    assert AuditEvent.objects.broken() is None


def test_a_period_in_which_nothing_was_is_a_file_of_headings(office):
    f.AuditEventFactory()
    answer = office.post(address(AuditEvent, "export"), {"first": "2001-01-01", "last": "2001-12-31"})
    assert len(rows_of(answer)) == 1


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-05-01", "2026-04-01", "最初の日以降の日"),
        ("2026-02-31", "2026-04-01", "日付を正しく入力してください。"),
        ("", "2026-04-01", "このフィールドは必須です。"),
    ],
)
def test_days_that_are_none_are_answered_in_japanese(office, first, last, said):
    answer = office.post(address(AuditEvent, "export"), {"first": first, "last": last})
    assert answer.status_code == 422
    assert said in answer.text
    assert not AuditEvent.objects.exists()


def test_the_page_keeps_the_conditions_of_the_list(office):
    assert (
        f"{address(Change, 'export')}?action__exact=2"
        in office.get(address(Change, "changelist") + "?action__exact=2").text
    )
    assert "絞り込んで" in office.get(address(Change, "export") + "?action__exact=2").text
