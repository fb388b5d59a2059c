"""What the pages of a return show."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accounts.models import User
from common.dates import Precision, today, wareki
from municipalities.models import LocalGovernment, Partnership
from projects.models import Project, ProjectYear
from projects.models.projects import Field
from surveys.models import PartnershipLine, ProjectLine, ReturnEntry, YearlyReturn
from surveys.models.return_lines import LINES, Facts
from surveys.returns.acceptance import moved_since
from surveys.returns.actions import AnyLine, faults_of
from surveys.returns.carry_over import in_ledger

#: Facts as people know them. What is told with another fact (the precision of a day) has no label of its own.
LABELS = {
    "partner": "連携先",
    "kind": "種別",
    "started_on": "開始日",
    "ended_on": "終了日",
    "evidence": "根拠",
    "title": "事業名",
    "scope": "区分",
    "field": "分野",
    "approach": "型",
    "summary": "概要",
    "partners": "連携先",
    "status": "今年度の実施",
    "plan": "今年度の計画",
    "results": "今年度の実績",
    "budget_yen": "今年度の事業費（円）",
    "participants": "今年度の参加者数（人）",
}
CHOICES = {
    "kind": dict(Partnership.Kind.choices),
    "scope": dict(Project.Scope.choices),
    "field": dict(Field.choices),
    "approach": dict(Project.Approach.choices),
    "status": dict(ProjectYear.Status.choices),
}
PRECISIONS = {"started_on": "started_precision", "ended_on": "ended_precision"}


class Difference(NamedTuple):
    label: str
    before: str
    after: str


@dataclass
class Shown:
    """A line as a page shows it."""

    line: AnyLine
    #: What the ward has changed of what was carried over; and what the ledger has by now, where that is another thing.
    changes: list[Difference] = field(default_factory=list)
    moved: bool = False
    facts: list[tuple[str, str]] = field(default_factory=list)
    entries: list[ReturnEntry] = field(default_factory=list)


@dataclass
class Sheet:
    """The lines of one kind."""

    name: str
    title: str
    lines: list[Shown]

    @property
    def answered(self) -> int:
        return sum(one.line.is_answered for one in self.lines)


TITLES = {PartnershipLine.SHEET: "連携・交流", ProjectLine.SHEET: "連携事業"}


def sheets_of(found: YearlyReturn, entries: Iterable[ReturnEntry] = ()) -> list[Sheet]:
    """All lines of a return with what differs, in a number of statements that does not grow with them."""
    lines = {
        name: list(model.objects.filter(yearly_return=found).for_list()) for name, model in LINES.items()
    }
    for some in lines.values():
        for line in some:
            line.yearly_return = found
    words = Words(line for some in lines.values() for line in some)
    moved = _moved(found, lines)
    said: dict[tuple, list[ReturnEntry]] = {}
    for entry in entries:
        said.setdefault((entry.sheet, entry.line), []).append(entry)
    return [
        Sheet(
            name,
            TITLES[name],
            [
                Shown(
                    line,
                    words.changes(line),
                    line.pk in moved[name],
                    words.facts(line),
                    said.get((name, line.pk), []),
                )
                for line in some
            ],
        )
        for name, some in lines.items()
    ]


def _moved(found: YearlyReturn, lines: dict[str, list[AnyLine]]) -> dict[str, set[int]]:
    """Of what is accepted the ledger has what it says, until somebody changes that: no warning any more."""
    if found.is_accepted or not found.campaign.is_open:
        return {name: set() for name in lines}
    return {name: {line.pk for line in moved_since(some, found.campaign)} for name, some in lines.items()}


def now_in_ledger(line: AnyLine) -> list[Difference]:
    """What the ledger has by now that was not there when the line was carried over."""
    facts, year = in_ledger([line], line.yearly_return.campaign.fiscal_year).get(line.pk, (line.base, {}))
    words = Words([line], facts)
    before = words.texts(line.base) | words.texts(getattr(line, "base_year", {}))
    after = words.texts(facts) | words.texts(year)
    return differences(before, after)


def differences(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    labels = dict.fromkeys([*before, *after])
    return [
        Difference(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


class Words:
    """Facts in words; the bodies they name are read once for all lines."""

    def __init__(self, lines: Iterable[AnyLine], *more: Facts):
        lines = list(lines)
        ids = {pk for facts in (*[line.base for line in lines], *more) for pk in _bodies_of(facts)}
        self.bodies = LocalGovernment.objects.select_related("prefecture").in_bulk(ids)
        for line in lines:
            if isinstance(line, PartnershipLine):
                self.bodies[line.partner_id] = line.partner
            else:
                self.bodies |= {one.pk: one for one in line.partners.all()}

    def changes(self, line: AnyLine) -> list[Difference]:
        if line.is_new:
            return []
        found = differences(self.texts(line.base), self.texts(line.facts()))
        if isinstance(line, ProjectLine) and line.is_answered and line.year_status:
            # A year of which the ledger says nothing yet is one that goes on.
            before = line.base_year or {"status": ProjectYear.Status.DONE}
            found += differences(self.texts(before), self.texts(line.year_facts()))
        return found

    def facts(self, line: AnyLine) -> list[tuple[str, str]]:
        """All that the line says and is not empty."""
        texts = self.texts(line.facts())
        if isinstance(line, ProjectLine):
            texts |= self.texts(line.year_facts())
        if line.note:
            texts["事務局への連絡"] = line.note
        return [(label, text) for label, text in texts.items() if text]

    def texts(self, facts: Facts) -> dict[str, str]:
        return {LABELS[name]: self._text(name, facts) for name in facts if name in LABELS}

    def _text(self, name: str, facts: Facts) -> str:
        value: Any = facts[name]
        if value in (None, "", []):
            return ""
        if name == "partner":
            return self._body(value)
        if name == "partners":
            return "、".join(map(self._body, value))
        if name in PRECISIONS:
            day = PartnershipLine._meta.get_field(name).to_python(value)
            return wareki(day, Precision(facts[PRECISIONS[name]]))
        if name in CHOICES:
            return str(CHOICES[name].get(value, value))
        return f"{value:,}" if isinstance(value, int) else str(value)

    def _body(self, pk: int) -> str:
        body = self.bodies.get(pk)
        return body.full_name if body else "（登録のない団体）"


def _bodies_of(facts: Facts) -> list[int]:
    return [facts["partner"]] if "partner" in facts else facts.get("partners", [])


def page_of(found: YearlyReturn, user: User) -> dict[str, Any]:
    """A return, for the ward and for the secretariat."""
    entries = list(found.entries.newest())
    sheets = sheets_of(found, [entry for entry in entries if entry.sheet])
    total, answered = sum(len(one.lines) for one in sheets), sum(one.answered for one in sheets)
    may_fill = user.has_perm("surveys.fill_yearlyreturn", found)
    return {
        "found": found,
        "campaign": found.campaign,
        "sheets": sheets,
        "entries": [entry for entry in entries if not entry.sheet],
        "total": total,
        "answered": answered,
        "unanswered": total - answered,
        "is_ward": found.posting_of(user) is not None,
        "is_open": found.is_editable and may_fill,
        "may_submit": found.is_editable and user.has_perm("surveys.submit_yearlyreturn", found),
        "may_check": found.is_to_check and user.has_perm("surveys.check_yearlyreturn", found),
        "may_comment": found.campaign.is_open
        and (may_fill or user.has_perm("surveys.check_yearlyreturn", found)),
        "days_left": (found.campaign.due_on - today()).days,
    }


def submission_of(found: YearlyReturn) -> dict[str, Any]:
    """What who hands in looks at: how many of each answer, and what is in the way."""
    counts = []
    for name, model in LINES.items():
        statuses = list(model.objects.filter(yearly_return=found).values_list("status", flat=True))
        tally = [(label, statuses.count(value)) for value, label in model.Status.choices]
        counts.append((TITLES[name], len(statuses), [one for one in tally if one[1]]))
    return {"found": found, "campaign": found.campaign, "counts": counts, "faults": faults_of(found)}
