"""催促: three at most, five working days apart, only to who owes."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import AuditEvent, OutgoingMail
from common.moves import Refused
from common.workdays import working_days_after
from municipalities.models import Posting
from surveys.models import Contact, Reminder, Survey, SurveyTarget
from surveys.targets.reminding import due, send_reminder
from tests.factories import PostingFactory, ReminderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(secretariat, secretariat_office):
    return secretariat


@pytest.fixture
def on(monkeypatch):
    """Makes it noon of a day in Japan."""

    def on(day: str):
        moment = dt.datetime.fromisoformat(f"{day}T12:00+09:00")
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return on


@pytest.fixture
def survey(posted, on):
    """Going on until 25 December 2026; both bodies were asked on Tuesday, 1 December."""
    sent = on("2026-12-01")
    closes = dt.datetime(2027, 1, 29, 8, tzinfo=dt.UTC)
    Survey.objects.filter(pk=posted.survey_id).update(closes_at=closes)
    SurveyTarget.objects.update(sent_at=sent, state_since=sent)
    OutgoingMail.objects.all().delete()
    Contact.objects.all().delete()
    return Survey.objects.get(pk=posted.survey_id)


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2026-12-01", 1, "2026-12-02"),
        ("2026-12-01", 5, "2026-12-08"),
        ("2026-12-04", 1, "2026-12-07"),  # over a weekend
        ("2026-12-25", 5, "2027-01-07"),  # over the closing of offices at the new year
        ("2026-04-28", 2, "2026-05-01"),  # over 29 April
        ("2026-12-05", 1, "2026-12-07"),  # from a Saturday
    ],
)
def test_days_on_which_offices_are_open(day, number, expected):
    assert working_days_after(dt.date.fromisoformat(day), number) == dt.date.fromisoformat(expected)


def test_members_get_a_mail_and_the_others_stand_on_the_list(survey, on, by, nishiwaga_officer):
    now = on("2026-12-08")
    reminder = send_reminder(survey=survey, by=by)
    assert (reminder.number, reminder.mailed, reminder.posted, reminder.at) == (1, 1, 1, now)
    mail = OutgoingMail.objects.get()
    assert mail.to == nishiwaga_officer.email
    assert "再度のお願い" in mail.subject
    assert "連携の意向調査" in mail.body
    found = {target.body.name: target for target in SurveyTarget.objects.select_related("body")}
    assert {name: one.reminders for name, one in found.items()} == {"西和賀町": 1, "鏡野町": 1}
    assert {one.contacted_at for one in found.values()} == {now}
    ways = dict(Contact.objects.filter(what="reminded").values_list("target__body__name", "way"))
    assert ways == {"西和賀町": "mail", "鏡野町": "post"}
    event = AuditEvent.objects.get(verb="survey.remind")
    assert event.data == {"codes": ["033669", "336068"]}


def test_four_working_days_after_sending_is_too_early(survey, on, by):
    on("2026-12-07")
    with pytest.raises(Refused, match="次に催促できるのは令和8年12月8日（2026年）から"):
        send_reminder(survey=survey, by=by)
    assert not Reminder.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_four_working_days_after_the_last_one_is_too_early(survey, on, by):
    on("2026-12-08")
    send_reminder(survey=survey, by=by)
    on("2026-12-14")
    with pytest.raises(Refused, match="5開庁日"):
        send_reminder(survey=survey, by=by)
    on("2026-12-15")
    assert send_reminder(survey=survey, by=by).number == 2


def test_a_fourth_is_refused(survey, on, by):
    for day in ("2026-12-08", "2026-12-15", "2026-12-22"):
        on(day)
        send_reminder(survey=survey, by=by)
    on("2027-01-20")
    with pytest.raises(Refused, match="催促は3回まで"):
        send_reminder(survey=survey, by=by)
    assert Reminder.objects.count() == 3
    assert set(SurveyTarget.objects.values_list("reminders", flat=True)) == {3}


@pytest.mark.parametrize(
    "state", ["unsent", "submitted", "resubmitted", "confirmed", "by_proxy", "declined", "excluded"]
)
def test_who_has_answered_or_need_not_gets_none(state, survey, on, by, nishiwaga):
    SurveyTarget.objects.filter(body=nishiwaga).update(state=state)
    on("2026-12-08")
    reminder = send_reminder(survey=survey, by=by)
    assert (reminder.mailed, reminder.posted) == (0, 1)
    assert not OutgoingMail.objects.exists()
    assert SurveyTarget.objects.get(body=nishiwaga).reminders == 0
    assert not Contact.objects.filter(target__body=nishiwaga).exists()


@pytest.mark.parametrize("state", ["sent", "bounced", "writing", "returned"])
def test_who_owes_gets_one(state, survey, on, by, nishiwaga):
    SurveyTarget.objects.filter(body=nishiwaga).update(state=state)
    on("2026-12-08")
    assert send_reminder(survey=survey, by=by).mailed == 1


def test_whose_answer_was_sent_back_yesterday_has_time(survey, on, by, nishiwaga):
    since = dt.datetime(2026, 12, 7, 3, tzinfo=dt.UTC)
    SurveyTarget.objects.filter(body=nishiwaga).update(state="returned", state_since=since)
    on("2026-12-08")
    assert due(survey).too_early == 1
    reminder = send_reminder(survey=survey, by=by)
    assert (reminder.mailed, reminder.posted) == (0, 1)


def test_who_was_asked_later_has_as_much_time(survey, on, by, kagamino):
    SurveyTarget.objects.filter(body=kagamino).update(sent_at=dt.datetime(2026, 12, 4, 3, tzinfo=dt.UTC))
    on("2026-12-08")
    reminder = send_reminder(survey=survey, by=by)
    assert (reminder.mailed, reminder.posted) == (1, 0)


@pytest.mark.parametrize("state", ["scheduled", "closed", "reviewing", "final"])
def test_only_while_it_is_open(state, survey, on, by):
    moment = on("2026-12-08")
    values = {"state": state}
    if state == "scheduled":  # nothing goes back: it is over by the clock, and nobody has noted it yet
        values = {"closes_at": moment - dt.timedelta(hours=1), "opens_at": moment - dt.timedelta(days=9)}
    Survey.objects.filter(pk=survey.pk).update(**values)
    with pytest.raises(Refused, match="実施中だけ"):
        send_reminder(survey=survey, by=by)


def test_nobody_to_remind(survey, on, by):
    SurveyTarget.objects.update(state="confirmed")
    on("2026-12-08")
    with pytest.raises(Refused, match="催促する団体がありません"):
        send_reminder(survey=survey, by=by)


def test_a_reader_reminds_nobody(survey, on, secretariat_office):
    on("2026-12-08")
    reader = PostingFactory(office=secretariat_office, role=Posting.Role.VIEWER).user
    with pytest.raises(PermissionDenied):
        send_reminder(survey=survey, by=reader)


def test_the_page_says_when_and_to_how_many(survey, on, by, sign_in):
    on("2026-12-07")
    client = sign_in(by)
    address = f"{survey.desk_url}targets/remind/"
    page = client.get(address).text
    assert "令和8年12月8日（2026年）から" in page
    assert "メール（会員）0団体、郵送0団体" in page
    assert "催促する</button>" not in page
    assert client.post(address, {"once": "1"}).status_code == 422
    on("2026-12-08")
    client = sign_in(by)  # a session lasts no day
    page = client.get(address).text
    assert "メール（会員）1団体、郵送1団体" in page
    answer = client.post(address, {"once": "2"})
    assert answer["Location"] == f"{survey.desk_url}targets/letters/?list=remind"
    client.post(address, {"once": "2"})
    assert Reminder.objects.count() == 1
    assert "第1回　メール1団体、郵送1団体" in client.get(address).text


def test_the_reminded_stand_on_the_list_of_letters_until_they_answer(survey, on, by, sign_in, kagamino):
    on("2026-12-08")
    client = sign_in(by)
    address = f"{survey.desk_url}targets/letters/?list=remind"
    assert "この一覧に団体はありません" in client.get(address).text
    send_reminder(survey=survey, by=by)
    page = client.get(address)
    assert [target.body for target in page.context["first"]] == [kagamino]
    SurveyTarget.objects.filter(body=kagamino).update(state="submitted")
    assert "この一覧に団体はありません" in client.get(address).text


def test_a_reminder_of_a_day_without_members_sends_no_mail(survey, on, by, nishiwaga_office):
    nishiwaga_office.ended_on = dt.date(2026, 12, 1)
    nishiwaga_office.save()
    on("2026-12-08")
    reminder = send_reminder(survey=survey, by=by)
    assert (reminder.mailed, reminder.posted) == (0, 2)


def test_the_number_goes_on_from_the_last(survey, on, by):
    ReminderFactory(survey=survey, number=2, at=timezone.now())
    on("2026-12-08")
    assert send_reminder(survey=survey, by=by).number == 3
