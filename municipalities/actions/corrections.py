"""Corrections of what the directory says of a body: proposed by its offices, decided by the secretariat."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import tell
from common.moves import Refused
from municipalities import told
from municipalities.models import FactCorrection, LocalGovernment, Office, Posting

State = FactCorrection.State


@transaction.atomic
def propose_correction(*, office: Office, by: User, facts: dict[str, str], ground: str) -> FactCorrection:
    """Only what differs from the directory is proposed; Refused where nothing does, or another proposal waits."""
    body = LocalGovernment.objects.select_for_update(of=("self",)).get(pk=office.body_id)
    before = {name: getattr(body, name) for name in FactCorrection.FACTS}
    after = {name: text for name, text in facts.items() if text != before[name]}
    if not after:
        raise Refused("今の記載と同じです。直すところを書き換えてから、提案してください。")
    if FactCorrection.objects.of(body).waiting().exists():
        raise Refused("この自治体の別の提案が確認を待っています。取り下げるか、その結果を待ってください。")
    correction = FactCorrection.objects.create(
        body=body,
        office=office,
        proposed_by=by,
        before={name: before[name] for name in after},
        after=after,
        ground=ground,
    )
    _note(correction, by, "propose", "提案")
    secretariat = Posting.objects.acting().of_secretariat().with_role(*Posting.APPROVERS)
    tell(told.of_correction(correction), to=secretariat.people(), by=by)
    return correction


@transaction.atomic
def withdraw_correction(*, correction: FactCorrection, by: User) -> None:
    correction = _waiting(correction)
    correction.state = State.WITHDRAWN
    correction.save(update_fields=["state"])
    _note(correction, by, "withdraw", "取下げ")


@transaction.atomic
def accept_correction(*, correction: FactCorrection, by: User) -> None:
    """The directory says so from now on. Refused where it has changed since it was proposed: who proposed it saw
    something else."""
    correction = _waiting(correction)
    body = LocalGovernment.objects.select_for_update(of=("self",)).get(pk=correction.body_id)
    overtaken = [name for name, text in correction.before.items() if getattr(body, name) != text]
    if overtaken:
        labels = "・".join(str(body._meta.get_field(name).verbose_name) for name in overtaken)
        raise Refused(f"提案のあとで台帳の「{labels}」が変わりました。見送り、提案し直すよう伝えてください。")
    for name, text in correction.after.items():
        setattr(body, name, text)
    try:
        body.full_clean()
    except ValidationError as error:
        raise Refused(f"この内容では登録できません：{'、'.join(error.messages)}") from error
    body.save(update_fields=list(correction.after))
    _decide(correction, by, State.ACCEPTED)


@transaction.atomic
def decline_correction(*, correction: FactCorrection, by: User, reason: str) -> None:
    correction = _waiting(correction)
    if not reason.strip():
        raise Refused("見送りの理由を入力してください。提案した課へのメールに記載します。")
    _decide(correction, by, State.DECLINED, reason)


def _waiting(correction: FactCorrection) -> FactCorrection:
    locked = FactCorrection.objects.select_for_update(of=("self",)).for_list().get(pk=correction.pk)
    if not locked.is_waiting:
        raise Refused(f"この提案は、すでに「{locked.get_state_display()}」です。")
    return locked


def _decide(correction: FactCorrection, by: User, state: str, reason: str = "") -> None:
    correction.state, correction.decision_reason = state, reason
    correction.decided_by, correction.decided_at = by, timezone.now()
    correction.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    _note(correction, by, state, correction.get_state_display())
    people = Posting.objects.acting().in_office(correction.office).people()
    tell(told.of_decided_correction(correction), to=people, by=by)


def _note(correction: FactCorrection, by: User, verb: str, label: str) -> None:
    record(
        by=by,
        verb=f"correction.{verb}",
        target=f"municipalities.factcorrection:{correction.pk}",
        summary=f"{correction}：{label}",
        data={"before": correction.before, "after": correction.after},
    )
