"""The doors of notices to members: written, sent and taken back by the secretariat, read by offices."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import Message, tell
from bulletin.board.telling import people_of
from bulletin.models import MemberNotice, NoticeReceipt
from common.dates import today, wareki
from common.publishing import next_number
from common.stale import StaleError
from municipalities.models import Office, Posting


def _allowed(by: User) -> None:
    if not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied


def locked_notice(pk: int) -> MemberNotice:
    return MemberNotice.objects.select_for_update().get(pk=pk)


@transaction.atomic
def write_notice(
    *, notice: MemberNotice | None, office: Office, by: User, values: dict[str, Any], version: int = 0
) -> MemberNotice:
    """Save a draft: a new one, or one that nobody else has saved since `version`."""
    _allowed(by)
    if notice is None:
        notice = MemberNotice(number=next_number(MemberNotice.objects.all(), "M"), office=office, author=by)
    else:
        notice = locked_notice(notice.pk)
        if not notice.is_draft:
            raise ValidationError(
                "発信したお知らせは直せません。誤りがあるときは、取り消して新しく発信してください。"
            )
        if notice.version != version:
            raise StaleError("ほかの人が、このお知らせを先に保存しました。")
        notice.version += 1
    for name, value in values.items():
        setattr(notice, name, value)
    notice.save()
    return notice


@transaction.atomic
def publish_notice(*, notice: MemberNotice, by: User, version: int) -> MemberNotice:
    """Send it, as it was read (`version`), to everybody who acts for the offices it is for."""
    _allowed(by)
    notice = locked_notice(notice.pk)
    if not notice.is_draft:
        raise ValidationError("このお知らせは発信済みです。")
    if notice.version != version:
        raise StaleError("ほかの人が、このお知らせを先に保存しました。内容を確かめてください。")
    if not notice.body:
        raise ValidationError("本文を入力してください。")
    if notice.deadline and notice.deadline < today():
        raise ValidationError("確認の期限が過ぎています。先の日に直してください。")
    notice.published_at = timezone.now()
    notice.save()
    _tell(
        notice,
        key=f"notice:{notice.pk}",
        subject=f"{'【重要】' if notice.is_important else ''}{notice.title}",
        body=_body(notice),
        by=by,
    )
    _record(notice, by, "notice.publish", "発信")
    return notice


@transaction.atomic
def withdraw_notice(*, notice: MemberNotice, by: User, reason: str) -> MemberNotice:
    """Take it back: offices see it no more, and are told so. What was confirmed stays on record."""
    _allowed(by)
    notice = locked_notice(notice.pk)
    if not notice.is_current:
        raise ValidationError("取り消せるのは、発信したお知らせだけです。")
    if not reason.strip():
        raise ValidationError({"reason": "理由を入力してください。"})
    notice.withdrawn_at = timezone.now()
    notice.save()
    _tell(
        notice,
        key=f"notice:{notice.pk}:withdrawn",
        subject=f"お知らせの取消し：{notice.title}",
        body=f"次のお知らせを取り消しました。\n\n{notice.title}（{notice.number}）\n\n理由：{reason.strip()}",
        by=by,
        path=reverse("bulletin:member_notices"),
    )
    _record(notice, by, "notice.withdraw", f"取消し（{reason.strip()}）")
    return notice


@transaction.atomic
def confirm_notice(*, notice: MemberNotice, office: Office, by: User) -> NoticeReceipt:
    """An office says that it has read a notice; the first who says so stays on record."""
    if not by.has_perm("municipalities.act_for_office", office):
        raise PermissionDenied
    if office.is_secretariat or not MemberNotice.objects.visible_to(office).filter(pk=notice.pk).exists():
        raise PermissionDenied
    return NoticeReceipt.objects.get_or_create(notice=notice, office=office, defaults={"user": by})[0]


def _record(notice: MemberNotice, by: User, verb: str, what: str) -> None:
    record(by=by, verb=verb, target=f"bulletin.membernotice:{notice.pk}", summary=f"{notice.number}を{what}")


def _tell(notice: MemberNotice, *, key: str, subject: str, body: str, by: User, path: str = "") -> None:
    message = Message(
        key=key,
        number=notice.number,
        subject=subject,
        body=body,
        path=path or notice.get_absolute_url(),
        reason=f"会員の課（宛先：{notice.get_audience_display()}）の担当者",
    )
    everybody = people_of(notice.addressees().values_list("pk", flat=True), *Posting.Role.values)
    tell(message, to=everybody, by=by)


def _body(notice: MemberNotice) -> str:
    lines = [
        "特別区長会事務局からのお知らせです。",
        "",
        f"{notice.title}（{notice.number}）",
        "",
        notice.body,
    ]
    if notice.must_confirm:
        until = f"{wareki(notice.deadline)}までに、" if notice.deadline else ""
        lines += [
            "",
            f"{until}お知らせのページを開いて「読みました」を押してください（課で一人が押せば足ります）。",
        ]
    return "\n".join(lines)
