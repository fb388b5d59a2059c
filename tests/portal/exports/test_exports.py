import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AuditEvent, Notification
from portal.exports import making
from portal.exports.making import LEASE, ask, dispose_of_exports, make, work_at_exports
from portal.models import Export
from tests.factories import (
    ExportFactory,
    PartnershipFactory,
    PostingFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 8, 1)
PAGE = "/members/exports/"
WANTED = {"what": "T6", "format": "xlsx", "as_of": DAY, "first_year": 2022, "last_year": 2022}


@pytest.fixture
def tie(arakawa, nishiwaga):
    return PartnershipFactory(ward=arakawa, partner=nishiwaga, started_on=dt.date(2016, 1, 1))


def asked(office, by, **wanted) -> Export:
    return ask(office=office, by=by, **(WANTED | wanted))


def made(office, by, **wanted) -> Export:
    export = asked(office, by, **wanted)
    assert make(export)
    export.refresh_from_db()
    assert export.state == "ready"
    return export


def read(export) -> bytes:
    with export.file.open("rb") as file:
        return file.read()


# --- Made by the worker ---------------------------------------------------------------------------------


def test_a_workbook_has_every_table_and_what_the_office_may_see(arakawa_office, arakawa_staff, tie):
    export = made(arakawa_office, arakawa_staff, what="workbook")

    sheets = load_workbook(io.BytesIO(read(export))).sheetnames
    for key in ("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10"):
        assert sum(name.split()[0] == key for name in sheets) == 2, key
    assert (export.size, len(export.sha256)) == (len(read(export)), 64)


def test_a_list_as_a_workbook(arakawa_office, arakawa_staff, tie):
    export = made(arakawa_office, arakawa_staff)

    sheet = load_workbook(io.BytesIO(read(export)))["データ"]
    assert sheet["A1"].value == "団体コード"
    assert sheet["A2"].value == tie.partner.code
    assert export.done_rows == 1


def test_a_list_as_csv_runs_nothing(arakawa_office, arakawa_staff, arakawa, nishiwaga):
    party = ProjectPartyFactory(body=arakawa, role="lead", project__title="=HYPERLINK(1)")
    ProjectYearFactory(project=party.project, fiscal_year=2022)
    ProjectYearFactory(project=party.project, fiscal_year=2021)

    text = read(made(arakawa_office, arakawa_staff, what="T7", format="csv")).decode("utf-8-sig")

    head, *rows = csv.reader(io.StringIO(text))
    assert head[:3] == ["年度", "事業番号", "連携事業名"]
    assert [row[0] for row in rows] == ["2022"]
    assert rows[0][2] == "'=HYPERLINK(1)"


def test_who_asked_is_told_and_the_audit_knows(arakawa_office, arakawa_staff, tie):
    made(arakawa_office, arakawa_staff)

    assert Notification.objects.filter(recipient=arakawa_staff, text__contains="作成済").count() == 1
    assert AuditEvent.objects.filter(verb="export.ask", actor=arakawa_staff).count() == 1


def test_two_workers_make_it_once(arakawa_office, arakawa_staff, tie):
    export = asked(arakawa_office, arakawa_staff)
    again = Export.objects.get(pk=export.pk)

    assert (make(export), make(again)) == (True, False)


def test_what_a_killed_worker_had_in_hand_is_taken_up_again(arakawa_office, arakawa_staff, tie):
    now = timezone.now()
    busy = ExportFactory(office=arakawa_office, state="making", taken_at=now)
    killed = ExportFactory(
        office=arakawa_office, state="making", taken_at=now - LEASE - dt.timedelta(seconds=1)
    )

    assert work_at_exports(now) == "書き出し1件を処理しました。"
    assert Export.objects.get(pk=busy.pk).state == "making"
    assert Export.objects.get(pk=killed.pk).state == "ready"


def test_what_goes_wrong_is_told_and_nothing_is_kept(arakawa_office, arakawa_staff, monkeypatch, caplog):
    def broken(file, export):
        file.write(b"half of it")
        raise RuntimeError("disk")

    monkeypatch.setattr(making, "_write", broken)
    export = asked(arakawa_office, arakawa_staff)

    assert make(export)
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == ("failed", False)
    assert Notification.objects.filter(recipient=arakawa_staff, text__contains="作成できず").exists()
    assert "disk" in caplog.text


def test_the_last_day_that_is_told_is_one_the_file_is_still_there(
    sign_in, arakawa_office, arakawa_staff, tie
):
    export = made(arakawa_office, arakawa_staff)
    Export.objects.filter(pk=export.pk).update(expires_on=dt.date(2027, 1, 1))
    page = sign_in(arakawa_staff).get(PAGE).content.decode()

    assert "令和8年12月31日（2026年）まで保存" in page
    night = timezone.make_aware(dt.datetime(2026, 12, 31, 3, 45))
    assert dispose_of_exports(night) == ""
    assert dispose_of_exports(night + dt.timedelta(days=1))


def test_files_go_in_time_and_the_list_remembers(arakawa_office, arakawa_staff, tie):
    export = made(arakawa_office, arakawa_staff)
    storage, name = export.file.storage, export.file.name

    assert dispose_of_exports(timezone.now()) == ""
    assert (
        dispose_of_exports(timezone.now() + making.KEPT)
        == "保存期間を過ぎた書き出し1件のファイルを廃棄しました。"
    )

    export.refresh_from_db()
    assert (export.state, bool(export.file), storage.exists(name)) == ("expired", False, False)


# --- Asked for ------------------------------------------------------------------------------------------


def test_an_office_waits_for_so_many_at_most(arakawa_office, arakawa_staff):
    ExportFactory.create_batch(making.MOST_WAITING, office=arakawa_office)
    with pytest.raises(ValidationError, match="作成を待っています"):
        asked(arakawa_office, arakawa_staff)


def test_only_who_acts_for_the_office(arakawa_office, nishiwaga_office):
    with pytest.raises(PermissionDenied):
        asked(arakawa_office, UserFactory())


def form_of(client) -> dict:
    form = client.get(PAGE).context["form"]
    return {name: form[name].value() for name in form.fields}


def test_it_is_asked_for_and_taken_away(sign_in, arakawa_staff, arakawa_office, tie):
    client = sign_in(arakawa_staff)
    assert "依頼したファイルはまだありません" in client.get(PAGE).content.decode()

    typed = form_of(client) | {"what": "T6", "as_of": "令和4年8月1日"}
    assert client.post(PAGE, typed).status_code == 302
    assert client.post(PAGE, typed).status_code == 302  # a double click
    export = Export.objects.get()
    assert "作成待ち" in client.get(PAGE).content.decode()
    work_at_exports(timezone.now())

    address = f"{PAGE}{export.pk}/file"
    assert address in client.get(PAGE).content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(verb="export.download", actor=arakawa_staff).count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"as_of": "昨日"}, "as_of"),
        ({"as_of": ""}, "as_of"),
        ({"as_of": "9999-12-31"}, "as_of"),
        ({"what": "T1"}, "what"),
        ({"what": "workbook", "format": "csv"}, "format"),
        ({"first_year": "2022", "last_year": "2015"}, "last_year"),
        ({"first_year": "x"}, "first_year"),
        ({"last_year": "2015"}, "last_year"),
        ({"as_of": "2015-03-31"}, "as_of"),
        ({"what": "T7", "as_of": "1940-08-01"}, "as_of"),
    ],
)
def test_what_cannot_be_made_is_told_beside_the_field(sign_in, arakawa_staff, arakawa_office, typed, field):
    client = sign_in(arakawa_staff)
    answer = client.post(PAGE, form_of(client) | typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ({"what": "workbook", "as_of": "2022-08-01"}, range(2022, 2023)),
        ({"what": "T7", "as_of": "2023-03-31"}, range(2022, 2023)),
        ({"what": "T7", "first_year": "2017"}, range(2017, 2018)),
        ({"what": "T7", "first_year": "2015", "last_year": "2022"}, range(2015, 2023)),
        ({"what": "T6", "as_of": "1940-08-01"}, range(2015, 2016)),
    ],
)
def test_years_that_nobody_chose_are_those_of_the_day(sign_in, arakawa_staff, arakawa_office, typed, years):
    client = sign_in(arakawa_staff)
    assert client.post(PAGE, form_of(client) | typed).status_code == 302
    assert Export.objects.get().years == years


def test_it_is_the_offices_own_and_the_secretariats(
    sign_in, visitor, arakawa_office, arakawa_staff, nishiwaga_office, secretariat, secretariat_office, tie
):
    export = made(arakawa_office, arakawa_staff)
    address = f"{PAGE}{export.pk}/file"
    colleague = PostingFactory(office=arakawa_office, role="viewer").user
    stranger = PostingFactory(office=nishiwaga_office, role="administrator").user

    for person, seen in ((colleague, True), (secretariat, True), (stranger, False)):
        client = sign_in(person)
        assert client.get(address).status_code == (200 if seen else 404)
        assert (str(export.filter) in client.get(PAGE).content.decode()) is seen
    assert visitor.get(address).status_code == 302


def test_who_has_left_has_nothing_here_any_more(sign_in, arakawa_office, tie):
    posting = PostingFactory(office=arakawa_office, role="editor")
    export = made(arakawa_office, posting.user)
    client = sign_in(posting.user)
    assert client.get(f"{PAGE}{export.pk}/file").status_code == 200

    posting.valid_to = timezone.localdate()
    posting.save()

    assert client.get(f"{PAGE}{export.pk}/file").status_code != 200


@pytest.mark.parametrize("state", ["waiting", "making", "failed", "expired"])
def test_what_is_not_ready_is_not_there(sign_in, arakawa_staff, arakawa_office, state):
    export = ExportFactory(office=arakawa_office, state=state)
    client = sign_in(arakawa_staff)
    assert client.get(f"{PAGE}{export.pk}/file").status_code == 404
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_the_same_for_1_and_30(
    sign_in, arakawa_staff, arakawa_office, django_assert_num_queries, count
):
    ExportFactory.create_batch(count, office=arakawa_office)
    client = sign_in(arakawa_staff)
    with django_assert_num_queries(7):
        page = client.get(PAGE).content.decode()
    assert page.count("表示を更新する") == 1
