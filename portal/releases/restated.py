"""What has become of a release since: each published figure that the records tell otherwise today, and why."""

from dataclasses import dataclass

from portal.models import Release
from portal.statistics.content import Content, grid_content
from portal.statistics.ledger import Ledger
from portal.statistics.tables import BUILDERS, build

#: Tables with a row per year: of those the release's own year is compared, the others are of their own releases.
BY_YEAR = ("T1", "T3", "T4")
#: How many bodies a sentence names.
NAMED = 5
UNKNOWN = "理由：公表時に数えられたものの一覧が公表されていません"


@dataclass(frozen=True)
class Restated:
    """A figure that is another today, or counts others. `came` and `went` are None where nothing is known of whom the
    published one counted."""

    table: str
    row: str
    column: str
    label: str
    published: str
    value: int
    came: list[str] | None = None
    went: list[str] | None = None
    remark: str = ""

    @property
    def is_known(self) -> bool:
        """Whether what the published figure counted is on record, as of the document's list: only then is ours the same
        figure, corrected."""
        return self.came is not None or self.table == "T5"

    @property
    def note(self) -> str:
        return f"{'改訂値' if self.is_known else 'このサイトの記録では'} {self.value:,}"

    @property
    def sentence(self) -> str:
        """「574（公表時564。理由：…）」"""
        reasons = [
            f"{what}{len(names):,}：{'、'.join(names[:NAMED])}{'ほか' if len(names) > NAMED else ''}"
            for what, names in (("追加", self.came), ("除外", self.went))
            if names
        ]
        why = f"理由：{'、'.join(reasons) or self.remark}" if reasons or self.remark else UNKNOWN
        return f"{self.value:,}（公表時{self.published}。{why}）"


def restated(release: Release, ledger: Ledger) -> list[Restated]:
    found = []
    for table in release.tables.all():
        if table.key in BUILDERS:
            found += compared(table.content, _today(table.key, release, ledger), release, ledger)
    return found


def _today(key: str, release: Release, ledger: Ledger) -> Content:
    return grid_content(build(key, release.as_of, ledger), release.as_of, ledger)


def compared(frozen: Content, now: Content, release: Release, ledger: Ledger) -> list[Restated]:
    """The counts of a frozen grid that are others now, in its order. What is no row or column now is not compared."""
    counts = {(count["row"], count["column"]): count for count in now["counts"]}
    names = {body.code: body.full_name for body in ledger.bodies.values()}
    several = len(frozen["columns"]) > 1
    found = []
    for was in frozen["counts"]:
        count = counts.get((was["row"], was["column"]))
        if count is None or not _of_release(frozen["table"], was["row"], release) or not _differs(was, count):
            continue
        came, went = _moved(was["members"], count["members"], names)
        found.append(
            Restated(
                table=frozen["table"],
                row=was["row"],
                column=was["column"],
                label=f"{was['row_label']}　{was['column_label']}" if several else was["row_label"],
                published=was["published"] if was["members"] is None else f"{was['value']:,}",
                value=count["value"],
                came=came,
                went=went,
                remark=was.get("remark", ""),
            )
        )
    return found


def _of_release(table: str, row: str, release: Release) -> bool:
    return table not in BY_YEAR or row == str(release.fiscal_year)


def _differs(was: dict, count: dict) -> bool:
    if was["members"] is None:
        return was["value"] is not None and was["value"] != count["value"]
    return set(was["members"]) != set(count["members"])


def _moved(
    before: list[str] | None, after: list[str], names: dict[str, str]
) -> tuple[list[str] | None, list[str] | None]:
    if before is None:
        return None, None
    came, went = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    return [names.get(one, one) for one in came], [names.get(one, one) for one in went]
