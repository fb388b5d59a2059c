"""Pages of topics, notices and publications."""

import datetime as dt

import pytest
from django.urls import reverse

from bulletin.models import Publication, Topic
from common.dates import today
from tests.factories import (
    NoticeFactory,
    ProjectFactory,
    PublicationFactory,
    PublicationFileFactory,
    SourceFactory,
    TopicFactory,
    TopicPhotoFactory,
)
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

TOPICS, NOTICES, PUBLICATIONS = (
    reverse(f"bulletin:{name}") for name in ("topics", "notices", "publications")
)
LISTS = {TOPICS: TopicFactory, NOTICES: NoticeFactory, PUBLICATIONS: PublicationFactory}
DRAFT = {"state": "draft", "published_on": None}
HIDDEN = [DRAFT, {"published_on": today() + dt.timedelta(days=1)}]

every_list = pytest.mark.parametrize(("address", "factory"), LISTS.items(), ids=LISTS)
every_record = pytest.mark.parametrize("factory", LISTS.values(), ids=LISTS)


@pytest.fixture
def snow(nishiwaga):
    return TopicFactory(
        number="T-2026-0001",
        title="雪室の米",
        summary="雪室で寝かせた米の販売会",
        body="**「雪の恵み」**です",
        kind=Topic.Kind.PRODUCT,
        sender=nishiwaga,
        starts_on=dt.date(2026, 12, 1),
        ends_on=dt.date(2027, 1, 31),
        place="あらかわ遊園",
        website="https://www.example.jp/yuki",
        published_on=dt.date(2026, 4, 1),
    )


# --- What all of them have in common ------------------------------------------------------------------


@every_list
@pytest.mark.parametrize("hidden", HIDDEN, ids=["draft", "later"])
def test_a_stranger_sees_neither_drafts_nor_what_is_published_later(
    client, sign_in, nishiwaga_officer, arakawa_staff, address, factory, hidden
):
    record = factory(title="まだ言えない話", **hidden)
    for visitor in (client, sign_in(nishiwaga_officer), sign_in(arakawa_staff)):
        assert "まだ言えない話" not in text_of(visitor.get(address))
        assert "まだ言えない話" not in text_of(visitor.get(address, {"q": "言えない", "time": "all"}))
        assert visitor.get(record.get_absolute_url()).status_code == 404


@every_list
def test_who_may_change_them_previews_them_with_a_notice(sign_in, secretariat, address, factory):
    record = factory(title="まだ言えない話", **DRAFT)
    office = sign_in(secretariat)
    assert "非公開" in text_of(office.get(address))
    text = text_of(office.get(record.get_absolute_url()))
    assert "プレビュー" in text
    assert "下書きのため、公開されていません。" in text
    later = factory(published_on=dt.date(2999, 1, 1))
    assert "に公開される予定です。" in text_of(office.get(later.get_absolute_url()))


@every_record
def test_a_visitor_sees_no_word_of_a_preview(client, factory):
    assert "プレビュー" not in text_of(client.get(factory().get_absolute_url()))


@every_list
def test_an_empty_list_says_what_to_do(client, address, factory):
    text = text_of(client.get(address))
    assert "ありません" in text
    assert 'class="button button-outline"' in text


@every_list
def test_pages_of_twenty(client, address, factory):
    factory.create_batch(25)
    assert "<strong>25</strong>件" in text_of(client.get(address))
    assert "2／2ページ" in text_of(client.get(address, {"page": 2}))
    assert "2／2ページ" in text_of(client.get(address, {"page": 999}))


@every_list
def test_these_pages_are_only_read(client, address, factory):
    assert client.post(address).status_code == 405
    assert client.post(factory().get_absolute_url()).status_code == 405


@hostile
@every_list
def test_no_value_is_an_error_or_comes_back_unescaped(client, address, factory, value):
    factory()
    for name in ("q", "kind", "area", "prefecture", "time", "page", "nothing"):
        text = text_of(client.get(address, {name: value}))
        assert "<script>alert(1)" not in text
        assert "'\"; DROP" not in text


@every_record
@hostile
def test_whatever_was_entered_is_shown_as_text(client, factory, value):
    value = value.replace("\x00", "")[:100] or "x"
    record = factory(title=value)
    text = text_of(client.get(record.get_absolute_url()))
    assert "<script>alert(1)" not in text


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "key", ["T-2099-0001", "t-2026-0001", "x", "%00", "あ", "T-2026-0001%0d%0aSet-Cookie"]
)
def test_what_is_no_record_is_not_found(client, snow, address, key):
    if address == TOPICS and key == snow.number:
        return
    assert client.get(f"{address}{key}/").status_code == 404


@every_list
def test_lists_take_the_same_statements_for_one_and_for_thirty(client, address, factory):
    expected = {TOPICS: 4, NOTICES: 2, PUBLICATIONS: 3}[address]
    attached = {TOPICS: ("topic", TopicPhotoFactory), PUBLICATIONS: ("publication", PublicationFileFactory)}
    for size in (1, 29):
        for record in factory.create_batch(size):
            if address in attached:
                owner, attachment = attached[address]
                attachment.create_batch(2, **{owner: record})
        assert statements(client, address) == expected


def test_records_take_one_statement_for_one_and_for_thirty(client):
    topic = TopicFactory(project=ProjectFactory())
    publication = PublicationFactory(source=SourceFactory())
    notice = NoticeFactory()
    for size in (1, 29):
        TopicPhotoFactory.create_batch(size, topic=topic)
        PublicationFileFactory.create_batch(size, publication=publication)
        for record in (topic, publication, notice):
            assert statements(client, record.get_absolute_url()) == 1


@every_record
def test_what_is_not_public_is_kept_from_machines(sign_in, secretariat, client, factory):
    text = text_of(sign_in(secretariat).get(factory(**DRAFT).get_absolute_url()))
    assert '<meta name="robots" content="noindex">' in text
    assert "og:title" not in text
    shown = text_of(client.get(factory().get_absolute_url()))
    assert "noindex" not in shown
    assert '<meta property="og:type" content="article">' in shown


# --- Topics -------------------------------------------------------------------------------------------


def test_an_entry_tells_what_from_whom_and_when_with_its_picture(client, snow):
    photo = TopicPhotoFactory(topic=snow, alt="積まれた米袋", rights_holder="岩手県西和賀町")
    text = text_of(client.get(TOPICS))
    for shown in (
        "雪室の米",
        "雪室で寝かせた米の販売会",
        "岩手県西和賀町",
        "特産品",
        "令和8年4月1日（2026年）",
        photo.card_url,
        'alt="積まれた米袋"',
        "写真：岩手県西和賀町",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("q=雪", True),
        ("q=ゆき", False),
        ("q=西和賀", True),
        ("q=雪+遊園", True),
        ("q=雪+海", False),
        ("kind=product", True),
        ("kind=event", False),
        ("area=tohoku", True),
        ("area=kanto", False),
        ("prefecture=030007", True),
        ("prefecture=330001", False),
        ("time=past", False),
        ("time=all", True),
    ],
)
def test_filters(client, snow, kagamino, query, found):
    text = text_of(client.get(f"{TOPICS}?{query}"))
    assert ("雪室の米" in text) is found
    assert found or "掲載中のトピックスをすべて見る" in text


def test_a_value_that_is_no_choice_is_told_and_does_not_narrow(client, snow):
    for name in ("kind", "area", "prefecture", "time"):
        response = client.get(TOPICS, {name: "zzz"})
        assert "雪室の米" in text_of(response)
        assert "選択肢にありません" in response.context["form"].errors[name][0]


def test_past_topics_stand_in_a_list_of_their_own_and_say_so(client, snow):
    past = TopicFactory(title="去年の祭り", published_on=dt.date(2025, 1, 1), expires_on=dt.date(2025, 4, 1))
    current = text_of(client.get(TOPICS))
    assert "去年の祭り" not in current
    assert f'href="{TOPICS}?time=past"' in current
    only_past = text_of(client.get(f"{TOPICS}?time=past"))
    assert "去年の祭り" in only_past
    assert "掲載終了" in only_past
    assert "雪室の米" not in only_past
    assert "このトピックスは掲載を終えています" in text_of(client.get(past.get_absolute_url()))


def test_the_page_of_a_topic(client, snow, nishiwaga):
    photo = TopicPhotoFactory(topic=snow, alt="積まれた米袋", rights_holder="岩手県西和賀町")
    snow.project = ProjectFactory(title="雪の活用")
    snow.save()
    text = text_of(client.get(snow.get_absolute_url()))
    for shown in (
        "T-2026-0001",
        "<strong>「雪の恵み」</strong>です",
        "令和8年12月1日（2026年）から令和9年1月31日（2027年）まで",
        "あらかわ遊園",
        'href="https://www.example.jp/yuki"',
        f'href="{nishiwaga.get_absolute_url()}"',
        f'href="{snow.project.get_absolute_url()}"',
        f'src="{photo.get_absolute_url()}"',
        'width="1200" height="800" alt="積まれた米袋"',
        "最終更新",
    ):
        assert shown in text


def test_a_topic_is_described_for_machines_with_its_first_photograph(client, snow):
    plain = text_of(client.get(snow.get_absolute_url()))
    assert '"@type": "NewsArticle"' in plain
    photo = TopicPhotoFactory(topic=snow)
    shared = f'<meta property="og:image" content="http://testserver{photo.get_absolute_url()}">'
    assert shared not in plain
    assert shared in text_of(client.get(snow.get_absolute_url()))


def test_a_topic_of_the_secretariat_and_of_a_project_that_is_not_public(client):
    topic = TopicFactory(sender=None, project=ProjectFactory(title="秘密の事業", **DRAFT))
    text = text_of(client.get(topic.get_absolute_url()))
    assert "特別区長会事務局" in text
    assert "秘密の事業" not in text


def test_a_photograph_whose_right_has_ended_disappears(client, snow):
    photo = TopicPhotoFactory(topic=snow, usable_until=today() - dt.timedelta(days=1))
    for address in (TOPICS, snow.get_absolute_url()):
        assert photo.name not in text_of(client.get(address))


# --- Notices ------------------------------------------------------------------------------------------


def test_notices_until_they_expire(client):
    urgent = NoticeFactory(title="本日停止します", body="**至急**", is_urgent=True)
    NoticeFactory(title="終わった話", expires_on=today())
    text = text_of(client.get(NOTICES))
    assert "本日停止します" in text
    assert "緊急" in text
    assert "終わった話" not in text
    assert "<strong>至急</strong>" in text_of(client.get(urgent.get_absolute_url()))


# --- Publications -------------------------------------------------------------------------------------


@pytest.fixture
def policy():
    return PublicationFactory(
        slug="hoshin",
        title="推進方針",
        kind=Publication.Kind.POLICY,
        issuer="特別区長会",
        issued_on=dt.date(2017, 3, 1),
        issued_precision="month",
        summary="目標を示した方針",
        body="## 目標\n\n- 共存共栄",
        source=SourceFactory(title="今後の方向性"),
    )


def test_a_publication_is_read_on_its_page_and_its_files_tell_type_and_size(client, policy):
    document = PublicationFileFactory(publication=policy, title="本文")
    listed = text_of(client.get(PUBLICATIONS))
    page = text_of(client.get(policy.get_absolute_url()))
    for text in (listed, page):
        for shown in ("推進方針", "方針・計画", "平成29年3月（2017年）", "特別区長会", "目標を示した方針"):
            assert shown in text
        assert f'<a href="{document.get_absolute_url()}">本文<span>（PDF・1KB）</span></a>' in text
    assert "<h3>目標</h3>" in page
    assert "今後の方向性" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("kind=policy", True), ("kind=report", False), ("kind=zzz", True), ("q=目標", True), ("q=雪", False)],
)
def test_publications_by_kind_and_word(client, policy, query, found):
    text = text_of(client.get(f"{PUBLICATIONS}?{query}"))
    assert ("推進方針" in text) is found
    assert found or "すべての刊行物を見る" in text


def test_every_publication_of_the_real_data_is_there(seeded_db, client):
    for publication in Publication.objects.all():
        assert client.get(publication.get_absolute_url()).status_code == 200
    assert "趣意書" in text_of(client.get(PUBLICATIONS))
