import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from common.dates import today
from projects.models import Project, ProjectYear
from tests.factories import (
    AssociationFactory,
    CompanyFactory,
    EventFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["P-２０２６-０１２３", "P-2026-123", "p-2026-0123", "P-2026-0123\n"])
def test_a_number_that_is_no_address_is_refused(number):
    project = ProjectFactory.build(number=number)
    with pytest.raises(ValidationError) as refused:
        project.full_clean()
    assert set(refused.value.message_dict) == {"number"}


def test_an_event_needs_a_day_or_a_fiscal_year():
    event = EventFactory.build(starts_on=None, fiscal_year=None)
    with pytest.raises(ValidationError, match="年度を入力してください"):
        event.full_clean()
    event.fiscal_year = 2019
    event.full_clean()


def test_a_part_is_no_programme_and_a_programme_is_no_part():
    whole, alone = ProjectFactory(), ProjectFactory()
    part = ProjectFactory(parent=whole)

    for project, parent in ((alone, part), (whole, alone), (whole, part)):
        project.parent = parent
        with pytest.raises(ValidationError) as refused:
            project.full_clean()
        assert set(refused.value.message_dict) == {"parent"}
    moved = Project.objects.get(pk=part.pk)
    moved.parent = Project.objects.get(pk=alone.pk)
    moved.full_clean()


def test_a_part_stands_alone_until_its_programme_is_public():
    tomorrow = today() + dt.timedelta(days=1)
    part = ProjectFactory(parent=ProjectFactory(published_on=tomorrow))

    assert list(Project.objects.published().entries()) == [part]
    Project.objects.filter(pk=part.parent_id).update(published_on=today())
    assert list(Project.objects.published().entries()) == [part.parent]


def test_a_draft_part_changes_no_figure():
    year = ProjectYearFactory()
    part = ProjectYearFactory(project=ProjectFactory(parent=year.project, state="draft", published_on=None))

    assert list(ProjectYear.objects.counted()) == [year]
    Project.objects.filter(pk=part.project_id).update(state="published", published_on=today())
    assert list(ProjectYear.objects.counted()) == [part]


def test_the_partners_of_a_draft_programme_are_not_told_by_its_public_parts(nishiwaga):
    programme = ProjectFactory(state=Project.State.DRAFT, published_on=None)
    part = ProjectFactory(parent=programme)
    ProjectPartyFactory(project=programme, body=nishiwaga)
    found = Project.objects.published()

    assert part not in found.with_party(Q(body=nishiwaga))
    assert part not in found.written("西和賀")

    Project.objects.filter(pk=programme.pk).update(state=Project.State.PUBLISHED, published_on=today())
    assert part in found.with_party(Q(body=nishiwaga))


def test_bodies_are_named_before_associations_and_these_before_companies_on_every_database(nishiwaga):
    project = ProjectFactory()
    company = ProjectPartyFactory(project=project, body=None, company=CompanyFactory())
    association = ProjectPartyFactory(project=project, body=None, association=AssociationFactory())
    body = ProjectPartyFactory(project=project, body=nishiwaga)
    assert list(project.parties.for_list()) == [body, association, company]
