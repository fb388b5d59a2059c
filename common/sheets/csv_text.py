"""What stands in a CSV file: UTF-8, with or without its mark, or CP932, as the Japanese Excel saves it."""

import csv
import io
import re
from collections.abc import Iterator

from common.sheets.layouts import MAX_CELL, MAX_COLUMNS, SheetError, cell_text, column_letter

_AS_UTF8 = "Excelで開き、「CSV UTF-8（コンマ区切り）」で保存し直してからお送りください。"
_UTF8_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\r|\n")


class CsvSheet:
    """The only sheet of a CSV file; `name` is that of the file, which may tell its table."""

    merged = ()

    def __init__(self, content: bytes, name: str):
        self.name = name
        self.encoding = _encoding(content)
        self.content = content

    def lines(self) -> Iterator[tuple[int, dict[int, str]]]:
        """The records that hold anything: the line in which each begins, and its cells by column."""
        # The standard's limit stands for the whole process: a longer cell is told by the same error, see below.
        source = io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline="")
        records = csv.reader(source, strict=True)
        while True:
            number = records.line_num + 1
            try:
                record = next(records)
            except StopIteration:
                return
            except csv.Error as error:
                raise SheetError([_broken(number, str(error))]) from error
            cells = {column: text for column, raw in enumerate(record, 1) if (text := cell_text(raw))}
            if cells:
                _check_width(number, cells)
                yield number, cells

    def place(self, row: int, column: int, label: str = "") -> str:
        return f"{row}行目「{label}」" if label else f"{row}行目の{column}列目"

    def column(self, column: int) -> str:
        return f"{column}列目（{column_letter(column)}列）"


def _broken(number: int, error: str) -> str:
    if "limit" in error:
        return (
            f"{number}行目のセルは{MAX_CELL:,}文字を超えています。"
            '引用符（"）が閉じているかを確かめ、長い場合は短くしてください。'
        )
    if "unexpected end" in error:
        return f'{number}行目で始まる引用符（"）が、ファイルの終わりまで閉じていません。閉じてください。'
    return (
        f'{number}行目の引用符（"）の使い方が正しくありません。'
        'セルの中の引用符は2つ重ね（""）、セル全体を引用符で囲んでください。'
    )


def _check_width(number: int, cells: dict[int, str]) -> None:
    if max(cells) > MAX_COLUMNS:
        raise SheetError(
            [
                f"{number}行目の{max(cells)}列目に値があります。表は{MAX_COLUMNS}列までです。"
                "要らない列を削除してください。"
            ]
        )


def _encoding(content: bytes) -> str:
    """The one in which all of it can be read; SheetError with the line that cannot."""
    _refuse_binary(content)
    failures = []
    marked = content.startswith(_UTF8_MARK)
    for encoding in ["utf-8"] if marked else ["utf-8", "cp932"]:
        try:
            content.decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error.start)
        else:
            return "utf-8-sig" if marked else encoding
    # Where the likelier of the two gave up.
    line = len(_LINE_END.findall(content[: max(failures)])) + 1
    raise SheetError([f"{line}行目に、文字として読めない部分があります。{_AS_UTF8}"])


def _refuse_binary(content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf16(content):
        raise SheetError([f"文字コードが UTF-16（Unicode テキスト）のため読めません。{_AS_UTF8}"])
    if b"\x1b$" in content:
        raise SheetError([f"文字コードが JIS（ISO-2022-JP）のため読めません。{_AS_UTF8}"])
    if (place := content.find(b"\0")) >= 0:
        line = len(_LINE_END.findall(content[:place])) + 1
        raise SheetError(
            [
                f"{line}行目に文字でないデータ（NUL）があるため、CSV として読めません。"
                "表を Excel（.xlsx）か CSV で保存し直してからお送りください。"
            ]
        )


def _is_utf16(content: bytes) -> bool:
    """Without its mark: a comma or a line's end with a zero byte beside it, as no other text has them."""
    start = content[:4096]
    return (
        any(start.count(pair) >= 2 for pair in (b",\0", b"\n\0", b"\0,", b"\0\n")) and len(content) % 2 == 0
    )
