import datetime as dt

import pytest
from django.urls import reverse

from municipalities.models import Association, LocalGovernment
from tests.factories import (
    AgreementFactory,
    AssociationExceptionFactory,
    AssociationFactory,
    BoundaryChangeFactory,
    CompanyAgreementFactory,
    InitiativeFactory,
    LocalGovernmentFactory,
    MembershipFactory,
    NameVariantFactory,
    PartnershipFactory,
    PrefectureFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    SourceFactory,
)
from tests.pages import hostile, statements, text_of

pytestmark = pytest.mark.django_db

LIST = reverse("municipalities:list")
AGREEMENTS = reverse("municipalities:agreements")
COMPANIES = reverse("municipalities:companies")
Kind = LocalGovernment.Kind


@pytest.fixture
def tomiya(nishiwaga):
    """富谷町, which became 富谷市."""
    old = LocalGovernmentFactory(
        code="044237", name="富谷町", kana="とみやまち", valid_to=dt.date(2016, 10, 10)
    )
    new = LocalGovernmentFactory(
        code="042161", name="富谷市", kana="とみやし", kind=Kind.CITY, valid_from=dt.date(2016, 10, 10)
    )
    change = BoundaryChangeFactory(title="富谷町が市制を施行し富谷市となる")
    change.predecessors.add(old)
    change.successors.add(new)
    return new


def codes(client, query: str) -> list[str]:
    """The codes of the bodies that the directory shows, in its order."""
    return [body.code for body in client.get(f"{LIST}?{query}").context["bodies"]]


# --- The directory ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("q=西和賀", True),
        ("q=岩手県西和賀町", True),
        ("q=岩手県和賀郡西和賀町", True),
        ("q=にしわが", True),
        ("q=ニシワガ", True),
        ("q=ﾆｼﾜｶﾞ", True),
        ("q=033669", True),
        ("q=０３３６６９", True),
        ("q=岩手県+西和賀", True),
        ("q=沢内", True),
        ("q=鏡野", False),
        ("area=tohoku", True),
        ("area=kinki", False),
        ("prefecture=030007", True),
        ("prefecture=330001", False),
        ("kind=town", True),
        ("kind=city", False),
        ("linked=on", False),
        ("cover=on", False),
        ("member=on", False),
        ("kana=に", True),
        ("kana=か", False),
    ],
)
def test_filters(client, nishiwaga, kagamino, query, found):
    NameVariantFactory(written="沢内村", body=nishiwaga, kind="former")
    assert (nishiwaga.code in codes(client, query)) is found


def test_a_misprint_that_was_judged_is_no_name_to_search_by(client, nishiwaga):
    NameVariantFactory(
        written="西和質町", body=nishiwaga, kind="verdict", decided_on=dt.date(2026, 1, 1), reason="誤字"
    )
    assert codes(client, "q=西和質") == []


def test_the_directory_is_of_today_and_finds_by_what_was(client, tomiya):
    assert codes(client, "q=富谷") == [tomiya.code]
    assert codes(client, "q=富谷町") == [tomiya.code]
    assert codes(client, "q=044237") == [tomiya.code]


def test_linked_by_a_tie_of_its_own_or_inherited(client, tomiya, nishiwaga, kagamino):
    PartnershipFactory(partner=LocalGovernment.objects.get(code="044237"))
    PartnershipFactory(partner=nishiwaga)
    PartnershipFactory(partner=kagamino, ended_on=dt.date(2020, 1, 1))
    assert codes(client, "linked=on") == [nishiwaga.code, tomiya.code]
    assert text_of(client.get(f"{LIST}?kind=city")).count("連携・交流の記録あり") == 1


def test_what_narrows_it_by_flags_and_what_the_rows_say(client, nishiwaga, kagamino):
    association = AssociationFactory(prefecture=nishiwaga.prefecture, kind=Association.Kind.TOWNS)
    AgreementFactory(association=association)
    left = LocalGovernmentFactory(prefecture=nishiwaga.prefecture, name="外町")
    AssociationExceptionFactory(association=association, body=left)
    MembershipFactory(body=kagamino)
    assert codes(client, "cover=on") == [nishiwaga.code]
    assert codes(client, "member=on") == [kagamino.code]
    AssociationExceptionFactory(association=association, body=kagamino, belongs=True)
    assert codes(client, "cover=on") == [nishiwaga.code, kagamino.code]


def test_the_fifty_sounds_take_voiced_and_small_ones_as_plain(client):
    prefecture = PrefectureFactory()
    for name, kana in (
        ("蒲郡市", "がまごおりし"),
        ("柏市", "かしわし"),
        ("川越市", "かわごえし"),
        ("北市", "きたし"),
    ):
        LocalGovernmentFactory(prefecture=prefecture, name=name, kana=kana)
    response = client.get(f"{LIST}?kana=か")
    assert [body.name for body in response.context["bodies"]] == ["柏市", "蒲郡市", "川越市"]
    response = client.get(f"{LIST}?sort=kana")
    assert [body.name for body in response.context["bodies"]][:4] == ["柏市", "蒲郡市", "川越市", "北市"]


def test_the_map_leads_into_prefectures_with_their_linked_bodies(client, nishiwaga, kagamino):
    PartnershipFactory(partner=nishiwaga)
    marks = {mark.name: mark for mark in client.get(f"{LIST}?kind=town").context["marks"]}
    assert (marks["岩手県"].value, marks["岡山県"].value) == ("1", "0")
    assert marks["岩手県"].url == "?kind=town&prefecture=030007"


def test_every_page_of_the_directory_is_reached_and_a_page_it_does_not_have_is_the_last(client):
    prefecture = PrefectureFactory()
    LocalGovernmentFactory.create_batch(60, prefecture=prefecture)
    assert len(codes(client, "")) == 50
    assert "61</strong>団体のうち51～61件目" in text_of(client.get(f"{LIST}?page=2"))
    assert codes(client, "page=2") == codes(client, "page=99") != codes(client, "")


def test_nothing_found_says_what_to_do(client, nishiwaga):
    assert "条件に合う自治体は見つかりませんでした" in text_of(client.get(f"{LIST}?q=東京湾"))


@pytest.mark.parametrize("name", ["area", "prefecture", "kind"])
def test_a_value_that_is_no_choice_is_told_and_does_not_narrow(client, nishiwaga, name):
    response = client.get(LIST, {name: "zzz"})
    assert nishiwaga.name in text_of(response)
    assert "選択肢にありません" in response.context["form"].errors[name][0]


@hostile
def test_no_parameter_is_an_error(client, nishiwaga, value):
    names = ["q", "area", "prefecture", "kind", "linked", "cover", "member", "kana", "sort", "page"]
    for query in ({"q": value}, {"page": value}, dict.fromkeys(names, value)):
        assert "<script>alert" not in text_of(client.get(LIST, query))


def test_the_directory_takes_three_statements_for_one_and_for_thirty(client, nishiwaga):
    assert statements(client, LIST) == 3
    for _ in range(30):
        PartnershipFactory(partner__prefecture=nishiwaga.prefecture)
        MembershipFactory()
    assert statements(client, LIST) == 3


# --- Agreements and companies -------------------------------------------------------------------------


@pytest.fixture
def iwate_towns(nishiwaga):
    """岩手県町村会, with an agreement since 2018 whose printed number is wrong."""
    association = AssociationFactory(prefecture=nishiwaga.prefecture, kind=Association.Kind.TOWNS)
    return AgreementFactory(
        association=association,
        signed_on=dt.date(2018, 4, 16),
        printed_members=7,
        note="二つの数が入れ替わっている。",
        source=SourceFactory(title="方向性・展開"),
    )


def members(client, day=""):
    (row,) = client.get(AGREEMENTS, {"on": day}).context["rows"]
    return [body.name for body in row.members]


def test_members_are_derived_on_the_day(client, iwate_towns, nishiwaga):
    LocalGovernmentFactory(prefecture=nishiwaga.prefecture, name="新町", valid_from=dt.date(2020, 1, 1))
    LocalGovernmentFactory(prefecture=nishiwaga.prefecture, name="盛岡市", kind=Kind.CITY)
    left = LocalGovernmentFactory(prefecture=nishiwaga.prefecture, name="外町")
    AssociationExceptionFactory(
        association=iwate_towns.association, body=left, valid_from=dt.date(2019, 1, 1)
    )
    joined = LocalGovernmentFactory(name="隣町")
    AssociationExceptionFactory(association=iwate_towns.association, body=joined, belongs=True)
    assert sorted(members(client, "2018-05-01")) == sorted(["西和賀町", "外町", "隣町"])
    assert sorted(members(client)) == sorted(["西和賀町", "新町", "隣町"])


def test_the_same_as_the_association_says(client, iwate_towns, nishiwaga):
    LocalGovernmentFactory.create_batch(3, prefecture=nishiwaga.prefecture)
    day = dt.date(2024, 4, 1)
    assert members(client, "2024-04-01") == [body.name for body in iwate_towns.association.members(day)]


def test_the_printed_number_stands_beside_with_the_reason(client, iwate_towns):
    text = text_of(client.get(AGREEMENTS))
    for shown in ("岩手県町村会", "公表資料の記載と異なる理由", "入れ替わっている", "方向性・展開"):
        assert shown in text
    assert f'id="{iwate_towns.association.prefecture.code}-towns"' in text


@pytest.mark.parametrize("written", ["2017-01-01", "平成29年1月1日", "Ｈ２９．１．１"])
def test_before_the_signing_nothing_is_in_force(client, iwate_towns, written):
    response = client.get(AGREEMENTS, {"on": written})
    assert '<span class="chip chip-plan">締結前</span>' in text_of(response)
    assert response.context["count"] == response.context["total"] == 0


def test_a_day_that_cannot_be_read_is_told_and_today_shown(client, iwate_towns):
    for address in (AGREEMENTS, COMPANIES):
        response = client.get(address, {"on": "きのう"})
        assert "「きのう」は日付として読めません" in text_of(response)
    assert client.get(AGREEMENTS, {"on": "きのう"}).context["count"] == 1


@hostile
@pytest.mark.parametrize("address", [AGREEMENTS, COMPANIES])
def test_no_day_is_an_error(client, iwate_towns, address, value):
    assert "<script>alert" not in text_of(client.get(address, {"on": value}))


def test_companies_with_their_initiatives(client):
    agreement = CompanyAgreementFactory(
        company__name="見本生命", company__slug="mihon", signed_on=dt.date(2019, 5, 31)
    )
    InitiativeFactory(agreement=agreement, text="ビジネス交流会の開催")
    text = text_of(client.get(COMPANIES))
    for shown in ("見本生命", "ビジネス交流会の開催", "令和元年5月31日（2019年）締結", 'id="mihon"'):
        assert shown in text
    assert "継続中" in text
    assert "締結前" in text_of(client.get(f"{COMPANIES}?on=2019-05-30"))


def test_a_company_with_the_projects_it_takes_part_in(client):
    agreement = CompanyAgreementFactory()
    project = ProjectFactory(title="見本の交流会")
    ProjectPartyFactory(project=project, body=None, company=agreement.company)
    ProjectYearFactory(project=project, fiscal_year=2022)
    ProjectPartyFactory(
        project=ProjectFactory(title="まだの事業", state="draft"), body=None, company=agreement.company
    )
    text = text_of(client.get(COMPANIES))
    assert "見本の交流会" in text
    assert "令和4年度（2022年度）" in text
    assert "まだの事業" not in text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"renews_automatically": True, "notice_months": 1},
            "期間が満了する1か月前までに更新しない旨の申出がなければ、自動的に更新されます。",
        ),
        ({"renews_automatically": True}, "期間が満了すると、自動的に更新されます。"),
        ({"renews_automatically": False}, "自動更新の定めはありません。"),
        ({"ends_on": dt.date(2030, 4, 1)}, "令和12年3月31日（2030年）まで有効です。"),
        ({"ends_on": dt.date(2020, 4, 1)}, '<span class="chip chip-warn">終了</span>'),
    ],
)
def test_the_term_of_an_agreement_stands_in_words(client, nishiwaga, fields, words):
    association = AssociationFactory(prefecture=nishiwaga.prefecture)
    AgreementFactory(association=association, **fields)
    assert words in text_of(client.get(AGREEMENTS))


def test_agreements_take_four_statements_companies_three_for_one_and_for_thirty(client, iwate_towns):
    CompanyAgreementFactory()
    assert (statements(client, AGREEMENTS), statements(client, COMPANIES)) == (4, 3)
    for _ in range(29):
        InitiativeFactory(agreement=AgreementFactory(association=iwate_towns.association))
        agreement = InitiativeFactory(agreement=CompanyAgreementFactory()).agreement
        ProjectPartyFactory(body=None, company=agreement.company)
    assert (statements(client, AGREEMENTS), statements(client, COMPANIES)) == (4, 3)


@pytest.mark.parametrize("address", [LIST, AGREEMENTS, COMPANIES])
def test_these_pages_are_only_read(client, address):
    assert client.post(address).status_code == 405


def test_ties_of_a_divided_body_that_lives_on_stay_with_it(client, nishiwaga, kagamino):
    division = BoundaryChangeFactory(effective_on=dt.date(2020, 4, 1), kind="division")
    division.predecessors.add(nishiwaga)
    division.successors.set([nishiwaga, kagamino])
    PartnershipFactory(partner=nishiwaga)
    assert codes(client, "linked=on") == [nishiwaga.code]
