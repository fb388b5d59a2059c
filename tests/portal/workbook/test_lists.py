"""T6 to T8 to print: the long rows gathered into one a body, a project with a partner, an agreement."""

from tests.portal.workbook.conftest import DAYS, cover_of, made, opened, rows_of, table_of
from tests.portal.workbook.samples import list_content, work


def printed(key: str, rows: list[list]):
    return opened(made([list_content(key, rows)], cover_of(DAYS[0])))[f"{key} 印刷用"]


def test_t6_has_a_row_for_each_body(real, book):
    rows = rows_of(book["T6 印刷用"])[4:-1]
    codes = [row[0] for row in rows]
    content = table_of(real[DAYS[1]], "T6")
    assert codes == list(dict.fromkeys(row[0] for row in content["rows"]))
    assert len(content["rows"]) > len(codes) == 868
    otofuke = next(row for row in rows if row[2] == "音更町")
    assert otofuke[6] == "北海道町村会（平成28年4月26日）"


def test_t6_tells_all_ties_of_a_body_with_as_much_of_the_day_as_is_known():
    common = ["033669", "岩手県", "西和賀町", "町"]
    sheet = printed(
        "T6",
        [
            [*common, "連携・交流", "131181", "荒川区", "友好都市", "2015-08", None, None],
            [*common, "連携・交流", "131032", "港区", "その他", "2019", None, "湯田町から"],
            [*common, "会員登録", None, None, None, "2015-09-29", None, None],
            [*common, "広域連携協定", None, None, None, None, "岩手県町村会", None],
        ],
    )
    assert rows_of(sheet)[4] == [
        *common,
        "荒川区　友好都市（平成27年8月）\n港区　その他（令和元年）",
        "平成27年9月29日",
        "岩手県町村会",
        "湯田町から",
    ]
    assert sheet.row_dimensions[5].height > 30


def test_t7_has_a_row_for_each_project_year_and_partner():
    nishiwaga, kitakami = ("033669", "岩手県西和賀町"), ("032069", "岩手県北上市")
    sheet = printed(
        "T7",
        [
            work("P-1", "荒川区", nishiwaga, plan="雪を運ぶ", results="運んだ", budget_yen=1_200_000),
            work("P-1", "荒川区", kitakami),
            work("P-1", "港区", nishiwaga),
            work("P-1", "港区", kitakami),
            work("P-2", None, (None, None), other_partner="岩手県町村会", participants=0),
            work("P-2", None, (None, None), other_partner="第一生命保険株式会社"),
        ],
    )
    assert [[row[1], *row[5:7], *row[8:]] for row in rows_of(sheet)[4:-1]] == [
        ["P-1", "荒川区、港区", "岩手県西和賀町", "計画：雪を運ぶ\n実績：運んだ", 1_200_000, None],
        ["P-1", "荒川区、港区", "岩手県北上市", None, None, None],
        ["P-2", None, "岩手県町村会", None, None, 0],
        ["P-2", None, "第一生命保険株式会社", None, None, None],
    ]


def test_t8_has_a_row_for_each_agreement(book):
    rows = rows_of(book["T8 印刷用"])[4:]
    assert len(rows) == 4
    assert rows[0][2:5] == ["平成30年8月23日", None, "・ビジネス交流会の開催\n・「けんしん」活動の推進"]


def test_a_list_of_a_document_is_printed_as_it_stands():
    content = list_content("T6", []) | {
        "columns": [
            {"key": key, "label": label, "meaning": label, "kind": kind, "choices": []}
            for key, label, kind in (("line", "資料の行", "number"), ("name", "名称", "text"))
        ],
        "rows": [[1, "札幌市"], [2, "=小樽市"]],
    }
    book = opened(made([content], cover_of(DAYS[0])))
    assert rows_of(book["T6 印刷用"])[3:] == [["資料の行", "名称"], [1, "札幌市"], [2, "=小樽市"]]
    assert rows_of(book["T6 データ"])[1:] == content["rows"]


def test_a_list_of_nothing_says_so():
    assert rows_of(printed("T8", []))[4][0] == "該当する記録はありません。"
