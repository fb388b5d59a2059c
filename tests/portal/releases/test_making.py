import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import AuditEvent, Notification
from common.db import AppendOnly
from municipalities.models import Partnership
from portal.models import Release, ReleaseTable
from portal.releases.making import (
    BrokenReleaseError,
    check,
    prepare,
    publish,
    release_of_document,
    remark,
    send_back,
    years_to_close,
)
from portal.releases.restated import restated
from portal.statistics.content import TABLES
from portal.statistics.ledger import Ledger
from portal.statistics.tables import build
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    FigureFactory,
    PartnerListEntryFactory,
    PartnerListFactory,
    PartnershipFactory,
    PostingFactory,
    ProjectYearFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 8, 1)


@pytest.fixture
def second(secretariat_office):
    """The other person of the secretariat."""
    return PostingFactory(office=secretariat_office, role="editor", user__name="事務局 次郎").user


@pytest.fixture
def tie(nishiwaga):
    AgreementFactory(association=AssociationFactory(prefecture=nishiwaga.prefecture))
    ProjectYearFactory(fiscal_year=2026)
    return PartnershipFactory(partner=nishiwaga)


@pytest.fixture
def prepared(secretariat, secretariat_office, tie):
    return prepare(year=2026, by=secretariat)


def texts(release) -> dict[str, str]:
    return dict(ReleaseTable.objects.filter(release=release).values_list("key", "text"))


def test_it_freezes_every_table_with_members_and_reasons(prepared, nishiwaga):
    frozen = {table.key: table.content for table in prepared.tables.all()}

    assert tuple(frozen) == TABLES
    counts = {(count["row"], count["column"]): count for count in frozen["T1"]["counts"]}
    assert counts["2026", "ties"]["members"] == [nishiwaga.code]
    assert any("災害時相互応援協定" in reason for reason in frozen["T1"]["reasons"][nishiwaga.code])
    assert [row[0] for row in frozen["T6"]["rows"]] == [nishiwaga.code, nishiwaga.code]
    check(prepared)


def test_two_persons_are_needed(prepared, secretariat, second):
    with pytest.raises(ValidationError, match="別の人"):
        publish(release=prepared, by=secretariat)

    published = publish(release=prepared, by=second)

    assert (published.state, published.decided_by) == (Release.State.PUBLISHED, second)
    verbs = AuditEvent.objects.filter(verb__startswith="release.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["release.prepare", "release.publish"]


def test_the_others_of_the_secretariat_are_told(second, prepared, secretariat):
    assert Notification.objects.filter(recipient=second, text__contains="確認のお願い").count() == 1
    publish(release=prepared, by=second)
    assert Notification.objects.filter(recipient=secretariat, text__contains="公表").count() == 1


def test_only_who_writes_for_the_secretariat(prepared, arakawa_staff, arakawa_office, secretariat_office):
    reader = PostingFactory(office=secretariat_office, role="viewer").user
    for stranger in (arakawa_staff, reader, UserFactory()):
        for act in (
            lambda by: prepare(year=2025, by=by),
            lambda by: publish(release=prepared, by=by),
            lambda by: send_back(release=prepared, by=by, reason="誤り"),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)


def test_what_was_sent_back_is_prepared_anew(prepared, second, secretariat):
    with pytest.raises(ValidationError):
        send_back(release=prepared, by=second, reason=" ")
    send_back(release=prepared, by=second, reason="交流の漏れ")
    with pytest.raises(ValidationError, match="差戻し"):
        publish(release=prepared, by=second)

    assert prepare(year=2026, by=secretariat).pk != prepared.pk


def test_a_year_is_closed_once_and_not_before_its_day(prepared, secretariat):
    assert years_to_close()[0] == 2025 or 2026 not in years_to_close()
    for year in (2026, 2199, 1999):
        with pytest.raises(ValidationError):
            prepare(year=year, by=secretariat)


def test_years_that_documents_published_are_not_closed(prepared, secretariat):
    FigureFactory(table="T1", row="union", column="count", fiscal_year=2024, value=1105)
    assert years_to_close() == [2025]
    with pytest.raises(ValidationError, match="公表済み"):
        prepare(year=2024, by=secretariat)


def test_it_stays_byte_identical_after_any_change_of_records(prepared, second, tie, kagamino):
    publish(release=prepared, by=second)
    before = texts(prepared)

    PartnershipFactory(partner=kagamino)
    Partnership.objects.filter(pk=tie.pk).delete()
    tie.partner.name = "改名町"
    tie.partner.save()
    ProjectYearFactory(fiscal_year=2026)

    assert texts(prepared) == before
    check(prepared)


def test_what_changed_since_is_told_with_the_bodies(prepared, second, tie, kagamino):
    publish(release=prepared, by=second)
    assert restated(prepared, Ledger.load()) == []

    PartnershipFactory(partner=kagamino)
    Partnership.objects.filter(pk=tie.pk).delete()

    changes = {(one.table, one.row, one.column): one for one in restated(prepared, Ledger.load())}
    change = changes["T1", "2026", "ties"]
    assert (
        change.sentence == f"1（公表時1。理由：追加1：{kagamino.full_name}、除外1：{tie.partner.full_name}）"
    )
    assert {table for table, *_ in changes} == {"T1", "T5", "T9"}
    assert not any(row != "2026" for table, row, _ in changes if table == "T1")


def test_a_released_figure_stands_beside_the_count(prepared, second, tie, kagamino):
    publish(release=prepared, by=second)
    PartnershipFactory(partner=kagamino)

    t1, t5 = (build(key, DAY, Ledger.load()) for key in ("T1", "T5"))

    assert (t1.printed["2026", "ties"].value, t1.count("2026", "ties").value) == (1, 2)
    assert str(t1.printed["2026", "ties"].source) == str(prepared)
    assert (t5.printed["total", "all"].value, t5.count("total", "all").value) == (1, 2)


def test_somebody_at_the_database_itself_is_found_out(prepared, second):
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in AppendOnly("portal_releasetable").backwards_sql[connection.vendor]:
            cursor.execute(statement)
    ReleaseTable.objects.filter(release=prepared, key="T8").update(text="{}")

    with pytest.raises(BrokenReleaseError, match="T8"):
        publish(release=prepared, by=second)


def test_a_remark_says_why(prepared, second):
    with pytest.raises(ValidationError):
        remark(release=prepared, table="T1", text="早すぎる", by=second)
    release = publish(release=prepared, by=second)
    remark(release=release, table="T1", text="登録の漏れを補った", by=second)
    assert [one.text for one in release.remarks.all()] == ["登録の漏れを補った"]


def test_a_document_is_released_as_it_was_printed(nishiwaga):
    partner_list = PartnerListFactory(as_of=dt.date(2015, 8, 1))
    PartnerListEntryFactory(partner_list=partner_list, body=nishiwaga, printed_name="和賀郡西和賀町")
    printed = {"table": "T5", "fiscal_year": 2015, "as_of": dt.date(2015, 8, 1), "column": "total"}
    FigureFactory(row="030007", value=20, printed="20", remark="二度数えた", **printed)

    release = release_of_document(source=SourceFactory(), partner_list=partner_list)

    assert release_of_document(source=SourceFactory(), partner_list=partner_list) == release
    assert (release.state, release.fiscal_year) == (Release.State.PUBLISHED, 2015)
    frozen = {table.key: table.content for table in release.tables.all()}
    assert frozen["T6"]["rows"][0][2] == "和賀郡西和賀町"
    (change,) = restated(release, Ledger.load())
    assert change.sentence == "0（公表時20。理由：二度数えた）"


def test_the_command_prepares_and_another_person_confirms(secretariat, second, tie, capsys):
    call_command("close_year", "2026", "--by", secretariat.email)
    with pytest.raises(CommandError, match="別の人"):
        call_command("close_year", "2026", "--by", secretariat.email, "--confirm")
    call_command("close_year", "2026", "--by", second.email, "--confirm", "--json")

    told = json.loads(capsys.readouterr().out.split("公表します。")[-1])
    assert (told["state"], set(told["tables"])) == ("published", set(TABLES))


@pytest.mark.parametrize(
    ("year", "confirm", "message"),
    [("2026", True, "確認を待っている"), ("2199", False, "まだ来ていません")],
)
def test_the_command_says_what_it_cannot_do(secretariat, secretariat_office, year, confirm, message):
    with pytest.raises(CommandError, match=message):
        call_command("close_year", year, by=secretariat.email, confirm=confirm)
    with pytest.raises(CommandError, match="利用者はいません"):
        call_command("close_year", year, by="nobody@example.jp", confirm=confirm)
    assert not Release.objects.exists()


def test_the_command_is_for_the_secretariat(arakawa_staff, arakawa_office, tie):
    with pytest.raises(CommandError, match="事務局の編集者"):
        call_command("close_year", "2026", by=arakawa_staff.email)


def test_the_same_year_cannot_be_prepared_twice_at_once(prepared):
    with pytest.raises(Exception, match=r"release_once_prepared|UNIQUE"), transaction.atomic():
        Release.objects.create(
            fiscal_year=2026,
            as_of=DAY,
            rules="x",
            sha256="",
            prepared_by=prepared.prepared_by,
            prepared_at=prepared.prepared_at,
        )
