"""What must always hold, the database refuses to break: on SQLite and PostgreSQL alike, past every form."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from bulletin.models import Response
from common.db import AppendOnly, NoOverlap
from common.frozen import FrozenWith, NeverOnce
from municipalities.models import Association, Membership, NameVariant, Partnership
from tests import factories as f
from tests.breaking import EARLY, LATE, REFUSED, again, change

APPS = ["accounts", "municipalities", "projects", "bulletin", "surveys", "portal"]
MODELS = [model for label in APPS for model in apps.get_app_config(label).get_models()]
CONSTRAINTS = {
    constraint.name: model._meta.db_table for model in MODELS for constraint in model._meta.constraints
}
OPERATIONS = [
    operation
    for (label, _), migration in MigrationLoader(None).disk_migrations.items()
    if label in APPS
    for operation in migration.operations
    if isinstance(operation, NoOverlap | AppendOnly | FrozenWith | NeverOnce)
]
UNIQUE_FIELDS = [
    (model, field.name)
    for model in MODELS
    for field in model._meta.local_fields
    if field.unique and not field.primary_key
]

#: Nothing breaks the first without breaking the second, which SQLite's triggers ask before.
WITHIN = {
    "body_code_unique_today": "body_code_no_overlap",
    "body_code_unique_per_start": "body_code_no_overlap",
    "membership_one_active": "membership_no_overlap",
}


def names_of(operation):
    if isinstance(operation, FrozenWith):
        return f"{operation.table}_frozen"
    return f"{operation.table}_append_only" if isinstance(operation, AppendOnly) else operation.name


def test_every_constraint_is_tried():
    assert set(REFUSED) == set(CONSTRAINTS) | {names_of(operation) for operation in OPERATIONS}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        REFUSED[name]()
    text = str(refusal.value)
    if connection.vendor == "sqlite" and text.startswith("UNIQUE"):
        # SQLite names the columns instead.
        assert CONSTRAINTS[name] in text or name in text
    elif name.endswith("_append_only"):
        assert "append-only" in text
    elif name.endswith("_frozen") and "is frozen" in text:
        assert name.removesuffix("_frozen") in text
    else:
        assert name in text or WITHIN.get(name, name) in text


@pytest.mark.django_db
@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_database_holds_it(name):
    with connection.cursor() as cursor:
        assert name in connection.introspection.get_constraints(cursor, CONSTRAINTS[name])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"), UNIQUE_FIELDS, ids=lambda value: getattr(value, "__name__", value)
)
def test_unique_fields(model, field):
    factory = next(getattr(f, name) for name in f.__all__ if getattr(f, name)._meta.model is model)
    first, second = factory(), factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        again(second, **{field: getattr(first, field)})
    assert model._base_manager.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "factory",
    [
        f.AuditEventFactory,
        f.ChangeSealFactory,
        f.BoardEventFactory,
        f.TermsFactory,
        f.ConfirmationFactory,
        f.TopicStepFactory,
    ],
)
def test_what_is_only_added_to_is_never_deleted(factory):
    rows = type(factory())._base_manager.all()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete()
    assert rows.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["passed", "declined", "dissolved"])
def test_a_body_whose_response_ended_may_answer_again(state):
    again(f.ResponseFactory(state=state), state="draft", place=2)
    assert Response.objects.count() == 2


@pytest.mark.django_db
def test_a_draft_needs_no_deadline_and_may_be_given_up_without_one():
    thread = f.ThreadFactory(state="draft", deadline=None)
    change(thread, state="withdrawn")
    change(f.ResponseFactory(state="draft"), state="declined")


# --- What is near the border, and right ----------------------------------------------------------------


@pytest.mark.django_db
def test_a_period_may_begin_on_the_day_the_one_before_ended():
    """Half-open: a code passes from one body to the next, a member comes back, a tie is made anew."""
    again(f.LocalGovernmentFactory(valid_to=EARLY), valid_from=EARLY, valid_to=None)
    again(f.MembershipFactory(registered_on=EARLY, withdrawn_on=LATE), registered_on=LATE, withdrawn_on=None)
    again(f.PartnershipFactory(started_on=EARLY, ended_on=LATE), started_on=LATE, ended_on=None)
    assert Membership.objects.count() == Partnership.objects.count() == 2


@pytest.mark.django_db
def test_a_pair_may_hold_several_kinds_of_ties_at_once():
    again(f.PartnershipFactory(kind="sister"), kind="disaster")
    assert Partnership.objects.count() == 2


@pytest.mark.django_db
def test_ties_of_a_list_that_names_no_ward_may_not_overlap_either():
    source = f.SourceFactory()
    tie = f.PartnershipFactory(ward=None, source=source)
    with pytest.raises(IntegrityError, match="tie_no_overlap"), transaction.atomic():
        again(tie, started_on=LATE)
    again(tie, ward=f.WardFactory())
    assert Partnership.objects.count() == 2


@pytest.mark.django_db
def test_moving_a_period_into_another_is_refused():
    f.MembershipFactory(registered_on=EARLY, withdrawn_on=LATE)
    body = Membership.objects.get().body
    second = f.MembershipFactory(body=body, registered_on=LATE)
    with pytest.raises(IntegrityError, match="membership_no_overlap"), transaction.atomic():
        change(second, registered_on=dt.date(2019, 3, 31))


@pytest.mark.django_db
def test_a_former_name_may_have_been_borne_twice():
    again(f.NameVariantFactory(kind="former", valid_to=EARLY), valid_from=LATE, valid_to=None)
    assert NameVariant.objects.count() == 2


@pytest.mark.django_db
def test_a_prefecture_has_one_association_of_each_kind():
    again(f.AssociationFactory(kind="towns"), kind="cities")
    assert Association.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("fiscal_year", [1947, 2200])
def test_plausible_years(fiscal_year):
    assert f.ProjectYearFactory(fiscal_year=fiscal_year).pk


@pytest.mark.django_db
def test_an_event_of_one_day_ends_on_it():
    assert f.EventFactory(starts_on=EARLY, ends_on=EARLY, fiscal_year=2016).pk


@pytest.mark.django_db
def test_a_topic_of_one_day_ends_on_it_and_needs_a_first_day():
    topic = f.TopicFactory(starts_on=EARLY, ends_on=EARLY)
    with pytest.raises(IntegrityError, match="topic_period"), transaction.atomic():
        change(topic, starts_on=None)


@pytest.mark.django_db
def test_a_draft_needs_no_day():
    assert f.TopicFactory(state="draft", published_on=None).pk


@pytest.mark.django_db
def test_an_agreement_needs_a_counterparty():
    with pytest.raises(IntegrityError, match="agreement_one_counterparty"), transaction.atomic():
        change(f.AgreementFactory(), association=None)


@pytest.mark.django_db
def test_a_ward_has_the_code_of_one_of_the_23():
    ward = f.WardFactory(code="131181")
    with pytest.raises(IntegrityError, match="body_code_in_japan"), transaction.atomic():
        change(ward, code="131245")
