"""Who belongs to an office, in which role, since when and until when.

Every action here holds the office's row locked: so two that leave at the same time cannot leave it without an
administrator.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import Message, tell, write
from common.dates import today, wareki
from common.moves import Refused
from municipalities import told
from municipalities.models import Invitation, Office, Posting

Role = Posting.Role


def _lock(office: Office) -> Office:
    return (
        Office.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=office.pk)
    )


def _record(office: Office, verb: str, summary: str, by: User | None, **data) -> None:
    record(
        by=by,
        verb=f"office.{verb}",
        target=f"municipalities.office:{office.pk}",
        summary=f"{office}：{summary}"[:500],
        data=data,
    )


def _tell(message: Message, posting: Posting, by: User | None) -> None:
    """Whom a posting concerns: the person, and those who administer the office."""
    administrators = Posting.objects.acting().in_office(posting.office).with_role(Role.ADMINISTRATOR).people()
    tell(message, to=[posting.user, *administrators], by=by)


def _is_last_administrator(posting: Posting, on: dt.date) -> bool:
    """Whether the office would have no administrator for good from a day on."""
    if posting.role != Role.ADMINISTRATOR:
        return False
    others = Posting.objects.in_office(posting.office).with_role(Role.ADMINISTRATOR).lasting(on)
    return not others.exclude(pk=posting.pk).exists()


def _keep_an_administrator(posting: Posting, on: dt.date) -> None:
    if _is_last_administrator(posting, on):
        raise Refused(
            "この課の管理者がいなくなるため、できません。先に、ほかの方を管理者にしてください"
            "（招待した方は、招待を受けた後に数えます）。"
        )


@transaction.atomic
def update_office(*, office: Office, phone: str, mailbox: str, needs_approval: bool, by: User) -> Office:
    office = _lock(office)
    new = {"phone": phone, "mailbox": mailbox, "needs_approval": needs_approval}
    changed = [name for name, value in new.items() if getattr(office, name) != value]
    if not changed:
        return office
    for name in changed:
        setattr(office, name, new[name])
    office.save(update_fields=changed)
    labels = "、".join(str(Office._meta.get_field(name).verbose_name) for name in changed)
    _record(office, "update", f"{labels}を変更", by)
    if "needs_approval" in changed:
        now = "行う" if needs_approval else "行わない"
        message = told.of_office(
            office,
            f"needs_approval:{timezone.now():%Y%m%d%H%M%S%f}",
            f"庁内確認を{now}設定になりました",
            f"この課の投稿と回答について、決裁者による庁内確認を{now}設定になりました。",
        )
        tell(message, to=Posting.objects.acting().in_office(office).people(), by=by)
    return office


@transaction.atomic
def change_role(*, posting: Posting, role: str, by: User) -> Posting:
    """From today on; what the person was before stays in the history."""
    return _change_role(_lock(posting.office), posting, role, by)


def _change_role(office: Office, posting: Posting, role: str, by: User) -> Posting:
    posting = Posting.objects.present().named().get(pk=posting.pk)
    if posting.role == role:
        raise Refused(f"{posting.user.name}さんの役割は、すでに{posting.get_role_display()}です。")
    was = posting.get_role_display()
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(posting, today())
    if posting.valid_from is None or posting.valid_from < today():
        until = posting.valid_to
        posting.valid_to = today()
        posting.save(update_fields=["valid_to"])
        posting = Posting.objects.create(
            office=office, user=posting.user, role=role, valid_from=today(), valid_to=until
        )
    else:
        # Not begun before today: there is no day to keep the other role for.
        posting.role = role
        posting.save(update_fields=["role"])
    now = posting.get_role_display()
    _record(office, "role", f"{posting.user.name}の役割を{was}から{now}に変更", by, role=role)
    _tell(told.role_changed(posting, was), posting, by)
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, on: dt.date, by: User) -> Posting:
    """The person belongs to the office until the day before `on`: the first day without any right there."""
    return _end(_lock(posting.office), posting, on, by)


def _end(office: Office, posting: Posting, on: dt.date, by: User) -> Posting:
    posting = Posting.objects.present().named().get(pk=posting.pk)
    if on < today():
        raise Refused("終わりの日には、今日より後の日を入力してください。")
    _keep_an_administrator(posting, on)
    if posting.valid_from and posting.valid_from >= on:
        raise Refused(f"着任日（{wareki(posting.valid_from)}）より後の日を入力してください。")
    posting.valid_to = on
    posting.save(update_fields=["valid_to"])
    _record(office, "end", f"{posting.user.name}の所属を{posting.last_day}で終了", by, on=on.isoformat())
    _tell(told.leaves(posting), posting, by)
    return posting


@transaction.atomic
def hand_over(
    *,
    posting: Posting,
    on: dt.date,
    by: User,
    successor: Posting | None = None,
    email: str = "",
    starts_on: dt.date | None = None,
) -> None:
    """引継ぎ: somebody of the office, or somebody invited, follows in the role; the old access ends on its day.

    Of the last administrator it ends no earlier than the one invited has come.
    """
    office = _lock(posting.office)
    if successor and successor.role != posting.role and posting.role == Role.ADMINISTRATOR:
        _change_role(office, successor, posting.role, by)
    if email:
        invitation = _invite(office, email, posting.role, by, starts_on)
        if _is_last_administrator(posting, on):
            invitation.replaces, invitation.replaces_on = posting, on
            invitation.save(update_fields=["replaces", "replaces_on"])
            return
    _end(office, posting, on, by)


# --- Invitations --------------------------------------------------------------------------------------


@transaction.atomic
def invite(
    *, office: Office, email: str, role: str, by: User, starts_on: dt.date | None = None
) -> Invitation:
    """A new invitation takes the place of one to the same address that is still pending."""
    return _invite(_lock(office), email, role, by, starts_on)


def _invite(office: Office, email: str, role: str, by: User, starts_on: dt.date | None) -> Invitation:
    if Posting.objects.present().in_office(office).filter(user__email__iexact=email).exists():
        raise Refused("このアドレスの方は、すでにこの課に所属しています。")
    Invitation.objects.in_office(office).pending().filter(email__iexact=email).update(
        cancelled_at=timezone.now()
    )
    invitation = Invitation.objects.create(
        office=office, email=email, role=role, starts_on=starts_on or today(), invited_by=by
    )
    _record(office, "invite", f"招待を送信（{invitation.get_role_display()}）", by, invitation=invitation.pk)
    write(told.invited(invitation), addresses=[email])
    return invitation


@transaction.atomic
def cancel_invitation(*, invitation: Invitation, by: User) -> Invitation:
    office = _lock(invitation.office)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at:
        raise Refused("この招待は、すでに受けられています。")
    invitation.cancelled_at = invitation.cancelled_at or timezone.now()
    invitation.save(update_fields=["cancelled_at"])
    _record(office, "cancel_invitation", "招待を取り消し", by, invitation=invitation.pk)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Posting:
    """The person invited, signed in with the address invited, joins the office."""
    office = _lock(invitation.office)
    invitation = _open(invitation)
    if by.email.lower() != invitation.email.lower():
        raise Refused("この招待は、別のメールアドレスの方に送られたものです。")
    if Posting.objects.present().in_office(office).filter(user=by).exists():
        raise Refused("すでにこの課に所属しています。")
    return _join(office, invitation, by)


@transaction.atomic
def accept_as_new_person(*, invitation: Invitation, name: str, password: str) -> Posting:
    """Who is invited and has no account gets one; the invitation's link has proven the address."""
    office = _lock(invitation.office)
    invitation = _open(invitation)
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(
            "このメールアドレスは登録済みです。ログインしてから、招待のページをもう一度開いてください。"
        )
    person = User.objects.create_user(invitation.email, password, name=name)
    EmailAddress.objects.create(user=person, email=person.email.lower(), primary=True, verified=True)
    return _join(office, invitation, person)


def _join(office: Office, invitation: Invitation, person: User) -> Posting:
    invitation.accepted_by, invitation.accepted_at = person, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    posting = Posting.objects.create(
        office=office, user=person, role=invitation.role, valid_from=max(today(), invitation.starts_on)
    )
    role = posting.get_role_display()
    _record(office, "join", f"{person.name}が招待を受けて加入（{role}）", person, invitation=invitation.pk)
    _tell(told.joined(posting), posting, person)
    if invitation.replaces_id:
        _end_replaced(invitation, posting, person)
    return posting


def _end_replaced(invitation: Invitation, successor: Posting, by: User) -> None:
    """Unless it has ended meanwhile; not before the successor begins, and not before tomorrow."""
    replaced = (
        Posting.objects.present().named().filter(pk=invitation.replaces_id, valid_to__isnull=True).first()
    )
    tomorrow = today() + dt.timedelta(days=1)
    if replaced:
        on = max(invitation.replaces_on, successor.valid_from, tomorrow)
        _end(replaced.office, replaced, on, by)


def _open(invitation: Invitation) -> Invitation:
    locked = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("office__body__prefecture")
        .get(pk=invitation.pk)
    )
    if not locked.is_open:
        raise Refused(
            "この招待は、使用済み、取消し、または期限切れです。招待した方に、もう一度依頼してください。"
        )
    return locked
