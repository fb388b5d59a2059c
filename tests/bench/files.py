"""What files cost: an import of 1,718 and of 50,000 rows as the worker does it, and a list of 50,000 rows as it leaves.

On a PostgreSQL database of its own, that goes away at the end; each step in a process of its own, whose time and memory
are told. Everything stays on 127.0.0.1.
"""

import itertools
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = (1718, 50_000)
COLUMNS = ["作業", "行", "時間 s", "CPU s", "最大メモリ MB"]


def main() -> None:
    url, name = os.environ["DATABASE_URL"], f"bench_files_{secrets.token_hex(4)}"
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
    print(f"| {' | '.join(COLUMNS)} |\n| --- | --: | --: | --: | --: |")
    for rows in SIZES:
        file = place / f"{rows}.xlsx"
        step("make", str(file), str(rows))
        tell("受け取り（ウェブ）", rows, step("begin", str(file)))
        tell("読み取りと照合（ワーカー）", rows, step("work"))
        step("accept")
        tell("登録（ワーカー）", rows, step("work"))
    tell("書き出し（.xlsx）", SIZES[-1], step("export", str(place / "out.xlsx")))
    for suffix in ("csv", "xlsx", "json"):
        tell(f"オープンデータ（.{suffix}）", SIZES[-1], step("open_data", suffix))


def tell(what: str, rows: int, found: dict) -> None:
    print(
        f"| {what} | {rows:,} | {found['wall']:.1f} | {found['cpu']:.1f} | {found['peak']:.0f} |", flush=True
    )


def step(*arguments: str) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.files", *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout.splitlines()[-1])


# --- The steps, each in a process of its own ----------------------------------------------------------


def make(path: str, number: str) -> None:
    """Ties of all wards with all municipalities, of one kind after the other."""
    kinds = [label for value, label in Partnership.Kind.choices if value != Partnership.Kind.OTHER]
    wards = list(LocalGovernment.objects.special_wards())
    bodies = list(LocalGovernment.objects.municipalities().filter(valid_to=None).select_related("prefecture"))
    rows = (
        [ward.name, body.full_name, kind, "2020-04-01", "測定"]
        for kind, ward, body in itertools.product(kinds, wards, bodies)
    )
    labels = ["特別区", "連携先", "種別", "開始日", "根拠"]
    with Path(path).open("wb") as file:
        table = Written(
            "連携・交流", [WrittenColumn(label) for label in labels], itertools.islice(rows, int(number))
        )
        write_workbook(file, [table])


def begin(path: str) -> None:
    person = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(
        "bench@example.jp"
    )
    runs.begin_import(book=PARTNERSHIPS, content=Path(path).read_bytes(), filename=Path(path).name, by=person)


def work() -> None:
    settle()
    work_at_imports(timezone.now())
    run = ImportRun.objects.first()
    if run.state not in (ImportRun.State.READY, ImportRun.State.DONE) or run.rows.faulty().exists():
        raise SystemExit(f"{run.get_state_display()}: {run.messages}")


def accept() -> None:
    runs.accept_import(run=ImportRun.objects.first())


def export(path: str) -> None:
    person = User.objects.get(email="bench@example.jp")
    Path(path).write_bytes(
        write_records(records_of(PARTNERSHIPS, Partnership.objects.all(), person), "xlsx").read()
    )


def open_data(suffix: str) -> None:
    """The ties as everybody gets them."""
    edition = Edition(DATASETS["partnerships"], today(), "https://example.jp{}".format)
    with tempfile.TemporaryFile() as file:
        FORMATS[suffix].write(edition, file)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        django.setup()

        from django.utils import timezone

        from accounts.models import User
        from common.dates import today
        from common.sheets import Written, WrittenColumn, write_workbook
        from municipalities.exchange import runs
        from municipalities.exchange.books import PARTNERSHIPS
        from municipalities.exchange.files import records_of, write_records
        from municipalities.models import ImportRun, LocalGovernment, Partnership
        from portal.exchange.jobs import work_at_imports
        from portal.opendata.catalogue import DATASETS
        from portal.opendata.edition import Edition
        from portal.opendata.files import FORMATS
        from portal.worker import settle

        steps: dict[str, Callable] = {
            one.__name__: one for one in (make, begin, work, accept, export, open_data)
        }
        began, used = time.time(), time.process_time()
        steps[sys.argv[1]](*sys.argv[2:])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        json.dump({"wall": time.time() - began, "cpu": time.process_time() - used, "peak": peak}, sys.stdout)
