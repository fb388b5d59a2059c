"""Each kind of record as a sheet: what leaves comes back the same, and what is entered is what is written."""

import datetime as dt

import pytest

from municipalities.exchange import runs
from municipalities.exchange.files import records_of, write_form, write_records
from municipalities.exchange.writer import NOT_ACCEPTED
from municipalities.models import Facility, LocalGovernment, Membership, NameVariant
from portal.exchange import BOOKS
from projects.models import Event, Project, ProjectParty, ProjectYear
from tests import factories as f
from tests.municipalities.exchange.sheets import handed_in, read_as, rows_of, workbook, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(arakawa_office, arakawa_staff):
    return arakawa_staff


@pytest.fixture
def world(arakawa, nishiwaga, arakawa_office):
    """A record of each kind with as much as it can hold."""
    project = f.ProjectFactory(
        title="雪の活用", contact_office=arakawa_office, approach="solving", body="一行目\n二行目"
    )
    project.categories.add(f.IssueCategoryFactory(name="環境"), f.IssueCategoryFactory(name="教育"))
    f.ProjectPartyFactory(project=project, body=arakawa, role="lead")
    f.ProjectPartyFactory(project=project, body=nishiwaga, note="雪の提供")
    f.ProjectPartyFactory(project=project, body=None, company=f.CompanyFactory(name="雪室株式会社"))
    f.ProjectPartyFactory(
        project=project, body=None, association=f.AssociationFactory(prefecture=nishiwaga.prefecture)
    )
    f.ProjectYearFactory(project=project, fiscal_year=2025, status="done", budget_yen=1_200_000)
    event = f.EventFactory(
        host=arakawa,
        project=project,
        starts_on=dt.date(2026, 2, 1),
        starts_precision="month",
        fiscal_year=2025,
    )
    event.co_hosts.add(nishiwaga)
    f.PartnershipFactory(ward=arakawa, partner=nishiwaga, source=f.SourceFactory())
    f.FacilityFactory(ward=arakawa, booking="電話で\n申し込む", capacity=300)
    f.MembershipFactory(body=nishiwaga)
    f.NameVariantFactory(body=nishiwaga, written="沢内村", kind="former")
    return project


def leaving(book: str, user, model=None) -> bytes:
    model = BOOKS[book].records[0].model
    return write_records(records_of(BOOKS[book], model.objects.all(), user), "xlsx").read()


@pytest.mark.parametrize("book", BOOKS)
def test_what_leaves_comes_back_the_same(world, secretariat, book):
    content = leaving(book, secretariat)
    run = handed_in(book, content, secretariat)
    assert run.state == "ready", run.messages
    assert {outcome for _, outcome, *_ in read_as(run)} == {"same"}, read_as(run)
    expected = sum(kind.model.objects.count() for kind in BOOKS[book].records)
    assert run.rows.count() == expected


@pytest.mark.parametrize("book", BOOKS)
def test_without_stamps_the_records_are_found_by_what_they_are(world, secretariat, book):
    sheets = []
    for kind in BOOKS[book].records:
        rows = rows_of(leaving(book, secretariat), kind.title)
        sheets.append((kind.title, [row[:-1] for row in rows]))
    run = handed_in(book, workbook(*sheets), secretariat)
    assert {outcome for _, outcome, *_ in read_as(run)} == {"same"}, read_as(run)


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("format", ["csv", "csv-sjis"])
def test_a_csv_file_comes_back_the_same(world, secretariat, book, format):
    model = BOOKS[book].records[0].model
    content = write_records(records_of(BOOKS[book], model.objects.all(), secretariat), format).read()
    assert {outcome for _, outcome, *_ in read_as(handed_in(book, content, secretariat, "表.csv"))} == {
        "same"
    }


@pytest.mark.parametrize("book", BOOKS)
def test_the_form_can_be_filled_in(secretariat, arakawa, nishiwaga, book):
    """With the examples that it gives."""
    content = write_form(BOOKS[book]).read()
    sheets = []
    for kind in BOOKS[book].kinds():
        header = rows_of(content, kind.title)[0]
        assert [one.label for one in kind.columns] == header[:-1]
        sheets.append((kind.title, [header, [*(one.example for one in kind.columns), ""]]))
    f.LocalGovernmentFactory(
        code="063819", name="高畠町", prefecture=f.PrefectureFactory(code="060003", name="山形県")
    )
    run = handed_in(book, workbook(*sheets[:1]), secretariat)
    faults = [message for row in run.rows.all() for message in row.messages]
    # Of an example only what is not there yet can be missing.
    assert all("入力してください" in message or "見つかりません" in message for message in faults), faults


def test_a_project_with_its_parties_and_years_from_one_file(staff, arakawa, nishiwaga):
    content = workbook(
        (
            "連携事業",
            [["事業名", "区分", "分野", "概要"], ["雪の学校", "各区実施", "産業振興", "雪の授業"]],
        ),
        (
            "参加団体",
            [
                ["事業名", "役割", "自治体"],
                ["雪の学校", "主管", "荒川区"],
                ["雪の学校", "参加", "岩手県西和賀町"],
            ],
        ),
        (
            "年度ごとの状況",
            [["事業", "年度", "状況", "事業費"], ["雪の学校", "令和8年度", "計画", "１，２００，０００"]],
        ),
    )
    run = handed_in("projects", content, staff)
    assert [(row.sheet, row.outcome) for row in run.rows.all()] == [
        ("連携事業", "new"),
        ("参加団体", "new"),
        ("参加団体", "new"),
        ("年度ごとの状況", "new"),
    ]
    written(run)
    project = Project.objects.get()
    assert project.number.startswith("P-")
    assert project.state == "draft"
    assert {(party.body, party.role) for party in project.parties.all()} == {
        (arakawa, "lead"),
        (nishiwaga, "participant"),
    }
    year = ProjectYear.objects.get()
    assert (year.project, year.fiscal_year, year.budget_yen) == (project, 2026, 1_200_000)


def test_projects_of_one_file_get_numbers_one_after_another(staff, arakawa):
    header = ["事業名", "区分", "分野", "概要"]
    rows = [[f"事業{number}", "各区実施", "産業振興", "概要"] for number in range(3)]
    written(handed_in("projects", workbook(("連携事業", [header, *rows])), staff))
    numbers = sorted(Project.objects.values_list("number", flat=True))
    assert [int(number[-4:]) for number in numbers] == [1, 2, 3]
    # Without a party named, the ward of who entered it organises it.
    assert {(party.body, party.role) for party in ProjectParty.objects.all()} == {(arakawa, "lead")}


def test_what_another_ward_organises_is_seen_and_not_written(staff, arakawa, nishiwaga):
    koto = f.WardFactory(code="131083", name="江東区", kana="こうとうく")
    project = f.ProjectFactory(title="江東の事業")
    f.ProjectPartyFactory(project=project, body=koto, role="lead")
    party = f.ProjectPartyFactory(project=project, body=arakawa)
    hidden = f.ProjectFactory(title="よその事業")
    content = workbook(
        (
            "連携事業",
            [
                ["番号", "事業名", "区分", "分野", "概要"],
                [project.number, "奪う", "各区実施", "産業振興", ""],
            ],
        ),
        (
            "参加団体",
            [
                ["事業", "役割", "自治体"],
                [project.number, "主管", "荒川区"],
                [project.number, "参加", "西和賀町"],
                [hidden.number, "主管", "荒川区"],
                ["よその事業", "主管", "荒川区"],
            ],
        ),
        ("年度ごとの状況", [["事業", "年度", "状況"], [project.number, "2026", "計画"]]),
    )
    run = handed_in("projects", content, staff)
    assert {outcome for _, outcome, *_ in read_as(run)} == {"fault"}, read_as(run)
    party.refresh_from_db()
    assert party.role == "participant"
    messages = [row.messages[0] for row in run.rows.filter(sheet="参加団体")]
    assert messages[2].endswith("登録されている名称で入力してください。")
    assert messages[3].endswith("登録されている名称で入力してください。")


def test_what_is_public_no_file_decides(staff, secretariat, world):
    rows = rows_of(leaving("projects", secretariat), "連携事業")
    rows[1][rows[0].index("状態")] = "下書き"
    run = handed_in("projects", workbook(("連携事業", rows)), secretariat)
    assert read_as(run)[0][1:] == (
        "fault",
        "「状態」：この列はファイルからは変えられません（新しい記録では空欄にしてください）。",
    )


def test_several_in_one_cell(secretariat, world, kagamino):
    rows = rows_of(leaving("events", secretariat))
    rows[1][rows[0].index("共催")] = "岡山県鏡野町、岩手県西和賀町"
    run = handed_in("events", workbook(("催し", rows)), secretariat)
    assert run.rows.get().cells == [
        ["共催", "033669 岩手県西和賀町", "033669 岩手県西和賀町、336068 岡山県鏡野町", False]
    ]
    written(run)
    assert set(Event.objects.get().co_hosts.values_list("name", flat=True)) == {"西和賀町", "鏡野町"}


def test_bodies_names_and_memberships_are_the_secretariats(secretariat, nishiwaga):
    written(
        handed_in(
            "bodies",
            workbook(
                (
                    "自治体",
                    [
                        ["団体コード", "名称", "よみ", "種別", "都道府県", "有効終了日"],
                        ["033669", "西和賀町", "にしわがちょう", "町", "岩手県", ""],
                        ["032018", "盛岡市", "もりおかし", "市", "岩手県", ""],
                    ],
                )
            ),
            secretariat,
        )
    )
    assert LocalGovernment.objects.get(code="033669").kana == "にしわがちょう"
    morioka = LocalGovernment.objects.get(code="032018")
    assert (morioka.prefecture, morioka.area) == (nishiwaga.prefecture, "tohoku")
    written(
        handed_in(
            "names",
            workbook(
                (
                    "名称の別表記・判断",
                    [["書かれた名称", "種類", "自治体"], ["西和賀", "別の表記", "西和賀町"]],
                )
            ),
            secretariat,
        )
    )
    assert NameVariant.objects.get(written="西和賀").body == nishiwaga
    written(
        handed_in(
            "memberships", workbook(("会員登録", [["自治体", "登録日"], ["西和賀", "R8.4.1"]])), secretariat
        )
    )
    assert Membership.objects.get().registered_on == dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["03366", "西和賀町", "町"], "5桁です。先頭の0が落ちたか、検査数字がありません"),
        (["033660", "西和賀町", "町"], "検査数字"),
        (["03366A", "西和賀町", "町"], "団体コード"),
    ],
)
def test_codes_are_never_guessed(secretariat, nishiwaga, row, message):
    run = handed_in("bodies", workbook(("自治体", [["団体コード", "名称", "種別"], row])), secretariat)
    assert read_as(run)[0][1] == "fault"
    assert message in read_as(run)[0][2]


def test_cells_of_facilities(secretariat, arakawa):
    header = ["特別区", "名称", "種別", "定員", "申込方法", "提供終了日"]
    rows = [
        ["荒川区", "サンパール\n荒川", "ホール・会議室", "１，０００", "電話\n窓口", "令和8年3月31日"],
        ["荒川区", "町屋文化センター", "ホール", "約300人", "", "いつか"],
    ]
    run = handed_in("facilities", workbook(("23区の施設", [header, *rows])), secretariat)
    assert [row.outcome for row in run.rows.all()] == ["new", "fault"]
    assert [message.split("：")[0] for message in run.rows.last().messages] == [
        "「種別」",
        "「定員（人）」",
        "「提供終了日」",
    ]
    run = written(handed_in("facilities", workbook(("23区の施設", [header, rows[0]])), secretariat))
    facility = Facility.objects.get()
    assert (facility.name, facility.capacity, facility.booking) == ("サンパール 荒川", 1000, "電話\n窓口")


def test_what_a_ward_does_not_see_it_cannot_name_but_may_leave_as_it_is(staff, arakawa):
    koto = f.OfficeFactory(
        body=f.WardFactory(code="131083", name="江東区", kana="こうとうく"), name="江東の課"
    )
    hidden = f.ProjectFactory(title="よそのプログラム", state="draft", published_on=None)
    project = f.ProjectFactory(title="雪の学校", contact_office=koto, parent=hidden)
    f.ProjectPartyFactory(project=project, body=arakawa, role="lead")
    rows = rows_of(leaving("projects", staff), "連携事業")
    assert handed_in("projects", workbook(("連携事業", rows)), staff).rows.get().outcome == "same"
    rows[1][rows[0].index("概要")] = "改めた概要"
    assert handed_in("projects", workbook(("連携事業", rows)), staff).rows.get().outcome == "changed"
    own = f.ProjectFactory(title="別の事業")
    f.ProjectPartyFactory(project=own, body=arakawa, role="lead")
    row = [own.number, "別の事業", "各区実施", "産業振興", own.summary, "江東区 江東の課"]
    header = ["番号", "事業名", "区分", "分野", "概要", "問い合わせ先の課"]
    run = handed_in("projects", workbook(("連携事業", [header, row])), staff)
    assert read_as(run)[0][1] == "fault"
    assert "見つかりません" in read_as(run)[0][-1]


def test_ties_of_a_list_that_names_no_ward_come_back(secretariat, nishiwaga):
    f.PartnershipFactory(ward=None, partner=nishiwaga, source=f.SourceFactory())
    content = leaving("partnerships", secretariat)
    assert [outcome for _, outcome, *_ in read_as(handed_in("partnerships", content, secretariat))] == [
        "same"
    ]


def test_a_party_of_a_project_that_was_not_accepted_is_not_written(staff, arakawa):
    content = workbook(
        ("連携事業", [["事業名", "区分", "分野", "概要"], ["雪の学校", "各区実施", "産業振興", "概要"]]),
        ("参加団体", [["事業名", "役割", "自治体"], ["雪の学校", "主管", "荒川区"]]),
    )
    run = handed_in("projects", content, staff)
    runs.choose_rows(run=run, accepted={run.rows.get(sheet="連携事業").pk: False})
    written(run)
    assert run.state == "ready"
    assert run.rows.get(sheet="参加団体").messages == [NOT_ACCEPTED]
    assert not Project.objects.exists()
    runs.read_again(run=run)
    runs.read_import(run, BOOKS["projects"])
    run.refresh_from_db()
    written(run)
    assert Project.objects.get().parties.get().body == arakawa
