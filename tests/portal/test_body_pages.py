"""The pages of prefectures, municipalities and special wards."""

import datetime as dt

import pytest
from django.urls import reverse

from municipalities.models import Association, BoundaryChange, LocalGovernment
from projects.models import Project, ProjectParty
from tests.factories import (
    AgreementFactory,
    AssociationExceptionFactory,
    AssociationFactory,
    BoundaryChangeFactory,
    LocalGovernmentFactory,
    MembershipFactory,
    NameVariantFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    SourceFactory,
)
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

WARDS = reverse("municipalities:wards")
DRAFT = {"state": Project.State.DRAFT, "published_on": None}


def address(code):
    return reverse("municipalities:detail", args=[code])


def unnamed_tie(partner, **fields):
    """A tie of a published list that names no ward."""
    return PartnershipFactory(
        ward=None,
        partner=partner,
        source=SourceFactory(title="平成27年の一覧"),
        started_on=None,
        confirmed_on=dt.date(2015, 8, 1),
        **fields,
    )


@pytest.fixture
def covered(nishiwaga):
    return AgreementFactory(
        title="岩手県町村会との広域連携協定",
        association=AssociationFactory(prefecture=nishiwaga.prefecture, kind=Association.Kind.TOWNS),
    )


# --- Municipalities -----------------------------------------------------------------------------------


def test_a_municipality_with_all_its_records(client, nishiwaga, arakawa, covered):
    PartnershipFactory(ward=arakawa, partner=nishiwaga, started_on=dt.date(2003, 10, 1))
    unnamed_tie(nishiwaga, kind="other")
    PartnershipFactory(
        partner=nishiwaga, kind="sister", ended_on=dt.date(2010, 1, 1), started_on=dt.date(2000, 1, 1)
    )
    NameVariantFactory(written="沢内村", body=nishiwaga, kind="former", valid_to=dt.date(2005, 11, 1))
    NameVariantFactory(
        written="西和我町", body=nishiwaga, kind="verdict", decided_on=dt.date(2026, 1, 1), reason="誤"
    )
    MembershipFactory(body=nishiwaga)
    project = ProjectFactory(title="雪の活用")
    ProjectPartyFactory(project=project, body=nishiwaga)
    ProjectYearFactory(project=project, fiscal_year=2015)
    ProjectPartyFactory(project=ProjectFactory(title="まだの事業", **DRAFT), body=nishiwaga)
    text = text_of(client.get(address("033669")))
    for shown in (
        "岩手県和賀郡西和賀町",
        "わがぐん にしわがまち",
        "荒川区",
        "平成15年10月1日（2003年）",
        "東北",
    ):
        assert shown in text
    for shown in ("区の記載なし", "平成27年8月1日（2015年）までに開始", "平成27年の一覧", "会員登録"):
        assert shown in text
    for shown in ("岩手県町村会との広域連携協定", "雪の活用", "平成27年度（2015年度）", "沢内村"):
        assert shown in text
    for hidden in ("姉妹都市", "まだの事業", "西和我町"):
        assert hidden not in text


def test_a_municipality_without_records_says_so(client, kagamino):
    text = text_of(client.get(address("336068")))
    assert "連携・交流の記録はありません" in text
    assert "広域連携協定はありません" in text
    assert "岡山県の連携事業" in text


def test_who_left_an_association_is_not_covered_who_joined_is(client, nishiwaga, kagamino, covered):
    AssociationExceptionFactory(association=covered.association, body=nishiwaga)
    AssociationExceptionFactory(association=covered.association, body=kagamino, belongs=True)
    assert "岩手県町村会との" not in text_of(client.get(address("033669")))
    assert "岩手県町村会との" in text_of(client.get(address("336068")))


@pytest.mark.parametrize(
    "code", ["999999", "033668", "03366", "0336690", "abcdef", "０３３６６９", "%00", "-33669"]
)
def test_what_is_no_body_is_not_found(client, nishiwaga, code):
    assert client.get(f"/municipalities/{code}/").status_code == 404
    assert client.get(f"/wards/{code}/").status_code == 404


def test_wards_and_others_have_one_address_each(client, arakawa, nishiwaga):
    response = client.get(address(arakawa.code))
    assert (response.status_code, response.url) == (301, "/wards/131181/")
    response = client.get("/wards/033669/")
    assert (response.status_code, response.url) == (301, "/municipalities/033669/")


def test_a_municipality_takes_six_statements_for_one_and_for_thirty(client, nishiwaga, covered):
    assert statements(client, address("033669")) == 6
    for kind in ("sister", "friendship", "disaster", "exchange", "cooperation", "declaration", "project"):
        unnamed_tie(nishiwaga, kind=kind)
    for _ in range(30):
        ProjectPartyFactory(body=nishiwaga)
        NameVariantFactory(body=nishiwaga)
        AgreementFactory(association=covered.association)
        BoundaryChangeFactory().successors.add(nishiwaga)
    assert statements(client, address("033669")) == 6


# --- Bodies that ended --------------------------------------------------------------------------------


@pytest.fixture
def tomiya(nishiwaga):
    ended = dt.date(2016, 10, 10)
    old = LocalGovernmentFactory(
        code="044237", name="富谷町", prefecture=nishiwaga.prefecture, valid_to=ended
    )
    new = LocalGovernmentFactory(
        code="042161", name="富谷市", kind="city", prefecture=nishiwaga.prefecture, valid_from=ended
    )
    change = BoundaryChangeFactory(title="富谷町が市制を施行し富谷市となる", effective_on=ended)
    change.predecessors.add(old)
    change.successors.add(new)
    return old, new, change


def test_an_old_code_leads_on_with_a_note(client, tomiya):
    response = client.get(address("044237"))
    assert (response.status_code, response.url) == (301, "/municipalities/042161/?was=044237")
    assert "以前の団体コードから移動しました" in text_of(client.get(response.url))
    assert "以前の団体コードから移動しました" not in text_of(client.get(address("042161")))


def test_ties_of_the_predecessor_are_shown_as_inherited(client, tomiya):
    unnamed_tie(tomiya[0])
    text = text_of(client.get(address("042161")))
    assert "岩手県富谷町から承継。区の確認待ち" in text


@hostile
def test_no_former_code_is_an_error(client, tomiya, value):
    text = text_of(client.get(address("042161"), {"was": value}))
    assert "以前の団体コードから移動しました" not in text
    assert "<script>alert" not in text


def test_a_body_that_was_divided_tells_what_became_of_it(client, tomiya, kagamino):
    tomiya[2].successors.add(kagamino)
    text = text_of(client.get(address("044237")))
    for shown in (
        "この団体は現在は存在しません",
        "富谷町が市制を施行し富谷市となる",
        "岩手県富谷市",
        "岡山県鏡野町",
    ):
        assert shown in text


def test_a_body_that_ended_without_a_successor_has_a_page(client, tomiya):
    tomiya[2].delete()
    assert "引き継いだ団体の記録はありません" in text_of(client.get(address("044237")))


def test_a_change_to_come_leads_nowhere_yet(client, nishiwaga):
    LocalGovernment.objects.filter(pk=nishiwaga.pk).update(valid_to=dt.date(2999, 4, 1))
    change = BoundaryChangeFactory(
        effective_on=dt.date(2999, 4, 1), title="西和賀町が合併する", kind=BoundaryChange.Kind.MERGER
    )
    change.predecessors.add(nishiwaga)
    assert "西和賀町が合併する" in text_of(client.get(address("033669")))


# --- Prefectures --------------------------------------------------------------------------------------


def test_a_prefecture_marks_its_linked_municipalities(client, nishiwaga, arakawa, covered):
    iwate = nishiwaga.prefecture
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    PartnershipFactory(ward=arakawa, partner=iwate, kind="exchange")
    LocalGovernmentFactory(prefecture=iwate, name="遠野市", kind="city")
    LocalGovernmentFactory(prefecture=iwate, name="旧町", valid_to=dt.date(2000, 1, 1))
    ProjectPartyFactory(project=ProjectFactory(title="県との事業"), body=iwate)
    ProjectPartyFactory(project=ProjectFactory(title="まだの事業", **DRAFT), body=iwate)
    text = text_of(client.get(address(iwate.code)))
    for shown in ("2団体、うち特別区と連携・交流の記録があるもの1団体", "遠野市", "交流協定", "県との事業"):
        assert shown in text
    assert "岩手県町村会との広域連携協定" in text
    assert text.count("is-linked") == 1
    assert "旧町" not in text
    assert "まだの事業" not in text


def test_a_prefecture_takes_five_statements_for_one_and_for_thirty(client, nishiwaga):
    iwate = nishiwaga.prefecture
    assert statements(client, address(iwate.code)) == 5
    for _ in range(30):
        PartnershipFactory(partner__prefecture=iwate)
        ProjectPartyFactory(body=iwate)
    assert statements(client, address(iwate.code)) == 5


# --- Special wards ------------------------------------------------------------------------------------


def test_wards_count_partners_once_and_own_projects(client, arakawa, nishiwaga, kagamino):
    PartnershipFactory(ward=arakawa, partner=nishiwaga, kind="sister")
    PartnershipFactory(ward=arakawa, partner=nishiwaga, kind="disaster")
    unnamed_tie(kagamino)
    ProjectPartyFactory(body=arakawa, role=ProjectParty.Role.LEAD)
    ProjectPartyFactory(body=arakawa, project=ProjectFactory(**DRAFT))
    ProjectFactory(scope=Project.Scope.JOINT)
    response = client.get(WARDS)
    (ward,) = response.context["wards"]
    assert (ward.partners, ward.projects) == (1, 1)
    assert (response.context["unnamed"], response.context["joint"]) == (1, 1)
    assert "どの区との連携かを示していません" in text_of(response)


def test_a_ward_with_its_ties_and_projects(client, arakawa, nishiwaga):
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    ProjectPartyFactory(body=arakawa, project=ProjectFactory(title="区の事業"))
    ProjectFactory(title="23区の祭り", scope=Project.Scope.JOINT)
    ProjectPartyFactory(body=arakawa, project=ProjectFactory(title="まだの事業", **DRAFT))
    text = text_of(client.get(arakawa.get_absolute_url()))
    for shown in ("荒川区", "岩手県西和賀町", "区の事業", "23区の祭り"):
        assert shown in text
    assert "まだの事業" not in text
    assert "どの区との連携かを示していません" not in text


def test_a_programme_and_its_parts_are_one_project_of_a_ward(client, arakawa):
    whole = ProjectFactory(title="集い")
    for project in (
        whole,
        ProjectFactory(title="茶の部", parent=whole),
        ProjectFactory(title="陶の部", parent=whole),
    ):
        ProjectPartyFactory(body=arakawa, project=project)
    response = client.get(arakawa.get_absolute_url())
    assert response.context["own_count"] == 1
    assert "茶の部" not in text_of(response)
    assert client.get(WARDS).context["wards"][0].projects == 1


def test_long_lists_lead_to_the_list_of_projects(client, arakawa, nishiwaga):
    for _ in range(31):
        project = ProjectPartyFactory(body=arakawa).project
        ProjectPartyFactory(body=nishiwaga, project=project)
        ProjectFactory(scope=Project.Scope.JOINT)
    text = text_of(client.get(arakawa.get_absolute_url()))
    assert "/projects/?ward=131181" in text
    assert "すべての23区一体の事業" in text
    assert "岩手県西和賀町のすべての連携事業" in text_of(client.get(address("033669")))


def test_a_ward_without_ties_of_its_own_explains(client, arakawa, nishiwaga):
    unnamed_tie(nishiwaga)
    text = text_of(client.get(arakawa.get_absolute_url()))
    assert "荒川区の名が記された連携・交流の記録は、まだありません" in text
    assert "一覧にある1団体" in text
    assert "西和賀町" not in text


def test_wards_take_three_statements_and_a_ward_six_for_one_and_for_thirty(client, arakawa, nishiwaga):
    own = arakawa.get_absolute_url()
    assert (statements(client, WARDS), statements(client, own)) == (3, 6)
    for _ in range(30):
        PartnershipFactory(ward=arakawa, partner__prefecture=nishiwaga.prefecture)
        ProjectPartyFactory(body=arakawa)
    assert (statements(client, WARDS), statements(client, own)) == (3, 6)


def test_these_pages_are_only_read(client, arakawa, nishiwaga):
    for path in (WARDS, arakawa.get_absolute_url(), address("033669")):
        assert client.post(path).status_code == 405
