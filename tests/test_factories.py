import pytest
from django.apps import apps

from tests import factories


@pytest.mark.django_db
@pytest.mark.parametrize("name", factories.__all__)
def test_what_a_factory_makes_is_valid(name):
    getattr(factories, name)().full_clean()


def test_every_model_has_a_factory():
    ours = ["accounts", "municipalities", "projects", "bulletin", "surveys", "portal"]
    models = {model for label in ours for model in apps.get_app_config(label).get_models()}
    assert models == {getattr(factories, name)._meta.model for name in factories.__all__}
