"""Inquiries in the hands of the secretariat: read, handled, and removed when their time is over."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from common.dates import today
from portal.models import Inquiry
from tests.factories import InquiryFactory

LIST = reverse("admin:portal_inquiry_changelist")


def page_of(inquiry):
    return reverse("admin:portal_inquiry_change", args=[inquiry.pk])


@pytest.fixture
def office(secretariat, sign_in):
    return sign_in(secretariat)


def test_who_read_an_inquiry_is_in_the_audit_record_and_nothing_of_it_is(office, secretariat, db):
    inquiry = InquiryFactory(subject="秘密の件名", email="a@example.jp")
    assert "秘密の件名" in office.get(page_of(inquiry)).text
    office.post(page_of(inquiry), {"state": "active", "note": "電話した"})
    read, changed = AuditEvent.objects.order_by("pk")
    assert (read.verb, read.actor, read.target) == (
        "inquiry.read",
        secretariat,
        f"portal.inquiry:{inquiry.pk}",
    )
    assert changed.verb == "admin.change"
    for event in (read, changed):
        assert inquiry.number in event.summary
        assert "秘密" not in event.summary
        assert "a@example" not in event.summary


def test_whoever_takes_it_up_is_in_charge(office, secretariat, nishiwaga_officer):
    inquiry = InquiryFactory()
    office.post(page_of(inquiry), {"state": "active", "note": ""})
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.handled_by) == ("active", secretariat)

    office.post(page_of(inquiry), {"state": "done", "note": "回答した", "handled_by": nishiwaga_officer.pk})
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.handled_by, inquiry.note) == ("done", nishiwaga_officer, "回答した")


def test_what_the_visitor_wrote_is_not_changed(office):
    inquiry = InquiryFactory(body="もとの本文")
    office.post(page_of(inquiry), {"state": "new", "note": "", "body": "書き換え", "number": "1"})
    inquiry.refresh_from_db()
    assert inquiry.body == "もとの本文"
    assert office.get(reverse("admin:portal_inquiry_add")).status_code == 403


def test_the_list_tells_whether_a_mail_went_out_and_no_personal_data(office):
    InquiryFactory(email="a@example.jp", name="西和賀 二郎", notified_at=timezone.now())
    InquiryFactory()
    text = office.get(LIST).text
    assert text.count("icon-yes") == text.count("icon-no") == 1
    assert "a@example.jp" not in text
    assert "二郎" not in text


def test_who_was_not_granted_it_sees_no_inquiry(arakawa_staff, sign_in):
    inquiry = InquiryFactory()
    assert sign_in(arakawa_staff).get(page_of(inquiry)).status_code == 403
    assert sign_in(arakawa_staff).get(LIST).status_code == 403


# --- Disposal -----------------------------------------------------------------------------------------


@pytest.fixture
def old(secretariat):
    """Four received on 1 April 2026, of which one is done; and one that is done and newer."""
    handled = {"handled_by": secretariat}
    InquiryFactory(number="20260401-0001", state="done", **handled)
    InquiryFactory(number="20260401-0002", state="active", **handled)
    InquiryFactory(number="20260401-0003")
    InquiryFactory(number="20260402-0001", state="done", received_at=_at(2026, 4, 2), **handled)


def _at(*day):
    return timezone.make_aware(dt.datetime(*day))


def numbers():
    return set(Inquiry.objects.values_list("number", flat=True))


def test_only_what_is_done_and_older_is_removed(old, capsys):
    call_command("dispose_inquiries", before="2026-04-02")
    assert numbers() == {"20260401-0002", "20260401-0003", "20260402-0001"}
    shown = capsys.readouterr().out
    assert "20260401-0001 連携の相談 対応済" in shown
    assert "2026年4月2日より前に受け付けた対応済のお問い合わせ1件を廃棄しました。" in shown
    assert "20260401-0002 連携の相談 対応中" in shown
    event = AuditEvent.objects.get()
    assert (event.verb, event.data["numbers"]) == ("dispose_inquiries", ["20260401-0001"])


def test_a_dry_run_removes_nothing(old, capsys):
    call_command("dispose_inquiries", before="2026-04-02", dry_run=True)
    assert len(numbers()) == 4
    assert "まだ廃棄していません" in capsys.readouterr().out
    assert not AuditEvent.objects.exists()


def test_nothing_to_remove_is_no_event(db, capsys):
    call_command("dispose_inquiries", before="2026-04-02")
    assert "0件を廃棄しました" in capsys.readouterr().out
    assert not AuditEvent.objects.exists()


def test_age_is_counted_in_days(old):
    age = (today() - dt.date(2026, 4, 1)).days
    call_command("dispose_inquiries", days=age)
    assert len(numbers()) == 4
    call_command("dispose_inquiries", days=age - 1)
    assert "20260401-0001" not in numbers()


def test_without_a_day_the_setting_decides(old, settings):
    settings.INQUIRY_RETENTION_DAYS = 100 * 365
    call_command("dispose_inquiries")
    assert len(numbers()) == 4
    settings.INQUIRY_RETENTION_DAYS = (today() - dt.date(2026, 4, 3)).days
    call_command("dispose_inquiries")
    assert numbers() == {"20260401-0002", "20260401-0003"}


@pytest.mark.parametrize("options", [{"before": "2026-13-01"}, {"days": -1}, {"days": 10**9}])
def test_a_day_that_is_none_removes_nothing(old, options):
    with pytest.raises(CommandError, match="--"):
        call_command("dispose_inquiries", **options)
    assert len(numbers()) == 4
