"""An application for membership comes in, is confirmed, and is decided; each step is told to whom it concerns."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import tell, write
from common.dates import today
from common.db import queue
from common.guard import WINDOW
from common.moves import Refused
from common.publishing import next_number
from municipalities import told
from municipalities.actions.memberships import register
from municipalities.models import (
    ApplicationStep,
    KnownDomain,
    LocalGovernment,
    Membership,
    MembershipApplication,
    Office,
    Posting,
)
from municipalities.models.membership import Standing
from municipalities.transitions import APPLICATION_MOVES

#: Key of the PostgreSQL advisory lock at which applications queue: so counting them is exact.
APPLICATION_LOCK = 20140920

Role = Posting.Role


# --- It comes in --------------------------------------------------------------------------------------


@transaction.atomic
def apply(
    *, application: MembershipApplication, applicant: User, password: str, once: str, sender: str
) -> MembershipApplication | None:
    """Somebody without an account applies: person, application and the mail that proves the address.

    None, and a mail to its owner, where the address has an account: who applied sees no difference. Refused when
    the hour has brought its number.
    """
    _may_come(sender)
    if known := MembershipApplication.objects.filter(once=once).first():
        return known
    applicant.set_password(password)
    if owner := User.objects.filter(email__iexact=applicant.email).first():
        write(told.known_already(owner.email, today()), addresses=[owner.email], person=owner)
        return None
    applicant.save(force_insert=True)
    EmailAddress.objects.create(user=applicant, email=applicant.email.lower(), primary=True, verified=False)
    _keep(application, applicant, once, sender)
    write(told.to_confirm(application), addresses=[applicant.email], person=applicant)
    return application


@transaction.atomic
def apply_signed_in(
    *, application: MembershipApplication, by: User, once: str, sender: str
) -> MembershipApplication:
    """A person with an account, and so a proven address, applies."""
    _may_come(sender)
    if known := MembershipApplication.objects.filter(once=once).first():
        return known
    if MembershipApplication.objects.of(by).open().exists():
        raise Refused(
            "手続き中の申請があります。その結果が出るか、取り下げてから、もう一度申請してください。"
        )
    _keep(application, by, once, sender)
    return confirm_address(applicant=by)[0]


def _may_come(sender: str) -> None:
    queue(APPLICATION_LOCK)
    since = timezone.now() - WINDOW
    MembershipApplication.objects.forget_senders(before=since)
    recent = MembershipApplication.objects.since(since)
    from_there = recent.filter(sender=sender).count()
    if (
        from_there >= settings.APPLICATIONS_PER_HOUR_AND_ADDRESS
        or recent.count() >= settings.APPLICATIONS_PER_HOUR
    ):
        raise Refused(
            "申請が続いたため、受付を一時止めています。入力した内容は残っています。"
            "1時間ほどたってから、もう一度送信してください。"
        )


def _keep(application: MembershipApplication, applicant: User, once: str, sender: str) -> None:
    application.applicant, application.once, application.sender = applicant, once, sender
    application.submitted_at = timezone.now()
    application.number = next_number(MembershipApplication.objects, "A")
    application.office = _deciding_office(application)
    application.save(force_insert=True)
    _step(application, "apply", by=applicant)


def _deciding_office(application: MembershipApplication) -> Office | None:
    """The office that is written so already, where it has somebody to decide; else the secretariat decides."""
    office = application.body.offices.acting().called(application.office_name)
    is_kept = office and Posting.objects.acting().in_office(office).with_role(Role.ADMINISTRATOR).exists()
    return office if is_kept else None


# --- Steps --------------------------------------------------------------------------------------------


def _begin(application: MembershipApplication, move: str) -> MembershipApplication:
    """The application as it is now, locked; Refused where the move does not start from its state."""
    locked = MembershipApplication.objects.select_for_update(of=("self",)).for_list().get(pk=application.pk)
    APPLICATION_MOVES[move].check(locked.state, locked.get_state_display())
    return locked


def _step(
    application: MembershipApplication, move: str, *, by: User | None, office: Office | None = None, reason=""
) -> ApplicationStep:
    """What was done, in the history and in the audit chain. Texts kept for ever name no person but by number."""
    step = ApplicationStep.objects.create(
        application=application, move=move, state=application.state, by=by, office=office, reason=reason
    )
    record(
        by=by,
        verb=f"application.{move}",
        target=f"municipalities.membershipapplication:{application.pk}",
        summary=f"会員登録申請{application.number}（{application.body}）：{application.get_state_display()}",
        data={"reason": reason} if reason else {},
    )
    return step


def _arrive(
    application: MembershipApplication, move: str, *, by: User, office: Office | None = None, reason: str = ""
) -> ApplicationStep:
    application.state = APPLICATION_MOVES[move].target
    if application.state in MembershipApplication.DECIDED:
        application.decided_by, application.decided_at = by, timezone.now()
        application.decision_reason = reason
    application.save()
    return _step(application, move, by=by, office=office, reason=reason)


def deciders(application: MembershipApplication) -> list[User]:
    """Whom an application waits for."""
    postings = Posting.objects.acting()
    if application.office_id:
        return postings.in_office(application.office).with_role(Role.ADMINISTRATOR).people()
    return postings.of_secretariat().with_role(*Posting.APPROVERS).people()


@transaction.atomic
def confirm_address(*, applicant: User) -> list[MembershipApplication]:
    """The applicant's address is proven: what waited for that goes to who decides, and the body's own contacts are
    told that somebody registers in its name."""
    confirmed = []
    for waiting in MembershipApplication.objects.of(applicant).filter(
        state=MembershipApplication.State.SUBMITTED
    ):
        application = _begin(waiting, "confirm")
        EmailAddress.objects.filter(user=applicant, email__iexact=applicant.email).update(verified=True)
        step = _arrive(application, "confirm", by=applicant)
        tell(told.to_decide(application, step), to=deciders(application), by=applicant)
        contacts = application.body.offices.current().exclude(mailbox="").values_list("mailbox", flat=True)
        write(told.to_body(application, step), addresses=contacts)
        confirmed.append(application)
    return confirmed


def address_confirmed(*, email_address: EmailAddress, **kwargs) -> None:
    """allauth's word that an address is proven (its signal `email_confirmed`): by signing in, say."""
    confirm_address(applicant=email_address.user)


@transaction.atomic
def take_up(*, application: MembershipApplication, by: User) -> MembershipApplication:
    application = _begin(application, "take_up")
    _arrive(application, "take_up", by=by, office=application.handling_posting(by).office)
    return application


@transaction.atomic
def send_back(*, application: MembershipApplication, reason: str, by: User) -> MembershipApplication:
    return _refuse(application, "send_back", reason, by)


@transaction.atomic
def decline(*, application: MembershipApplication, reason: str, by: User) -> MembershipApplication:
    return _refuse(application, "decline", reason, by)


def _refuse(application: MembershipApplication, move: str, reason: str, by: User) -> MembershipApplication:
    application = _begin(application, move)
    if not reason.strip():
        raise Refused("理由を入力してください。申請者へのメールに記載します。")
    office = application.handling_posting(by).office
    step = _arrive(application, move, by=by, office=office, reason=reason)
    tell(told.decided(application, step), to=[application.applicant], by=by)
    return application


@transaction.atomic
def withdraw(*, application: MembershipApplication, by: User) -> MembershipApplication:
    application = _begin(application, "withdraw")
    was_known = application.state != MembershipApplication.State.SUBMITTED
    step = _arrive(application, "withdraw", by=by)
    if was_known:
        tell(told.withdrawn(application, step), to=deciders(application), by=by)
    return application


@transaction.atomic
def resubmit(*, application: MembershipApplication, changes: dict, by: User) -> MembershipApplication:
    """What was sent back comes again, changed."""
    application = _begin(application, "resubmit")
    for name, value in changes.items():
        setattr(application, name, value)
    application.office = _deciding_office(application)
    step = _arrive(application, "resubmit", by=by)
    tell(told.to_decide(application, step), to=deciders(application), by=by)
    return application


@transaction.atomic
def forward(*, application: MembershipApplication, office: Office | None, by: User) -> MembershipApplication:
    """The secretariat leaves the decision to an office of the body that exists already, or takes it back."""
    application = (
        MembershipApplication.objects.select_for_update(of=("self",)).for_list().get(pk=application.pk)
    )
    if not application.is_waiting:
        raise Refused(
            f"現在の状態が「{application.get_state_display()}」のため、判断する課は変えられません。"
        )
    if office and office.body_id != application.body_id:
        raise Refused("申請された自治体の課を選んでください。")
    application.office = office
    application.save(update_fields=["office"])
    step = _step(application, "forward", by=by, office=office)
    tell(told.to_decide(application, step), to=deciders(application), by=by)
    return application


# --- Approval -----------------------------------------------------------------------------------------


@transaction.atomic
def approve(
    *, application: MembershipApplication, by: User, role: str = Role.EDITOR, remember_domain: bool = False
) -> Posting:
    """The registration of the body where it has none, the office where it is new, and the person's posting.

    The first person of an office becomes its administrator, whatever `role` says.
    """
    application = _begin(application, "approve")
    # Approvals of one body pass here one after the other.
    body = LocalGovernment.objects.select_for_update(no_key=True, of=("self",)).get(pk=application.body_id)
    _register(body, by)
    office = _office(application)
    posting = _post(application, office, role)
    office_of_decider = application.handling_posting(by).office
    application.office = office
    step = _arrive(application, "approve", by=by, office=office_of_decider)
    if remember_domain:
        KnownDomain.objects.get_or_create(
            body=application.body, domain=application.domain, defaults={"note": application.number}
        )
    tell(told.decided(application, step), to=[application.applicant], by=by)
    tell(told.joined(posting), to=_colleagues(posting), by=by)
    return posting


def _register(body: LocalGovernment, by: User) -> None:
    if body.is_past:
        raise Refused(
            f"{body}は現在の自治体ではありません。差し戻して、現在の自治体名で出し直すよう伝えてください。"
        )
    if body.kind == LocalGovernment.Kind.SPECIAL_WARD:
        return
    membership = Membership.objects.active(today()).filter(body=body).first()
    if membership is None:
        register(body=body, by=by)
    elif membership.standing == Standing.SUSPENDED:
        raise Refused(f"{body}の会員登録は停止中です。先に停止を解除してください。")


def _office(application: MembershipApplication) -> Office:
    office = application.office or application.body.offices.current().called(application.office_name)
    if office:
        return Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office.pk)
    return Office.objects.create(
        body=application.body,
        name=application.office_name,
        phone=application.phone,
        mailbox=application.mailbox,
    )


def _post(application: MembershipApplication, office: Office, role: str) -> Posting:
    postings = Posting.objects.present().in_office(office)
    if postings.filter(user=application.applicant).exists():
        raise Refused(f"申請者は、すでに{office}に所属しています。")
    is_first = not postings.acting().with_role(Role.ADMINISTRATOR).exists()
    return Posting.objects.create(
        office=office, user=application.applicant, role=Role.ADMINISTRATOR if is_first else role
    )


def _colleagues(posting: Posting) -> list[User]:
    """The administrators of the body's offices, but for who joined."""
    postings = Posting.objects.acting().filter(office__body=posting.office.body).with_role(Role.ADMINISTRATOR)
    return [person for person in postings.people() if person.pk != posting.user_id]
