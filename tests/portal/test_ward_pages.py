"""The pages of the special wards."""

import datetime as dt

import pytest
from django.urls import reverse

from common.dates import today
from municipalities.models import Association, LocalGovernment
from projects.models import Project, ProjectParty
from tests.factories import (
    AgreementFactory,
    AssociationFactory,
    EventFactory,
    FacilityFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    SourceFactory,
    WardFactory,
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
    assert "31件、" not in text
    assert "23区一体の事業を含む62件" in text
    assert "全31件のうち、新しい30件を表示しています" in text_of(client.get(address("033669")))


def test_a_ward_without_ties_of_its_own_explains(client, arakawa, nishiwaga):
    unnamed_tie(nishiwaga)
    text = text_of(client.get(arakawa.get_absolute_url()))
    assert "荒川区の名が記された連携・交流の記録は、まだありません" in text
    assert "一覧にある1団体" in text
    assert "西和賀町" not in text


def test_wards_take_one_statement_and_a_ward_six_for_one_and_for_thirty(client, arakawa, nishiwaga):
    own = arakawa.get_absolute_url()
    assert (statements(client, WARDS), statements(client, own)) == (1, 6)
    for _ in range(30):
        PartnershipFactory(ward=arakawa, partner__prefecture=nishiwaga.prefecture)
        ProjectPartyFactory(body=arakawa)
    assert (statements(client, WARDS), statements(client, own)) == (1, 6)


def test_a_ward_shows_its_partners_by_area_and_on_the_map(client, arakawa, nishiwaga, kagamino):
    PartnershipFactory(ward=arakawa, partner=kagamino)
    PartnershipFactory(ward=arakawa, partner=nishiwaga, kind="sister")
    PartnershipFactory(ward=arakawa, partner=nishiwaga, kind="disaster")
    PartnershipFactory(ward=arakawa, partner=nishiwaga.prefecture, kind="exchange")
    response = client.get(arakawa.get_absolute_url())
    assert [(area, len(ties)) for area, ties in response.context["areas"]] == [("東北", 3), ("中国", 1)]
    marks = {mark.name: mark.value for mark in response.context["marks"]}
    assert marks == {"岩手県": "2", "岡山県": "1"}
    assert "3団体との4件の連携・交流" in text_of(response)


def test_a_ward_tells_of_its_events_and_of_those_of_all_wards(client, arakawa):
    EventFactory(title="区の催し", host=arakawa)
    EventFactory(title="23区の催し", is_joint=True)
    EventFactory(title="よその催し", host=WardFactory())
    text = text_of(client.get(arakawa.get_absolute_url()))
    assert "区の催し" in text
    assert "23区の催し" in text
    assert "よその催し" not in text


@pytest.mark.parametrize(
    ("sort", "expected"),
    [("", "千荒"), ("code", "千荒"), ("name", "荒千"), ("partners", "荒千"), ("projects", "千荒")],
)
def test_wards_are_sorted_by_links(client, arakawa, nishiwaga, sort, expected):
    chiyoda = WardFactory()
    PartnershipFactory(ward=arakawa, partner=nishiwaga)
    ProjectPartyFactory(body=chiyoda)
    response = client.get(WARDS, {"sort": sort})
    assert "".join(ward.name[0] for ward in response.context["wards"]) == expected
    assert text_of(response).count('aria-current="true"') == 1


@hostile
def test_no_order_of_the_wards_is_an_error(client, arakawa, value):
    response = client.get(WARDS, {"sort": value})
    assert "<script>alert" not in text_of(response)
    assert [ward.name for ward in response.context["wards"]] == ["荒川区"]


def test_the_numbers_of_a_ward_are_the_lists_they_lead_to(client, seeded_db):
    for ward in LocalGovernment.objects.on(today()).special_wards():
        context = client.get(ward.get_absolute_url()).context
        listed = client.get(reverse("projects:list"), {"ward": ward.code}).context["panel"].total
        assert context["own_count"] + context["joint_count"] == listed, ward


def test_facilities_are_not_shown_to_the_public(client, arakawa):
    FacilityFactory(ward=arakawa, name="見本ホール")
    assert "見本ホール" not in text_of(client.get(arakawa.get_absolute_url()))
