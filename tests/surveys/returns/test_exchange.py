"""A return as a workbook and back: what differs, what is written, and whose it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from municipalities.exchange import runs
from municipalities.models import ImportRun, NameQuestion, Partnership
from portal.exchange.jobs import work_at_imports
from surveys.models import PartnershipLine, ProjectLine, YearlyReturn
from surveys.returns import actions
from surveys.returns.exchange import ReturnBook
from tests.factories import LocalGovernmentFactory, PostingFactory, PrefectureFactory, WardFactory
from tests.municipalities.exchange.sheets import rows_of
from tests.surveys.returns.filling import Table, file_of, handed_in, officer_of, return_of, taken_over

pytestmark = pytest.mark.django_db


def outcomes(page) -> list[tuple]:
    return [(row.sheet, row.number, row.outcome) for row in page.context["page_obj"]]


def cells(page) -> dict[str, tuple]:
    return {
        label: (before, after) for row in page.context["page_obj"] for label, before, after, _ in row.cells
    }


def test_the_file_holds_the_wards_lines_and_explains_itself(ward, found, kagamino):
    answer = ward.get(f"{found.get_absolute_url()}file.xlsx")
    content = b"".join(answer.streaming_content)
    ties = rows_of(content, "連携・交流")
    assert ties[0][:3] == ["状況", "連携先", "種別"]
    assert ties[1][1] == "033669 岩手県西和賀町"
    assert rows_of(content, "連携事業")[1][1].startswith("P-")
    explained = [cell for row in rows_of(content, "説明") for cell in row]
    assert "版" in explained
    sheet = file_of(ward, found)["連携・交流"]
    assert len(sheet.data_validations.dataValidation) == 2  # of the status and of the kind
    assert sheet["B2"].data_type == "s"


def test_what_was_not_touched_is_the_same(ward, found):
    page = handed_in(ward, found, file_of(ward, found))
    assert {outcome for *_, outcome in outcomes(page)} == {"same"}


def test_each_cell_that_differs_is_shown_and_only_what_is_accepted_is_written(
    ward, found, tie_line, project_line
):
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="変更", 根拠="新しい協定書")
    Table(book, "連携事業").write(2, 状況="継続", 今年度の実績="盛況")
    page = handed_in(ward, found, book)
    assert [outcome for *_, outcome in outcomes(page)] == ["changed", "changed"]
    assert cells(page)["根拠"] == ("協定書", "新しい協定書")
    tie_line.refresh_from_db()
    assert (tie_line.status, tie_line.evidence) == ("", "協定書")

    run = page.context["run"]
    rows = {row.sheet: row.pk for row in run.rows.all()}
    address = page.request["PATH_INFO"]
    sent = {"shown": list(rows.values()), "accepted": [rows["連携事業"]], "next": "write"}
    assert ward.post(f"{address}choose/", sent).url == f"{address}write/"
    taken_over(ward, page)
    tie_line.refresh_from_db()
    project_line.refresh_from_db()
    assert tie_line.status == ""
    assert (project_line.status, project_line.results, project_line.version) == ("continued", "盛況", 2)
    found.refresh_from_db()
    assert (found.state, found.changed_by_id) == ("editing", run.by_id)
    assert Partnership.objects.get().evidence == "協定書"  # the ledger is as it was


def test_what_somebody_else_changed_meanwhile_is_a_conflict(ward, found, tie_line, arakawa_staff):
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="変更", 根拠="ファイルの根拠")
    values = {"status": "changed", "evidence": "ページの根拠"}
    actions.write_line(yearly_return=found, line=tie_line, values=values, by=arakawa_staff)
    page = handed_in(ward, found, book)
    assert outcomes(page)[0][2] == "conflict"
    assert not page.context["run"].rows.get(outcome="conflict").is_accepted


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"状況": "継続", "根拠": "別"}, "内容が登録と違います"),
        ({"状況": "終了"}, "終了日を入力してください"),
        ({"状況": "どこか"}, "選択肢にありません"),
        ({"種別": ""}, "入力してください"),
        ({"開始日": "いつか"}, "読めません"),
    ],
)
def test_what_is_wrong_is_told_by_cell_and_nothing_can_be_written(ward, found, cells, message):
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, **cells)
    page = handed_in(ward, found, book)
    assert outcomes(page)[0][2] == "fault"
    assert message in page.text
    answer = ward.post(f"{page.request['PATH_INFO']}write/", follow=True)
    assert "誤りのある行がある" in answer.text


def test_a_name_in_doubt_goes_to_the_desk(ward, found):
    for code, name in (("330001", "岡山県"), ("050008", "秋田県")):
        prefecture = PrefectureFactory(code=code, name=name)
        LocalGovernmentFactory(prefecture=prefecture, name="美里町")
    book = file_of(ward, found)
    Table(book, "連携・交流").add(状況="新規", 連携先="美里町", 種別="姉妹都市")
    page = handed_in(ward, found, book)
    assert outcomes(page)[1] == ("連携・交流", 3, "doubt")
    assert NameQuestion.objects.get().written == "美里町"


def test_a_row_without_a_status_that_is_new_is_new(ward, found, kagamino):
    book = file_of(ward, found)
    Table(book, "連携・交流").add(連携先="鏡野町", 種別="姉妹都市")
    taken_over(ward, handed_in(ward, found, book))
    assert PartnershipLine.objects.get(partner=kagamino).status == "new"


def test_the_number_of_a_project_is_not_written_over(ward, found):
    book = file_of(ward, found)
    Table(book, "連携事業").write(2, 事業番号="P-2000-0001")
    assert "変えられません" in handed_in(ward, found, book).text


def test_once_handed_in_the_file_comes_too_late(ward, found, arakawa_staff):
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="継続", 事務局への連絡="確認済み")
    page = handed_in(ward, found, book)
    actions.continue_rest(yearly_return=found, by=arakawa_staff)
    found.refresh_from_db()
    actions.submit_return(yearly_return=found, by=arakawa_staff, version=found.version)
    answer = ward.post(f"{page.request['PATH_INFO']}write/", follow=True)
    assert "提出済みか締切り後" in answer.text
    assert ward.get(f"{found.get_absolute_url()}imports/new/").status_code == 200
    assert PartnershipLine.objects.get().note == ""


def test_a_file_of_another_ward_reaches_nothing(ward, found, campaign, sign_in):
    koto = WardFactory(code="131083", name="江東区")
    YearlyReturn.objects.create(campaign=campaign, ward=koto, state_since=campaign.opened_at)
    foreign, officer = return_of(campaign, koto), sign_in(officer_of(koto))
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="継続")
    page = handed_in(officer, foreign, book)
    assert "見られない記録です" in page.text
    run = page.context["run"]
    assert ward.get(page.request["PATH_INFO"]).status_code == 404
    own = page.request["PATH_INFO"].replace("131083", "131181")
    assert ward.get(own).status_code == 404
    assert ImportRun.objects.get(pk=run.pk).book == ReturnBook(foreign).name


def test_others_of_the_ward_see_a_run_and_only_who_handed_it_in_goes_on(ward, found, arakawa_office, sign_in):
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="継続")
    page = handed_in(ward, found, book)
    address = page.request["PATH_INFO"]
    other = sign_in(PostingFactory(office=arakawa_office, role="editor").user)
    assert "取り込んだ人" in other.get(address).text
    for step in ("choose", "write", "again", "cancel"):
        assert other.post(f"{address}{step}/").status_code == 403
    assert ward.post(f"{address}again/").status_code == 302
    assert other.get(f"{address}report.csv").status_code == 200
    assert ward.get(f"{address}again/").status_code == 405
    assert ward.post(f"{address}cancel/").status_code == 302
    assert ImportRun.objects.get().state == "cancelled"
    assert ProjectLine.objects.get().status == ""


def test_who_may_not_write_hands_nothing_in(
    found, arakawa_office, sign_in, nishiwaga_officer, nishiwaga_office
):
    viewer = sign_in(PostingFactory(office=arakawa_office, role="viewer").user)
    address = f"{found.get_absolute_url()}imports/new/"
    assert viewer.get(address).status_code == 403
    assert viewer.get(f"{found.get_absolute_url()}file.xlsx").status_code == 200
    stranger = sign_in(nishiwaga_officer)
    for page in (address, f"{found.get_absolute_url()}file.xlsx"):
        assert stranger.get(page).status_code == 404


def test_what_is_no_workbook_is_refused_in_words(ward, found):
    upload = SimpleUploadedFile("調査.xlsx", b"nothing")
    answer = ward.post(f"{found.get_absolute_url()}imports/new/", {"file": upload}, follow=True)
    assert answer.context["run"].state == "refused"
    assert ward.post(f"{found.get_absolute_url()}imports/new/").status_code == 422


def test_a_large_file_is_left_to_the_worker(ward, found, monkeypatch):
    monkeypatch.setattr(runs, "SMALL_FILE", 0)
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="継続")
    page = handed_in(ward, found, book)
    assert "読み取り待ちです" in page.text
    work_at_imports(timezone.now())
    assert outcomes(ward.get(page.request["PATH_INFO"]))[0][2] == "changed"


def test_the_admin_shows_such_runs_too(ward, found, office):
    book = file_of(ward, found)
    Table(book, "連携・交流").write(2, 状況="継続")
    run = handed_in(ward, found, book).context["run"]
    page = office.get(f"/admin/municipalities/importrun/{run.pk}/change/")
    assert "連携状況調査" in page.text
    assert "連携状況調査" in office.get("/admin/municipalities/importrun/").text
