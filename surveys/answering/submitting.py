"""Handing an answer in: a version that stays, and a copy of it for the body."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import Message, tell, write
from common.dates import wareki_time
from municipalities.models import Office
from surveys.answering.copying import copy_text
from surveys.answering.rights import check_writing
from surveys.answering.saving import locked_target
from surveys.asking.telling import answer_path, people_of
from surveys.models import Answer, AnswerVersion, SurveyTarget, TargetState
from surveys.models.targets import offices_of
from surveys.transitions import TARGET_MOVES

Door = AnswerVersion.Door


@transaction.atomic
def submit(
    *,
    target: SurveyTarget,
    content: dict[str, Any],
    people: dict[str, str],
    by: User | None,
    office: Office | None,
) -> AnswerVersion:
    """By an approver of the body's office, or (`by` and `office` None) by who answers with its code. Refused where the
    answer has been handed in meanwhile, or may not be any more."""
    if office is not None and (by is None or not by.has_perm("municipalities.approve_for_office", office)):
        raise PermissionDenied
    target = locked_target(target.pk)
    check_writing(target)
    door = Door.CODE if office is None else Door.MEMBER
    move = TARGET_MOVES["resubmit" if target.state == TargetState.RETURNED else "submit"]
    move.check(target.state, target.get_state_display())
    return put_down(target=target, content=content, people=people, by=by, door=door, state=move.target)


def put_down(
    *,
    target: SurveyTarget,
    content: dict[str, Any],
    people: dict[str, str],
    by: User | None,
    door: str,
    state: str,
) -> AnswerVersion:
    """The version itself, of a target that is locked. What counts is the last."""
    now = timezone.now()
    Answer.objects.update_or_create(target=target, defaults=people | {"saved_by": by})
    target.version += 1
    target.state, target.state_since = state, now
    target.save(update_fields=["version", "state", "state_since"])
    version = AnswerVersion.objects.create(
        target=target,
        number=target.version,
        content=content,
        door=door,
        submitted_at=now,
        submitted_by=by,
        signed=people["office"],
    )
    record(
        by=by,
        verb="survey.submit",
        target=f"surveys.surveytarget:{target.pk}",
        summary=f"アンケート「{target.survey.title}」：{target.body}の回答（第{version.number}版、"
        f"{version.get_door_display()}）を受け付けました。"[:500],
    )
    _send_copy(version, people["mailbox"])
    return version


def _send_copy(version: AnswerVersion, mailbox: str) -> None:
    """The whole answer, to everybody who writes for the body and to the address that was named."""
    target = version.target
    survey = target.survey
    body = (
        f"次のアンケートへの回答を受け付けました。この内容は、提出した回答の控えです。\n\n{survey.title}\n"
        f"{target.body}　{version.signed}\n"
        f"提出：{wareki_time(timezone.localtime(version.submitted_at))}（第{version.number}版）\n\n"
        f"{copy_text(version)}"
    )
    message = Message(
        key=f"survey:{survey.pk}:copy:{target.pk}:{version.number}",
        number="",
        subject=f"回答の控え：{survey.title}",
        body=body,
        path=answer_path(survey),
        reason="アンケートに回答した自治体の担当者",
    )
    offices = offices_of(SurveyTarget.objects.filter(pk=target.pk)).get(target.body_id, [])
    people = people_of(offices)
    tell(message, to=people, by=None)
    if mailbox and mailbox.lower() not in {person.email.lower() for person in people}:
        write(message._replace(path=target.get_absolute_url()), addresses=[mailbox])
