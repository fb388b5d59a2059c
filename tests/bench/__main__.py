"""Build a world on PostgreSQL, drive each page and floor-1 in turn with wrk, print what a request costs.

Everything stays on 127.0.0.1; the database and the processes are ours and go away at the end.
"""

import argparse
import contextlib
import datetime as dt
import json
import math
import os
import platform
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

from tests.bench.processes import cpu_seconds, peak_megabytes, tree

CONNECTIONS = 8
#: How often a page and floor-1 are driven in turn.
ROUNDS = 3
ROOT = Path(__file__).resolve().parent.parent.parent
#: An address with {} is asked for once with each day, so that nothing is kept of it.
PAGES = {
    "ホーム": "/",
    "事業の一覧": "/projects/",
    "事業の一覧、途中から": "/projects/?after=P-1000-0500",
    "事業の一覧、雪": "/projects/?q=%E9%9B%AA",
    "事業": "/projects/P-1000-0001/",
    "検索": "/search/?q=%E9%9B%AA",
    "自治体の一覧": "/municipalities/",
    "自治体": "/municipalities/033669/",
    "特別区": "/wards/131181/",
    "統計": "/statistics/",
    "統計、初めての日": "/statistics/?on={}",
    "トピックス": "/topics/",
    "催し": "/events/",
}
#: What an officer of the first ward opens; {newest} is the ward's own thread, with 50 responses, the first of which
#: opened a room where 500 messages were written.
MEMBER_PAGES = {
    "会員ページ": "/members/",
    "掲示板": "/members/board/",
    "掲示板、途中から": "/members/board/?after=B-1000-0500",
    "掲示板、雪": "/members/board/?q=%E9%9B%AA",
    "投稿、回答50件": "/members/board/{newest}/",
    "やりとり、500件": "/members/board/{newest}/1/",
}
#: As browsers ask.
HEADERS = {"Accept-Encoding": "gzip, deflate, br"}
#: What is kept, and the settings that make it so.
KEPT = {
    "ページ": {"PAGE_CACHE": "true", "KEEP_PIECES": "true"},
    "断片": {"PAGE_CACHE": "false", "KEEP_PIECES": "true"},
    "なし": {"PAGE_CACHE": "false", "KEEP_PIECES": "false"},
}
#: In the table, what a member sees under the settings of production.
MEMBER = "会員"
COLUMNS = ["ページ", "保持", "N", "req/s", "p50 ms", "p99 ms", "CPU ms", "× floor-1", "SQL", "最大メモリ MB"]
#: For wrk: the address with another day each time.
DAYS = """
local day = os.time({{year = 2016, month = 1, day = 1}})
request = function()
  day = day + 86400
  return wrk.format("GET", "{}" .. os.date("%Y-%m-%d", day))
end
"""


class Load(NamedTuple):
    """What wrk and /proc say of one address."""

    requests_per_second: float
    p50: float
    p99: float
    cpu_ms: float


class Server:
    """gunicorn as in production: 2 workers of 4 threads."""

    def __init__(self, application: str, environment: dict):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        options = "--worker-class gthread --workers 2 --threads 4 --no-control-socket --log-level warning"
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                application,
                "--bind",
                f"127.0.0.1:{self.port}",
                *options.split(),
            ],
            cwd=ROOT,
            env=environment,
        )

    def fetch(self, address: str, headers: dict[str, str]) -> bytes:
        """The page's bytes; waits for the server to come up, half a minute at most."""
        for _ in range(60):
            try:
                address_here = f"http://127.0.0.1:{self.port}{address}"
                asked = urllib.request.Request(address_here, headers=headers)
                with urllib.request.urlopen(asked, timeout=60) as answer:
                    return answer.read()
            except urllib.error.HTTPError as error:
                sys.exit(f"{address} が {error.code} を返しました。測定を中止します。")
            except OSError:
                time.sleep(0.5)
        sys.exit("サーバーが起動しません。")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


@contextlib.contextmanager
def running(application: str, environment: dict):
    server = Server(application, environment)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def database(url: str):
    """A database of our own on the server that `url` leads to."""
    name = f"portal_bench_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield admin, name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def manage(environment: dict, *arguments: str):
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


def milliseconds(report: str, percentile: str) -> float:
    """Of wrk's report; not a number where no answer came in time."""
    found = re.search(rf"{percentile}\s+([\d.]+)(us|ms|s|m)\s*$", report, re.MULTILINE)
    if found is None or float(found[1]) == 0:
        return math.nan
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[found[2]]


def shown(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"


def wrk(url: str, seconds: int, headers: dict[str, str]) -> str:
    options = f"--threads 1 --connections {CONNECTIONS} --duration {seconds}s --timeout 60s --latency".split()
    options += [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if url.endswith("{}"):
            script.write(DAYS.format(re.sub("^http://[^/]+", "", url[:-2])))
            script.flush()
            options += ["--script", script.name]
        return subprocess.run(
            ["wrk", *options, url.removesuffix("{}")], capture_output=True, text=True, check=True
        ).stdout


def drive(server: Server, address: str, seconds: int, headers: dict[str, str], backends) -> Load:
    """Warm up for a second, then measure; `backends()` are the process ids of PostgreSQL that work for it."""

    def cpu() -> float:
        """CPU seconds so far, once what wrk left unfinished is done: half a minute at most."""
        used = 0.0
        for _ in range(150):
            before, used = used, cpu_seconds(tree(server.process.pid) | backends())
            if used == before:
                break
            time.sleep(0.2)
        return used

    url = f"http://127.0.0.1:{server.port}{address}"
    wrk(url, 1, headers)
    before = cpu()
    report = wrk(url, seconds, headers)
    used = cpu() - before
    if "Non-2xx" in report or "Socket errors" in report:
        sys.exit(f"{address} の測定中に誤りが返りました:\n{report}")
    # Each connection had one more request under way when the time was up.
    requests = int(re.search(r"(\d+) requests in", report)[1]) + CONNECTIONS
    return Load(
        float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1]),
        milliseconds(report, "50%"),
        milliseconds(report, "99%"),
        1000 * used / requests,
    )


def against_floor(
    site: Server, floor: Server, address: str, seconds: int, headers: dict[str, str], backends
) -> tuple[Load, float, float]:
    """A page, its CPU time as a multiple of that of constant bytes of the same size, and the site's peak memory so
    far (MB). Of several rounds the one in the middle: a round that something else disturbed counts for nothing."""
    size = len(site.fetch(address.replace("{}", "2015-12-31"), headers))
    floor.fetch(f"/{size}", HEADERS)
    rounds = []
    for _ in range(ROUNDS):
        page = drive(site, address, seconds, headers, backends)
        rounds.append((page.cpu_ms / drive(floor, f"/{size}", seconds, HEADERS, set).cpu_ms, page))
    multiple, page = sorted(rounds)[ROUNDS // 2]
    return page, multiple, peak_megabytes(tree(site.process.pid))


def measure(url: str, projects: int, seconds: int, wanted: list[str]) -> list[list[str]]:
    """The rows of the table for a world of so many projects."""
    rows = []
    with database(url) as (admin, name), tempfile.TemporaryDirectory() as var:
        # Connections stay: the CPU time of a backend that ended meanwhile could not be read any more.
        environment = os.environ | {
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
            "DATABASE_CONN_MAX_AGE": "3600",
            "VAR_DIR": var,
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "seed")
        manage(environment, "bench_world", str(projects))
        manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
        with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as own:
            own.execute("VACUUM ANALYZE")

        def backends() -> set[int]:
            found = admin.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [name])
            return {pid for (pid,) in found if Path(f"/proc/{pid}").exists()}

        def asked(module: str, settings: dict, *arguments: str):
            """What a module of ours says of the world, as JSON."""
            command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
            return json.loads(subprocess.check_output(command, cwd=ROOT, env=environment | settings))

        member = asked("member", {})
        runs = [(label, kept, PAGES, "") for label, kept in KEPT.items()]
        opened = {title: address.format(newest=member["newest"]) for title, address in MEMBER_PAGES.items()}
        runs.append((MEMBER, KEPT["ページ"], opened, member["cookie"]))
        with running("tests.bench.floor", environment) as floor:
            for label, kept, pages, cookie in runs:
                if label not in wanted:
                    continue
                statements = asked("statements", kept, cookie, *pages.values())
                headers = HEADERS | ({"Cookie": cookie} if cookie else {})
                with running("portal.wsgi", environment | kept) as site:
                    for title, address in pages.items():
                        page, multiple, memory = against_floor(
                            site, floor, address, seconds, headers, backends
                        )
                        rows.append(
                            [
                                title,
                                label,
                                f"{projects:,}",
                                shown(page.requests_per_second, 1),
                                shown(page.p50, 1),
                                shown(page.p99, 1),
                                f"{page.cpu_ms:.2f}",
                                f"{multiple:.2f}",
                                str(statements[address]),
                                f"{memory:.0f}",
                            ]
                        )
                        print(" ".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


def table(rows: list[list[str]]) -> str:
    lines = [COLUMNS, ["---"] + ["--:"] * (len(COLUMNS) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """Cores and memory, by which the table can be read elsewhere."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()}コア、メモリー{memory:.0f}GiB、Python {platform.python_version()}"


def document(measured: str) -> str:
    return f"""# 性能

`make bench` の結果（{dt.date.today().isoformat()}）。CPU ms は1リクエストあたりの gunicorn と PostgreSQL の CPU 時間、
× floor-1 は同じ大きさの固定の内容を返すだけの Django のビュー（標準の8個の middleware）に対する倍率です。
gunicorn は2プロセス×4スレッド、wrk は8接続、PostgreSQL。N は連携事業と掲示板の投稿の件数です。「保持」は、公開内容が
変わるまで何を保持するかです。「ページ」は公開ページの全体（本番の設定）、「断片」はページの間で共有する部分だけ
（PAGE_CACHE=false。会員が公開ページを見るときに当たる）、「なし」は何も保持せず毎回作ります（KEEP_PIECES=false も）。
「会員」は、本番の設定でログインした職員が見るページです。SQL は2回目の表示での文の数です。「なし」と「会員」のほかは、
公開内容の版を読む1文が加わります。測定した機械：{machine()}。

{measured}
"""


def main():
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--projects", type=int, nargs="+", default=[1000])
    parser.add_argument("--seconds", type=int, default=5, choices=range(1, 61), metavar="1-60")
    parser.add_argument("--kept", nargs="+", choices=[*KEPT, MEMBER], default=[*KEPT, MEMBER])
    parser.add_argument("--save", type=Path)
    asked = parser.parse_args()
    rows = []
    for projects in asked.projects:
        rows += measure(os.environ["DATABASE_URL"], projects, asked.seconds, asked.kept)
    print(table(rows))
    if asked.save:
        (ROOT / asked.save).write_text(document(table(rows)))


if __name__ == "__main__":
    main()
