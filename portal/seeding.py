"""Loading the reference data and the real facts of fixtures/, again and again, without undoing people's edits.

Per field, three values decide: what the fixture says now, what `seed` wrote last (SeedRecord), and what the
record holds. A field that still holds what was written last follows the fixture; any other was edited by a
person and stays. A record that a person deleted stays deleted.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import MultipleObjectsReturned, ValidationError
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import IntegrityError, models, transaction

from accounts import actions as accounts
from accounts.history import unrecorded
from municipalities.actions import ImportedList, import_partner_list
from municipalities.models import PartnerList, Source
from municipalities.partner_list_reader import PartnerListError
from portal.models import SeedRecord
from portal.releases.making import release_of_document

#: The fixtures in the order in which they refer to each other.
FIXTURES = (
    "reference/bodies",
    "reference/former_bodies",
    "reference/boundary_changes",
    "reference/associations",
    "reference/issue_categories",
    "facts/01_sources",
    "reference/name_variants",
    "facts/02_companies",
    "facts/03_agreements",
    "facts/04_partnerships",
    "facts/05_projects",
    "facts/06_project_parties",
    "facts/07_project_years",
    "facts/08_events",
    "facts/09_disaster_support",
    "facts/10_plan",
    "facts/11_publications",
    "facts/12_policy_references",
    "facts/13_survey",
    "facts/14_figures_2015",
    "facts/15_figures_series",
    "facts/sources_partner_list",
    "facts/partner_list_2015_verdicts",
)

#: The published list of 2015, a transcript of the document, read after the verdicts on its doubtful names.
PARTNER_LIST = "seed_partners_2015_raw.csv"
PARTNER_LIST_SOURCE = "partners-2015"

#: Where what is loaded came from stands here, not in the history of thousands of records.
PROVENANCE = "portal.SeedRecord"


class SeedError(Exception):
    """A fixture that cannot be loaded; the message names file and entry."""


@dataclass
class SeedReport:
    counts: Counter = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    partner_list: ImportedList | None = None

    @property
    def changed(self) -> bool:
        return bool(self.counts["created"] or self.counts["updated"])


@unrecorded(PROVENANCE)
@transaction.atomic
def seed() -> SeedReport:
    """Everything a fresh installation shows: the fixtures, the published list of 2015, and the release it makes."""
    report = load_fixtures(FIXTURES)
    path = Path(settings.BASE_DIR, "fixtures", PARTNER_LIST)
    source = Source.objects.filter(slug=PARTNER_LIST_SOURCE, as_of__isnull=False).first()
    if source is None:
        raise SeedError(
            f"出典「{PARTNER_LIST_SOURCE}」がないか時点が空欄のため、{path.name} を取り込めません。"
        )
    try:
        report.partner_list = import_partner_list(data=path.read_bytes(), on=source.as_of, source=source)
    except (OSError, PartnerListError) as error:
        raise SeedError(f"{path.name} を取り込めません：{error}") from error
    release_of_document(source=source, partner_list=PartnerList.objects.get(source=source))
    return report


@unrecorded(PROVENANCE)
@transaction.atomic
def load_fixtures(fixtures: Iterable[str]) -> SeedReport:
    """Bring every fixture's records up to date; SeedError, and nothing written, when one cannot be read."""
    records = {(record.model, record.key): record for record in SeedRecord.objects.all()}
    report = SeedReport()
    for name in fixtures:
        path = Path(settings.BASE_DIR, "fixtures", f"{name}.json")
        for number, entry in enumerate(_entries(path), start=1):
            try:
                _load(entry, records, report)
            except (
                DeserializationError,
                ValidationError,
                IntegrityError,
                models.ObjectDoesNotExist,
                MultipleObjectsReturned,
            ) as error:
                raise SeedError(f"初期データ {path.name} の{number}件目を読み込めません：{error}") from error
    if report.changed:
        accounts.record(
            by=None,
            verb="seed",
            summary=f"初期データの読み込み（追加{report.counts['created']}件、更新{report.counts['updated']}件）",
        )
    return report


def _entries(path: Path) -> list[dict]:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise SeedError(f"初期データ {path.name} を読み込めません：{error}") from error


def _load(entry: dict, records: dict[tuple[str, str], SeedRecord], report: SeedReport) -> None:
    try:
        (built,) = serializers.deserialize("python", [entry])
    except DeserializationError as error:
        lost = _lost_reference(error, entry, records)
        if not lost:
            raise
        report.counts["deleted"] += 1
        report.kept.append(
            f"{lost}：削除されたか識別名が変わったため、これを参照する記録は読み込みませんでした。"
        )
        return
    wanted = _values(built.object, entry["fields"], built.m2m_data)
    label = built.object._meta.label_lower
    key = json.dumps(built.object.natural_key(), ensure_ascii=False)
    record = records.get((label, key))
    if built.object.pk is None:
        if record:
            report.counts["deleted"] += 1
            report.kept.append(
                f"{built.object._meta.verbose_name}「{built.object}」：削除されたままにしました。"
            )
            return
        built.object.save()
        _set_many(built)
        SeedRecord.objects.create(model=label, key=key, values=wanted)
        report.counts["created"] += 1
        return
    _update(built, wanted, record or SeedRecord(model=label, key=key, values={}), report)


def _lost_reference(error: DeserializationError, entry: dict, records: dict) -> str:
    """What the entry refers to that was loaded once and that a person has since deleted or named otherwise."""
    why = getattr(error.__context__, "original_exc", error.__context__)
    if not isinstance(why, models.ObjectDoesNotExist):
        return ""
    fields = apps.get_model(entry["model"])._meta
    for name, value in entry["fields"].items():
        related = fields.get_field(name).related_model
        if related is None or not value:
            continue
        for reference in value if fields.get_field(name).many_to_many else [value]:
            key = json.dumps(reference, ensure_ascii=False)
            if (related._meta.label_lower, key) in records and not _is_there(related, reference):
                return f"{related._meta.verbose_name}「{'・'.join(map(str, reference))}」"
    return ""


def _is_there(model: type[models.Model], key: list) -> bool:
    try:
        model._default_manager.get_by_natural_key(*key)
    except model.DoesNotExist:
        return False
    return True


def _update(built: DeserializedObject, wanted: dict, record: SeedRecord, report: SeedReport) -> None:
    stored = type(built.object)._base_manager.get(pk=built.object.pk)
    current = _values(stored, wanted)
    differing = {name for name in wanted if wanted[name] != current[name]}
    # Without a record (loaded by hand before the first seed) whatever differs may be a person's work; a field that
    # the fixture did not name yet held its default.
    last = (
        _values(type(stored)(), differing, dict.fromkeys(built.m2m_data, ())) if record.pk else wanted
    ) | record.values
    edited = {name for name in differing if last[name] != current[name]}
    for name in sorted(edited):
        label = stored._meta.get_field(name).verbose_name
        report.counts["kept"] += 1
        report.kept.append(
            f"{stored._meta.verbose_name}「{stored}」の{label}：管理画面での変更を残しました。"
        )
    followed = differing - edited
    for name in followed - built.m2m_data.keys():
        attribute = stored._meta.get_field(name).attname
        setattr(stored, attribute, getattr(built.object, attribute))
    if followed:
        stored.save()
        for name in followed & built.m2m_data.keys():
            getattr(stored, name).set(built.m2m_data[name])
    report.counts["updated" if followed else "unchanged"] += 1
    written = record.values | {name: wanted[name] for name in wanted if name not in edited}
    if written != record.values:
        record.values = written
        record.save()


def _set_many(built: DeserializedObject) -> None:
    for name, keys in built.m2m_data.items():
        getattr(built.object, name).set(keys)


def _values(instance: models.Model, names, many: dict | None = None) -> dict[str, str | list]:
    """Field → value in a form that JSON keeps: text, or the sorted ids of a many-to-many field."""
    values = {}
    for name in names:
        model_field = instance._meta.get_field(name)
        if model_field.many_to_many:
            keys = many[name] if many is not None else getattr(instance, name).values_list("pk", flat=True)
            values[name] = sorted(keys)
        else:
            values[name] = model_field.value_to_string(instance)
    return values
