import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from bulletin.models import MemberNotice, NoticeReceipt, Response, Thread, Topic, TopicReview
from bulletin.models.board.states import ResponseState, ThreadState
from portal.demo import LABEL, PASSWORD, make_world
from projects.models import Project
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def test_the_sample_world_has_every_state_and_is_labelled(seeded_db, capsys):
    before = Project.objects.published().count()
    call_command("demo_world")
    said = capsys.readouterr().out
    assert set(Thread.objects.values_list("state", flat=True)) == set(ThreadState)
    assert Thread.objects.count() == 30
    assert all(title.startswith(LABEL) for title in Thread.objects.values_list("title", flat=True))
    assert set(Response.objects.values_list("state", flat=True)) >= set(ResponseState) - {
        ResponseState.DRAFT,
        ResponseState.INTERNAL,
        ResponseState.DISSOLVED,
    }
    # What is invented stays off the public site until somebody publishes it.
    assert Project.objects.published().count() == before
    assert not Topic.objects.published().filter(review__isnull=False).exists()
    assert set(TopicReview.objects.values_list("state", flat=True)) == {"returned", "proposed", "review"}
    assert all(one.topic.title.startswith(LABEL) for one in TopicReview.objects.for_list())
    assert MemberNotice.objects.current().count() == 2
    assert NoticeReceipt.objects.count() == 3
    assert PASSWORD in said
    for person in User.objects.filter(email__endswith="@mihon.example.jp"):
        assert person.email in said
        assert person.check_password(PASSWORD)

    call_command("demo_world")
    assert Thread.objects.count() == 30
    assert PASSWORD in capsys.readouterr().out


def test_it_is_never_mixed_with_real_members(nishiwaga):
    MembershipFactory(body=nishiwaga)
    with pytest.raises(CommandError, match="見本を混ぜない"):
        make_world()
    assert not User.objects.exists()


def test_it_needs_the_bodies(db):
    with pytest.raises(CommandError, match="seed"):
        make_world()
    assert not User.objects.exists()
