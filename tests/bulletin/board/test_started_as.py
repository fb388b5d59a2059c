"""A thread begun from somewhere else: a kind chosen already, or a project somebody wants to learn from."""

import pytest
from django.urls import reverse

from projects.models import Project
from tests.factories import ProjectFactory, ProjectPartyFactory
from tests.pages import hostile, text_of

pytestmark = pytest.mark.django_db

NEW = reverse("bulletin:new_thread")


@pytest.fixture
def client(sign_in, arakawa_staff, arakawa_office):
    return sign_in(arakawa_staff)


def test_the_kind_may_be_chosen_already(client):
    assert client.get(f"{NEW}?kind=offer").context["form"]["kind"].value() == "offer"


def test_who_wants_to_learn_from_a_project_asks_its_parties(client, visitor, nishiwaga):
    project = ProjectFactory(number="P-2015-0001", title="雪の活用", field="exchange")
    ProjectPartyFactory(project=project, body=nishiwaga)
    address = f"{NEW}?about={project.number}"
    assert f'href="{address}"' in text_of(visitor.get(project.get_absolute_url()))
    form = client.get(address).context["form"]
    assert form["kind"].value() == "consultation"
    assert form["title"].value() == "「雪の活用」を参考にしたい"
    assert form["named"].value() == "岩手県西和賀町"
    assert form["audience"].value() == "named"


def test_a_draft_is_nothing_to_learn_from(client):
    project = ProjectFactory(number="P-2015-0001", state=Project.State.DRAFT, published_on=None)
    assert client.get(f"{NEW}?about={project.number}").context["form"]["title"].value() is None


@hostile
@pytest.mark.parametrize("name", ["kind", "about"])
def test_whatever_stands_in_the_address_the_form_is_empty(client, name, value):
    page = client.get(NEW, {name: value})
    assert page.status_code == 200
    assert page.context["form"]["title"].value() is None
