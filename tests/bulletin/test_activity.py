import datetime as dt

import pytest
from django.utils import timezone

from bulletin import activity
from tests.factories import ResponseFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def at(*day):
    return timezone.make_aware(dt.datetime(*day, 9))


@pytest.fixture
def threads(arakawa_office, nishiwaga_office, kagamino_office):
    """One settled, answered after two days; one without an answer of the year after; one that nobody else has seen."""
    settled = ThreadFactory(office=arakawa_office, state="settled", opened_at=at(2025, 4, 1), field="tourism")
    ResponseFactory(
        thread=settled,
        office=nishiwaga_office,
        state="settled",
        submitted_at=at(2025, 4, 3),
        settled_on=dt.date(2025, 5, 1),
    )
    ResponseFactory(thread=settled, office=kagamino_office, state="passed", submitted_at=at(2025, 4, 9))
    silent = ThreadFactory(office=nishiwaga_office, state="open", opened_at=at(2026, 4, 1), field="")
    draft = ThreadFactory(office=arakawa_office, state="draft", opened_at=None)
    return settled, silent, draft


def told(office, key):
    rows = activity.posted(office)
    return {
        group.key: {one.key: one.tells(found) for one in activity.measures_for(office)}
        for group, found in activity.grouped(rows, key)
    }


def test_the_secretariat_sees_answers_and_how_long_they_took(secretariat_office, threads):
    years = told(secretariat_office, "year")

    assert years["2025"] == {"threads": 1, "settled": 1, "responses": 2, "days": 2.0, "unanswered": 0}
    assert years["2026"] == {"threads": 1, "settled": 0, "responses": 0, "days": None, "unanswered": 1}
    assert years["total"]["threads"] == 2


def test_an_office_sees_what_it_may_see_and_nothing_of_answers(nishiwaga_office, threads):
    assert told(nishiwaga_office, "year")["2025"] == {"threads": 1, "settled": 1}


def test_what_is_addressed_to_others_is_not_counted(kagamino_office, threads):
    ThreadFactory(office=threads[0].office, state="open", opened_at=at(2026, 5, 1), audience="wards")
    assert told(kagamino_office, "year")["total"]["threads"] == 2


def test_areas_and_fields_add_up(secretariat_office, threads):
    for key in ("area", "field"):
        groups = told(secretariat_office, key)
        assert sum(one["threads"] for name, one in groups.items() if name != "total") == 2
    assert told(secretariat_office, "area")["kanto"]["settled"] == 1
    assert told(secretariat_office, "field")["none"]["unanswered"] == 1


def test_each_number_opens_the_threads_it_counts(sign_in, secretariat, secretariat_office, threads):
    client = sign_in(secretariat)
    page = client.get("/members/activity/", {"year": 2025})
    numbers = [
        (cell.url, cell.value)
        for table in page.context["tables"]
        for row in table.rows
        for cell in row
        if cell.url
    ]
    assert numbers
    for url, number in numbers:
        assert len(client.get(url).context["table"].rows) == number, url


@pytest.mark.parametrize(
    "query",
    [
        "",
        "table=x&row=total&count=threads",
        "table=area&row=x&count=threads",
        "table=area&row=total&count=days",
    ],
)
def test_a_number_that_is_none_is_not_found(sign_in, secretariat, secretariat_office, threads, query):
    assert sign_in(secretariat).get(f"/members/activity/list/?{query}").status_code == 404


def test_figures_of_answers_are_the_secretariats(sign_in, arakawa_staff, threads):
    client = sign_in(arakawa_staff)
    assert "回答のない投稿" not in client.get("/members/activity/").content.decode()
    page = "/members/activity/list/?table=area&row=total&count=unanswered"
    assert client.get(page).status_code == 404


def test_without_threads_it_says_so(sign_in, arakawa_staff, arakawa_office):
    assert "数える投稿がまだありません" in sign_in(arakawa_staff).get("/members/activity/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow(
    sign_in, arakawa_staff, arakawa_office, nishiwaga_office, django_assert_num_queries, count
):
    ThreadFactory.create_batch(count, office=nishiwaga_office, state="open", opened_at=at(2026, 4, 1))
    client = sign_in(arakawa_staff)
    with django_assert_num_queries(5):
        client.get("/members/activity/")
    with django_assert_num_queries(6):
        client.get("/members/activity/list/?table=area&row=total&count=threads")
