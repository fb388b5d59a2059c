"""依頼文: the merge list for Word's 差込印刷, and letters to print."""

import io
from typing import BinaryIO, NamedTuple

from django.conf import settings
from django.db import transaction

from accounts.actions import record
from accounts.models import User
from common.moves import Refused
from common.sheets import Written, WrittenColumn, write_workbook
from surveys.asking.actions import allowed
from surveys.asking.telling import deadline
from surveys.models import Survey, SurveyTarget
from surveys.targets.fates import fates
from surveys.targets.forms import ALL, INVITE, REMIND
from surveys.targets.reading import EXPORTED, Row, exported, prefecture_of

#: The states of a survey in which addresses and codes are there, and an answer may still come.
WHILE = (Survey.State.SCHEDULED, Survey.State.OPEN)


class Letter(NamedTuple):
    """What is printed for a body."""

    target: SurveyTarget
    prefecture: str
    name: str
    to: str
    title: str
    deadline: str
    address: str
    code: str
    #: 「第2回催促」; empty for the first letter.
    reminder: str
    #: What became of the body since the base day.
    fate: str

    @property
    def cells(self) -> list[str]:
        return [
            *(self.target.body.code, self.prefecture, self.name, self.to, self.title, self.deadline),
            *(self.address, self.code, self.reminder, self.fate),
        ]


#: Column → its width in letters of half width. Word takes the first row for the names of the fields.
COLUMNS = {
    "団体コード": 12,
    "都道府県": 12,
    "団体名": 18,
    "宛名": 24,
    "題名": 40,
    "締切": 32,
    "回答用アドレス": 48,
    "回答コード": 20,
    "催促": 14,
    "備考": 36,
}


def head_of(target: SurveyTarget) -> str:
    """「西和賀町長 様」, 「岩手県知事 様」."""
    body = target.body
    return f"{body.name}{'知事' if body.prefecture_id is None else '長'} 様"


def on_list(survey: Survey, which: str):
    """The targets of one of LISTS, by code."""
    found = survey.targets.with_place().in_order()
    if which == ALL:
        return found
    letters = found.reached_by(mail=False)
    if which == REMIND:
        last = survey.reminders.count()
        return letters.to_remind().filter(reminders=last) if last else letters.none()
    assert which == INVITE, which
    return letters.unsent()


def letters_of(survey: Survey, targets: list[SurveyTarget], which: str) -> list[Letter]:
    known = fates(survey, [target.body for target in targets])
    return [
        Letter(
            target,
            prefecture_of(target),
            target.body.name,
            head_of(target),
            survey.title,
            deadline(survey),
            f"{settings.SITE_URL}{target.get_absolute_url()}",
            target.typed_code,
            f"第{target.reminders}回催促" if which == REMIND else "",
            known.get(target.body_id, ""),
        )
        for target in targets
    ]


def check_while(survey: Survey) -> None:
    if survey.state_now not in WHILE:
        raise Refused(
            f"アンケートが「{survey.state_label}」です。依頼文を作れるのは、予約したあと、締切までです。"
        )


@transaction.atomic
def take_list(*, survey: Survey, by: User, listed: list[int], which: str) -> bytes:
    """The merge list of some targets as .xlsx. It holds codes: who took it is on record."""
    allowed(by)
    check_while(survey)
    targets = list(survey.targets.filter(pk__in=listed).with_place().in_order())
    letters = letters_of(survey, targets, which)
    file = io.BytesIO()
    _write(file, "差込印刷", COLUMNS, (letter.cells for letter in letters))
    _record(survey, by, "letters", f"差込印刷用の一覧（{len(letters)}団体）を書き出しました")
    return file.getvalue()


@transaction.atomic
def take_print(*, survey: Survey, by: User, targets: list[SurveyTarget], which: str) -> list[Letter]:
    """A page of letters to print. They show codes: who saw them is on record."""
    allowed(by)
    check_while(survey)
    letters = letters_of(survey, targets, which)
    _record(survey, by, "letters", f"依頼文（{len(letters)}団体）を表示しました")
    return letters


@transaction.atomic
def take_targets(*, survey: Survey, by: User, rows: list[Row]) -> bytes:
    """The list of the bodies, with their states, as .xlsx. Codes are not in it."""
    file = io.BytesIO()
    _write(file, "対象団体", dict.fromkeys(EXPORTED, 16), exported(rows))
    _record(survey, by, "export", f"対象団体の一覧（{len(rows)}団体）を書き出しました")
    return file.getvalue()


def _write(file: BinaryIO, title: str, columns: dict[str, int], rows) -> None:
    write_workbook(
        file, [Written(title, [WrittenColumn(label, width) for label, width in columns.items()], rows)]
    )


def _record(survey: Survey, by: User, verb: str, what: str) -> None:
    record(
        by=by,
        verb=f"survey.{verb}",
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」：{what}。"[:500],
    )
