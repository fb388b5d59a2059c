"""Lighthouse over the main page types: prints the table, and what is below the goals. Called by bin/audit.sh."""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PAGES = {
    "ホーム": "/",
    "連携事業の一覧": "/projects/",
    "連携事業": "/projects/P-2015-0001/",
    "自治体": "/municipalities/033669/",
    "特別区": "/wards/131181/",
    "統計": "/statistics/",
    "検索": "/search/",
}
#: Category → the least score.
GOALS = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}
DEVICES = {"desktop": ["--preset=desktop"], "mobile": []}
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
#: A page is measured again where only its speed falls short: another process may have had the machine.
TRIES = 3


def wait_for(site: str) -> None:
    for _ in range(50):
        try:
            urllib.request.urlopen(f"{site}/healthz", timeout=5).close()  # noqa: S310 — our own server
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("サイトが起動しません。")


def audit(place: Path, address: str, options: list[str]) -> dict | None:
    """Lighthouse's report; none where it gave up, as it does when the browser is too slow to answer it."""
    report = place / "report.json"
    done = subprocess.run(  # noqa: S603 — our own arguments
        [
            str(place / "node_modules" / ".bin" / "lighthouse"),
            address,
            f"--only-categories={','.join(GOALS)}",
            f"--chrome-flags={CHROME}",
            "--output=json",
            f"--output-path={report}",
            "--quiet",
            *options,
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    return json.loads(report.read_text()) if done.returncode == 0 else None


def scores(report: dict) -> dict[str, int]:
    return {goal: round(100 * (report["categories"][goal]["score"] or 0)) for goal in GOALS}


def audited(place: Path, address: str, options: list[str]) -> dict:
    report = None
    for _ in range(TRIES):
        report = audit(place, address, options) or report
        if report and scores(report)["performance"] >= GOALS["performance"]:
            break
    return report or sys.exit(f"Lighthouse が {address} を測れませんでした。")


def lost(report: dict, goal: str) -> list[str]:
    """What took points from a category, in Lighthouse's words."""
    audits = report["audits"]
    ids = [ref["id"] for ref in report["categories"][goal]["auditRefs"] if ref["weight"]]
    return [
        f"{audits[one]['title']} {audits[one].get('displayValue', '')}".strip()
        for one in ids
        if audits[one]["score"] is not None and audits[one]["score"] < 1
    ]


def main(site: str, place: Path) -> int:
    wait_for(site)
    missed = []
    print(f"\n| ページ | 画面 | {' | '.join(GOALS)} |\n|---|---|{'--:|' * len(GOALS)}")
    for name, path in PAGES.items():
        for device, options in DEVICES.items():
            report = audited(place, f"{site}{path}", options)
            reached = scores(report)
            print(f"| {name} `{path}` | {device} | {' | '.join(map(str, reached.values()))} |", flush=True)
            missed += [
                f"{path} {device} {goal} {reached[goal]} < {least}：{'; '.join(lost(report, goal))}"
                for goal, least in GOALS.items()
                if reached[goal] < least
            ]
    print("", *(missed or ["すべて目標を満たしています。"]), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
