"""The pages of an import and of an export, as ward staff and the secretariat meet them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEvent
from municipalities.exchange import runs
from municipalities.models import ImportRun, Partnership
from portal.exchange import BOOKS
from portal.exchange.jobs import work_at_imports
from tests import factories as f
from tests.municipalities.exchange.sheets import handed_in, rows_of, workbook

pytestmark = pytest.mark.django_db

ADD = "/admin/municipalities/importrun/add/"
HEADER = ["特別区", "連携先", "種別", "開始日", "根拠"]
ROW = ["荒川区", "西和賀町", "交流協定", "2015-08-01", "協定書"]


def page(run, name: str) -> str:
    return reverse(f"admin:municipalities_importrun_{name}", args=[run.pk])


def upload(content: bytes = b"", name: str = "連携.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or workbook(("連携・交流", [HEADER, ROW])))


@pytest.fixture
def staff(sign_in, arakawa_office, arakawa_staff):
    return sign_in(arakawa_staff)


@pytest.fixture
def tie(arakawa, nishiwaga):
    return f.PartnershipFactory(
        ward=arakawa, partner=nishiwaga, kind="exchange", started_on=dt.date(2015, 8, 1), evidence="古い根拠"
    )


@pytest.fixture
def run(staff, tie, arakawa_staff):
    return handed_in("partnerships", workbook(("連携・交流", [HEADER, ROW])), arakawa_staff)


def test_from_the_file_to_the_record(staff, tie):
    answer = staff.post(ADD, {"book": "partnerships", "file": upload()}, follow=True)
    run = ImportRun.objects.get()
    assert answer.redirect_chain == [(page(run, "change"), 302)]
    assert "古い根拠" in answer.text
    assert "協定書" in answer.text
    row = run.rows.get()
    answer = staff.post(
        page(run, "choose"), {"shown": row.pk, "accepted": row.pk, "next": "write"}, follow=True
    )
    assert answer.redirect_chain == [(page(run, "write"), 302)]
    assert "1行を登録します" in answer.text
    answer = staff.post(page(run, "write"), follow=True)
    assert "登録済" in answer.text
    tie.refresh_from_db()
    assert tie.evidence == "協定書"


def test_what_is_not_ticked_is_not_written(staff, run, tie):
    row = run.rows.get()
    answer = staff.post(page(run, "choose"), {"shown": row.pk}, follow=True)
    assert "選択を保存しました" in answer.text
    answer = staff.post(page(run, "write"), follow=True)
    assert "登録する行がありません" in answer.text
    tie.refresh_from_db()
    assert tie.evidence == "古い根拠"
    staff.post(page(run, "choose"), {"all": "changed", "to": "yes"})
    assert run.rows.accepted().count() == 1


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "取り込む記録を選んでください。"),
        ({"book": "partnerships"}, "ファイルを選んでください。"),
        ({"book": "bodies"}, "取り込む記録を選び直してください。"),
        ({"book": "nowhere"}, "取り込む記録を選び直してください。"),
    ],
)
def test_a_form_that_is_not_filled_in_says_what_is_missing(staff, sent, message):
    answer = staff.post(ADD, sent)
    assert answer.status_code == 200
    assert message in answer.text
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.xls"),
        (b"%PDF-1.7\n%%EOF", "list.pdf"),
        (b"PK\x03\x04broken", "broken.xlsx"),
        (b"\x00\x01\x02\x03" * 100, "rubbish.csv"),
        ("どれでもない表\nx,y".encode(), "other.csv"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_words(staff, content, name):
    answer = staff.post(ADD, {"book": "partnerships", "file": SimpleUploadedFile(name, content)}, follow=True)
    run = ImportRun.objects.get()
    assert run.state == "refused"
    assert run.messages
    assert run.messages[0] in answer.context["run"].messages
    assert "直したファイルを取り込む" in answer.text
    assert not run.rows.exists()


def test_a_file_larger_than_allowed_is_not_taken(staff, monkeypatch):
    monkeypatch.setattr("municipalities.exchange.forms.LARGEST_DOCUMENT", 10)
    answer = staff.post(ADD, {"book": "partnerships", "file": upload()})
    assert "分けて取り込んでください" in answer.text
    assert not ImportRun.objects.exists()


def test_a_long_file_is_left_to_the_worker(staff, tie, monkeypatch):
    monkeypatch.setattr(runs, "SMALL_FILE", 10)
    monkeypatch.setattr(runs, "FEW_ROWS", 0)
    answer = staff.post(ADD, {"book": "partnerships", "file": upload()}, follow=True)
    run = ImportRun.objects.get()
    assert run.state == "waiting"
    assert "読み取り待ちです。ページを閉じても、処理は続きます" in answer.text
    assert work_at_imports(run.at) == "取り込み1件を処理しました。"
    assert "古い根拠" in staff.get(page(run, "change")).text
    staff.post(page(run, "write"))
    run.refresh_from_db()
    assert run.state == "accepted"
    work_at_imports(run.at)
    run.refresh_from_db()
    assert (run.state, run.written_rows) == ("done", 1)
    assert work_at_imports(run.at) == ""


def test_another_wards_run_is_not_there(sign_in, run):
    koto = f.OfficeFactory(body=f.WardFactory(code="131083", name="江東区", kana="こうとうく"))
    other = f.UserFactory(is_staff=True)
    f.PostingFactory(office=koto, user=other, role="editor")
    client = sign_in(other)
    for name in ("change", "write", "file", "report"):
        assert client.get(page(run, name)).status_code == 404, name
    for name in ("choose", "write", "again", "cancel"):
        assert client.post(page(run, name)).status_code == 404, name
    assert run.filename not in client.get("/admin/municipalities/importrun/").text
    run.refresh_from_db()
    assert run.is_open


def test_who_keeps_nothing_has_no_such_pages(sign_in, run, nishiwaga_officer):
    for person in (nishiwaga_officer, f.UserFactory(is_staff=True)):
        client = sign_in(person)
        assert client.get(ADD).status_code in (302, 403)
        assert client.get(page(run, "change")).status_code in (302, 403, 404)


def test_the_secretariat_sees_all_runs(sign_in, secretariat, run):
    client = sign_in(secretariat)
    assert run.filename in client.get("/admin/municipalities/importrun/").text
    answer = client.get(page(run, "change"))
    assert "だけが、行を選んで登録できます" in answer.text
    assert 'name="accepted"' not in answer.text


def test_where_nothing_differs_nothing_is_offered(staff, tie):
    Partnership.objects.update(evidence="協定書")
    answer = staff.post(ADD, {"book": "partnerships", "file": upload()}, follow=True)
    assert "登録する行はありません" in answer.text
    assert "登録の確認へ" not in answer.text


def test_who_handed_it_in_goes_on_with_it_and_nobody_else(sign_in, secretariat, run, tie):
    """It would be written by the officer's rights, and in the officer's name."""
    client = sign_in(secretariat)
    row = run.rows.get()
    for name in ("choose", "write", "again"):
        assert client.post(page(run, name), {"shown": row.pk}).status_code == 403, name
    row.refresh_from_db()
    run.refresh_from_db()
    assert row.is_accepted
    assert run.is_open
    assert "取りやめました" in client.post(page(run, "cancel"), follow=True).text


@pytest.mark.parametrize("name", ["choose", "again", "cancel"])
def test_what_changes_something_is_posted(staff, run, name):
    assert staff.get(page(run, name)).status_code == 405


def test_a_run_that_is_over_is_not_gone_on_with(staff, run):
    staff.post(page(run, "cancel"))
    for name in ("again", "cancel", "write", "choose"):
        answer = staff.post(page(run, name), follow=True)
        assert "取りやめ" in answer.text, name
    run.refresh_from_db()
    assert run.state == "cancelled"


@pytest.mark.parametrize("query", ["?outcome=nothing", "?page=x", "?page=99", "?outcome=changed&page=2"])
def test_odd_addresses_show_the_nearest(staff, run, query):
    assert staff.get(page(run, "change") + query).status_code == 200


def test_the_file_and_the_report_come_back(staff, run):
    content = b"".join(staff.get(page(run, "file")).streaming_content)
    assert rows_of(content)[1] == ROW
    report = b"".join(staff.get(page(run, "report")).streaming_content).decode("utf-8-sig")
    assert "連携・交流,2,変更,○" in report
    assert "根拠,古い根拠,協定書" in report


def test_the_forms_are_there_for_whom_they_are(staff, sign_in, secretariat):
    name = "admin:municipalities_importrun_form"
    for book in BOOKS:
        answer = staff.get(reverse(name, args=[book]))
        assert answer.status_code == (404 if book in ("bodies", "names", "memberships") else 200), book
    answer = sign_in(secretariat).get(reverse(name, args=["bodies"]))
    assert rows_of(b"".join(answer.streaming_content), "自治体")[0][0] == "団体コード"


# --- Out ----------------------------------------------------------------------------------------------


def file_of(client, query: dict, model: str = "municipalities_partnership") -> bytes:
    answer = client.get(reverse(f"admin:{model}_export"), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_what_leaves_is_what_the_list_shows(staff, tie, arakawa, kagamino):
    f.PartnershipFactory(ward=arakawa, partner=kagamino, kind="sister")
    koto = f.WardFactory(code="131083", name="江東区", kana="こうとうく")
    f.PartnershipFactory(ward=koto, partner=kagamino, kind="sister", evidence="よその区")
    assert "書き出す" in staff.get("/admin/municipalities/partnership/").text
    everything = rows_of(file_of(staff, {"format": "xlsx"}))
    assert len(everything) == 3
    narrowed = rows_of(file_of(staff, {"format": "xlsx", "kind__exact": "sister"}))
    assert [row[1] for row in narrowed[1:]] == ["336068 岡山県鏡野町"]
    assert "よその区" not in str(everything)
    event = AuditEvent.objects.filter(verb="export").last()
    assert event.data["query"] in ("kind__exact=sister", "")
    assert AuditEvent.objects.filter(verb="export").count() == 2


def test_a_cell_that_would_run_is_a_text(staff, arakawa_staff, tie):
    Partnership.objects.update(evidence='=HYPERLINK("http://example.com")')
    assert file_of(staff, {"format": "csv"}).decode("utf-8-sig").count("'=HYPERLINK") == 1
    run = handed_in("partnerships", file_of(staff, {"format": "csv"}), arakawa_staff, "表.csv")
    assert run.rows.get().outcome == "same"


def test_a_letter_that_the_encoding_lacks_is_told_and_nothing_leaves(staff, tie):
    Partnership.objects.update(evidence="𠮷田町")
    answer = staff.get(reverse("admin:municipalities_partnership_export"), {"format": "csv-sjis"})
    assert not answer.streaming
    assert "𠮷" in answer.text
    assert "UTF-8" in answer.text


def test_projects_leave_with_what_belongs_to_them(staff, arakawa, nishiwaga):
    project = f.ProjectFactory(title="雪の活用")
    f.ProjectPartyFactory(project=project, body=arakawa, role="lead")
    f.ProjectYearFactory(project=project, fiscal_year=2025)
    f.ProjectYearFactory(project=f.ProjectFactory(title="よその事業"), fiscal_year=2024)
    content = file_of(staff, {"format": "xlsx"}, "projects_project")
    assert [len(rows_of(content, title)) for title in ("連携事業", "参加団体", "年度ごとの状況")] == [2, 2, 2]
    years = file_of(staff, {"format": "csv", "sheet": "years"}, "projects_project").decode("utf-8-sig")
    assert "2025" in years
    assert "よその" not in years


@pytest.mark.parametrize("query", [{"format": "nothing"}, {"sheet": "x"}, {"p": "x"}])
def test_without_a_format_the_page_asks_for_one(staff, tie, query):
    answer = staff.get(reverse("admin:municipalities_partnership_export"), query)
    assert "1件を書き出します" in answer.text


def test_who_sees_no_list_takes_none(sign_in, tie, nishiwaga_officer):
    for person in (nishiwaga_officer, f.UserFactory(is_staff=True)):
        answer = sign_in(person).get(reverse("admin:municipalities_partnership_export"), {"format": "csv"})
        assert answer.status_code in (302, 403)


def test_a_list_too_long_to_read_at_once_leaves_whole(sign_in, secretariat, nishiwaga):
    ward = f.WardFactory()
    Partnership.objects.bulk_create(
        Partnership(
            ward=ward, partner=nishiwaga, kind="sister", started_on=f"{year}-01-01", ended_on=f"{year}-06-01"
        )
        for year in range(1000, 2200)
    )
    rows = file_of(sign_in(secretariat), {"format": "csv"}).decode("utf-8-sig").splitlines()
    assert len(rows) == 1201
    assert rows[0].startswith("特別区,連携先")
