"""What the search page finds first, and what it never finds."""

import datetime as dt

import pytest
from django.urls import reverse

from bulletin.models import Topic
from common.dates import today
from municipalities.models import NameVariant
from portal.search.kinds import KINDS
from portal.search.pages import PAGES, WORDS
from portal.search.results import Results
from portal.site_map import SECTIONS
from tests import factories as f

pytestmark = pytest.mark.django_db

TOMORROW = today() + dt.timedelta(days=1)


def titles(results: Results) -> list[str]:
    return [str(entry.title) for group in results.groups for entry in group.entries]


def unmarked(results: Results) -> list[str]:
    return [title.replace("<mark>", "").replace("</mark>", "") for title in titles(results)]


def first(text: str) -> tuple[str, str]:
    """The label of the first group, and its first hit, unmarked."""
    results = Results(text)
    return results.groups[0].label, unmarked(results)[0]


# --- What it must show, on the real data --------------------------------------------------------------

TOKACHI = "北海道十勝地域×東京台東区・墨田区連携 ～大地のタカラ×江戸のチカラ 関係人口創出プロジェクト～"


@pytest.mark.parametrize(
    ("asked", "label", "title"),
    [
        ("雪", "連携事業", "雪の活用"),
        ("ゆき", "連携事業", "雪の活用"),
        ("ユキ", "連携事業", "雪の活用"),
        ("ﾕｷ", "連携事業", "雪の活用"),
        ("茅ケ崎", "自治体", "神奈川県茅ヶ崎市"),
        ("茅ヶ崎市", "自治体", "神奈川県茅ヶ崎市"),
        ("茅が崎市", "自治体", "神奈川県茅ヶ崎市"),
        ("ちがさき", "自治体", "神奈川県茅ヶ崎市"),
        ("篠山市", "自治体", "兵庫県丹波篠山市"),
        ("富谷町", "自治体", "宮城県富谷市"),
        ("033669", "自治体", "岩手県西和賀町"),
        ("０３３６６９", "自治体", "岩手県西和賀町"),
        ("044237", "自治体", "宮城県富谷市"),
        ("とれたて村", "連携事業", "全国ふる里ふれあいショップ とれたて村"),
        ("十勝", "連携事業", TOKACHI),
        ("東京", "自治体", "東京都"),
        ("西和賀", "自治体", "岩手県西和賀町"),
        ("岩手県 西和賀町", "自治体", "岩手県西和賀町"),
        ("桧原", "自治体", "東京都檜原村"),
        ("梼原町", "自治体", "高知県檮原町"),
        ("荒川区", "特別区", "荒川区"),
        ("あらかわ", "特別区", "荒川区"),
        ("P-2015-0001", "連携事業", "雪の活用"),
        ("趣意書", "このサイトのページ", "このプロジェクトについて"),
        ("統計", "このサイトのページ", "統計"),
        ("会員", "このサイトのページ", "会員登録のご案内"),
    ],
)
def test_it_finds_what_it_should_first(seeded_db, asked, label, title):
    assert first(asked) == (label, title)


def test_the_programme_stands_before_the_place_whose_district_is_called_so(seeded_db):
    results = Results("十勝")
    labels = [group.label for group in results.groups]
    assert labels.index("連携事業") < labels.index("自治体")
    assert "北海道浦幌町" in titles(results)
    parts = [entry for entry in results.groups[0].entries if "属する事業" in "".join(entry.about)]
    assert len(parts) == 3


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ("篠山市", "旧称：<mark>篠山市</mark>"),
        ("富谷町", "前の団体：<mark>富谷町</mark>（044237）"),
        ("044237", "前の団体：富谷町（<mark>044237</mark>）"),
        ("丹波篠山市", ""),
    ],
)
def test_a_body_found_by_another_name_says_so(seeded_db, asked, note):
    assert Results(asked).groups[0].entries[0].note == note


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("西和質町", "西和賀町"),
        ("飯館村", "飯舘村"),
        ("西和賀 火星", "西和賀"),
        ("火星 西和賀 金星", "西和賀"),
        ("雪の活用法", "雪の活用"),
    ],
)
def test_where_nothing_is_found_the_nearest_is_offered(seeded_db, asked, nearest):
    results = Results(asked)
    assert results.is_empty
    assert results.nearest.asked.text == nearest
    assert results.nearest.groups


def test_where_nothing_is_near_nothing_is_offered(seeded_db):
    assert Results("qqzz").nearest is None
    assert Results("q" * 100).nearest is None


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("33669", {("先頭の0が落ちたもの", "033669"), ("末尾の検査数字がないもの", "336696")}),
        ("12203", {("先頭の0が落ちたもの", "012203"), ("末尾の検査数字がないもの", "122033")}),
        ("033669", set()),
        ("1220", set()),
        ("１２２０３", {("先頭の0が落ちたもの", "012203"), ("末尾の検査数字がないもの", "122033")}),
    ],
)
def test_five_digits_are_told_both_readings_and_never_guessed(seeded_db, asked, meant):
    found = {(hint.how, hint.body.code) for hint in Results(asked).hints}
    assert found <= meant
    assert found or not meant


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("西和賀", "参加団体：見本1株式会社、高知県町村会、高知県<mark>西和賀</mark>町"),
        ("株式会社", "参加団体：見本1<mark>株式会社</mark>、高知県町村会、高知県西和賀町"),
        ("本文", "ここが<mark>本文</mark>です。"),
        ("概要", "見本の<mark>概要</mark>"),
        ("産業", "見本の概要"),
    ],
)
def test_a_project_shows_why_it_was_found(asked, why):
    project = f.ProjectFactory(title="事業", body="一行目\n\n## ここが**本文**です。")
    f.ProjectPartyFactory(project=project, body=f.LocalGovernmentFactory(name="西和賀町"))
    f.ProjectPartyFactory(project=project, body=None, association=f.AssociationFactory())
    f.ProjectPartyFactory(project=project, body=None, company=f.CompanyFactory(name="見本1株式会社"))
    groups = {group.key: group for group in Results(asked).groups}
    assert groups["projects"].entries[0].text == why


def test_agreements_and_surveys_show_what_was_found_of_theirs():
    f.InitiativeFactory(text="雪国の体験", agreement=f.AgreementFactory())
    f.SurveyOpinionFactory(survey=f.SurveyFactory(purpose="目的"), heading="連携", text="雪国との交流")
    assert {group.key: str(group.entries[0].text) for group in Results("雪国").groups} == {
        "agreements": "<mark>雪国</mark>の体験",
        "surveys": "連携：<mark>雪国</mark>との交流",
    }


# --- Rank ---------------------------------------------------------------------------------------------


def test_whole_names_then_names_that_begin_so_then_names_then_texts():
    f.ProjectFactory(title="別の事業", summary="雪国の暮らし")
    f.ProjectFactory(title="豊かな雪国")
    f.ProjectFactory(title="雪国まつり")
    f.ProjectFactory(title="雪国")
    assert titles(Results("雪国")) == [
        "<mark>雪国</mark>",
        "<mark>雪国</mark>まつり",
        "豊かな<mark>雪国</mark>",
        "別の事業",
    ]


def test_among_equals_the_newest_first_and_bodies_by_code():
    for number, title in ((1, "雪国の昔"), (3, "雪国の今"), (2, "雪国の頃")):
        f.ProjectFactory(number=f"P-2020-000{number}", title=title)
    assert [title[-1] for title in titles(Results("雪国"))] == ["今", "頃", "昔"]


def test_a_programme_stands_before_its_parts():
    programme = f.ProjectFactory(number="P-2020-0001", title="みんなの雪国")
    f.ProjectFactory(number="P-2020-0002", title="雪国を歩く", parent=programme)
    results = Results("雪国")
    assert titles(results) == ["みんなの<mark>雪国</mark>", "<mark>雪国</mark>を歩く"]
    assert results.groups[0].entries[1].about[-1] == "プログラム「みんなの<mark>雪国</mark>」に属する事業"


def test_of_more_than_can_be_leafed_through_the_best_are_found_all_the_same(monkeypatch):
    monkeypatch.setattr("common.search.shelves.MOST", 5)
    f.ProjectFactory(number="P-2000-0001", title="雪国")
    f.ProjectFactory(number="P-2000-0002", title="豊かな雪国")
    for number in range(10):
        f.ProjectFactory(number=f"P-2020-{number:04}", title=f"事業{number}", summary="雪国の事業")
    results = Results("雪国")
    assert titles(results) == [
        "<mark>雪国</mark>",
        "豊かな<mark>雪国</mark>",
        "事業9",
        "事業8",
        "事業7",
    ]
    assert results.groups[0].count == results.count == "5件以上"


def test_of_many_names_the_one_that_is_the_word_is_first(monkeypatch):
    monkeypatch.setattr("common.search.shelves.MOST", 5)
    f.ProjectFactory(number="P-2000-0001", title="雪が降る")
    for number in range(10):
        f.ProjectFactory(number=f"P-2020-{number:04}", title=f"雪が降る{number}")
    assert Results("雪が降る").groups[0].entries[0].title == "<mark>雪が降る</mark>"
    assert Results("雪が").groups[0].found.more


# --- What is not public -------------------------------------------------------------------------------

DRAFT = {"state": "draft", "published_on": None}
LATER = {"published_on": TOMORROW}
ENDED = {"published_on": dt.date(2020, 4, 1), "expires_on": today()}


def hidden_things():
    """One of every thing that is not public, each with the word."""
    for reason in (DRAFT, LATER, ENDED):
        hidden = f.ProjectFactory(title="秘伝の事業", **reason)
        f.EventFactory(title="秘伝の催し", project=hidden)
        f.EventFactory(title="秘伝の催し", **reason)
        f.NoticeFactory(title="秘伝の知らせ", **reason)
        f.PublicationFactory(title="秘伝の書", **reason)
        if reason is not ENDED:  # what has ended is a past topic, and public
            f.TopicFactory(title="秘伝の話題", **reason)
    f.SurveyOpinionFactory(
        survey=f.SurveyFactory(title="秘伝の調査", state="draft", published_on=None), text="秘伝"
    )
    f.SurveyOpinionFactory(survey=f.SurveyFactory(title="秘伝の調査", published_on=TOMORROW), text="秘伝")
    town = f.LocalGovernmentFactory(name="見本町")
    f.LocalGovernmentFactory(name="秘伝町", valid_to=today())
    f.LocalGovernmentFactory(name="秘伝市", valid_from=TOMORROW)
    f.NameVariantFactory(
        body=town,
        written="秘伝村",
        kind=NameVariant.Kind.VERDICT,
        decided_on=dt.date(2020, 4, 1),
        reason="秘伝の理由",
    )
    f.OfficeFactory(body=town, name="秘伝課")
    f.UserFactory(name="秘伝 太郎", email="hiden@example.jp")
    programme = f.ProjectFactory(title="秘伝のプログラム", **DRAFT)
    f.ProjectFactory(title="公開の部", parent=programme)
    f.ProjectPartyFactory(project=programme, body=f.LocalGovernmentFactory(name="秘境町"))
    f.FacilityFactory(name="秘伝ホール")
    f.SourceFactory(title="秘伝の資料")


@pytest.mark.parametrize("asked", ["秘伝", "秘", "ひでん", "hiden", "秘伝の事業", "秘伝町", "秘伝課 見本"])
def test_what_is_not_public_is_never_found_nor_counted_nor_suggested(client, asked):
    hidden_things()
    for kind in ("", *(one.key for one in KINDS)):
        # 秘境町 is public as a body; nothing tells that it takes part in what is not.
        assert unmarked(Results(asked, kind)) in ([], ["高知県秘境町"])
        text = client.get("/search/", {"q": asked, "kind": kind}).text.replace(asked, "")
        assert "秘伝" not in text
    nearest = Results(asked).nearest
    assert nearest is None or not any("秘伝" in title for title in titles(nearest))


def test_a_public_part_does_not_tell_its_hidden_programme(client):
    hidden_things()
    (part,) = Results("公開の部").groups[0].entries
    assert "".join(part.about) == "産業振興各区実施"


def test_what_becomes_public_is_found():
    project = f.ProjectFactory(title="秘伝の事業", **DRAFT)
    assert Results("秘伝").is_empty
    type(project).objects.filter(pk=project.pk).update(state="published", published_on=today())
    assert titles(Results("秘伝")) == ["<mark>秘伝</mark>の事業"]


def test_past_topics_stay_findable():
    f.TopicFactory(title="去年の雪まつり", **ENDED)
    assert [group.label for group in Results("雪まつり").groups] == ["トピックス"]


# --- Every kind ---------------------------------------------------------------------------------------

MADE = {
    "bodies": lambda: f.LocalGovernmentFactory(name="雪国町"),
    "wards": lambda: f.WardFactory(name="雪国区"),
    "projects": lambda: f.ProjectFactory(title="雪国の事業"),
    "events": lambda: f.EventFactory(title="雪国の催し", project=f.ProjectFactory()),
    "topics": lambda: f.TopicFactory(title="雪国の話題"),
    "notices": lambda: f.NoticeFactory(title="雪国の知らせ"),
    "agreements": lambda: f.AgreementFactory(title="雪国の協定"),
    "publications": lambda: f.PublicationFactory(title="雪国の書"),
    "surveys": lambda: f.SurveyFactory(title="雪国の調査"),
}


def test_every_kind_has_a_sample():
    assert set(MADE) == {kind.key for kind in KINDS}


@pytest.mark.parametrize("kind", MADE)
def test_each_kind_is_found_and_leads_to_its_page(client, kind):
    record = MADE[kind]()
    (group,) = Results("雪国").groups
    (entry,) = group.entries
    assert (group.key, group.count) == (kind, "1件")
    assert "<mark>雪国</mark>" in entry.title
    assert entry.url == record.get_absolute_url()
    assert client.get(entry.url).status_code == 200
    assert list(Results("雪国", kind).groups[0].entries) == [entry]


def test_words_are_given_to_pages_that_there_are():
    assert all(reverse(name) for name in WORDS)
    named = {page.name for section in SECTIONS for page in section.pages}
    assert {page.page.name for page in PAGES} == named - {"portal:home", "portal:search"}


def test_a_topic_of_the_secretariat_says_so():
    f.TopicFactory(title="雪国の話題", sender=None)
    assert Results("雪国").groups[0].entries[0].about[1] == "特別区長会事務局"
    assert Topic.objects.written("特別区長会事務局")
