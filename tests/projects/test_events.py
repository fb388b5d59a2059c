"""Events: what is known of their days, the list, a page, calendar files."""

import datetime as dt
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from common.dates import Precision, fiscal_year, today
from projects.models import Event, Project
from tests.factories import EventFactory, LocalGovernmentFactory, ProjectFactory
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

LIST = reverse("projects:events")
DRAFT = {"state": Event.State.DRAFT, "published_on": None}
DAY = dt.timedelta(days=1)
#: A slug each, of events that the public does not see.
HIDDEN = ("a-draft", "later", "expired", "of-a-draft")


def titles(response) -> list[str]:
    return [event.title for event in response.context["page_obj"]]


# --- Days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "when", "iso"),
    [
        ({"starts_on": dt.date(2015, 10, 17)}, "平成27年10月17日（2015年）", "2015-10-17"),
        (
            {"starts_on": dt.date(2015, 10, 17), "ends_on": dt.date(2015, 10, 18)},
            "平成27年10月17日（2015年）から10月18日まで",
            "2015-10-17",
        ),
        (
            {"starts_on": dt.date(2018, 12, 30), "ends_on": dt.date(2019, 1, 3)},
            "平成30年12月30日（2018年）から平成31年1月3日（2019年）まで",
            "2018-12-30",
        ),
        (
            {"starts_on": dt.date(2015, 10, 1), "starts_precision": "month"},
            "平成27年10月（2015年）",
            "2015-10",
        ),
        ({"starts_on": dt.date(2015, 1, 1), "starts_precision": "year"}, "平成27年（2015年）", "2015"),
        ({"starts_on": None, "fiscal_year": 2022}, "令和4年度（2022年度）", ""),
    ],
)
def test_when_it_is_as_far_as_is_known(values, when, iso):
    event = Event(**values)
    assert (event.when, event.iso) == (when, iso)


@pytest.mark.parametrize(
    ("values", "hours"),
    [
        ({}, ""),
        ({"starts_at": dt.time(10)}, "10時から"),
        ({"starts_at": dt.time(10), "ends_at": dt.time(16, 30)}, "10時から16時30分まで"),
    ],
)
def test_its_hours(values, hours):
    assert Event(**values).hours == hours


def test_weekdays_and_days_as_on_a_calendar():
    both = Event(starts_on=dt.date(2015, 10, 17), ends_on=dt.date(2015, 10, 18))
    assert (both.weekdays, both.days) == ("土曜日から日曜日", "17–18")
    over_months = Event(starts_on=dt.date(2015, 10, 31), ends_on=dt.date(2015, 11, 1))
    assert over_months.days == "31"
    assert Event(starts_on=dt.date(2015, 10, 1), starts_precision=Precision.MONTH).weekdays == ""


def test_the_database_and_the_record_agree_whether_it_is_over():
    """Of every combination of what may be known: day, length, precision, status, fiscal year."""
    starts = [None, *(today() + days * DAY for days in (-800, -400, -40, -1, 0, 1, 40, 400))]
    year = fiscal_year(today())
    Event.objects.bulk_create(
        EventFactory.build(
            starts_on=start,
            ends_on=start + length * DAY if start and length is not None else None,
            starts_precision=precision,
            status=status,
            fiscal_year=known_year,
        )
        for start, length, precision, status, known_year in product(
            starts, (None, 0, 1, 60), Precision, Event.Status, (year - 1, year, year + 1)
        )
    )
    ahead = {event.pk for event in Event.objects.all() if not event.is_over}
    assert set(Event.objects.upcoming().values_list("pk", flat=True)) == ahead
    assert Event.objects.past().count() == Event.objects.count() - len(ahead)
    assert len(ahead) > 100


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"starts_on": None, "fiscal_year": None}, "fiscal_year"),
        ({"starts_on": dt.date(2015, 10, 17), "fiscal_year": 2016}, "fiscal_year"),
        (
            {"starts_on": dt.date(2015, 10, 17), "ends_on": dt.date(2051, 10, 18), "fiscal_year": 2015},
            "ends_on",
        ),
        ({"slug": "calendar"}, "slug"),
    ],
)
def test_slips_are_told_beside_their_field(values, wrong):
    with pytest.raises(ValidationError) as refused:
        EventFactory.build(**values).full_clean()
    assert list(refused.value.message_dict) == [wrong]


# --- The list -----------------------------------------------------------------------------------------


def test_those_to_come_first_then_the_past_by_fiscal_year(client, market):
    EventFactory(
        title="あさっての催し",
        status="planned",
        starts_on=today() + 2 * DAY,
        fiscal_year=fiscal_year(today()),
    )
    EventFactory(title="日の分からない催し", starts_on=None, fiscal_year=2022)
    EventFactory(title="九月の催し", starts_on=dt.date(2015, 9, 15), fiscal_year=2015)
    EventFactory(title="十月の催し", starts_on=dt.date(2015, 10, 17), fiscal_year=2015)
    response = client.get(LIST)
    assert titles(response) == [
        "あさっての催し",
        "雪と暮らしの物産展",
        "日の分からない催し",
        "十月の催し",
        "九月の催し",
    ]
    text = text_of(response)
    for shown in (
        "これから開催する催し",
        "令和4年度（2022年度）",
        "日の記載なし",
        "平成27年10月17日（2015年）",
    ):
        assert shown in text


def test_what_is_not_public_is_on_no_list_or_page(client, hidden):
    assert "秘密" not in text_of(client.get(LIST))
    for slug in HIDDEN:
        assert client.get(reverse("projects:event", args=[slug])).status_code == 404
        assert client.get(reverse("projects:event_ics", args=[slug])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=すべり台", {"雪"}),
        ("q=西和賀", {"雪"}),
        ("when=ahead", {"雪"}),
        ("when=past", {"木", "23区"}),
        ("kind=symposium", {"23区"}),
        ("ward=131181", {"雪", "23区"}),
        ("prefecture=030007", {"雪"}),
        ("prefecture=330001", {"木"}),
        ("prefecture=130001", set()),
        ("fiscal_year=2018", {"木"}),
        ("joint=on", {"23区"}),
        ("joint=on&fiscal_year=2018", set()),
        ("kind=none", {"雪", "木", "23区"}),
    ],
)
def test_narrowing(client, market, kagamino, query, found):
    EventFactory(title="木の展示", host=kagamino, starts_on=dt.date(2018, 5, 5), fiscal_year=2018)
    EventFactory(
        title="23区のシンポジウム", kind="symposium", is_joint=True, starts_on=None, fiscal_year=2022
    )
    assert {title.split("と")[0].split("の")[0] for title in titles(client.get(f"{LIST}?{query}"))} == found


@hostile
@pytest.mark.parametrize("name", ["q", "when", "kind", "ward", "prefecture", "fiscal_year", "joint", "page"])
def test_no_parameter_of_the_list_fails(client, market, name, value):
    response = client.get(LIST, {name: value})
    assert response.status_code == 200
    assert "<script>alert" not in response.text


def test_an_empty_list_says_how_to_go_on(client):
    text = text_of(client.get(f"{LIST}?q=ない"))
    assert "条件に合う催しは見つかりませんでした" in text
    assert "すべての催しを見る" in text


def test_the_list_is_only_read_and_pages_on(client):
    EventFactory.create_batch(25)
    assert client.post(LIST).status_code == 405
    assert len(titles(client.get(f"{LIST}?page=2"))) == 5


def test_the_list_takes_four_statements_for_one_and_for_thirty(client, market):
    assert statements(client, LIST) == 4
    for _ in range(29):
        EventFactory(project=ProjectFactory(), host=LocalGovernmentFactory())
    assert statements(client, LIST) == 4


def test_the_real_events_are_listed(seeded_db, client):
    response = client.get(LIST)
    assert response.context["page_obj"].paginator.count == 33
    assert "自治体間連携シンポジウム等（令和4年度 1回目）" in text_of(response)


# --- A page -------------------------------------------------------------------------------------------


def test_a_page_shows_all_there_is(client, market, no_foreign_hosts):
    response = client.get(market.get_absolute_url())
    text = text_of(response)
    for shown in (
        market.when,
        market.weekdays,
        "10時から16時30分まで",
        "区民ひろば",
        'href="/wards/131181/">荒川区',
        'href="/municipalities/033669/">岩手県西和賀町',
        "300人",
        'href="https://example.jp/form"',
        market.project.get_absolute_url(),
        "<strong>雪</strong>のすべり台",
        "雨天決行",
        "見本の資料",
        'href="/events/yuki.ics"',
        f'href="/events/calendar/{market.starts_on:%Y-%m}/"',
    ):
        assert shown in text, shown
    no_foreign_hosts(response)


def test_without_a_day_the_page_says_so_and_offers_no_calendar_file(client):
    event = EventFactory(slug="hall-2022-1", starts_on=None, fiscal_year=2022)
    text = text_of(client.get(event.get_absolute_url()))
    assert "令和4年度（2022年度）" in text
    assert "日の記載がないため、カレンダーには載せていません" in text
    assert ".ics" not in text
    assert client.get("/events/hall-2022-1.ics").status_code == 404


@pytest.mark.parametrize(
    ("values", "is_open"),
    [
        ({}, True),
        ({"status": "cancelled"}, False),
        ({"status": "held"}, False),
        ({"starts_on": today() - 2 * DAY, "ends_on": today() - DAY}, False),
        ({"starts_on": today() - DAY, "ends_on": today()}, True),
        ({"registration_url": ""}, False),
    ],
)
def test_registration_is_offered_while_it_makes_sense(client, market, values, is_open):
    Event.objects.update(**values)
    assert ("申込みのページへ" in text_of(client.get(market.get_absolute_url()))) is is_open


def test_the_status_as_people_read_it():
    assert Event(status="planned", starts_on=dt.date(2015, 10, 17)).status_shown == "予定として公表"
    assert Event(status="planned", starts_on=today()).status_shown == "開催中"
    assert Event(status="planned", starts_on=today() + DAY).status_shown == "予定"
    assert Event(status="cancelled", starts_on=today()).status_shown == "中止"


def test_who_may_change_it_sees_why_the_public_does_not(hidden, secretariat, sign_in):
    reasons = {
        "a-draft": "下書きのため",
        "later": "公開される予定です",
        "expired": "公開を終了しています",
        "of-a-draft": "連携事業が公開されていないため",
    }
    for slug, reason in reasons.items():
        text = text_of(sign_in(secretariat).get(reverse("projects:event", args=[slug])))
        assert reason in text
        assert '<meta name="robots" content="noindex">' in text


@pytest.mark.parametrize("slug", ["nowhere", "%00", "雪", "x" * 300])
def test_what_is_no_event_is_not_found(client, slug):
    assert client.get(f"{LIST}{slug}/").status_code == 404


def test_a_page_takes_two_statements_for_one_co_host_and_for_thirty(client, market):
    assert statements(client, market.get_absolute_url()) == 2
    market.co_hosts.add(*LocalGovernmentFactory.create_batch(29))
    assert statements(client, market.get_absolute_url()) == 2


def test_a_projects_page_leads_to_its_events(client, market):
    assert f'href="{market.get_absolute_url()}"' in text_of(client.get(market.project.get_absolute_url()))


# --- The next events ----------------------------------------------------------------------------------


def test_the_next_come_in_order_of_their_days(market, hidden):
    EventFactory(title="もう済んだ催し", starts_on=today() - DAY, fiscal_year=fiscal_year(today()))
    EventFactory(
        title="続いている催し", starts_on=today() - DAY, ends_on=today(), status=Event.Status.PLANNED
    )
    EventFactory(
        title="日の決まらない催し", starts_on=None, fiscal_year=fiscal_year(today()), status="planned"
    )
    assert [event.title for event in Event.objects.published().upcoming()] == [
        "続いている催し",
        "雪と暮らしの物産展",
        "日の決まらない催し",
    ]


def test_events_of_an_unpublished_project_are_not_public(market):
    Project.objects.update(state=Project.State.DRAFT)
    market.refresh_from_db()
    assert not market.is_public
    assert market not in Event.objects.published()
