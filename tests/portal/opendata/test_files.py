"""The files: what each format says, by which rules, to whom, and whether it is still the same."""

import datetime as dt
import json

import pytest
from django.test import Client

from common.dates import today
from municipalities.models import Partnership
from portal.models import ContentVersion
from portal.opendata.catalogue import DATASETS, LICENCE_URL
from portal.opendata.files import CUT, FORMATS, MOST_LETTERS
from portal.views import opendata
from projects.models import Project
from tests.factories import (
    AgreementFactory,
    EventFactory,
    InitiativeFactory,
    IssueCategoryFactory,
    LocalGovernmentFactory,
    PartnershipFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
    SurveyFactory,
    UserFactory,
)
from tests.machine_readable import of_csv, of_workbook
from tests.pages import hostile
from tests.portal.opendata.reading import FILES, address, as_csv, as_sheets, content, letters

pytestmark = pytest.mark.django_db

CHECKERS = {"csv": of_csv, "xlsx": of_workbook}
#: What people and attackers type into texts: formulas, control characters, breaks, layout, and more than a cell holds.
TEXTS = [
    '=HYPERLINK("http://example.com")',
    "+1234",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "鐘\x07と\x00闇",
    "一行目\r\n\r\n二行目\n三行目",
    "　左右に空白　",
    "長" * (MOST_LETTERS + 100),
    '"引用",と,読点',
    "<b>太字</b>&amp;",
    "\u202eてき逆",
]


@pytest.fixture
def hostile_world(db):
    """Every dataset has rows, whose texts are hostile."""
    for text in TEXTS:
        text = text.replace("\x00", "")  # which PostgreSQL does not take
        short = text[:100]
        project = ProjectFactory(title=short, title_kana=short, summary=text[:400])
        project.categories.add(IssueCategoryFactory(name=short[:40]))
        ProjectPartyFactory(project=project, note=short)
        ProjectYearFactory(project=project, plan=text, results=text, budget_yen=-0 or 5, participants=0)
        event = EventFactory(title=short, venue=short, summary=text, note=text, project=project)
        event.co_hosts.add(LocalGovernmentFactory(name=short[:20], kana=short[:20]))
        PartnershipFactory(evidence=short)
        InitiativeFactory(agreement=AgreementFactory(title=short, note=text), text=short)
        SurveyFactory(title=short)


@pytest.mark.parametrize("suffix", CHECKERS)
@pytest.mark.parametrize("key", DATASETS)
def test_the_real_data_follow_the_rules(seeded_db, visitor, key, suffix):
    found = content(visitor.get(address(key, suffix, "?on=2015-08-01")))
    assert CHECKERS[suffix](found, DATASETS[key].columns) == []
    now = content(visitor.get(address(key, suffix)))
    assert CHECKERS[suffix](now, DATASETS[key].columns) == []


@pytest.mark.parametrize("key", sorted(set(DATASETS) - {"event-cohosts"}))
def test_no_dataset_of_the_real_data_is_empty(seeded_db, visitor, key):
    assert json.loads(content(visitor.get(address(key))))["count"] > 0


@pytest.mark.parametrize(("key", "suffix"), [file for file in FILES if file[1] in CHECKERS])
def test_hostile_texts_follow_the_rules(hostile_world, visitor, key, suffix):
    found = content(visitor.get(address(key, suffix)))
    assert CHECKERS[suffix](found, DATASETS[key].columns) == []


def test_no_spreadsheet_runs_what_people_typed(hostile_world, visitor):
    texts = [row[1] for row in as_csv(content(visitor.get(address("projects", "csv"))))[1:]]
    assert '\'=HYPERLINK("http://example.com")' in texts
    assert not [text for text in texts if text[0] in "=+-@"]
    title = as_sheets(content(visitor.get(address("projects", "xlsx"))))["連携事業"][1][1]
    assert title == '=HYPERLINK("http://example.com")'


def test_a_text_is_one_line_in_tables_and_keeps_its_lines_in_json(visitor):
    ProjectYearFactory(plan="一行目\r\n\r\n  二行目\x07")
    assert as_csv(content(visitor.get(address("project-years", "csv"))))[1][4] == "一行目 二行目"
    assert as_sheets(content(visitor.get(address("project-years", "xlsx"))))["年度ごとの状況"][1][4] == (
        "一行目 二行目"
    )
    assert json.loads(content(visitor.get(address("project-years"))))["data"][0]["plan"] == (
        "一行目\n\n  二行目"
    )


def test_a_text_longer_than_a_cell_is_cut_in_excel_and_says_so(visitor):
    ProjectYearFactory(plan="長" * 40_000)
    cell = as_sheets(content(visitor.get(address("project-years", "xlsx"))))["年度ごとの状況"][1][4]
    assert len(cell) == MOST_LETTERS
    assert cell.endswith(CUT)
    assert len(as_csv(content(visitor.get(address("project-years", "csv"))))[1][4]) == 40_000


def test_numbers_days_and_codes_are_what_they_are(visitor, arakawa, nishiwaga):
    PartnershipFactory(ward=arakawa, partner=nishiwaga, confirmed_on=dt.date(2015, 8, 1))
    ProjectYearFactory(budget_yen=0, participants=None)
    header, tie = as_sheets(content(visitor.get(address("partnerships", "xlsx"))))["連携・交流"]
    row = dict(zip(header, tie, strict=True))
    assert row["連携先の団体コード"] == "033669"
    assert row["確認日"] == dt.datetime(2015, 8, 1)
    assert row["開始日"] == "2012-04-01"
    header, year = as_sheets(content(visitor.get(address("project-years", "xlsx"))))["年度ごとの状況"]
    row = dict(zip(header, year, strict=True))
    assert (row["年度（西暦）"], row["事業費（円）"], row["参加者数（人）"]) == (2020, 0, None)
    (row,) = json.loads(content(visitor.get(address("project-years"))))["data"]
    assert (row["fiscal_year"], row["budget_yen"], row["participants"]) == (2020, 0, None)


def test_a_day_before_the_first_of_excel_is_text(visitor):
    LocalGovernmentFactory(valid_from=dt.date(1889, 4, 1))
    rows = as_sheets(content(visitor.get(address("bodies", "xlsx"))))["自治体"]
    assert "1889-04-01" in {cell for row in rows for cell in row}


@pytest.mark.parametrize("key", DATASETS)
def test_a_workbook_explains_itself(visitor, key):
    dataset = DATASETS[key]
    sheets = as_sheets(content(visitor.get(address(key, "xlsx"))))
    with_choices = any(column.choices for column in dataset.columns)
    assert list(sheets) == [
        dataset.title,
        "データ項目定義",
        *(["選択肢"] if with_choices else []),
        "データの情報",
    ]
    assert [row[0] for row in sheets["データ項目定義"][1:]] == sheets[dataset.title][0]
    about = dict(sheets["データの情報"])
    assert about["題名"] == dataset.title
    assert about["基準日"] == today().isoformat()
    assert about["利用条件のURL"] == LICENCE_URL


def test_json_says_what_it_is(visitor):
    PartnershipFactory()
    found = json.loads(content(visitor.get(address("partnerships", "json", "?on=平成27年8月1日"))))
    assert list(found) == ["meta", "columns", "data", "count"]
    assert found["count"] == len(found["data"]) == 1
    assert found["meta"]["as_of"] == "2015-08-01"
    assert found["meta"]["changed_on"] == today().isoformat()
    assert found["meta"]["licence_url"] == LICENCE_URL
    assert found["meta"]["url"] == "http://testserver/opendata/partnerships/?on=2015-08-01"
    assert [column["key"] for column in found["columns"]] == list(found["data"][0])
    kinds = next(column for column in found["columns"] if column["key"] == "kind")
    assert kinds["choices"] == Partnership.Kind.labels


@pytest.mark.parametrize(("key", "suffix"), FILES)
def test_columns_and_titles_fit_every_format(key, suffix):
    columns = DATASETS[key].columns
    for names in ([column.key for column in columns], [column.label for column in columns]):
        assert len(set(names)) == len(names)
    assert len(DATASETS[key].title) <= 31  # of a sheet
    assert DATASETS[key].of_day
    assert suffix in FORMATS


def test_a_file_says_how_to_read_it(visitor):
    response = visitor.get(address("partnerships", "csv", "?on=2015-08-01"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="partnerships_2015-08-01.csv"'
    assert int(response.headers["Content-Length"]) == len(content(response))
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("day", ["nai", "2015-13-45", "9999-01-01"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_day_that_is_none_is_told(visitor, suffix, day):
    response = visitor.get(address("bodies", suffix, f"?on={day}"))
    assert response.status_code == 400
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if suffix == "json":
        assert "日" in response.json()["error"]
    else:
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "日" in response.text


@hostile
def test_nothing_typed_breaks_a_file(visitor, value):
    response = visitor.get("/opendata/surveys.csv", {"on": value})
    assert response.status_code in (200, 400)
    assert content(response)


@pytest.mark.parametrize("path", ["nai.csv", "bodies.pdf", "bodies.csv.zip", "nai/"])
def test_what_is_not_there_is_404(visitor, path):
    assert visitor.get(f"/opendata/{path}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_files_are_only_read(visitor, method):
    assert getattr(visitor, method)(address("bodies")).status_code == 405


# Whether it is still the same


@pytest.mark.parametrize("query", ["", "?on=2015-08-01"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_who_has_the_file_is_told_so_until_anything_changes(pages_kept, visitor, suffix, query):
    project = ProjectFactory()
    asked = address("projects", suffix, query)
    first = visitor.get(asked)
    etag = first.headers["ETag"]
    assert content(first)
    unchanged = visitor.get(asked, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["ETag"] == etag
    assert unchanged.headers["Access-Control-Allow-Origin"] == "*"

    Project.objects.filter(pk=project.pk).update(title="あとの題")
    changed = visitor.get(asked, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "あとの題" in letters(changed) or query
    assert changed.headers["ETag"] != etag


def test_what_is_unchanged_is_not_made(visitor, monkeypatch):
    etag = visitor.get(address("bodies")).headers["ETag"]
    monkeypatch.setattr(opendata, "_made", None)
    assert visitor.get(address("bodies"), headers={"If-None-Match": etag}).status_code == 304


def test_each_file_has_a_name_of_its_own(visitor):
    addresses = [address(key, suffix) for key, suffix in FILES]
    addresses += [address("bodies", "csv", "?on=2015-08-01"), address("bodies", "csv", "?on=2016-08-01")]
    tags = []
    for one in addresses:
        response = visitor.get(one)
        tags.append(response.headers["ETag"])
        assert content(response)
    assert len(set(tags)) == len(addresses)


def test_asking_for_the_head_alone_says_the_same(visitor):
    PartnershipFactory()
    got, head = visitor.get(address("partnerships", "csv")), visitor.head(address("partnerships", "csv"))
    for name in ("ETag", "Content-Type", "Content-Length", "Access-Control-Allow-Origin"):
        assert head.headers[name] == got.headers[name]
    assert content(head) == b""


def test_without_the_version_files_are_made_each_time(visitor):
    ContentVersion.objects.all().delete()
    response = visitor.get(address("bodies"))
    assert response.status_code == 200
    assert "ETag" not in response.headers


def test_small_files_of_today_are_kept_and_others_are_not(pages_kept, visitor, monkeypatch):
    ProjectFactory()
    for query, size, kept in (("", 500_000, True), ("?x=1", 500_000, False), ("", 10, False)):
        Project.objects.update(title=f"題{query}{size}")
        monkeypatch.setattr(opendata, "MOST_KEPT", size)
        assert content(visitor.get(address("projects", "csv", query)))
        monkeypatch.setattr(opendata, "_made", lambda *args, **kwargs: pytest.fail("made again"))
        if kept:
            assert "題" in letters(visitor.get(address("projects", "csv", query)))
        else:
            with pytest.raises(pytest.fail.Exception):
                visitor.get(address("projects", "csv", query))
        monkeypatch.undo()


def test_who_is_signed_in_gets_the_same_and_no_cache_keeps_it(sign_in, visitor):
    ProjectFactory()
    draft = ProjectFactory(state=Project.State.DRAFT, published_on=None, title="下書きの事業")
    member = sign_in(UserFactory(is_staff=True, is_superuser=True))
    found = member.get(address("projects", "csv"))
    assert found.headers["Cache-Control"] == "private, no-store"
    text = letters(found)
    assert draft.title not in text
    assert text == letters(visitor.get(address("projects", "csv")))


def test_other_hosts_are_named_by_their_own_names(settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    ProjectFactory()
    texts = [
        letters(Client().get(address("projects"), headers={"host": host})) for host in settings.ALLOWED_HOSTS
    ]
    assert "http://a.example/projects/" in texts[0]
    assert "http://b.example/projects/" in texts[1]
