"""The zoo: tables as they come, each read whole or refused with what must be changed."""

import pytest

from common.sheets import Column, Layout, SheetError, cell_name, column_letter
from common.sheets.layouts import Problems
from tests.common.sheets.made import HEADERS, LINKS, PROJECTS, book, links, read, refused, rows

ONE = {"団体コード": "032030", "開始日": "x", "備考": "雪"}
RECORD = ["032030", "x", "雪"]


def sheet(*lines, **options):
    return book(("連携・交流", list(lines)), **options)


def merging(*ranges):
    def change(made):
        for cells in ranges:
            made.active.merge_cells(cells)

    return change


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (sheet(HEADERS, RECORD), 2),
        (sheet(["連携・交流の一覧"], [], ["", "", "令和8年4月現在"], HEADERS, RECORD), 5),
        (sheet(*[[]] * 19, HEADERS, RECORD), 21),
        (sheet(HEADERS, [], [" ", None, "　"], RECORD, []), 4),
        (sheet(["※団体コード【必須】", "開始日\n（必須）", "備　考(任意)"], RECORD), 2),
        (sheet(["自治体コード*", "開始日", "備考"], RECORD), 2),
        (sheet(["備考", "団体コード", None, "開始日"], ["雪", "032030", None, "x"]), 2),
        (sheet([None, None, *HEADERS], [None, None, *RECORD]), 2),
        (sheet(["一覧"], HEADERS, RECORD, change=merging("A1:C1")), 3),
        (sheet(HEADERS, RECORD, [], ["※ 出典は各区"], change=merging("A4:C4")), 2),
        (
            sheet(
                HEADERS,
                RECORD,
                [],
                ["注）速報値"],
                ["", "（注2）雪"],
                ["備考：なし"],
                ["出典", None],
                ["資料 区"],
            ),
            2,
        ),
        (book(("説明", [["書き方"]]), ("Sheet1", [HEADERS, RECORD]), ("_控え", [["x"]]), ("空", [])), 2),
        (book(("選択肢", [["a"]]), ("記入例", [HEADERS, RECORD]), ("連携・交流", [HEADERS, RECORD])), 2),
    ],
)
def test_read(content, number):
    [table] = read(content)
    assert [tuple(row) for row in table.rows] == [(number, ONE)]
    assert table.layout is LINKS


def test_the_order_is_the_files_own_and_only_its_columns_are_there():
    [table] = read(sheet(["開始日", "団体コード"], ["x", "1"]))
    assert table.labels == ["開始日", "団体コード"]
    assert [row.cells for row in table.rows] == [{"開始日": "x", "団体コード": "1"}]


def test_a_table_without_records():
    [table] = read(sheet(HEADERS))
    assert list(table.rows) == []


UNMERGE = "結合を解除して、見出しを1行に収めてください。"
KNOWN = "使える見出し：「団体コード」「開始日」「備考」"


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (
            sheet([*HEADERS, "メモ", "色\nなど"], [*RECORD, "a"]),
            [
                "1行目の見出しに、知らない列があります：D列「メモ」、E列「色など」。"
                f"見出しを直すか、列を削除してください。{KNOWN}"
            ],
        ),
        (
            sheet([*HEADERS, "自治体コード"], RECORD),
            ["見出し「団体コード」がA列とD列にあります。どちらかの列を削除してください。"],
        ),
        (
            sheet([*HEADERS], [*RECORD, None, "はみ出し"]),
            ["E2「はみ出し」は見出しのない列にあります。列に見出しを付けるか、削除してください。"],
        ),
        (
            sheet([*HEADERS, "=1"], RECORD),
            ["見出しのD1は数式です。値として貼り付けてください。"],
        ),
        (
            sheet(["一覧"], ["団体コード", "備考", "始期"], RECORD),
            [
                "「連携・交流」の表に必要な見出し「開始日」が見つかりません。"
                "2行目の見出し：「団体コード」「備考」「始期」"
            ],
        ),
        (
            sheet(["こんにちは"]),
            [
                "見出しの行が、はじめの20行の中に見つかりません。"
                "次の見出しを1行に並べてください：「連携・交流」では「団体コード」「開始日」"
            ],
        ),
        (
            sheet(*[[]] * 20, HEADERS, RECORD),
            [
                "見出しの行が、はじめの20行の中に見つかりません。"
                "次の見出しを1行に並べてください：「連携・交流」では「団体コード」「開始日」"
            ],
        ),
        (
            sheet(HEADERS, [], RECORD, change=merging("A1:A2", "B1:B2", "C1:C2")),
            [f"見出しの {cells} が結合されています。{UNMERGE}" for cells in ("A1:A2", "B1:B2", "C1:C2")],
        ),
        (
            sheet(["団体コード", "開始日", None], RECORD, change=merging("B1:C1")),
            [
                f"見出しの B1:C1 が結合されています。{UNMERGE}",
                "C2「雪」は見出しのない列にあります。列に見出しを付けるか、削除してください。",
            ],
        ),
        (
            sheet(
                ["団体コード", "期間", None],
                [None, "開始日", "終了日"],
                RECORD,
                change=merging("A1:A2", "B1:C1"),
            ),
            [
                f"見出しの A1:A2 が結合されています。{UNMERGE}",
                f"見出しの B1:C1 が結合されています。{UNMERGE}",
                "「連携・交流」の表に必要な見出し「開始日」が見つかりません。1行目の見出し：「団体コード」「期間」",
            ],
        ),
        (
            sheet(HEADERS, RECORD, [None, "y"], change=merging("A2:A3")),
            ["A2:A3 が結合されています。結合を解除して、それぞれのセルに値を入れてください。"],
        ),
        (
            sheet(HEADERS, RECORD, ["※ 以下は速報"], RECORD),
            [
                "3行目の「※ 以下は速報」は注記のようですが、4行目に続きがあります。"
                "注記を削除するか、表の下に移してください。"
            ],
        ),
        (
            sheet(HEADERS, RECORD, [None, "合　計", "12"], ["計", "1", "1"]),
            [
                "3行目は「合　計」の行です。集計の行を削除してください。",
                "4行目は「計」の行です。集計の行を削除してください。",
            ],
        ),
        (sheet(HEADERS, RECORD, HEADERS), ["3行目に見出しがもう一度あります。行を削除してください。"]),
        (
            book(("Sheet1", [HEADERS, RECORD]), ("メモ", [["あとで"]])),
            [
                "シート「メモ」の見出しの行が、はじめの20行の中に見つかりません。"
                "次の見出しを1行に並べてください：「連携・交流」では「団体コード」「開始日」"
            ],
        ),
        (
            book(("Sheet1", [HEADERS, RECORD]), ("Sheet2", [HEADERS, RECORD])),
            ["シート「Sheet1」と「Sheet2」は、どちらも「連携・交流」の表です。1枚にまとめてください。"],
        ),
        (
            book(("説明", [HEADERS]), ("空", [])),
            ["読み込む表がありません。見出しの行と記録を入れて保存し直してからお送りください。"],
        ),
    ],
)
def test_refused(content, messages):
    assert refused(content) == messages


def test_sheets_are_read_for_the_layouts_they_are_named_after():
    content = book(("事 業", [["事業名", "団体コード"], ["雪", "1"]]), ("連携･交流", [HEADERS, RECORD]))
    projects, partnerships = read(content, LINKS, PROJECTS)
    assert (projects.sheet, projects.layout.title) == ("事 業", "事業")
    assert (partnerships.sheet, partnerships.layout.title) == ("連携･交流", "連携・交流")


def test_a_single_sheet_is_known_by_its_headers():
    [table] = read(book(("Sheet1", [["事業名", "団体コード"], ["雪", "1"]])), LINKS, PROJECTS)
    assert table.layout is PROJECTS


def test_one_sheet_of_several_that_fits_no_layout_refuses_all():
    content = book(("事業", [["事業名", "団体コード"], ["=1", "1"]]), ("Sheet2", [HEADERS, RECORD]))
    assert refused(content, LINKS, PROJECTS) == [
        "シート「事業」のA2「事業名」は数式です。値として貼り付けてください。",
        "シート「Sheet2」は、読み込む表（「連携・交流」「事業」）のどれでもありません。"
        "シートの名前を表の名前に直すか、シートを削除してください。",
    ]


def test_of_two_layouts_that_fit_it_is_the_one_that_knows_all_headers():
    wider = Layout("交流", (*LINKS.columns, Column("区")))
    [table] = read(book(("Sheet1", [[*HEADERS, "区"]])), LINKS, wider)
    assert table.layout is wider


def test_more_rows_than_one_pack():
    content = links(*([str(number), "x"] for number in range(2_345)))
    assert [row["団体コード"] for _, row in rows(content)] == [str(number) for number in range(2_345)]


def test_names_of_cells():
    assert [column_letter(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert cell_name(5, 3, "開始日") == "C5「開始日」"


def test_what_must_be_mended_first_is_said_first():
    problems = Problems()
    problems.check()
    for number in range(25):
        problems.add(str(number))
    problems.add("first", first=True)
    with pytest.raises(SheetError) as caught:
        problems.check()
    assert caught.value.messages == ["first", *map(str, range(19)), "ほかに 6 件あります。"]
