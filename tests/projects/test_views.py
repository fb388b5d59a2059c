import datetime as dt
import re

import pytest
from django.urls import reverse

from common.dates import today
from projects.models import Project, ProjectParty, ProjectYear
from projects.models.projects import Field
from tests.factories import (
    AssociationFactory,
    EventFactory,
    IssueCategoryFactory,
    LocalGovernmentFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectPhotoFactory,
    ProjectYearFactory,
)
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

LIST = reverse("projects:list")
DRAFT = {"state": Project.State.DRAFT, "published_on": None}


@pytest.fixture
def snow(arakawa, nishiwaga):
    project = ProjectFactory(
        number="P-2015-0001", title="雪の活用", summary="雪を区のこども祭で活用", field=Field.EXCHANGE
    )
    ProjectPartyFactory(project=project, body=arakawa, role=ProjectParty.Role.LEAD)
    ProjectPartyFactory(project=project, body=nishiwaga)
    ProjectYearFactory(project=project, fiscal_year=2015)
    return project


@pytest.fixture
def programme(arakawa, kagamino):
    """A programme with two published parts and one draft."""
    whole = ProjectFactory(number="P-2020-0001", title="和文化の集い", scope=Project.Scope.REGIONAL)
    ProjectPartyFactory(project=whole, body=arakawa, role=ProjectParty.Role.LEAD)
    ProjectPartyFactory(project=whole, body=kagamino)
    for number, title in ((2, "茶文化の部"), (3, "陶芸の部")):
        part = ProjectFactory(number=f"P-2020-000{number}", title=title, parent=whole, field=Field.CULTURE)
        ProjectYearFactory(project=part, fiscal_year=2020 + number, plan=f"{title}の計画")
    ProjectFactory(number="P-2020-0004", title="秘密の部", parent=whole, **DRAFT)
    return whole


# --- The list -----------------------------------------------------------------------------------------


def test_an_entry_shows_both_ends_years_and_status(client, snow):
    text = text_of(client.get(LIST))
    for shown in (
        "雪の活用",
        "荒川区",
        "岩手県西和賀町",
        "平成27年度（2015年度）",
        "実施",
        "<strong>1</strong>件",
    ):
        assert shown in text


@pytest.mark.parametrize("address", [LIST, "/"])
def test_a_photograph_is_the_face_of_a_project_while_it_may_be_shown(client, snow, address):
    gone = ProjectPhotoFactory(project=snow, usable_until=today() - dt.timedelta(days=1))
    assert 'class="emblem"' in text_of(client.get(address))
    photo = ProjectPhotoFactory(project=snow, alt="積まれた米袋", rights_holder="岩手県西和賀町", order=1)
    text = text_of(client.get(address))
    for shown in (photo.card_url, 'alt="積まれた米袋"', "写真：岩手県西和賀町"):
        assert shown in text
    assert gone.card_url not in text


def test_bodies_of_one_prefecture_carry_its_name_once(client, snow, nishiwaga):
    kitakami = LocalGovernmentFactory(name="北上市", code="032069", prefecture=nishiwaga.prefecture)
    ProjectPartyFactory(project=snow, body=kitakami)
    assert "岩手県北上市・西和賀町" in text_of(client.get(LIST))


def test_many_partners_are_shortened(client, snow, nishiwaga):
    for _ in range(4):
        ProjectPartyFactory(project=snow, body__prefecture=nishiwaga.prefecture)
    assert "ほか2団体" in text_of(client.get(LIST))


def test_a_partner_that_left_is_not_at_the_other_end(client, snow):
    snow.parties.filter(body__code="033669").update(valid_to=dt.date(2016, 4, 1))
    assert "西和賀町" not in text_of(client.get(LIST))


def test_a_published_number_stands_where_no_names_are_recorded(client, arakawa):
    project = ProjectFactory(stated_parties=61, stated_parties_on=dt.date(2015, 8, 1))
    ProjectPartyFactory(project=project, body=arakawa, role=ProjectParty.Role.LEAD)
    assert "61自治体" in text_of(client.get(LIST))
    text = text_of(client.get(project.get_absolute_url()))
    assert "61自治体" in text
    assert "平成27年8月1日（2015年）現在" in text


def test_drafts_and_what_is_published_later_stay_hidden(client, programme):
    ProjectFactory(title="まだの事業", **DRAFT)
    ProjectFactory(title="先の事業", published_on=dt.date(2999, 1, 1))
    for address in (
        LIST,
        f"{LIST}?q=秘密",
        f"{LIST}?q=まだの",
        programme.get_absolute_url(),
    ):
        text = text_of(client.get(address))
        assert "秘密の部" not in text
        assert "まだの事業" not in text
        assert "先の事業" not in text


def test_who_may_change_projects_sees_drafts(sign_in, secretariat):
    draft = ProjectFactory(title="まだの事業", **DRAFT)
    client = sign_in(secretariat)
    assert "まだの事業" in text_of(client.get(LIST))
    assert "公開されていません" in text_of(client.get(draft.get_absolute_url()))


def test_a_programme_is_one_entry_with_its_parts(client, programme):
    text = text_of(client.get(LIST))
    assert "<strong>1</strong>件" in text
    assert "2事業からなるプログラム" in text
    assert "茶文化の部" in text
    assert "令和4年度（2022年度）から令和5年度（2023年度）まで" in text


def test_the_status_of_a_programme_is_that_of_what_went_on(client, programme):
    for part, status in zip(programme.parts.all(), ("cancelled", "postponed"), strict=False):
        ProjectYearFactory(project=part, fiscal_year=2030, status=status)
    assert "延期" in text_of(client.get(LIST))
    ProjectYearFactory(project=programme, fiscal_year=2030, status=ProjectYear.Status.PLANNED)
    assert "計画" in text_of(client.get(LIST))


def test_parts_are_found_under_their_programme(client, programme):
    for query in ("q=陶芸", f"field={Field.CULTURE}"):
        text = text_of(client.get(f"{LIST}?{query}"))
        assert "和文化の集い" in text
        assert "<strong>1</strong>件" in text


def test_a_part_counts_with_its_programmes_parties(client, programme):
    assert "和文化の集い" in text_of(client.get(f"{LIST}?ward=131181&q=茶文化"))


def test_a_part_of_a_draft_programme_stands_alone(client, programme):
    Project.objects.filter(pk=programme.pk).update(**DRAFT)
    text = text_of(client.get(LIST))
    assert "茶文化の部" in text
    assert "和文化の集い" not in text
    assert "和文化の集い" not in text_of(client.get(reverse("projects:detail", args=["P-2020-0002"])))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=雪", True),
        ("q=ゆき", False),
        ("q=こども祭", True),
        ("q=岩手県西和賀町", True),
        ("q=雪+荒川区", True),
        ("q=雪+港区", False),
        ("q=P-2015-0001", True),
        ("ward=131181", True),
        ("area=tohoku", True),
        ("area=kanto", False),
        ("prefecture=030007", True),
        ("prefecture=130001", False),
        ("field=exchange", True),
        ("field=tourism", False),
        ("approach=solving", False),
        ("scope=wards", True),
        ("scope=joint", False),
        ("fiscal_year=2015", True),
        ("fiscal_year=2016", False),
    ],
)
def test_filters(client, snow, query, found):
    assert ("雪の活用" in text_of(client.get(f"{LIST}?{query}"))) is found


def test_every_ward_takes_part_in_joint_projects(client, arakawa):
    ProjectFactory(title="23区の祭り", scope=Project.Scope.JOINT)
    assert "23区の祭り" in text_of(client.get(f"{LIST}?ward={arakawa.code}"))


def test_an_association_is_found_by_its_name_and_prefecture(client, nishiwaga):
    project = ProjectFactory(title="町村会との連携")
    ProjectPartyFactory(
        project=project, body=None, association=AssociationFactory(prefecture=nishiwaga.prefecture)
    )
    for query in ("q=岩手県町村会", "q=岩手県", "prefecture=030007", "area=tohoku"):
        assert "町村会との連携" in text_of(client.get(f"{LIST}?{query}"))
    assert "町村会との連携" not in text_of(client.get(f"{LIST}?q=岩手県市長会"))


@pytest.mark.parametrize(("sort", "first"), [("new", "い"), ("old", "ろ"), ("title", "い"), ("", "い")])
def test_order(client, sort, first):
    ProjectFactory(number="P-2016-0001", title="ろ")
    ProjectFactory(number="P-2017-0001", title="い")
    entries = client.get(LIST, {"sort": sort}).context["entries"]
    assert f">{first}</a>" in entries[0]


def numbers(response) -> list[str]:
    return re.findall(r"/projects/(P-[0-9-]+)/", "".join(response.context["entries"]))


def follow(client, response, label):
    """The page behind a link of the paging; None where there is none."""
    found = re.search(rf'href="([^"]+)">{label}</a>', text_of(response))
    return client.get(LIST + found[1].replace("&amp;", "&")) if found else None


@pytest.mark.parametrize("sort", ["new", "old", "title", "updated"])
def test_onward_and_back_through_a_long_list(client, sort):
    for number in range(1, 46):
        ProjectFactory(number=f"P-2020-{number:04}", title=f"題{number % 3}")
    page = client.get(f"{LIST}?scope=wards&sort={sort}")
    seen = [numbers(page)]
    while following := follow(client, page, "次のページ"):
        page = following
        seen.append(numbers(page))
    assert [len(rows) for rows in seen] == [20, 20, 5]
    assert len({number for rows in seen for number in rows}) == 45
    for rows in reversed(seen[:-1]):
        page = follow(client, page, "前のページ")
        assert numbers(page) == rows
    assert follow(client, page, "前のページ") is None
    assert (
        numbers(
            follow(client, client.get(f"{LIST}?scope=wards&sort={sort}&after={seen[0][-1]}"), "最初のページ")
        )
        == seen[0]
    )


@pytest.mark.parametrize("key", ["P-9999-9999", "", "\x00", "x" * 200])
def test_a_place_that_is_none_begins_the_list(client, snow, key):
    assert "雪の活用" in text_of(client.get(LIST, {"after": key}))
    assert "雪の活用" in text_of(client.get(LIST, {"before": key}))


def test_behind_the_last_the_list_begins_again(client, snow):
    assert "雪の活用" in text_of(client.get(LIST, {"after": snow.number}))


def test_nothing_found_says_what_to_do(client, snow):
    text = text_of(client.get(f"{LIST}?q=雪&field=tourism"))
    assert "条件に合う連携事業は見つかりませんでした" in text
    assert "すべての連携事業を見る" in text


@pytest.mark.parametrize(
    "name", ["ward", "area", "prefecture", "field", "approach", "scope", "fiscal_year", "status", "sort"]
)
def test_a_value_that_is_no_choice_is_told_and_does_not_narrow(client, snow, name):
    response = client.get(LIST, {name: "zzz"})
    assert "雪の活用" in text_of(response)
    assert "選択肢にありません" in text_of(response)


@hostile
def test_no_parameter_is_an_error(client, snow, value):
    """Each alone where it reaches the database or a page number, all together otherwise."""
    names = ["ward", "area", "prefecture", "field", "approach", "scope", "fiscal_year", "status", "sort"]
    for query in ({"q": value}, {"after": value}, dict.fromkeys(["q", "after", "before", *names], value)):
        assert "<script>alert" not in text_of(client.get(LIST, query))


def test_the_list_is_only_read(client):
    assert client.post(LIST).status_code == 405


def fill(size, arakawa, prefecture):
    for _ in range(size):
        project = ProjectFactory()
        ProjectPartyFactory(project=project, body=arakawa)
        ProjectPartyFactory(project=project, body__prefecture=prefecture)
        ProjectYearFactory(project=project)
        ProjectFactory(parent=project)


def test_the_list_takes_the_same_statements_for_one_and_for_thirty(client, arakawa, nishiwaga):
    """Choices of places (two), the numbers, the ids, the entries with their parties."""
    fill(1, arakawa, nishiwaga.prefecture)
    assert statements(client, LIST) == 6
    fill(29, arakawa, nishiwaga.prefecture)
    assert statements(client, LIST) == 6
    last = Project.objects.order_by("number").values_list("number", flat=True)[40]
    assert statements(client, f"{LIST}?after={last}") == 7


def test_what_is_kept_of_a_list_is_not_asked_for_again(client, arakawa, nishiwaga, pieces_kept):
    """Numbers, ids, entries and choices stay until anything public is written; the version itself is not counted."""
    fill(3, arakawa, nishiwaga.prefecture)
    assert client.get(LIST).status_code == 200
    assert statements(client, LIST) == 0
    assert statements(client, Project.objects.first().get_absolute_url()) == 6
    assert statements(client, Project.objects.first().get_absolute_url()) == 0


# --- The page of a project ----------------------------------------------------------------------------


def test_a_project_with_all_its_records(client, snow):
    snow.categories.add(IssueCategoryFactory(name="環境"))
    Project.objects.filter(pk=snow.pk).update(body="## 経過\n\n**「重要」**です", budget_thousand_yen=71257)
    ProjectYearFactory(
        project=snow, fiscal_year=2016, status=ProjectYear.Status.CANCELLED, budget_yen=23_000_000
    )
    EventFactory(project=snow, title="こども祭", slug="kodomo")
    text = text_of(client.get(snow.get_absolute_url()))
    for shown in ("荒川区", "岩手県西和賀町", "環境", "71,257千円", "<strong>「重要」</strong>です", "中止"):
        assert shown in text
    for shown in ("23,000,000", "平成28年度（2016年度）", 'id="event-kodomo"', "最終更新"):
        assert shown in text


def test_a_planned_party_that_left_stays_visible(client, snow, kagamino):
    ProjectPartyFactory(
        project=snow, body=kagamino, valid_from=dt.date(2014, 5, 1), valid_to=dt.date(2015, 4, 1)
    )
    text = text_of(client.get(snow.get_absolute_url()))
    assert "岡山県鏡野町" in text
    assert "計画時に参加、実施前に離脱" in text
    assert "平成27年3月31日（2015年）まで" in text
    assert "1団体（ほかに離脱1団体）" in text


def test_a_party_that_left_on_the_way_is_not_said_never_to_have_begun(client, snow, kagamino):
    ProjectPartyFactory(project=snow, body=kagamino, valid_to=dt.date(2016, 4, 1))
    text = text_of(client.get(snow.get_absolute_url()))
    assert "離脱" in text
    assert "実施前に離脱" not in text


def test_the_grid_of_a_programme(client, programme):
    text = text_of(client.get(programme.get_absolute_url()))
    assert "茶文化の部の計画" in text
    assert text.count("記録なし") == 2
    part = text_of(client.get(reverse("projects:detail", args=["P-2020-0002"])))
    assert "和文化の集い" in part
    assert "陶芸の部" in part
    assert "秘密の部" not in part


def test_related_projects_share_a_partner_not_just_a_ward(client, snow, programme, nishiwaga, arakawa):
    other = ProjectFactory(title="木の活用")
    ProjectPartyFactory(project=other, body=nishiwaga)
    ProjectPartyFactory(project=ProjectFactory(title="秘密の活用", **DRAFT), body=nishiwaga)
    text = text_of(client.get(snow.get_absolute_url()))
    assert "木の活用" in text
    assert "和文化の集い" not in text
    assert "秘密の活用" not in text


def test_a_draft_is_not_found(client):
    draft = ProjectFactory(**DRAFT)
    assert client.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("number", ["P-2099-0001", "P-1-1", "p-2015-0001", "x", "%00", "P-2015-0001%00"])
def test_what_is_no_project_is_not_found(client, snow, number):
    assert client.get(f"{LIST}{number}/").status_code == 404


def test_a_project_is_only_read(client, snow):
    assert client.post(snow.get_absolute_url()).status_code == 405


def test_a_project_takes_six_statements_for_one_and_for_thirty(client, snow, programme):
    assert statements(client, snow.get_absolute_url()) == 6
    assert statements(client, programme.get_absolute_url()) == 6
    for year in range(30):
        ProjectYearFactory(project=programme, fiscal_year=2030 + year)
        ProjectYearFactory(project=ProjectFactory(parent=programme), fiscal_year=2030 + year)
        ProjectPartyFactory(project=programme)
        EventFactory(project=programme)
    assert statements(client, programme.get_absolute_url()) == 6
