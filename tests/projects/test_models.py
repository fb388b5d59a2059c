import pytest
from django.core.exceptions import ValidationError

from projects.models import Project
from tests.factories import EventFactory, ProjectFactory

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
