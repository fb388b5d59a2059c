import json

import pytest

from accounts.models import AuditEvent
from bulletin.models import PolicyReference
from municipalities.models import BoundaryChange, LocalGovernment, NameVariant, Source
from portal import seeding
from portal.models import SeedRecord
from projects.models import IssueCategory, Project, ProjectYear

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixtures(tmp_path, settings):
    """Writes fixtures of a made-up installation and loads them."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "fixtures").mkdir()

    def load(*entries):
        (tmp_path / "fixtures" / "facts.json").write_text(json.dumps(entries))
        return seeding.load_fixtures(["facts"])

    return load


def reference(**fields):
    values = {"slug": "2019", "title": "基本方針2019", "decided_on": "2019-06-21"} | fields
    return {"model": "bulletin.policyreference", "fields": values}


def test_creates_and_then_changes_nothing(fixtures):
    first, second = fixtures(reference()), fixtures(reference())

    assert first.counts["created"] == 1
    assert dict(second.counts) == {"unchanged": 1}
    assert PolicyReference.objects.get().title == "基本方針2019"
    assert AuditEvent.objects.count() == 1


def test_follows_the_fixture_where_nobody_edited(fixtures):
    fixtures(reference())
    report = fixtures(reference(title="まち・ひと・しごと創生基本方針2019"))

    assert report.counts["updated"] == 1
    assert PolicyReference.objects.get().title == "まち・ひと・しごと創生基本方針2019"


def test_keeps_an_edit_and_says_so_field_by_field(fixtures):
    fixtures(reference())
    PolicyReference.objects.update(note="担当者の追記")
    fixtures(reference(note=""))
    report = fixtures(reference(note="資料の備考", title="新しい題"))

    stored = PolicyReference.objects.get()
    assert (stored.note, stored.title) == ("担当者の追記", "新しい題")
    assert report.kept == ["国の総合戦略等への位置づけ「基本方針2019」の備考：管理画面での変更を残しました。"]


def test_a_deleted_record_stays_deleted(fixtures):
    fixtures(reference())
    PolicyReference.objects.all().delete()
    report = fixtures(reference())

    assert not PolicyReference.objects.exists()
    assert report.counts["deleted"] == 1
    assert "削除されたまま" in report.kept[0]


def test_what_hung_on_a_deleted_record_stays_away_with_it(fixtures):
    project = {
        "number": "P-2015-0001",
        "title": "雪の活用",
        "scope": "wards",
        "field": "industry",
        "summary": "概要",
        "categories": [["snow"]],
    }
    world = [
        {"model": "projects.issuecategory", "fields": {"slug": "snow", "name": "雪"}},
        {"model": "projects.project", "fields": project},
        {
            "model": "projects.projectyear",
            "fields": {"project": ["P-2015-0001"], "fiscal_year": 2015, "status": "done"},
        },
        reference(),
    ]
    fixtures(*world)
    IssueCategory.objects.all().delete()
    assert fixtures(*world).kept[1].startswith("課題分類「snow」：削除されたか")
    assert Project.objects.get().years.exists()

    Project.objects.all().delete()
    report = fixtures(*world)
    assert not ProjectYear.objects.exists()
    assert report.kept[-1].startswith("連携事業「P-2015-0001」：削除されたか")
    assert dict(report.counts) == {"deleted": 3, "unchanged": 1}


def test_many_to_many_values_are_merged_like_the_others(fixtures, nishiwaga, kagamino):
    def change(*codes):
        return {
            "model": "municipalities.boundarychange",
            "fields": {
                "effective_on": "2030-04-01",
                "kind": "merger",
                "title": "見本の合併",
                "predecessors": [[code] for code in codes],
            },
        }

    fixtures(change(nishiwaga.code))
    assert fixtures(change(nishiwaga.code, kagamino.code)).counts["updated"] == 1
    merger = BoundaryChange.objects.get()
    assert set(merger.predecessors.all()) == {nishiwaga, kagamino}

    merger.predecessors.set([kagamino])
    assert fixtures(change(nishiwaga.code, kagamino.code)).counts["kept"] == 1
    assert set(merger.predecessors.all()) == {kagamino}


@pytest.mark.parametrize(
    "bad",
    [
        reference(decided_on="令和元年"),
        reference(source=["ない資料"]),
        {"model": "bulletin.nothing", "fields": {}},
    ],
)
def test_a_bad_fixture_names_file_and_entry_and_writes_nothing(fixtures, bad):
    with pytest.raises(seeding.SeedError, match=r"facts\.json の2件目"):
        fixtures(reference(slug="good"), bad)
    assert not PolicyReference.objects.exists()
    assert not SeedRecord.objects.exists()


def test_a_broken_file_is_named(fixtures, tmp_path):
    fixtures()
    (tmp_path / "fixtures" / "facts.json").write_text("[")
    with pytest.raises(seeding.SeedError, match=r"facts\.json を読み込めません"):
        seeding.load_fixtures(["facts"])


def test_a_name_registered_twice_is_told(seeded_db):
    first = NameVariant.objects.filter(kind="former").first()
    NameVariant.objects.create(
        written=first.written, prefecture=first.prefecture, kind="former", body=first.body
    )
    with pytest.raises(seeding.SeedError, match=r"name_variants\.json の\d+件目"):
        seeding.seed()


@pytest.mark.parametrize("lost", [{"slug": "other"}, {"as_of": None}])
def test_a_partner_list_without_its_source_is_told(seeded_db, lost):
    Source.objects.filter(slug=seeding.PARTNER_LIST_SOURCE).update(**lost)
    with pytest.raises(seeding.SeedError, match="出典「partners-2015」がないか時点が空欄"):
        seeding.seed()


def test_the_real_data_is_what_the_project_counts(seeded_db):
    kinds = LocalGovernment.Kind
    for day, expected in (("2015-08-01", (790, 745, 183)), ("2026-11-22", (792, 743, 183))):
        bodies = LocalGovernment.objects.on(day)
        assert (
            tuple(bodies.filter(kind=k).count() for k in (kinds.CITY, kinds.TOWN, kinds.VILLAGE)) == expected
        )
        assert bodies.special_wards().count() == 23
        assert bodies.prefectures().count() == 47
        assert bodies.count() == 1788
