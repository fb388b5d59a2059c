"""What officers do with files over weeks: the wards' round trip, and the story that a record tells afterwards."""

import datetime as dt

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import Change
from municipalities.exchange import runs
from municipalities.exchange.files import records_of, write_records
from municipalities.models import Partnership, Posting
from portal.exchange import BOOKS
from tests import factories as f
from tests.municipalities.exchange.sheets import handed_in, rows_of, workbook, written

pytestmark = pytest.mark.django_db

BOOK = BOOKS["partnerships"]
WARDS = 23
#: Wards whose records somebody changes while the file is out; the first two of them insist on their own value.
CONFLICTING = (2, 5, 11, 17, 22)
INSISTING = (2, 5)


def taken(user) -> list[list[str]]:
    return rows_of(write_records(records_of(BOOK, Partnership.objects.all(), user), "xlsx").read())


def with_cell(rows: list[list[str]], number: int, label: str, text: str) -> None:
    rows[number][rows[0].index(label)] = text


@pytest.fixture
def officers(nishiwaga, kagamino):
    """An officer of each ward, with two ties."""
    found = []
    for place in range(WARDS):
        ward = f.WardFactory(code=f.municipalities.code(f"131{place + 1:02}"), name=f"第{place + 1}区")
        officer = f.UserFactory(is_staff=True)
        office = f.OfficeFactory(body=ward)
        f.PostingFactory(office=office, user=officer, role=Posting.Role.EDITOR)
        for partner in (nishiwaga, kagamino):
            f.PartnershipFactory(ward=ward, partner=partner, kind="exchange", evidence="もとの根拠")
        found.append((ward, officer))
    return found


def test_23_wards_send_their_files_and_five_of_them_conflict(officers, nishiwaga):
    files = {}
    for place, (ward, officer) in enumerate(officers):
        rows = taken(officer)
        assert len(rows) == 3
        with_cell(rows, 1, "根拠", f"{ward.name}の根拠")
        rows.append(["" for _ in rows[0]])
        for label, text in {
            "特別区": ward.name,
            "連携先": "西和賀町",
            "種別": "宣言",
            "開始日": "R8.4.1",
        }.items():
            with_cell(rows, 3, label, text)
        files[place] = rows
    for place in CONFLICTING:
        first = Partnership.objects.filter(ward=officers[place][0], partner=nishiwaga)
        first.update(evidence="あいだに変えた根拠")
    handed = {
        place: handed_in(BOOK, workbook(("連携・交流", files[place])), officers[place][1], f"{place}.xlsx")
        for place in files
    }
    for place, run in handed.items():
        first = "conflict" if place in CONFLICTING else "changed"
        assert [row.outcome for row in run.rows.all()] == [first, "same", "new"], place
        if place in INSISTING:
            runs.choose_outcome(run=run, outcome="conflict", is_accepted=True)
        if place == 0:
            # One ward thinks better of its new tie.
            runs.choose_outcome(run=run, outcome="new", is_accepted=False)
        written(run)
    for place, (ward, _) in enumerate(officers):
        ties = Partnership.objects.filter(ward=ward)
        kept = (
            "あいだに変えた根拠" if place in CONFLICTING and place not in INSISTING else f"{ward.name}の根拠"
        )
        assert ties.get(partner=nishiwaga, kind="exchange").evidence == kept
        assert ties.exclude(partner=nishiwaga).get().evidence == "もとの根拠"
        assert ties.filter(kind="declaration", started_on=dt.date(2026, 4, 1)).exists() == (place != 0)
    assert Partnership.objects.count() == 2 * WARDS + WARDS - 1


def told(record) -> list[tuple]:
    """The story of a record, the oldest first: who, by which way, what."""
    changes = reversed(list(Change.objects.of(record)))
    return [
        (one.actor_label.split(" <")[0], one.via, one.get_action_display(), one.changes) for one in changes
    ]


def test_a_record_imported_edited_changed_in_bulk_and_reverted_tells_all_of_it(
    sign_in, secretariat, arakawa_office, arakawa_staff, nishiwaga
):
    header = ["特別区", "連携先", "種別", "開始日", "根拠"]
    row = ["荒川区", "西和賀町", "交流協定", "2015-08-01", "一覧の根拠"]
    written(handed_in(BOOK, workbook(("連携・交流", [header, row])), secretariat, "四月の一覧.xlsx"))
    tie = Partnership.objects.get()

    client = sign_in(arakawa_staff)
    page = reverse("admin:municipalities_partnership_change", args=[tie.pk])
    form = client.get(page).context["adminform"].form
    sent = {
        name: value for name, value in ((one.html_name, one.value()) for one in form) if value is not None
    }
    with zeal_ignore([{"model": "municipalities.LocalGovernment"}]):  # two choices of one form: one each
        assert client.post(page, sent | {"evidence": "区の根拠"}).status_code == 302

    rows = taken(arakawa_staff)
    with_cell(rows, 1, "根拠", "まとめて直した根拠")
    with_cell(rows, 1, "終了日", "2026-03-31")
    written(handed_in(BOOK, workbook(("連携・交流", rows)), arakawa_staff, "五月.xlsx"))

    change = Change.objects.of(tie).first()
    back = reverse("admin:municipalities_partnership_revert", args=[tie.pk, change.pk, "evidence"])
    assert "区の根拠" in client.get(back).text
    assert client.post(back).status_code == 302
    tie.refresh_from_db()
    assert (tie.evidence, tie.ended_on) == ("区の根拠", dt.date(2026, 3, 31))

    story = told(tie)
    assert [(who, via, what) for who, via, what, _ in story] == [
        ("事務局 花子", "取り込み「四月の一覧.xlsx」", "追加"),
        ("荒川 一郎", "管理画面", "変更"),
        ("荒川 一郎", "取り込み「五月.xlsx」", "変更"),
        ("荒川 一郎", "管理画面（前の値に戻す）", "変更"),
    ]
    assert story[0][3]["evidence"] == [None, "一覧の根拠"]
    assert story[1][3] == {"evidence": ["一覧の根拠", "区の根拠"]}
    assert story[2][3] == {
        "evidence": ["区の根拠", "まとめて直した根拠"],
        "ended_on": [None, "2026-03-31"],
    }
    assert story[3][3] == {"evidence": ["まとめて直した根拠", "区の根拠"]}
    history = client.get(reverse("admin:municipalities_partnership_history", args=[tie.pk])).text
    for text in ("四月の一覧.xlsx", "五月.xlsx", "一覧の根拠", "まとめて直した根拠", "事務局 花子", "根拠"):
        assert text in history
