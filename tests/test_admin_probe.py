"""A ward's officer tries every address below /admin/, also one that is added tomorrow: nothing of another ward shows,
and nothing of it is changed. `test_own_ward` tells, door by door, what is there for them instead."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import Change
from municipalities.models import ImportRun, Partnership
from municipalities.own_ward import OwnWard
from projects.models import Project
from tests import factories as f
from tests.test_own_ward import MARK, OWN, of_ward
from tests.test_public_surface import PARTS, patterns

pytestmark = pytest.mark.django_db

#: What a list may be asked, whatever it lists; {pk} is the other ward's, {ward} its id.
ASKED = [
    {},
    {"q": MARK},
    {"all": "", "o": "-1.2", "p": "1", "_facets": "True"},
    {"_to_field": "id", "_popup": "1"},
    {"e": "1"},
    *({name: "{pk}"} for name in ("id__exact", "pk__in", "id__gte")),
    *({name: "{ward}"} for name in ("ward__id__exact", "ward", "body__id__exact", "host__id__exact")),
    *({"parties__body__id__exact": "{ward}", "format": format} for format in ("xlsx", "csv", "csv-sjis")),
    *({"format": format, "id__exact": "{pk}"} for format in ("xlsx", "csv")),
]
#: What may be sent to any address.
SENT = [
    {
        "post": "yes",
        "confirmed": "1",
        "name": "奪った",
        "title": "奪った",
        "shown": "{pk}",
        "accepted": "{pk}",
    },
    {"action": "delete_selected", "_selected_action": "{pk}", "select_across": "1", "post": "yes"},
    {"action": "publish", "_selected_action": "{pk}", "select_across": "1", "confirmed": "1"},
    {"action": "withdraw", "_selected_action": "{pk}", "index": "0", "confirmed": "1"},
]


@pytest.fixture
def koto(db):
    return f.WardFactory(code="131083", name="江東区", kana="こうとうく")


@pytest.fixture
def foreign(koto) -> dict[type[Model], Model]:
    """A record of each kind that is another ward's, its officer's, or nobody's who asks."""
    found = of_ward(koto, MARK)
    project = found[Project]
    officer = f.UserFactory(name=MARK, is_staff=True)
    run = f.ImportRunFactory(by=officer, filename=f"{MARK}.xlsx")
    rows = [
        *found.values(),
        *(f.ProjectYearFactory(project=project, plan=MARK), f.ProjectPhotoFactory(project=project, alt=MARK)),
        *(f.ProjectFileFactory(project=project, title=MARK), project.parties.get()),
        *(run, f.ImportRowFactory(run=run, label=MARK), f.NameQuestionFactory(written=MARK)),
        *(f.SavedFilterFactory(user=officer, name=MARK), officer, f.AuditEventFactory(summary=MARK)),
    ]
    for row in found.values():  # each has a history
        row.save()
    tie = found[Partnership]
    tie.evidence = f"{MARK}改めた根拠"
    tie.save()
    return {type(row): row for row in rows} | {Change: Change.objects.of(tie).first()}


def addresses(rows: dict[type[Model], Model]) -> Iterator[tuple[str, int]]:
    """Every address below /admin/ with the id of a record that is not the officer's."""
    by_name = {f"{model._meta.app_label}_{model._meta.model_name}": row for model, row in rows.items()}
    for name, _, parts in sorted({(name, "", parts) for name, _, parts in patterns()}):
        if not name.startswith("admin:") or name == "admin:":
            continue
        own = by_name.get(name.removeprefix("admin:").rpartition("_")[0])
        for row in rows.values() if "content_type_id" in parts else [own or rows[Partnership]]:
            pk = row.pk
            values = PARTS | {
                "object_id": pk,
                "pk": pk,
                "change_id": rows[Change].pk,
                "field": "evidence",
                "app_label": "projects",
                "book": "partnerships",
                "content_type_id": ContentType.objects.get_for_model(row).pk,
                "url": f"municipalities/partnership/{pk}",
            }
            yield reverse(name, kwargs={part: values[part] for part in parts}), pk


def texts_of(answer) -> str:
    """All that an answer says, within a workbook, too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    # What was asked for may be said again.
    return content.decode(errors="ignore").replace(f'value="{MARK}"', "").replace(f"「{MARK}」", "")


def state_of(rows: dict[type[Model], Model]) -> dict:
    return {model: model._base_manager.filter(pk=row.pk).values()[0] for model, row in rows.items()}


@pytest.fixture
def tries(sign_in, foreign, koto):
    """Opens an address, and what it leads to within the admin; says what it must not."""

    def try_one(client, address: str, pk: int, query: dict, *, sends: bool = False) -> None:
        values = {name: value.format(pk=pk, ward=koto.pk) for name, value in query.items()}
        with zeal_ignore():
            answer = (client.post if sends else client.get)(address, values)
            said = texts_of(answer)
            if answer.status_code == 302 and answer.url.startswith("/admin/"):
                said += texts_of(client.get(answer.url))
        assert answer.status_code < 500, (address, values)
        assert MARK not in said, (address, values)

    return try_one


def test_nothing_of_another_ward_shows(sign_in, arakawa_office, arakawa_staff, foreign, tries):
    client, tried = sign_in(arakawa_staff), set()
    lists = {reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in OWN}
    for address, pk in addresses(foreign):
        is_list = address in lists or address.endswith(("/export/", "/autocomplete/"))
        for query in ASKED if is_list else ASKED[:1]:
            tries(client, address, pk, query)
        tried.add(address)
    assert len(tried) > 300


def test_nothing_of_another_ward_is_changed(sign_in, arakawa_office, arakawa_staff, foreign, tries):
    client, before = sign_in(arakawa_staff), state_of(foreign)
    lists = {reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in OWN}
    runs = ImportRun.objects.count()
    for address, pk in addresses(foreign):
        for query in SENT if address in lists else SENT[:1]:
            if address != "/admin/logout/":
                tries(client, address, pk, query, sends=True)
    assert state_of(foreign) == before
    assert ImportRun.objects.count() == runs


@pytest.mark.parametrize("kind", ["no posting", "town"])
def test_who_keeps_no_ward_finds_nothing_at_all(
    sign_in, foreign, nishiwaga_office, nishiwaga_officer, tries, kind
):
    person = f.UserFactory(is_staff=True) if kind == "no posting" else nishiwaga_officer
    client = sign_in(person)
    for address, pk in addresses(foreign):
        tries(client, address, pk, {})
        if kind == "town" and not address.startswith(("/admin/login", "/admin/logout")):
            assert client.get(address).status_code in (302, 403, 404), address


def test_their_own_pages_answer(sign_in, arakawa_office, arakawa_staff, arakawa):
    """Whatever an officer opens of what is there."""
    own, client = of_ward(arakawa, "この区の"), sign_in(arakawa_staff)
    for model, row in own.items():
        assert isinstance(admin.site.get_model_admin(model), OwnWard)
        for page in ("change", "history", "delete"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=[row.pk])
            with zeal_ignore():
                assert client.get(address).status_code in (200, 403), address


def test_the_same_addresses_show_it_to_who_may_see_it(sign_in, secretariat, foreign):
    """Or the probe would find nothing because it looks nowhere."""
    client, shown = sign_in(secretariat), 0
    for model in OWN:
        for page in ("changelist", "change", "history", "delete"):
            args = [] if page == "changelist" else [foreign[model].pk]
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
            with zeal_ignore():
                shown += MARK in texts_of(client.get(address))
    # The mark of a tie is its evidence, which its list and its deletion do not tell.
    assert shown == 4 * len(OWN) - 2
