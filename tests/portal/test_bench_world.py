from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bulletin.models import BoardEvent, Message, Response, Thread
from municipalities.models import LocalGovernment, Membership, Office, Posting
from portal.measuring import board, projects
from projects.models import Project, ProjectParty
from tests.factories import LocalGovernmentFactory, MembershipFactory, WardFactory

pytestmark = pytest.mark.django_db


def build(count) -> str:
    out = StringIO()
    call_command("bench_world", count, stdout=out)
    return out.getvalue()


@pytest.fixture
def bodies():
    WardFactory()
    LocalGovernmentFactory.create_batch(6)


def test_it_makes_that_many_published_samples_that_are_valid(bodies):
    assert "見本の連携事業と投稿を12件ずつ作りました。" in build("12")
    assert Project.objects.published().count() == 12
    for project in Project.objects.all():
        project.full_clean()
        assert project.title.startswith("見本の連携事業")
        assert project.parties.filter(role=ProjectParty.Role.LEAD).count() == 1
        assert 2 <= project.parties.filter(role=ProjectParty.Role.PARTICIPANT).count() <= 5
        assert 1 <= project.years.count() <= 3
    assert not Project.objects.filter(search_text__isnull=True).exists()


def test_numbers_go_on_past_the_last_of_a_year(bodies, monkeypatch):
    monkeypatch.setattr(projects, "LAST_OF_YEAR", 9)
    build("11")
    assert list(Project.objects.values_list("number", flat=True)[:3]) == [
        "P-1001-0002",
        "P-1001-0001",
        "P-1000-0009",
    ]


def test_it_makes_a_board_of_members_that_is_valid(bodies, monkeypatch):
    for name, size in {"ONE_IN": 2, "OPEN": 8, "NEWEST": 3, "RESPONSES": 2, "LONG_ROOM": 7}.items():
        monkeypatch.setattr(board, name, size)
    build("12")
    assert (Membership.objects.count(), Office.objects.count(), Posting.objects.acting().count()) == (3, 4, 4)
    assert Thread.objects.count() == BoardEvent.objects.count() == 12
    for record in (*Thread.objects.all(), *Response.objects.all(), *Message.objects.all()):
        record.full_clean()
    newest = Thread.objects.first()
    assert newest.title == "見本の投稿000011"
    assert newest.sender == LocalGovernment.objects.special_wards().get()
    assert [thread.responses.count() for thread in Thread.objects.all()] == [2] * 3 + [1] * 9
    assert Thread.objects.in_state("open").count() == 8
    assert [one.messages.count() for one in newest.responses.all()] == [7, board.MESSAGES]
    assert not Thread.objects.filter(search_text__isnull=True).exists()


@pytest.mark.parametrize("make", [MembershipFactory, "nishiwaga_officer"])
def test_it_refuses_where_there_are_members(bodies, make, request):
    request.getfixturevalue(make) if isinstance(make, str) else make()
    with pytest.raises(CommandError, match="何も作りませんでした"):
        build("1")
    assert not Project.objects.exists()


def test_it_refuses_a_second_world(bodies):
    build("1")
    with pytest.raises(CommandError, match="作成済み"):
        build("1")


def test_it_needs_the_bodies():
    with pytest.raises(CommandError, match="先に manage"):
        build("1")


@pytest.mark.parametrize("count", ["0", "-3"])
def test_it_refuses_counts_that_make_nothing(bodies, count):
    with pytest.raises(CommandError, match="1以上"):
        call_command("bench_world", "--", count)
