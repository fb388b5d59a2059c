"""What people are told of applications, offices and registrations: texts of mails, each complete in itself."""

from django.core import signing
from django.urls import reverse

from accounts.notifying import Message
from common.dates import wareki
from municipalities.models import (
    ApplicationStep,
    FactCorrection,
    Invitation,
    Membership,
    MembershipApplication,
    Office,
    Posting,
)
from municipalities.models.membership import MembershipEvent

State, Kind = MembershipApplication.State, MembershipEvent.Kind

CONFIRM_SALT = "municipalities.application.confirm"

APPLICANT = "会員登録を申請された方"
HANDLER = "会員登録の申請を確認する方"


def confirmation_token(application: MembershipApplication) -> str:
    """Proves that who holds it reads the mail of the address applied with."""
    return signing.dumps([application.pk, application.applicant.email], salt=CONFIRM_SALT)


def facts(application: MembershipApplication) -> str:
    """What was applied for, as lines."""
    return (
        f"申請番号：{application.number}\n"
        f"自治体：{application.body}\n"
        f"課・担当：{application.office_name}\n"
        f"申請者：{application.applicant.name}"
    )


def to_confirm(application: MembershipApplication) -> Message:
    return Message(
        key=f"application:{application.pk}:confirm",
        number=application.number,
        subject="会員登録の申請：メールアドレスの確認のお願い",
        body=(
            f"{application.applicant.name}様\n\n"
            "会員登録の申請を受け取りました。次のページを開き、「メールアドレスを確認する」を押してください。"
            "確認が済むと、審査が始まります。\n\n"
            f"{facts(application)}\n\n"
            "このページは7日間有効です。心当たりがない場合は、ページを開かず、このメールを削除してください。"
        ),
        path=reverse("municipalities:confirm_address", args=[confirmation_token(application)]),
        reason=APPLICANT,
    )


def known_already(email: str, day) -> Message:
    """To the owner of an address with which somebody applied though it has an account."""
    return Message(
        key=f"application:known:{day}",
        number="",
        subject="会員登録の申請について",
        body=(
            "このメールアドレスで、会員登録の申請がありました。\n"
            "このアドレスは、すでに利用者として登録されています。そのため、新しい登録はしていません。\n\n"
            "申請したのがご本人でしたら、次のページからログインしてください。手続きの状況を見ることができ、"
            "所属する課がない場合は、ログインしたまま申請できます。パスワードが分からないときは、ログインの"
            "画面から再設定できます。\n\n"
            "心当たりがない場合、することはありません。"
        ),
        path=f"{reverse('account_login')}?next={reverse('municipalities:standing')}",
        reason="登録済みのメールアドレスの方",
    )


def to_decide(application: MembershipApplication, step: ApplicationStep) -> Message:
    again = "が出し直されました" if step.move == "resubmit" else "がありました"
    return Message(
        key=f"application:{application.pk}:{step.pk}:decide",
        number=application.number,
        subject=f"会員登録の申請{again}：{application.body} {application.office_name}",
        body=(
            f"会員登録の申請{again}。内容を確かめ、承認、差戻し、不承認のいずれかをしてください。\n\n"
            f"{facts(application)}\n電話番号：{application.phone}\n登録の理由：\n{application.reason}"
        ),
        path=reverse("municipalities:application", args=[application.number]),
        reason=HANDLER,
    )


def to_body(application: MembershipApplication, step: ApplicationStep) -> Message:
    """To the mailboxes on record of a body in whose name somebody registers."""
    return Message(
        key=f"application:{application.pk}:{step.pk}:body",
        number=application.number,
        subject=f"{application.body}の名前で会員登録の申請がありました",
        body=(
            f"{application.body}の名前で、次の会員登録の申請がありました。特別区長会事務局（登録済みの課への申請は、"
            "その課の管理者）が審査します。\n\n"
            f"{facts(application)}\n\n"
            "庁内で心当たりがない場合は、次のページから事務局へお知らせください。"
        ),
        path=f"{reverse('portal:contact')}?kind=membership",
        reason=f"登録されている{application.body}の課",
    )


def decided(application: MembershipApplication, step: ApplicationStep) -> Message:
    after = {
        State.APPROVED: "ログインすると、会員ページを使えます。",
        State.RETURNED: "次のページから内容を直し、出し直してください。期限はありません。",
        State.DECLINED: "ご不明な点は、お問い合わせのページから事務局へお知らせください。",
    }[step.state]
    outcome = {
        State.APPROVED: "承認されました",
        State.RETURNED: "差し戻されました",
        State.DECLINED: "承認されませんでした",
    }[step.state]
    reason = f"理由：\n{step.reason}\n\n" if step.reason else ""
    return Message(
        key=f"application:{application.pk}:{step.pk}:decided",
        number=application.number,
        subject=f"会員登録の申請が{outcome}",
        body=(
            f"{application.applicant.name}様\n\n会員登録の申請が{outcome}。\n\n"
            f"{facts(application)}\n\n{reason}{after}"
        ),
        path=reverse("portal:members" if step.state == State.APPROVED else "municipalities:standing"),
        reason=APPLICANT,
    )


def withdrawn(application: MembershipApplication, step: ApplicationStep) -> Message:
    return Message(
        key=f"application:{application.pk}:{step.pk}:withdrawn",
        number=application.number,
        subject=f"会員登録の申請が取り下げられました：{application.body} {application.office_name}",
        body=f"申請者が、次の申請を取り下げました。することはありません。\n\n{facts(application)}",
        path=reverse("municipalities:application", args=[application.number]),
        reason=HANDLER,
    )


# --- Offices ------------------------------------------------------------------------------------------


def invited(invitation: Invitation) -> Message:
    return Message(
        key=f"invitation:{invitation.pk}",
        number="",
        subject=f"{invitation.office}への招待",
        body=(
            f"{invitation.invited_by.name}さんから、特別区全国連携プロジェクトの会員ページへの招待です。\n"
            "次のページを開いて、招待を受けてください。\n\n"
            f"課・担当：{invitation.office}\n役割：{invitation.get_role_display()}\n"
            f"着任日：{wareki(invitation.starts_on)}\n"
            f"有効期限：{wareki(invitation.expires_at.date())}まで\n\n"
            "心当たりがない場合は、このメールを削除してください。"
        ),
        path=invitation.get_absolute_url(),
        reason=f"{invitation.office}に招待された方",
    )


def of_office(office: Office, key: str, subject: str, body: str) -> Message:
    """Something that changed in an office, to its people and whom it concerns."""
    return Message(
        key=f"office:{office.pk}:{key}",
        number="",
        subject=subject,
        body=f"{body}\n\n課・担当：{office}",
        path=reverse("municipalities:office"),
        reason=f"{office}に所属する方",
    )


def joined(posting: Posting) -> Message:
    who, role, since = posting.user.name, posting.get_role_display(), wareki(posting.valid_from)
    body = f"{who}さんが、{since}から{role}として加わりました。"
    return of_office(posting.office, f"joined:{posting.pk}", f"{who}さんが課に加わりました", body)


def role_changed(posting: Posting, was: str) -> Message:
    body = f"{posting.user.name}さんの役割が、{was}から{posting.get_role_display()}に変わりました。"
    return of_office(posting.office, f"role:{posting.pk}:{posting.role}", "課での役割が変わりました", body)


def leaves(posting: Posting) -> Message:
    last = wareki(posting.last_day)
    body = f"{posting.user.name}さん（{posting.get_role_display()}）の所属は、{last}までです。"
    return of_office(
        posting.office, f"leaves:{posting.pk}:{posting.valid_to}", "課での所属が終わります", body
    )


# --- Registrations ------------------------------------------------------------------------------------


def of_membership(membership: Membership, event: MembershipEvent) -> Message:
    what, after = {
        Kind.SUSPENDED: (
            "会員登録が停止されました",
            "停止の間、会員ページは使えません。公開中の記録はそのまま残ります。解除については、事務局へご相談ください。",
        ),
        Kind.RESUMED: ("会員登録の停止が解除されました", "会員ページを、これまでどおり使えます。"),
        Kind.WITHDRAWN: (
            "退会の手続きが済みました",
            "会員ページは使えなくなりました。公開中の記録はそのまま残ります。もう一度登録するときは、改めて申請してください。",
        ),
    }[event.kind]
    reason = f"理由：\n{event.reason}\n\n" if event.reason else ""
    return Message(
        key=f"membership:{membership.pk}:{event.pk}",
        number="",
        subject=f"{membership.body}の{what}",
        body=f"{membership.body}の{what}。\n\n{reason}{after}",
        path=reverse("municipalities:standing"),
        reason=f"{membership.body}の課に所属する方",
    )


def _lines_of(correction: FactCorrection) -> str:
    blank = "（空欄）"
    return "\n".join(
        f"・{one.label}：{one.before or blank} → {one.after or blank}" for one in correction.changes
    )


def of_correction(correction: FactCorrection) -> Message:
    """To the secretariat."""
    return Message(
        key=f"correction:{correction.pk}",
        number="",
        subject=f"自治体の記載の訂正の提案：{correction.body}",
        body=(
            f"{correction.office} {correction.proposed_by.name}さんから、訂正の提案がありました。\n\n"
            f"{_lines_of(correction)}\n\n根拠：{correction.ground}\n\n"
            "次のページで内容を確かめ、反映するか見送るかを決めてください。"
        ),
        path=correction.get_absolute_url(),
        reason="事務局の決裁者・管理者",
    )


def of_decided_correction(correction: FactCorrection) -> Message:
    """To the office that proposed it."""
    is_accepted = correction.state == FactCorrection.State.ACCEPTED
    outcome = "反映しました。公開ページにも載っています。" if is_accepted else "見送りました。"
    reason = f"\n\n理由：{correction.decision_reason}" if correction.decision_reason else ""
    return Message(
        key=f"correction:{correction.pk}:{correction.state}",
        number="",
        subject=f"訂正の提案を{'反映しました' if is_accepted else '見送りました'}：{correction.body}",
        body=f"事務局が、次の訂正の提案を{outcome}\n\n{_lines_of(correction)}{reason}",
        path=reverse("municipalities:correct_facts"),
        reason="訂正を提案した課の担当者",
    )
