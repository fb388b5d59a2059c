"""Topics, notices and publications over time."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from bulletin.models import Notice, Publication, Topic
from common.dates import today
from tests.factories import (
    NoticeFactory,
    ProjectFactory,
    ProjectPartyFactory,
    PublicationFactory,
    TopicFactory,
    TopicPhotoFactory,
)

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = today() - dt.timedelta(days=1), today() + dt.timedelta(days=1)
DRAFT = {"state": "draft", "published_on": None}


@pytest.mark.parametrize("factory", [TopicFactory, NoticeFactory, PublicationFactory])
def test_what_is_published_is_so_from_its_day_on(factory):
    shown = factory(published_on=today())
    hidden = [
        factory(**DRAFT),
        factory(state="draft", published_on=YESTERDAY),
        factory(published_on=TOMORROW),
    ]
    assert list(type(shown).objects.published()) == [shown]
    assert shown.is_public
    assert shown.why_hidden == ""
    assert not any(record.is_public for record in hidden)
    assert [record.why_hidden[:5] for record in hidden[:2]] == ["下書きのた"] * 2
    assert hidden[2].why_hidden.endswith("に公開される予定です。")
    assert "令和" in hidden[2].why_hidden


@pytest.mark.parametrize("factory", [NoticeFactory, PublicationFactory])
def test_what_expires_is_hidden_from_that_day_on(factory):
    until_tomorrow = factory(published_on=YESTERDAY, expires_on=TOMORROW)
    until_today = factory(published_on=YESTERDAY, expires_on=today())
    assert list(type(until_today).objects.published()) == [until_tomorrow]
    assert until_today.why_hidden == "公開を終了しています。"


def test_a_topic_that_expires_is_past_and_stays_findable():
    past = TopicFactory(published_on=YESTERDAY, expires_on=today())
    current = TopicFactory(published_on=YESTERDAY, expires_on=TOMORROW)
    endless = TopicFactory(published_on=YESTERDAY)
    assert set(Topic.objects.published().current()) == {current, endless}
    assert list(Topic.objects.published().past()) == [past]
    assert past.is_public
    assert past.is_past
    assert not current.is_past


def test_who_may_change_it_sees_the_draft(secretariat, arakawa_staff):
    draft = TopicFactory(**DRAFT)
    assert list(Topic.objects.visible_to(secretariat)) == [draft]
    assert not Topic.objects.visible_to(arakawa_staff).exists()


def test_a_form_not_filled_in_yet_is_no_error():
    for model in (Topic, Notice, Publication):
        assert model(state="published").why_hidden == ""


@pytest.mark.parametrize(
    ("model", "factory", "prefix"), [(Topic, TopicFactory, "T"), (Notice, NoticeFactory, "N")]
)
def test_numbers_are_given_by_year_and_are_addresses(model, factory, prefix):
    first, second = factory(number=""), factory(number="")
    assert [first.number, second.number] == [f"{prefix}-{today().year}-0001", f"{prefix}-{today().year}-0002"]
    assert first.get_absolute_url().endswith(f"/{first.number}/")
    for wrong in ("X-2026-0001", f"{prefix}-2026-1", f"{prefix}-2026-0001\n", "雪"):
        with pytest.raises(ValidationError, match="の形で入力してください"):
            factory.build(number=wrong, sender=None).clean_fields() if model is Topic else factory.build(
                number=wrong
            ).clean_fields()


def test_topics_of_a_body_are_its_own_and_those_of_its_projects(nishiwaga, kagamino):
    own = TopicFactory(sender=nishiwaga)
    project = ProjectPartyFactory(body=nishiwaga).project
    of_project = TopicFactory(sender=None, project=project)
    hidden = ProjectPartyFactory(body=nishiwaga, project=ProjectFactory(**DRAFT)).project
    TopicFactory(sender=kagamino, project=hidden)
    assert set(Topic.objects.of_body(nishiwaga)) == {own, of_project}


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [
        (None, None, ""),
        (dt.date(2026, 12, 1), None, "令和8年12月1日（2026年）"),
        (dt.date(2026, 12, 1), dt.date(2026, 12, 1), "令和8年12月1日（2026年）"),
        (
            dt.date(2026, 12, 1),
            dt.date(2027, 1, 31),
            "令和8年12月1日（2026年）から令和9年1月31日（2027年）まで",
        ),
    ],
)
def test_the_period_of_a_topic(starts, ends, shown):
    assert Topic(starts_on=starts, ends_on=ends).period == shown


def test_photographs_come_in_order_and_only_while_they_may_be_shown():
    topic = TopicFactory()
    second = TopicPhotoFactory(topic=topic, order=1)
    first = TopicPhotoFactory(topic=topic, order=0)
    TopicPhotoFactory(topic=topic, usable_until=YESTERDAY)
    last_day = TopicPhotoFactory(topic=topic, usable_until=today(), order=2)
    shown = Topic.objects.for_detail().get().photos_shown
    assert [photo.get_absolute_url() for photo in shown] == [
        photo.get_absolute_url() for photo in (first, second, last_day)
    ]
    assert shown[0].card_url == first.card_url
    assert [photo.is_usable for photo in topic.photos.all()] == [True, False, True, True]


def test_urgent_notices_come_first_then_the_newest():
    old, new, urgent = (
        NoticeFactory(published_on=dt.date(2026, 1, day), is_urgent=is_urgent)
        for day, is_urgent in ((5, False), (20, False), (1, True))
    )
    assert list(Notice.objects.published().for_list()) == [urgent, new, old]


def test_they_are_found_by_their_words():
    topic = TopicFactory(title="雪室の米", title_kana="ゆきむろのこめ", place="あらかわ遊園")
    for word in ("雪", "ユキムロ", topic.number, "遊園", str(topic.sender)):
        assert list(Topic.objects.written(word)) == [topic]
    assert NoticeFactory(body="停電のため") in Notice.objects.written("停電")
    assert PublicationFactory(summary="目標を示す") in Publication.objects.written("目標")
