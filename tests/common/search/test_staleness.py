"""No search text outlives what it was made of: after a write to anything, by any door, it is blank or right.

The world below holds a row of everything that a text is made of. Every field of every row in it is changed, every
row added to and deleted; a new searchable model or a new relation of one fails here until the world holds it and
`BlankSearchText` blanks for it.
"""

import contextlib
import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import ProtectedError

from bulletin.models import Notice
from common.search import Searchable
from municipalities.models import Agreement, LocalGovernment, NameVariant
from projects.models import Event, Project, ProjectParty, ProjectYear
from tests import factories as f

pytestmark = pytest.mark.django_db

APPS = ("municipalities", "projects", "bulletin", "surveys")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
SEARCHED = [model for model in MODELS if issubclass(model, Searchable)]


def label(model) -> str:
    return model._meta.label


@pytest.fixture
def world(arakawa, nishiwaga, kagamino):
    """Everything hangs together with everything, and of each there is another to choose instead."""
    for body in (nishiwaga, kagamino):
        association = f.AssociationFactory(prefecture=body.prefecture)
        company = f.CompanyFactory()
        project = f.ProjectFactory(title_kana="みほん", body="本文", source=f.SourceFactory())
        project.categories.add(f.IssueCategoryFactory())
        for party in (
            {"body": body},
            {"body": None, "association": association},
            {"body": None, "company": company},
        ):
            f.ProjectPartyFactory(project=project, **party)
        f.ProjectYearFactory(project=project, plan="計画", results="実績")
        f.EventFactory(project=project, host=body, venue="会場", summary="内容", note="備考").co_hosts.add(
            arakawa
        )
        f.TopicFactory(sender=body, project=project, title_kana="みほん", place="場所", body="本文")
        f.NoticeFactory()
        thread = f.ThreadFactory(office__body=body, season="冬", cost="折半", wanted="会場")
        thread.categories.add(f.IssueCategoryFactory())
        f.PublicationFactory(body="本文")
        f.SurveyOpinionFactory(survey=f.SurveyFactory(note="備考"))
        f.InitiativeFactory(agreement=f.AgreementFactory(association=association, note="備考"))
        f.CompanyAgreementFactory(company=company)
        f.NameVariantFactory(body=body, written=f"旧{body.name}", kana="きゅう", kind=NameVariant.Kind.FORMER)
        change = f.BoundaryChangeFactory()
        change.predecessors.add(f.LocalGovernmentFactory(prefecture=body.prefecture))
        change.successors.add(body)
    fill()


def fill():
    for model in SEARCHED:
        model.objects.all().fill_search_texts()


def stale() -> list[str]:
    """Records whose text is neither blank nor what it would be if it were made now."""
    indexed = connection.vendor == "postgresql"
    return [
        f"{row._meta.label} {row}"
        for model in SEARCHED
        for row in model._base_manager.prefetch_related(*model.SEARCH_PREFETCH)
        if row.search_text is not None
        and (row.search_text, row.search_grams) != row.made_search_text(indexed=indexed)
    ]


@contextlib.contextmanager
def undone():
    """What cannot be written is no write; whatever was is taken back."""
    with contextlib.suppress(DatabaseError, ProtectedError), transaction.atomic():
        yield
        transaction.set_rollback(True)


def others(field: models.Field, row) -> list:
    """Values that the field of a row might take instead."""
    now = getattr(row, field.attname)
    if field.is_relation:
        return list(field.related_model._base_manager.exclude(pk=now).values_list("pk", flat=True)[:3])
    if field.choices:
        return [value for value, _ in field.flatchoices if value != now][:3]
    if isinstance(field, models.CharField | models.TextField):
        return [f"{now}あ"[: field.max_length], "132012", "131024"]
    if isinstance(field, models.BooleanField):
        return [not now]
    if isinstance(field, models.DateTimeField):
        return [dt.datetime(2019, 12, 31, tzinfo=dt.UTC), None]
    if isinstance(field, models.DateField):
        return [dt.date(2019, 12, 31), None]
    return []


def fields_of(model) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.name in ("search_text", "search_grams"))
    ]


def test_the_world_holds_all_that_texts_are_made_of(world):
    for model in SEARCHED:
        assert model.objects.exists(), model
        for path in model.SEARCH_PREFETCH:
            assert model.objects.filter(**{f"{path}__isnull": False}).exists(), f"{model.__name__}: {path}"


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_no_changed_field_leaves_a_text_behind(world, model):
    row = model._base_manager.first()
    for field in fields_of(model) if row else []:
        for value in others(field, row):
            with undone():
                model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
                assert stale() == [], f"{field.name} = {value}"


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_no_saved_row_leaves_a_text_behind(world, model):
    for field in fields_of(model):
        row = model._base_manager.first()
        value = next(iter(others(field, row)), None) if row else None
        if value is not None:
            with undone():
                setattr(row, field.attname, value)
                row.save()
                assert stale() == [], f"{field.name} = {value}"


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_no_deleted_row_leaves_a_text_behind(world, model):
    for row in model._base_manager.all():
        with undone():
            row.delete()
            assert stale() == [], row


ADDED = {
    "party": lambda: ProjectParty.objects.bulk_create(
        [ProjectParty(project=Project.objects.first(), body=LocalGovernment.objects.get(code="131181"))]
    ),
    "year": lambda: ProjectYear.objects.bulk_create(
        [ProjectYear(project=Project.objects.first(), fiscal_year=2040, status="planned", plan="追加の計画")]
    ),
    "variant": lambda: NameVariant.objects.bulk_create(
        [NameVariant(body=LocalGovernment.objects.get(code="033669"), written="追加の名", kind="alias")]
    ),
    "initiative": lambda: f.InitiativeFactory._meta.model.objects.bulk_create(
        [f.InitiativeFactory.build(agreement=Agreement.objects.first(), order=99)]
    ),
    "opinion": lambda: f.SurveyOpinionFactory._meta.model.objects.bulk_create(
        [f.SurveyOpinionFactory.build(survey=f.SurveyFactory._meta.model.objects.first(), order=99)]
    ),
    "category": lambda: Project.objects.first().categories.add(*f.IssueCategoryFactory.create_batch(2)),
    "co-host": lambda: Event.objects.first().co_hosts.add(LocalGovernment.objects.get(code="336068")),
    "predecessor": lambda: (
        LocalGovernment.objects.get(code="033669")
        .changes_before.get()
        .predecessors.add(f.LocalGovernmentFactory(name="追加の町"))
    ),
    "successor": lambda: (
        LocalGovernment.objects.get(code="033669")
        .changes_before.get()
        .successors.add(LocalGovernment.objects.get(code="336068"))
    ),
    "a record": lambda: Notice.objects.bulk_create([f.NoticeFactory.build(title="追加の知らせ")]),
}


@pytest.mark.parametrize("what", ADDED)
def test_nothing_added_leaves_a_text_behind(world, what):
    blank = sum(model.objects.filter(search_text__isnull=True).count() for model in SEARCHED)
    ADDED[what]()
    assert stale() == []
    assert sum(model.objects.filter(search_text__isnull=True).count() for model in SEARCHED) > blank


def in_sql(statement: str):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_was_written_is_found_by_the_next_search(world, nishiwaga):
    project = Project.objects.filter(parties__body=nishiwaga).get()
    for write, word in (
        (lambda: Project.objects.filter(pk=project.pk).update(summary="菜の花"), "菜の花"),
        (lambda: project.years.update(results="梅の花"), "梅の花"),
        (lambda: LocalGovernment.objects.filter(pk=nishiwaga.pk).update(name="東和賀町"), "東和賀"),
        (
            lambda: in_sql("UPDATE municipalities_localgovernment SET name = '南県' WHERE code = '030007'"),
            "南県",
        ),
    ):
        assert not Project.objects.written(word)
        write()
        assert list(Project.objects.written(word)) == [project]
    project.parties.filter(body=nishiwaga).delete()
    assert not Project.objects.written("東和賀")


def test_a_name_that_did_not_change_blanks_nothing_else(world, nishiwaga):
    """A body is saved whole; thousands of projects may name it."""
    nishiwaga.save()
    assert not Project.objects.filter(search_text__isnull=True).exists()
