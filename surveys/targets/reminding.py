"""催促: three at most, five working days apart, only to who was asked and owes an answer."""

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from common.dates import today, wareki
from common.moves import Refused
from common.workdays import working_days_after
from municipalities.models import Office
from surveys.asking.actions import allowed, locked
from surveys.asking.telling import note_sent
from surveys.models import Contact, Reminder, Survey, SurveyTarget, TargetState
from surveys.models.targets import offices_of
from surveys.targets import telling

#: So many reminders a survey has at most, and so many working days lie between one and the next.
MOST, APART = 3, 5


def asked_on(target: SurveyTarget) -> dt.date:
    """The day from which a body has had time: that it was asked on, or that its answer was sent back on."""
    returned = target.state == TargetState.RETURNED
    moment = target.state_since if returned else target.sent_at or target.state_since
    return timezone.localdate(moment or timezone.now())


def is_due(target: SurveyTarget, day: dt.date) -> bool:
    return target.reminders < MOST and working_days_after(asked_on(target), APART) <= day


class Due(NamedTuple):
    """To whom a reminder would go today, and why none may."""

    number: int
    by_mail: list[SurveyTarget]
    by_post: list[SurveyTarget]
    offices: list[Office]
    #: Bodies that owe an answer and were asked too short a time ago.
    too_early: int
    why_not: str
    #: The first day on which the next one may be sent; None where there is none to come.
    earliest: dt.date | None

    @property
    def targets(self) -> list[SurveyTarget]:
        return [*self.by_mail, *self.by_post]


def due(survey: Survey, *, lock: bool = False) -> Due:
    """As things stand; with the rows held where it is about to be sent."""
    last = survey.reminders.order_by("-number").first()
    number = last.number + 1 if last else 1
    found = survey.targets.to_remind().with_place().in_order()
    waiting = list(found.select_for_update(of=("self",)) if lock else found)
    offices = offices_of(survey.targets.to_remind())
    day = today()
    ready = [target for target in waiting if is_due(target, day)]
    earliest = _earliest(last, waiting) if number <= MOST else None
    return Due(
        number,
        [target for target in ready if target.body_id in offices],
        [target for target in ready if target.body_id not in offices],
        [one for target in ready for one in offices.get(target.body_id, ())],
        len(waiting) - len(ready),
        _why_not(survey, number, waiting, earliest),
        earliest,
    )


def _earliest(last: Reminder | None, waiting: list[SurveyTarget]) -> dt.date | None:
    asked = [asked_on(target) for target in waiting]
    if not asked:
        return None
    begins = min(asked)
    if last:
        begins = max(begins, timezone.localdate(last.at))
    return working_days_after(begins, APART)


def _why_not(survey: Survey, number: int, waiting: list[SurveyTarget], earliest: dt.date | None) -> str:
    if survey.state_now != Survey.State.OPEN:
        return f"アンケートが「{survey.state_label}」です。催促できるのは、実施中だけです。"
    if number > MOST:
        return f"催促は{MOST}回までです。"
    if not waiting:
        return "催促する団体がありません。"
    if earliest and earliest > today():
        return (
            f"依頼や前の催促から{APART}開庁日たっていません。次に催促できるのは{wareki(earliest)}からです。"
        )
    return ""


@transaction.atomic
def send_reminder(*, survey: Survey, by: User) -> Reminder:
    """Remind all who owe an answer. Who submits at the same moment is waited for, and gets none."""
    allowed(by)
    survey = locked(survey)
    found = due(survey, lock=True)
    if found.why_not:
        raise Refused(found.why_not)
    reminder = Reminder.objects.create(
        survey=survey,
        number=found.number,
        at=timezone.now(),
        by=by,
        mailed=len(found.by_mail),
        posted=len(found.by_post),
    )
    telling.remind(survey, found.number, found.offices, by)
    for target in found.targets:
        target.reminders += 1
    note = f"第{found.number}回"
    for targets, way in ((found.by_mail, SurveyTarget.Way.MAIL), (found.by_post, SurveyTarget.Way.POST)):
        note_sent(targets, way=way, by=by, what=Contact.What.REMINDED, note=note)
    record(
        by=by,
        verb="survey.remind",
        target=f"surveys.survey:{survey.pk}",
        summary=(
            f"アンケート「{survey.title}」：第{found.number}回の催促をしました"
            f"（メール{reminder.mailed}団体、郵送{reminder.posted}団体）。"
        )[:500],
        data={"codes": [target.body.code for target in found.targets]},
    )
    return reminder
