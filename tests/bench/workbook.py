"""What the workbooks cost: the yearly one of the real data, the same with a T7 of 50,000 rows, and that list alone.

On a PostgreSQL database of its own, that goes away at the end; each step in a process of its own, whose time and memory
are told. Everything stays on 127.0.0.1.
"""

import datetime as dt
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = 50_000
DAY = dt.date(2022, 8, 1)
COLUMNS = ["作業", "T7の行", "時間 s", "CPU s", "最大メモリ MB", "大きさ MB"]


def main() -> None:
    url, name = os.environ["DATABASE_URL"], f"bench_workbook_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server, tempfile.TemporaryDirectory() as place:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        own = url.rpartition("/")[0] + f"/{name}"
        os.environ |= {"DATABASE_URL": own, "VAR_DIR": place, "SECRET_KEY": secrets.token_hex(20)}
        try:
            measure(Path(place))
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def measure(place: Path) -> None:
    for command in ("migrate", "seed"):
        subprocess.run(
            [sys.executable, "manage.py", command, "-v0"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
    print(f"| {' | '.join(COLUMNS)} |\n| --- | --: | --: | --: | --: | --: |")
    for what, work in (
        ("年次統計（表の計算を含む）", "yearly"),
        ("年次統計、大きな T7", "large"),
        ("一覧だけ", "alone"),
    ):
        file = place / f"{work}.xlsx"
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.workbook", work, str(file)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
        )
        found = json.loads(done.stdout.splitlines()[-1])
        print(
            f"| {what} | {found['rows']:,} | {found['wall']:.1f} | {found['cpu']:.1f} | {found['peak']:.0f} "
            f"| {file.stat().st_size / 1e6:.1f} |",
            flush=True,
        )


# --- The steps, each in a process of its own ----------------------------------------------------------


def yearly(path: str) -> int:
    ledger = Ledger.load()
    tables = contents(DAY, ledger, years=range(2015, 2023))
    write(path, tables, ledger)
    return next(len(one["rows"]) for one in tables if one["table"] == "T7")


def large(path: str) -> int:
    ledger = Ledger.load()
    tables = contents(DAY, ledger)
    for one in tables:
        if one["table"] == "T7":
            one["rows"] = list(invented())
    write(path, tables, ledger)
    return ROWS


def write(path: str, tables: list, ledger) -> None:
    with Path(path).open("wb") as file:
        cover = cover_on(DAY, ledger, by="測定", at=timezone.localtime())
        write_yearly_workbook(file, tables, cover)


def alone(path: str) -> int:
    with Path(path).open("wb") as file:
        return write_list_workbook(
            file,
            title=T7.title,
            about=T7.definition,
            columns=T7.columns,
            rows=invented(),
            made_at=timezone.localtime(),
        )


def invented() -> Iterator[list]:
    """Rows of T7, each project with two partners, no two texts alike."""
    for number in range(ROWS):
        row = {
            "fiscal_year": 2015 + number % 8,
            "number": f"P-2015-{number // 2:06}",
            "title": f"雪の活用 その{number // 2}",
            "scope": "各区実施",
            "field": "新しい住民交流スタイルの模索",
            "ward_code": "131181",
            "ward_name": "荒川区",
            "partner_code": f"{number % 1700:06}",
            "partner_name": f"岩手県{number % 1700}町",
            "role": "参加",
            "joined_on": "2015-02-16",
            "status": "実施",
            "plan": f"区こども祭に雪を運ぶ。{number}回目。",
            "results": f"三区で区こども祭等に雪を活用した。参加者{number}人。",
            "budget_yen": number * 1000,
            "participants": number,
        }
        yield [row.get(column.key) for column in T7.columns]


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        django.setup()

        from django.utils import timezone

        from portal.statistics.content import contents
        from portal.statistics.ledger import Ledger
        from portal.statistics.listed import T7
        from portal.workbook import write_list_workbook, write_yearly_workbook
        from portal.workbook.cover import cover_on

        steps: dict[str, Callable] = {one.__name__: one for one in (yearly, large, alone)}
        began, used = time.time(), time.process_time()
        rows = steps[sys.argv[1]](sys.argv[2])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        found = {"rows": rows, "wall": time.time() - began, "cpu": time.process_time() - used, "peak": peak}
        json.dump(found, sys.stdout)
