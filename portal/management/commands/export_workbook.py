import os
import re
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.dates import fiscal_year, parse_day
from portal.statistics.content import contents
from portal.statistics.ledger import Ledger
from portal.statistics.tables import FIRST_YEAR
from portal.workbook import write_yearly_workbook
from portal.workbook.cover import cover_on


class Command(BaseCommand):
    help = (
        "統計表を、指定した日の記録から計算して、Excel ブック（表紙、印刷用、データ、データ項目定義）に書き出します。"
        "途中で失敗したときは、ファイルを作りません（同じ名前のファイルがあれば、そのまま残ります）。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--on", required=True, metavar="DAY", help="基準日（例：2026-08-01、令和8年8月1日）"
        )
        parser.add_argument("-o", "--output", required=True, metavar="FILE.xlsx", help="書き出す先のファイル")
        parser.add_argument(
            "--years", metavar="FROM-TO", help="T7に載せる年度の範囲（例：2015-2026。省略時は基準日の年度）"
        )

    def handle(self, *args, **options):
        try:
            day = parse_day(options["on"])
        except ValueError as error:
            raise CommandError(f"--on：{error}") from error
        if fiscal_year(day) < FIRST_YEAR:
            raise CommandError(f"--on：{FIRST_YEAR}年4月1日以降の日を指定してください。")
        years = years_asked(options["years"])
        path = path_asked(options["output"])
        ledger = Ledger.load()
        tables = contents(day, ledger, years=years)
        cover = cover_on(day, ledger, by="コマンド export_workbook", at=timezone.localtime())
        try:
            size = write_whole(path, tables, cover)
        except OSError as error:
            raise CommandError(f"-o：「{path}」に書き出せません（{error.strerror}）。") from error
        self.stdout.write(f"{path}（{size:,}バイト）に書き出しました。")


def years_asked(text: str | None) -> range | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise CommandError(
            f"--years：「{text}」は年度の範囲として読めません。「2015-2026」の形で指定してください。"
        )
    return range(first, last + 1)


def path_asked(text: str) -> Path:
    path = Path(text)
    if path.suffix.lower() != ".xlsx":
        raise CommandError(f"-o：「{text}」の末尾を「.xlsx」にしてください。")
    if path.is_dir():
        raise CommandError(f"-o：「{text}」はフォルダーです。ファイルの名前を指定してください。")
    if not path.parent.is_dir():
        raise CommandError(f"-o：フォルダー「{path.parent}」がありません。")
    return path


def write_whole(path: Path, tables, cover) -> int:
    """Beside its place, then renamed: who opens the file meanwhile, or after an error, never finds half of one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            write_yearly_workbook(file, tables, cover)
            size = file.tell()
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return size


def _umask() -> int:
    """The mask of this process, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
