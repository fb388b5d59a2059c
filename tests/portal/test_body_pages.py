"""The pages of prefectures, municipalities and special wards."""

import datetime as dt

import pytest
from django.urls import reverse

from common.dates import fiscal_year, today
from municipalities.models import Association, BoundaryChange, LocalGovernment, Partnership
from portal.statistics.ledger import Ledger
from projects.models import Project
from tests.factories import (
    AgreementFactory,
    AssociationExceptionFactory,
    AssociationFactory,
    BoundaryChangeFactory,
    CompanyFactory,
    EventFactory,
    LocalGovernmentFactory,
    MembershipFactory,
    NameVariantFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    SourceFactory,
    TopicFactory,
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


# --- What a body does and where to go on --------------------------------------------------------------


def test_a_municipality_tells_its_topics_and_the_events_it_hosts(client, nishiwaga, kagamino):
    TopicFactory(title="雪まつりを開催します", sender=nishiwaga)
    TopicFactory(title="先の話題", sender=nishiwaga, published_on=dt.date(2999, 1, 1))
    project = ProjectPartyFactory(body=nishiwaga).project
    TopicFactory(title="事業の話題", sender=None, project=project)
    TopicFactory(title="よその話題", sender=kagamino)
    EventFactory(title="雪国フェア", host=nishiwaga)
    EventFactory(title="ともに催す市", host=kagamino).co_hosts.add(nishiwaga)
    EventFactory(title="下書きの催し", host=nishiwaga, state="draft", published_on=None)
    text = text_of(client.get(address("033669")))
    for shown in ("雪まつりを開催します", "事業の話題", "雪国フェア", "ともに催す市"):
        assert shown in text
    for hidden in ("先の話題", "よその話題", "下書きの催し"):
        assert hidden not in text
    assert 'id="topics"' not in text_of(client.get(address(LocalGovernmentFactory().code)))


def test_a_prefecture_tells_the_topics_of_its_municipalities(client, nishiwaga):
    TopicFactory(title="雪まつりを開催します", sender=nishiwaga)
    assert "雪まつりを開催します" in text_of(client.get(address("030007")))


def test_the_thread_names_the_wards_of_the_ties_and_of_the_projects(client, nishiwaga, arakawa, kagamino):
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    ProjectYearFactory(
        project=ProjectPartyFactory(body=arakawa).project, fiscal_year=fiscal_year(today()), status="planned"
    )
    project = ProjectPartyFactory(body=arakawa, project__title="雪の活用").project
    ProjectPartyFactory(body=nishiwaga, project=project)
    ProjectPartyFactory(body=kagamino, project=project, valid_to=dt.date(2016, 4, 1))
    ProjectPartyFactory(body=None, company=CompanyFactory(name="見本株式会社"), project=project)
    text = text_of(client.get(address("033669")))
    assert text.count("party-line-alive") == 1  # the tie; the project goes on no more
    assert "<span>荒川区</span>" in text
    assert "岩手県西和賀町・見本株式会社" in text
    assert "party-line-alive" in text_of(client.get(arakawa.get_absolute_url()))


def test_next_to_a_municipality_stand_the_other_linked_ones_of_its_prefecture(client, nishiwaga):
    for _ in range(13):
        PartnershipFactory(partner__prefecture=nishiwaga.prefecture)
    LocalGovernmentFactory(name="離れた町", prefecture=nishiwaga.prefecture)
    text = text_of(client.get(address("033669")))
    assert text.count("見本") == 12
    assert "ほか1団体を含むすべて" in text
    assert "離れた町" not in text


def test_membership_and_cover_stand_with_their_days(client, nishiwaga, covered):
    MembershipFactory(body=nishiwaga)
    text = text_of(client.get(address("033669")))
    assert "平成30年4月1日（2018年）登録" in text
    assert "/agreements/#030007-towns" in text
    assert "平成28年4月1日（2016年）締結" in text


def test_the_wards_it_is_tied_with_are_marked_on_their_map(client, nishiwaga, arakawa):
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    text = text_of(client.get(address("033669")))
    assert "つながる区" in text
    assert "<title>荒川区</title>" in text


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


# --- Chains of changes --------------------------------------------------------------------------------


@pytest.fixture
def chain(nishiwaga):
    """甲村, which became 乙町 and that 丙市; each with a tie of its time."""
    days = (dt.date(2010, 1, 1), dt.date(2016, 1, 1))
    bodies = [
        LocalGovernmentFactory(
            name="甲村", kind="village", valid_to=days[0], prefecture=nishiwaga.prefecture
        ),
        LocalGovernmentFactory(
            name="乙町", valid_from=days[0], valid_to=days[1], prefecture=nishiwaga.prefecture
        ),
        LocalGovernmentFactory(name="丙市", kind="city", valid_from=days[1], prefecture=nishiwaga.prefecture),
    ]
    for day, before, after in zip(days, bodies, bodies[1:], strict=False):
        change = BoundaryChangeFactory(effective_on=day)
        change.predecessors.add(before)
        change.successors.add(after)
    return bodies


def test_ties_are_inherited_over_any_number_of_changes(client, chain, arakawa):
    PartnershipFactory(ward=arakawa, partner=chain[0], kind="sister")
    PartnershipFactory(ward=arakawa, partner=chain[1], kind="exchange")
    text = text_of(client.get(address(chain[2].code)))
    assert "旧岩手県甲村から承継。区の確認待ち" in text
    assert "旧岩手県乙町から承継。区の確認待ち" in text
    assert chain[2].pk in Ledger.load().on(today()).ties


def test_what_came_of_a_body_before_the_change_that_ended_it_inherits_nothing(
    client, chain, kagamino, arakawa
):
    """A branch of 甲村 of an earlier day than 乙町's end is no heir of 乙町."""
    branch = BoundaryChangeFactory(effective_on=dt.date(2012, 1, 1), kind="division")
    branch.predecessors.add(chain[0])
    branch.successors.add(kagamino)
    PartnershipFactory(ward=arakawa, partner=chain[1])
    assert "区の確認待ち" not in text_of(client.get(address(kagamino.code)))
    assert Ledger.load().on(today()).ties.keys() == {chain[2].pk}
    tied = LocalGovernment.objects.on(today()).filter(Partnership.objects.in_force(today()).reaching())
    assert set(tied) == {chain[2]}


def test_a_change_to_come_hands_nothing_on(client, nishiwaga, kagamino):
    PartnershipFactory(partner=nishiwaga)
    change = BoundaryChangeFactory(effective_on=dt.date(2999, 4, 1))
    change.predecessors.add(nishiwaga)
    change.successors.add(kagamino)
    assert "区の確認待ち" not in text_of(client.get(address(kagamino.code)))


@pytest.mark.parametrize(("old", "new"), [("044237", "042161"), ("403059", "402311")], ids=["富谷", "那珂川"])
def test_the_real_old_codes_lead_on(client, seeded_db, old, new):
    response = client.get(address(old), follow=True)
    assert response.redirect_chain == [(f"/municipalities/{new}/?was={old}", 301)]
    assert "以前の団体コードから移動しました" in text_of(response)


def test_a_body_that_only_changed_its_name_kept_its_page(client, seeded_db):
    text = text_of(client.get(address("282219")))
    for shown in ("兵庫県丹波篠山市", "篠山市（ささやまし）", "平成31年4月30日（2019年）まで", "名称変更"):
        assert shown in text


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


def test_a_prefecture_takes_six_statements_for_one_and_for_thirty(client, nishiwaga):
    iwate = nishiwaga.prefecture
    assert statements(client, address(iwate.code)) == 6
    for _ in range(30):
        PartnershipFactory(partner__prefecture=iwate)
        ProjectPartyFactory(body=iwate)
    assert statements(client, address(iwate.code)) == 6


def test_these_pages_are_only_read(client, arakawa, nishiwaga):
    for path in (WARDS, arakawa.get_absolute_url(), address("033669")):
        assert client.post(path).status_code == 405
