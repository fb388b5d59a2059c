import csv

import pytest

from tests.common.sheets.made import LINKS, PROJECTS, read, refused, rows

TEXT = "団体コード,開始日,備考\r\n032030,令和8年4月1日,①雪～国\r\n"
READ = [(2, {"団体コード": "032030", "開始日": "令和8年4月1日", "備考": "①雪～国"})]
AGAIN = "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存し直してからお送りください。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends(encoding, end):
    [table] = read(TEXT.replace("\r\n", end).encode(encoding))
    assert (table.sheet, table.labels) == ("", ["団体コード", "開始日", "備考"])
    assert [tuple(row) for row in table.rows] == READ
    assert [tuple(row) for row in table.rows] == READ  # a second time


def test_quoted_line_breaks_and_the_line_in_which_a_record_begins():
    text = '団体コード,"開始\n日"\n"一\r\n二","a ""b"", c"\n\n033669,x\n'
    assert rows(text.encode()) == [
        (3, {"団体コード": "一\n二", "開始日": 'a "b", c'}),
        (6, {"団体コード": "033669", "開始日": "x"}),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TEXT.encode("utf-16"), f"文字コードが UTF-16（Unicode テキスト）のため読めません。{AGAIN}"),
        (TEXT.encode("utf-16-be"), f"文字コードが UTF-16（Unicode テキスト）のため読めません。{AGAIN}"),
        (TEXT.encode("utf-16-le"), f"文字コードが UTF-16（Unicode テキスト）のため読めません。{AGAIN}"),
        (
            TEXT.replace("①", "").encode("iso-2022-jp", "ignore"),
            f"文字コードが JIS（ISO-2022-JP）のため読めません。{AGAIN}",
        ),
        (TEXT.encode() + b"\xff\xff,1\n", f"3行目に、文字として読めない部分があります。{AGAIN}"),
        (TEXT.encode("utf-8-sig") + b"\x93\xfa\n", f"3行目に、文字として読めない部分があります。{AGAIN}"),
        (TEXT.encode("cp932") + b"1,2\r\n\x82\xff", f"4行目に、文字として読めない部分があります。{AGAIN}"),
        (
            TEXT.encode() + b"1,\x00",
            "3行目に文字でないデータ（NUL）があるため、CSV として読めません。"
            "表を Excel（.xlsx）か CSV で保存し直してからお送りください。",
        ),
        (
            TEXT.replace(",", "\t").encode(),
            "タブで区切られているため、列に分けられません。"
            "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存し直してください。",
        ),
        (
            TEXT.replace(",", ";").encode(),
            "セミコロンで区切られているため、列に分けられません。"
            "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存し直してください。",
        ),
        (
            (TEXT + '1,2,"三\n四\n').encode(),
            '3行目で始まる引用符（"）が、ファイルの終わりまで閉じていません。閉じてください。',
        ),
        (
            (TEXT + '1,"2"3,4\n').encode(),
            '3行目の引用符（"）の使い方が正しくありません。'
            'セルの中の引用符は2つ重ね（""）、セル全体を引用符で囲んでください。',
        ),
        (
            (TEXT + f'1,"{"x" * 140_000}",4\n').encode(),
            "3行目のセルは20,000文字を超えています。"
            '引用符（"）が閉じているかを確かめ、長い場合は短くしてください。',
        ),
        (
            (TEXT + f'1,"{"x" * 20_001}",4\n').encode(),
            "3行目「開始日」は20,000文字を超えています。短くしてください。",
        ),
        (
            (TEXT + "1,雪\x0b,4\n").encode(),
            "3行目「開始日」に、目に見えない制御文字（U+000B）が入っています。入力し直してください。",
        ),
    ],
)
def test_refused(content, message):
    assert refused(content) == [message]


def test_euc_is_no_encoding_that_is_tried():
    content = TEXT.replace("①", "").replace("～", "").encode("euc-jp")
    assert refused(content) == [f"1行目に、文字として読めない部分があります。{AGAIN}"]


def test_the_file_is_named_after_its_table_where_headers_leave_it_open():
    both = "団体コード,開始日,事業名,年度,備考\n".encode()
    assert refused(both, LINKS, PROJECTS) == [
        "どの表か決められません。シート（CSV ではファイル）の名前を、「連携・交流」「事業」のどれかにしてください。"
    ]
    assert refused(both, LINKS, PROJECTS, name="事業.csv")[0].startswith(
        "1行目の見出しに、知らない列があります：2列目"
    )


def test_the_limit_of_the_standard_library_is_above_ours():
    assert csv.field_size_limit() > 20_000
