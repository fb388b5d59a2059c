"""Who hears of a return, and in what words."""

from accounts.models import User
from accounts.notifying import Message, tell
from common.dates import wareki
from municipalities.models import LocalGovernment, Posting
from surveys.models import ReturnCampaign, ReturnEntry, YearlyReturn


def people_of_ward(ward: LocalGovernment | int) -> list[User]:
    """Who writes for an office of the ward."""
    return Posting.objects.acting().filter(office__body=ward).with_role(*Posting.EDITORS).people()


def people_of_secretariat() -> list[User]:
    return Posting.objects.acting().of_secretariat().with_role(*Posting.EDITORS).people()


def of_opening(returns: list[YearlyReturn], by: User) -> None:
    for one in returns:
        campaign = one.campaign
        lines = [
            f"{campaign.as_of_text}の連携状況調査の受付を始めました。昨年までの登録を引き継いであります。",
            "一件ずつ、継続・変更・終了・中止・延期を選び、新しいものを加えて、決裁者が提出してください。",
            "",
            f"提出期限：{wareki(campaign.due_on)}",
        ]
        if campaign.guidance:
            lines += ["", campaign.guidance]
        _tell_ward(one, f"opened:{campaign.pk}", f"連携状況調査をお願いします（{campaign.label}）", lines, by)


def of_entry(entry: ReturnEntry, by: User) -> None:
    """What one side did, the other is told."""
    one = entry.yearly_return
    label = f"{one.campaign.label}の連携状況調査"
    if entry.is_of_secretariat:
        said = {
            ReturnEntry.Kind.RETURN: f"{label}の回答が差し戻されました",
            ReturnEntry.Kind.ACCEPT: f"{label}の回答が受理されました",
            ReturnEntry.Kind.COMMENT: f"{label}に事務局からコメントがあります",
        }[ReturnEntry.Kind(entry.kind)]
        lines = [f"{said}。", *_said(entry)]
        if entry.kind == ReturnEntry.Kind.RETURN:
            lines += ["", f"提出期限：{wareki(one.campaign.due_on)}"]
        _tell_ward(one, f"entry:{entry.pk}", said, lines, by)
        return
    said = {
        ReturnEntry.Kind.SUBMIT: f"{one.ward.name}が{label}を提出しました",
        ReturnEntry.Kind.RESUBMIT: f"{one.ward.name}が{label}を再提出しました",
        ReturnEntry.Kind.COMMENT: f"{label}に{one.ward.name}からコメントがあります",
    }[ReturnEntry.Kind(entry.kind)]
    message = Message(
        key=f"return:{one.pk}:entry:{entry.pk}",
        number="",
        subject=said,
        body="\n".join([f"{said}。", *_said(entry)]),
        path=one.get_absolute_url(),
        reason="事務局の担当者",
    )
    tell(message, to=people_of_secretariat(), by=by)


def reminder(one: YearlyReturn, stage: str, said: str) -> None:
    """`stage` tells one reminder from another: each is sent once."""
    campaign: ReturnCampaign = one.campaign
    lines = [f"{said}。", "", f"{campaign.as_of_text}の連携状況調査", f"提出期限：{wareki(campaign.due_on)}"]
    _tell_ward(
        one, f"due:{campaign.due_on}:{stage}", f"{said}：連携状況調査（{campaign.label}）", lines, None
    )


def _said(entry: ReturnEntry) -> list[str]:
    lines = [f"「{entry.line_label}」について"] if entry.line_label else []
    return ["", *lines, entry.text] if entry.text else []


def _tell_ward(one: YearlyReturn, key: str, subject: str, lines: list[str], by: User | None) -> None:
    message = Message(
        key=f"return:{one.pk}:{key}",
        number="",
        subject=subject,
        body="\n".join(lines),
        path=one.get_absolute_url(),
        reason=f"{one.ward.name}の担当者",
    )
    tell(message, to=people_of_ward(one.ward_id), by=by)
