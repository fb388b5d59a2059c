"""A file from its hand-in to what was written of it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from municipalities.exchange import runs
from municipalities.exchange.files import records_of, write_records
from municipalities.exchange.records import STAMP
from municipalities.models import ImportRun, Partnership
from portal.exchange import BOOKS
from tests import factories as f
from tests.municipalities.exchange.sheets import handed_in, read_as, rows_of, workbook, written

pytestmark = pytest.mark.django_db

HEADER = ["特別区", "連携先", "種別", "開始日", "根拠"]


def ties(*rows, header=HEADER) -> bytes:
    return workbook(("連携・交流", [header, *rows]))


@pytest.fixture
def staff(arakawa_office, arakawa_staff):
    return arakawa_staff


@pytest.fixture
def tie(arakawa, nishiwaga):
    return f.PartnershipFactory(
        ward=arakawa, partner=nishiwaga, kind="exchange", started_on=dt.date(2015, 8, 1), evidence="協定書"
    )


def exported(user, book="partnerships", sheet="") -> list[list[str]]:
    """What leaves, to be edited."""
    kinds = records_of(BOOKS[book], BOOKS[book].records[0].model.objects.all(), user)
    return rows_of(write_records(kinds, "xlsx").read(), sheet)


def cell(rows, number: int, label: str) -> tuple[int, int]:
    """Where a cell of a written row stands."""
    return number, rows[0].index(label)


def edit(rows, number, **cells):
    for label, text in cells.items():
        row, column = cell(rows, number, label)
        rows[row][column] = text


def test_a_file_makes_records_and_says_whence_they_came(secretariat, arakawa, nishiwaga):
    row = ["荒川区", "岩手県西和賀町", "交流協定", "平成27年8月1日", "協定書"]
    run = handed_in("partnerships", ties(row), secretariat)
    assert (run.state, read_as(run)) == ("ready", [(2, "new")])
    assert not Partnership.objects.exists()
    written(run)
    tie = Partnership.objects.get()
    assert (tie.ward, tie.partner, tie.kind) == (arakawa, nishiwaga, "exchange")
    assert (tie.started_on, tie.evidence) == (dt.date(2015, 8, 1), "協定書")
    assert (run.state, run.written_rows) == ("done", 1)
    event = AuditEvent.objects.get(verb="import.write")
    assert (event.actor, event.data["sha256"]) == (secretariat, run.sha256)


def test_the_same_file_again_changes_nothing(secretariat, arakawa, nishiwaga):
    content = ties(["荒川区", "西和賀町", "交流協定", "2015-08-01", "協定書"])
    first = written(handed_in("partnerships", content, secretariat))
    again = handed_in("partnerships", content, secretariat)
    assert read_as(again) == [(2, "same")]
    assert runs.earlier(again) == first
    with pytest.raises(ValidationError, match="登録する行がありません"):
        runs.accept_import(run=again)


def test_what_leaves_comes_back_the_same(staff, tie):
    run = handed_in("partnerships", workbook(("連携・交流", exported(staff))), staff)
    assert read_as(run) == [(2, "same")]


def test_only_cells_that_differ_are_shown_and_written(staff, tie):
    rows = exported(staff)
    edit(rows, 1, 根拠="新しい協定書", 開始日="2015年8月")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    assert read_as(run) == [(2, "changed")]
    assert run.rows.get().cells == [
        ["開始日", "2015-08-01", "2015年8月", False],
        ["根拠", "協定書", "新しい協定書", False],
    ]
    written(run)
    tie.refresh_from_db()
    assert (tie.evidence, tie.started_on, tie.started_precision) == (
        "新しい協定書",
        dt.date(2015, 8, 1),
        "month",
    )


def test_a_record_changed_meanwhile_is_a_conflict_that_shows_both(staff, tie):
    rows = exported(staff)
    edit(rows, 1, 根拠="ファイルの根拠")
    Partnership.objects.update(evidence="サイトの根拠", confirmed_on="2026-01-01")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    row = run.rows.get()
    assert (row.outcome, row.is_accepted) == ("conflict", False)
    assert row.cells == [["根拠", "サイトの根拠", "ファイルの根拠", True]]
    runs.choose_rows(run=run, accepted={row.pk: True})
    written(run)
    tie.refresh_from_db()
    # What only the site changed stays.
    assert (tie.evidence, tie.confirmed_on) == ("ファイルの根拠", dt.date(2026, 1, 1))


def test_what_the_site_changed_and_the_file_did_not_is_left(staff, tie):
    rows = exported(staff)
    Partnership.objects.update(evidence="サイトの根拠")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    assert read_as(run) == [(2, "same")]


def test_what_changes_between_looking_and_writing_is_looked_at_again(staff, tie):
    rows = exported(staff)
    edit(rows, 1, 根拠="ファイルの根拠")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    runs.accept_import(run=run)
    Partnership.objects.update(evidence="ついさっき")
    runs.write_import(run, BOOKS["partnerships"])
    run.refresh_from_db()
    assert (run.state, run.messages) == ("ready", [runs.CHANGED_MEANWHILE])
    assert run.rows.get().outcome == "conflict"
    tie.refresh_from_db()
    assert tie.evidence == "ついさっき"


def test_one_fault_and_nothing_is_written(secretariat, arakawa, nishiwaga, kagamino):
    run = handed_in(
        "partnerships",
        ties(
            ["荒川区", "西和賀町", "交流協定", "2015-08-01", ""],
            ["荒川区", "鏡野町", "交流", "2015-13-01", ""],
            ["", "鏡野町", "交流協定", "2015-08-01", ""],
        ),
        secretariat,
    )
    assert read_as(run) == [
        (2, "new"),
        (
            3,
            "fault",
            "「種別」：「交流」は選択肢にありません。姉妹都市、友好都市、災害時相互応援協定、交流協定、連携協定、宣言、事業交流、その他から選んでください。",
            "「開始日」：「2015-13-01」は暦にない日付です。",
        ),
        (4, "fault", "「特別区」：入力してください。"),
    ]
    with pytest.raises(ValidationError, match="誤りのある行"):
        runs.accept_import(run=run)
    assert not Partnership.objects.exists()


def test_what_the_rules_forbid_is_told_by_row(secretariat, tie, arakawa):
    run = handed_in(
        "partnerships",
        ties(
            ["荒川区", "荒川区", "宣言", "2015-08-01", ""],
            ["荒川区", "西和賀町", "交流協定", "2016-08-01", ""],
            ["荒川区", "西和賀町", "宣言", "", ""],
            ["荒川区", "西和賀町", "姉妹都市", "2015-08-01", ""],
            ["荒川区", "西和賀町", "姉妹都市", "2015-08-01", "二度"],
        ),
        secretariat,
    )
    assert read_as(run) == [
        (2, "fault", "「連携先」：連携先には特別区以外の団体を選んでください。"),
        (3, "fault", Partnership.OVERLAPPING),
        (4, "fault", "開始日か確認日のどちらかを入力してください。"),
        (5, "new"),
        (6, "fault", "5行目と同じ記録の行です。どちらか一方にしてください。"),
    ]


def test_a_tie_that_ends_makes_room_for_the_next(staff, tie):
    rows = exported(staff)
    edit(rows, 1, 終了日="2026-04-01")
    rows.append(["" for _ in rows[0]])
    edit(rows, 2, 特別区="荒川区", 連携先="西和賀町", 種別="交流協定", 開始日="2026-04-01")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    assert read_as(run) == [(2, "changed"), (3, "new")]
    written(run)
    assert Partnership.objects.count() == 2


def test_names_in_doubt_wait_and_others_do_not(secretariat, arakawa, nishiwaga):
    run = handed_in(
        "partnerships",
        ties(
            ["荒川区", "岩手県西和賀市", "交流協定", "2015-08-01", ""],
            ["荒川区", "西和賀町", "宣言", "2015-08-01", ""],
            ["荒川区", "どこにもない町", "宣言", "2015-08-01", ""],
        ),
        secretariat,
    )
    assert [(number, outcome) for number, outcome, *_ in read_as(run)] == [
        (2, "doubt"),
        (3, "new"),
        (4, "fault"),
    ]


def test_a_row_whose_record_is_gone_says_so(staff, tie):
    rows = exported(staff)
    tie.delete()
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    assert read_as(run) == [
        (
            2,
            "fault",
            "この行の元の記録は、サイトから削除されたか、見られない記録です。新しい記録として登録するときは「版」を空欄にしてください。",
        )
    ]


@pytest.mark.parametrize("text", ["x", "12", "12:", "-1:aa", "9" * 30 + ":aa", "12:aa.bb"])
def test_a_stamp_that_was_written_over_is_refused(staff, tie, text):
    rows = exported(staff)
    edit(rows, 1, **{STAMP: text})
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    assert [outcome for _, outcome, *_ in read_as(run)] == ["fault"]


def test_ward_staff_write_their_own_wards_alone(staff, tie, nishiwaga):
    koto = f.WardFactory(code="131083", name="江東区", kana="こうとうく")
    foreign = f.PartnershipFactory(ward=koto, partner=nishiwaga, kind="exchange", evidence="江東の協定")
    rows = exported(staff)
    assert len(rows) == 2
    stamp = rows[1][-1].split(":")[1]
    run = handed_in(
        "partnerships",
        ties(
            ["江東区", "西和賀町", "宣言", "2015-08-01", "", ""],
            ["荒川区", "西和賀町", "交流協定", "2015-08-01", "奪う", f"{foreign.pk}:{stamp}"],
            ["江東区", "西和賀町", "交流協定", "2015-08-01", "移す", f"{tie.pk}:{stamp}"],
            header=[*HEADER, STAMP],
        ),
        staff,
    )
    own = "「特別区」には、ご自分の区を入力してください。"
    assert read_as(run)[0] == (2, "fault", own)
    assert read_as(run)[1][:2] == (3, "fault")
    assert "見られない記録" in read_as(run)[1][2]
    assert read_as(run)[2] == (4, "fault", own)
    assert "江東の協定" not in str(list(run.rows.values_list("cells", "messages", "label")))


@pytest.mark.parametrize("book", ["bodies", "names", "memberships"])
def test_what_only_the_secretariat_keeps_ward_staff_do_not_write(staff, nishiwaga, book):
    assert not BOOKS[book].is_for(staff)
    run = handed_in(
        book,
        {
            "bodies": workbook(("自治体", [["団体コード", "名称"], ["033669", "奪った町"]])),
            "names": workbook(("名称の別表記・判断", [["書かれた名称", "種類"], ["西和賀", "別の表記"]])),
            "memberships": workbook(("会員登録", [["自治体", "登録日"], ["西和賀町", "2026-04-01"]])),
        }[book],
        staff,
    )
    assert [outcome for _, outcome, *_ in read_as(run)] == ["fault"]


def test_a_run_can_be_given_up_and_is_then_over(staff, tie):
    rows = exported(staff)
    edit(rows, 1, 根拠="新しい根拠")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    runs.cancel_import(run=run, by=staff)
    for action in (runs.accept_import, runs.read_again):
        with pytest.raises(ValidationError, match="取りやめ"):
            action(run=run)
    runs.write_import(run, BOOKS["partnerships"])
    assert ImportRun.objects.get().state == "cancelled"
    tie.refresh_from_db()
    assert tie.evidence == "協定書"


def test_what_a_killed_worker_had_in_hand_is_taken_up_again(staff, tie):
    rows = exported(staff)
    edit(rows, 1, 根拠="新しい根拠")
    run = handed_in("partnerships", workbook(("連携・交流", rows)), staff)
    runs.accept_import(run=run)
    ImportRun.objects.update(state="writing", taken_at=run.at)
    runs.write_import(run, BOOKS["partnerships"])
    assert ImportRun.objects.get().state == "writing"
    ImportRun.objects.update(taken_at=run.at - runs.LEASE - dt.timedelta(seconds=1))
    runs.write_import(run, BOOKS["partnerships"])
    assert ImportRun.objects.get().state == "done"
    tie.refresh_from_db()
    assert tie.evidence == "新しい根拠"


@pytest.mark.parametrize(("work", "state"), [("read_tables", "refused"), ("write", "ready")])
def test_what_nobody_thought_of_ends_the_run_and_no_other(staff, tie, monkeypatch, work, state):
    rows = exported(staff)
    edit(rows, 1, 根拠="新しい根拠")
    content = workbook(("連携・交流", rows))
    run = runs.begin_import(book=BOOKS["partnerships"], content=content, filename="表.xlsx", by=staff)
    if work == "write":
        runs.read_import(run, BOOKS["partnerships"])
        runs.accept_import(run=run)

    def fail(*args):
        raise RuntimeError("nobody thought of it")

    monkeypatch.setattr(runs, work, fail)
    runs.work_at(run, BOOKS["partnerships"])
    run.refresh_from_db()
    assert (run.state, run.messages) == (state, [runs.UNEXPECTED])
    tie.refresh_from_db()
    assert tie.evidence == "協定書"
