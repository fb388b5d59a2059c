"""What a person sees in a cell is what is read."""

from datetime import date, datetime, time, timedelta

import pytest

from tests.common.sheets.made import HEADERS, by_hand, cells, links, refused, rows

DATES = """<numFmts><numFmt numFmtId='170' formatCode='[$-411]ggge"年"m"月"d"日"'/>
    <numFmt numFmtId='171' formatCode='000000'/><numFmt numFmtId='172' formatCode='[h]:mm'/></numFmts>
    <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>
    <cellXfs><xf/><xf numFmtId='14'/><xf numFmtId='58'/><xf numFmtId='170'/><xf numFmtId='171'/>
    <xf numFmtId='172'/><xf numFmtId='32'/></cellXfs><dxfs><dxf><numFmt numFmtId='171' formatCode='0'/></dxf></dxfs>"""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("032030", "032030"),
        ("　西和賀町 ", "西和賀町"),
        ("一行目\r\n二行目\r三行目", "一行目\n二行目\n三行目"),
        ("０３２", "０３２"),
        (32030, "32030"),
        (2.0, "2"),
        (-3, "-3"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        (True, "はい"),
        (False, "いいえ"),
        (date(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1, 13, 30), "2026-04-01 13:30"),
        (datetime(2026, 4, 1, 13, 30, 5), "2026-04-01 13:30:05"),
        (time(13, 30), "13:30"),
        (time(13, 30, 5), "13:30:05"),
        (timedelta(hours=25, minutes=5), "25:05"),
        ("'=1+1", "=1+1"),
        ("'-", "-"),
        ("''@", "'@"),
        ("'普通", "'普通"),
        ("_x0041_", "A"),
    ],
)
def test_values(value, text):
    assert rows(links([value, "x"])) == [(2, {"団体コード": text, "開始日": "x", "備考": ""})]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c s='1'><v>46113</v></c>", "2026-04-01"),
        ("<c s='2'><v>46113</v></c>", "2026-04-01"),  # a date of the Japanese Excel's own list
        ("<c s='3'><v>46113.5</v></c>", "2026-04-01 12:00"),
        ("<c s='4'><v>32030</v></c>", "032030"),  # a code as it is shown
        ("<c s='5'><v>1.5</v></c>", "36:00"),
        ("<c s='6'><v>0.5625</v></c>", "13:30"),
        ("<c t='d'><v>2026-04-01T13:30:00Z</v></c>", "2026-04-01 13:30"),
        ("<c t='b'><v>1</v></c>", "はい"),
        ("<c t='str'><v>雪_x000D_&#10;氷</v></c>", "雪\n氷"),
        ("<c t='str'><v>_x005F_x0041_</v></c>", "_x0041_"),
        (
            "<c t='inlineStr'><is><r><t>西和</t></r><r><t>賀</t></r><rPh><t>ニシワガ</t></rPh></is></c>",
            "西和賀",
        ),
        ("<c t='s'><v>3</v></c>", "雪国の氷"),
        ("<c t='s'/>", ""),
        ("<c s='1'/>", ""),
    ],
)
def test_cells_as_excel_writes_them(cell, text):
    strings = (
        "<si><r><t>雪国</t></r><r><t>の氷</t></r><rPh sb='0' eb='2'><t>ユキグニ</t></rPh><phoneticPr/></si>"
    )
    assert cells(cell, strings=strings, styles=DATES) == [text]


def test_days_counted_from_1904():
    assert cells("<c s='1'><v>44651</v></c>", styles=DATES, properties="<workbookPr date1904='1'/>") == [
        "2026-04-01"
    ]


def test_formulas_errors_and_controls_are_refused_with_their_place():
    content = links(
        ["=1+1", "x"],
        ["#N/A", "=TODAY()", "雪_x000B_"],
        ["あ" * 20_001, "x"],
    )
    assert refused(content) == [
        "A2「団体コード」は数式です。値として貼り付けてください。",
        "A3「団体コード」はエラー（#N/A）です。正しい値に直してください。",
        "B3「開始日」は数式です。値として貼り付けてください。",
        "C3「備考」に、目に見えない制御文字（U+000B）が入っています。入力し直してください。",
        "A4「団体コード」は20,000文字を超えています。短くしてください。",
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "<c><f>1+1</f><v>2</v></c>",
        "<c><f t='shared' si='0'/><v>2</v></c>",
        "<c><f t='array' ref='A2:A3'>B2:B3</f><v>2</v></c>",
        "<c t='str'><f>HYPERLINK(1)</f></c>",
    ],
)
def test_every_kind_of_formula(cell):
    head = "".join(f"<c t='str'><v>{label}</v></c>" for label in HEADERS)
    assert refused(by_hand(f"<row>{head}</row><row>{cell}</row>")) == [
        "A2「団体コード」は数式です。値として貼り付けてください。"
    ]


@pytest.mark.parametrize("number", ["-5", "999999999"])
def test_a_number_that_is_no_date(number):
    head = "".join(f"<c t='str'><v>{label}</v></c>" for label in HEADERS)
    assert refused(by_hand(f"<row>{head}</row><row><c s='1'><v>{number}</v></c></row>", styles=DATES)) == [
        "A2「団体コード」は日付の書式ですが、日付になりません。正しい日付に直してください。"
    ]


def test_twenty_messages_and_how_many_more():
    messages = refused(links(*(["=1", "=2"] for _ in range(15))))
    assert len(messages) == 21
    assert messages[19:] == [
        "B11「開始日」は数式です。値として貼り付けてください。",
        "ほかに 10 件あります。",
    ]


def test_hidden_rows_and_columns_are_read():
    def hide(made):
        made.active.row_dimensions[2].hidden = True
        made.active.column_dimensions["B"].hidden = True
        made.active.auto_filter.ref = "A1:C3"

    assert len(rows(links(["1", "x"], ["2", "x"], change=hide))) == 2
