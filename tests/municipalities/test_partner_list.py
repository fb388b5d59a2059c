"""The list of 2015, read exactly as it stands, and the two commands that people and checks run."""

import csv
import io
import json

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from municipalities.models import NameVariant, PartnerList, PartnerListEntry, Partnership
from municipalities.models.partner_lists import Verdict
from municipalities.partner_list_reader import PartnerListError, read_partner_list

RAW = settings.BASE_DIR / "fixtures" / "seed_partners_2015_raw.csv"
DAY = "2015-08-01"

#: Municipalities per prefecture as the document's own table counts them, and whether the prefecture is a partner.
PRINTED = """
北海道25 青森県10 岩手県20* 宮城県15* 秋田県13 山形県21* 福島県29* 茨城県22* 栃木県11 群馬県17 埼玉県23 千葉県23
東京都39 神奈川県14 新潟県22* 富山県6* 石川県8* 福井県8* 山梨県14 長野県30 岐阜県10 静岡県21 愛知県10 三重県9
滋賀県7 京都府4 大阪府12 兵庫県18 奈良県8 和歌山県4 鳥取県7* 島根県11* 岡山県6 広島県4 山口県5 徳島県5* 香川県2
愛媛県8 高知県7* 福岡県6 佐賀県1 長崎県3* 熊本県8* 大分県4 宮崎県6 鹿児島県6* 沖縄県2
"""

REVIEW = "高畠市 飯館村 津川村 珠州市 穴粟市 県新宮市 県田辺市 県和歌山市 県みなべ町 鳴戸市"


def run(*args) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def run_import(*args) -> dict:
    return json.loads(run("import_partner_list", str(RAW), "--on", DAY, "--json", *args))


@pytest.fixture
def verdicts(source):
    call_command("loaddata", "facts/partner_list_2015_verdicts", verbosity=0)


@pytest.fixture(scope="module")
def printed(resolver):
    return read_partner_list(RAW.read_bytes(), resolver.prefecture)


# Reading


def test_every_printed_entry_is_read(printed):
    assert (len(printed.entries), printed.rows) == (580, 1399)
    assert len({entry.line for entry in printed.entries}) == 580


def test_counts_per_prefecture_are_those_of_the_documents_table(printed):
    counted = []
    for prefecture in dict.fromkeys(entry.prefecture for entry in printed.entries):
        entries = [entry for entry in printed.entries if entry.prefecture is prefecture]
        partner = sum(entry.is_prefecture for entry in entries)
        counted.append(f"{prefecture.name}{len(entries) - partner}{'*' * partner}")

    assert counted == PRINTED.split()


@pytest.mark.parametrize(
    ("line", "heading", "name"),
    [
        (458 + 2, "北海道", "旭川市"),
        (539, "岩手県", "岩手県"),  # below its own heading: the prefecture is a partner
        (617, "宮城県", "美里町"),  # below a heading repeated on top of a column
        (793, "茨城県", "かすみがうら市"),  # broken over two lines
        (1449, "愛知県", "知多郡南知多町"),
        (1525, "兵庫県", "赤穂市"),  # on the line of its heading
        (1588, "和歌山", "県新宮市"),  # the heading lost its last letter to the name
        (1762, "佐賀県", "佐賀市"),
        (1827, "鹿児島", "鹿児島県"),
        (1844, "沖縄県", "浦添市"),
    ],
)
def test_entry_stands_under_its_heading(printed, line, heading, name):
    found = [(entry.heading, entry.printed_name) for entry in printed.entries if entry.line == line]

    assert found == [(heading, name)]


HEAD = "page,column,seed_line,raw_line\n1,0,1,特別区連携市町村等一覧\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "1行目の列名"),
        (b"\xff\xfe", "UTF-8"),
        ("name\n西和賀町\n".encode(), "1行目の列名"),
        (b'page,column,seed_line,raw_line\n"', "CSVとして読めません"),
        ("page,column,seed_line,raw_line\n1,1,1,岩手県\n".encode(), "見出しがありません"),
        (HEAD.encode(), "市町村名が1行もありません"),
        (f"{HEAD}1,0,2,別の見出し\n".encode(), "資料2行: 「別の見出し」"),
        (f"{HEAD}1,1,2,西和賀町\n".encode(), "資料2行: 「西和賀町」の前に都道府県の見出しがありません"),
        (f"{HEAD}1,1,2,岩手県\n1,1,3,西和賀町\n1,1,4,町\n".encode(), "資料4行: 「町」の前に"),
        (f"{HEAD}1,1,2,市\n".encode(), "資料2行: 「市」の前に"),
        (f"{HEAD}1,1,2,岩手県\n1,1,3,{'あ' * 99}町\n".encode(), "資料3行"),
        (f"{HEAD}1,1,2\n".encode(), "3行目: 列の数"),
        (f"{HEAD}1,1,{'9' * 5000},岩手県\n".encode(), "3行目: page、column、seed_lineは9桁までの数字"),
        (f"{HEAD}1,1,{'9' * 10},岩手県\n".encode(), "3行目: page、column、seed_lineは9桁までの数字"),
        (f"{HEAD}1,一,2,岩手県\n".encode(), "3行目: page"),
        (f"{HEAD}1,1,1,岩手県\n".encode(), "3行目: seed_line"),
        (f"{HEAD}1,1,2,岩\0手県\n".encode(), "3行目: raw_line"),
    ],
)
def test_what_is_no_such_list_is_refused_with_the_line(resolver, data, message):
    with pytest.raises(PartnerListError, match=message):
        read_partner_list(data, resolver.prefecture)


def test_name_broken_before_its_last_letter_is_no_heading(resolver):
    data = f"{HEAD}1,1,2,北海道\n1,1,3,福島\n1,1,4,\n1,1,5,町\n".encode()

    entries = read_partner_list(data, resolver.prefecture).entries

    assert [(entry.heading, entry.printed_name) for entry in entries] == [("北海道", "福島町")]


# Importing


def test_without_verdicts_the_doubtful_wait_and_get_no_partnership(source):
    result = run_import()

    assert result["verdicts"] == {"exact": 563, "resolved": 6, "review": 10, "ambiguous": 0, "unknown": 1}
    assert (result["distinct_municipalities"], result["distinct_prefectures"]) == (550, 16)
    waiting = PartnerListEntry.objects.open().for_list()
    assert [entry.printed_name for entry in waiting] == REVIEW.split()
    assert all(entry.body is None and entry.partnership is None and entry.candidates for entry in waiting)
    assert Partnership.objects.count() == 566


def test_with_a_persons_verdicts_574_bodies_are_linked(verdicts):
    result = run_import()

    assert (result["entries"], result["entries_municipalities"], result["entries_prefectures"]) == (
        580,
        564,
        16,
    )
    assert result["verdicts"] == {"exact": 563, "resolved": 15, "review": 0, "ambiguous": 0, "unknown": 2}
    assert (result["distinct_bodies"], result["distinct_municipalities"]) == (574, 558)
    assert Partnership.objects.count() == 574
    assert Partnership.objects.filter(ward=None, kind="other", confirmed_on=DAY).count() == 574
    unknown = PartnerListEntry.objects.filter(verdict=Verdict.UNKNOWN).for_list()
    assert [entry.printed_name for entry in unknown] == ["稲毛市", "津川村"]


def test_duplicates_point_to_the_first_entry(verdicts):
    run_import()

    pairs = [
        (entry.duplicate_of.printed_name, entry.printed_name)
        for entry in PartnerListEntry.objects.filter(duplicate_of__isnull=False).for_list()
    ]
    assert pairs == [
        ("仙北郡美郷町", "美郷町"),
        ("高畠市", "高畠町"),
        ("阿見町", "稲敷郡阿見町"),
        ("邑南町", "邑智郡邑南町"),
    ]


def test_partnership_names_its_line_and_source(verdicts):
    run_import()

    tie = Partnership.objects.get(partner__code="303917")
    assert (tie.evidence, tie.source.slug) == ("資料1594行「和歌山 県みなべ町」", "partners-2015")


def test_again_changes_nothing(verdicts):
    run_import()
    before = (
        list(PartnerListEntry.objects.values()),
        list(Partnership.objects.values()),
        AuditEvent.objects.count(),
    )

    result = run_import()

    assert (result["entries_written"], result["partnerships_added"]) == (0, 0)
    assert before == (
        list(PartnerListEntry.objects.values()),
        list(Partnership.objects.values()),
        AuditEvent.objects.count(),
    )


def test_new_verdicts_only_add(source):
    run_import()
    before = set(Partnership.objects.values_list("pk", flat=True))
    call_command("loaddata", "facts/partner_list_2015_verdicts", verbosity=0)

    result = run_import()

    assert result["partnerships_added"] == 8
    assert before < set(Partnership.objects.values_list("pk", flat=True))
    assert AuditEvent.objects.filter(verb="import_partner_list").count() == 2


def test_a_tie_that_a_person_gave_another_kind_is_not_made_again(verdicts):
    run_import()
    Partnership.objects.filter(partner__code="033669").update(kind=Partnership.Kind.FRIENDSHIP)

    assert run_import()["partnerships_added"] == 0


def test_a_verdict_changed_after_the_import_is_left_to_a_person(verdicts):
    run_import()
    NameVariant.objects.filter(written="鳴戸市").update(body=None)

    result = run_import()

    assert result["conflicts"] == [1688]
    assert PartnerListEntry.objects.get(line=1688).body.code == "362026"
    assert "変更しなかった行: 1件" in run("import_partner_list", str(RAW), "--on", DAY)


def test_dry_run_writes_nothing(verdicts):
    assert run_import("--dry-run")["distinct_bodies"] == 574
    assert not PartnerList.objects.exists()
    assert not Partnership.objects.exists()
    assert not AuditEvent.objects.exists()


def test_report_has_a_line_per_entry(source, tmp_path):
    report = tmp_path / "report.csv"

    out = run("import_partner_list", str(RAW), "--on", "平成27年8月1日", "--dry-run", "--report", str(report))

    with report.open(encoding="utf-8", newline="") as file:
        rows = {row["seed_line"]: row for row in csv.DictReader(file)}
    assert len(rows) == 580
    assert list(rows["766"].values())[:6] == ["766", "福島県", "飯館村", "review", "", ""]
    assert rows["766"]["candidates"] == "075647 福島県飯舘村"
    assert rows["1588"]["prefecture"] == "和歌山県"
    assert (rows["460"]["verdict"], rows["460"]["code"], rows["460"]["name"]) == ("exact", "012041", "旭川市")
    assert "639行と同じ団体です。" in rows["643"]["reason"]
    assert "読み取った行: 580件" in out
    assert "担当者の確認待ち: 10件" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([str(RAW), "--on", "2015-08"], "--on: 「2015-08」"),
        ([str(RAW), "--on", DAY, "--source", "nothing"], "seed を実行"),
        (["nowhere.csv", "--on", DAY], "ファイルを読み書きできません"),
        ([str(RAW), "--on", DAY, "--report", "nowhere/report.csv"], "ファイルを読み書きできません"),
    ],
)
def test_bad_arguments_are_refused_and_nothing_is_written(source, arguments, message):
    with pytest.raises(CommandError, match=message):
        run("import_partner_list", *arguments)
    assert not PartnerList.objects.exists()
    assert not Partnership.objects.exists()


def test_another_file_or_day_is_refused_for_the_same_source(source, tmp_path):
    run_import()
    other = tmp_path / "other.csv"
    other.write_bytes(RAW.read_bytes().replace("旭川市".encode(), "函館市".encode()))

    with pytest.raises(CommandError, match="別の内容のファイル"):
        run("import_partner_list", str(other), "--on", DAY)
    with pytest.raises(CommandError, match="2015-08-01現在の一覧として取り込み済み"):
        run("import_partner_list", str(RAW), "--on", "2015-08-02")


# resolve_names


@pytest.fixture
def resolve(master, tmp_path):
    def resolve(text: str, *args, encoding="utf-8") -> list[dict]:
        path = tmp_path / "names.csv"
        path.write_bytes(text.encode(encoding))
        return list(csv.DictReader(io.StringIO(run("resolve_names", str(path), *args), newline="")))

    return resolve


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_resolve_names_answers_every_row_in_order(resolve, encoding):
    rows = resolve(
        'prefecture,name,on\n岩手県,西和賀町,\n,"かすみがうら\n市",\n兵庫県,篠山市,令和8年4月1日\n,,\n福島,飯館村,\n,府中市,\n',
        "--on",
        "平成27年8月1日",
        encoding=encoding,
    )

    assert list(rows[0]) == ["verdict", "code", "name", "reason", "candidates"]
    assert [(row["verdict"], row["code"], row["name"], row["candidates"]) for row in rows] == [
        ("exact", "033669", "西和賀町", ""),
        ("resolved", "082309", "かすみがうら市", ""),
        ("resolved", "282219", "丹波篠山市", ""),
        ("unknown", "", "", ""),
        ("review", "", "", "075647 福島県飯舘村"),
        ("ambiguous", "", "", "132063 東京都府中市; 342084 広島県府中市"),
    ]
    assert all(row["reason"] for row in rows)


def test_resolve_names_needs_only_the_name(resolve):
    rows = resolve("name,備考\n富谷町,x\n富谷市\n", "--on", DAY)

    assert [row["verdict"] for row in rows] == ["exact", "review"]


def test_resolve_names_takes_today_without_a_day(resolve):
    assert [row["code"] for row in resolve("name\n富谷市\n")] == ["042161"]


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("name\n西和賀町\n", ["--on", "きのう"], "--on: 「きのう」"),
        ("", [], "列名name"),
        ("prefecture,nam\n岩手県,西和賀町\n", [], "列名name.*prefecture、nam"),
        ("name,name\n西和賀町,a\n", [], "列名name"),
        ("name,on\n西和賀町,2015-08-01\n雫石町,8月1日\n", [], "3件目の行の列on: 「8月1日」"),
        ("name\n西和賀町,岩手県\n", [], "2件目の行の列が2個あり、列名の1個より多く"),
        ('name\n"西和賀町\n', [], "CSVとして読めません"),
    ],
)
def test_resolve_names_refuses_a_bad_file_without_output(master, tmp_path, text, arguments, message):
    path = tmp_path / "names.csv"
    path.write_text(text)
    out = io.StringIO()

    with pytest.raises(CommandError, match=message):
        call_command("resolve_names", str(path), *arguments, stdout=out)
    assert out.getvalue() == ""


def test_resolve_names_refuses_what_is_no_text(master, tmp_path):
    path = tmp_path / "names.csv"
    path.write_bytes(b"name\n\x81\xff\xff")

    with pytest.raises(CommandError, match="UTF-8でもShift_JISでも"):
        run("resolve_names", str(path))
    with pytest.raises(CommandError, match="ファイルを読めません"):
        run("resolve_names", str(tmp_path / "nowhere.csv"))
