"""What the pages of the bodies that a survey asks show."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from municipalities.models import Posting
from surveys.answering.copying import answers_of
from surveys.models import Survey, SurveyTarget, TargetState
from surveys.reading import questions_of
from surveys.targets.actions import WHILE, possible
from surveys.targets.fates import fates
from surveys.targets.forms import LETTER, MEMBER, REACHED, TargetListForm


class Row(NamedTuple):
    """A body on the list."""

    target: SurveyTarget
    reached: str
    #: What became of it since the base day; empty for most.
    fate: str


def rows_of(survey: Survey, targets: list[SurveyTarget]) -> list[Row]:
    """`targets` as `for_list()` reads them."""
    known = fates(survey, [target.body for target in targets])
    return [
        Row(target, REACHED[MEMBER if target.has_office else LETTER], known.get(target.body_id, ""))
        for target in targets
    ]


class Count(NamedTuple):
    """A state in which there is any body, and the address that narrows the list to it."""

    label: str
    number: int
    address: str
    is_chosen: bool


def counts_of(form: TargetListForm, targets) -> list[Count]:
    """Of all states under the other conditions of the form, in one statement."""
    tally = form.narrow(targets, besides="state").tally()
    asked = form.asked(besides="state")
    chosen = form.asked().get("state", "")
    return [Count("すべて", sum(tally.values()), f"?{urlencode(asked)}", not chosen)] + [
        Count(TargetState(state).label, number, f"?{urlencode(asked | {'state': state})}", state == chosen)
        for state, number in tally.items()
        if number
    ]


#: Column of the exported list → what stands there. The code of a body is not among them.
EXPORTED = {
    "団体コード": lambda row: row.target.body.code,
    "都道府県": lambda row: prefecture_of(row.target),
    "団体名": lambda row: row.target.body.name,
    "種別": lambda row: row.target.body.get_kind_display(),
    "エリア": lambda row: row.target.body.area_name,
    "状態": lambda row: row.target.get_state_display(),
    "状態の変わった日": lambda row: _day(row.target.state_since),
    "会員の別": lambda row: row.reached,
    "送付日": lambda row: _day(row.target.sent_at),
    "最後の連絡": lambda row: _day(row.target.contacted_at),
    "催促の回数": lambda row: str(row.target.reminders),
    "提出した版": lambda row: str(row.target.version or ""),
    "合併等": lambda row: row.fate,
}


def exported(rows: list[Row]) -> Iterator[list[str]]:
    for row in rows:
        yield [cell(row) for cell in EXPORTED.values()]


def prefecture_of(target: SurveyTarget) -> str:
    """A prefecture's own name, where it is one that is asked."""
    body = target.body
    return body.prefecture.name if body.prefecture else body.name


def _day(moment) -> str:
    return f"{timezone.localdate(moment):%Y-%m-%d}" if moment else ""


# --- One body -----------------------------------------------------------------------------------------


def page_of(survey: Survey, target: SurveyTarget, posting: Posting, number: int) -> dict[str, Any]:
    """One body: how far it is, a version of its answer (the last, if there is none of that number), and what was said.
    The code only for who writes."""
    versions = list(target.versions.newest_first())
    shown = next((one for one in versions if one.number == number), versions[0] if versions else None)
    may_write = posting.may_edit
    return {
        "survey": survey,
        "target": target,
        "fate": fates(survey, [target.body]).get(target.body_id, ""),
        "reached": REACHED[MEMBER if target.has_office else LETTER],
        "code": target.typed_code if may_write else "",
        "moves": possible(survey, target) if may_write else {},
        "may_write": may_write,
        "may_reissue": may_write and survey.state_now in WHILE["reissue"],
        "address": f"{settings.SITE_URL}{target.get_absolute_url()}",
        "versions": versions,
        "shown": shown,
        "answers": answers_of(questions_of(survey), shown.content) if shown else [],
        "files": list(target.files.select_related("question")),
        "contacts": list(target.contacts.select_related("by")),
    }
