import csv
import datetime as dt
import io
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from common.dates import parse_day, today
from municipalities.names import load_resolver

COLUMNS = ["verdict", "code", "name", "reason", "candidates"]


class Command(BaseCommand):
    help = (
        "名称の一覧（CSV。列: prefecture, name, on）を、その日の自治体と突き合わせ、判定を同じ順に"
        "CSVで標準出力に書きます。"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", help="名称の一覧（UTF-8かShift_JIS）。必須の列はnameだけです")
        parser.add_argument("--on", help="onの列が空欄の行の基準日（既定: 今日）")

    def handle(self, *args, **options):
        try:
            day = parse_day(options["on"]) if options["on"] else today()
        except ValueError as error:
            raise CommandError(f"--on: {error}") from None
        rows = read_rows(Path(options["file"]), day)
        resolver = load_resolver()
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for prefecture, name, on in rows:
            found = resolver.resolve(name, prefecture, on=on)
            writer.writerow(
                [found.verdict.value, found.code, found.name, found.reason, found.candidates_text]
            )
        self.stdout.write(out.getvalue(), ending="")


def read_rows(path: Path, day: dt.date) -> list[tuple[str, str, dt.date]]:
    """(prefecture, name, day) of every row; CommandError, naming row and column, at the first bad one."""
    try:
        rows = list(csv.reader(io.StringIO(decoded(path.read_bytes()), newline=""), strict=True))
    except OSError as error:
        raise CommandError(f"{path}: ファイルを読めません（{error.strerror}）。") from None
    except csv.Error as error:
        raise CommandError(f"{path}: CSVとして読めません（{error}）。") from None
    header = [cell.strip() for cell in rows[0]] if rows else []
    if header.count("name") != 1:
        raise CommandError(f"{path}: 1行目に列名nameが1つ必要です（読み取った列名: {'、'.join(header)}）。")
    read = []
    for place, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) > len(header):
            raise CommandError(
                f"{path}: {place}件目の行の列が{len(row)}個あり、列名の{len(header)}個より多くあります。"
            )
        cells = dict(zip(header, row, strict=False))
        on = cells.get("on", "").strip()
        try:
            read.append((cells.get("prefecture", ""), cells.get("name", ""), parse_day(on) if on else day))
        except ValueError as error:
            raise CommandError(f"{path}: {place}件目の行の列on: {error}") from None
    return read


def decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandError("文字コードがUTF-8でもShift_JISでもありません。")
