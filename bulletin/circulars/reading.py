"""What the pages of notices to members show."""

from typing import Any, NamedTuple

from bulletin.models import MemberNotice, NoticeReceipt
from municipalities.models import Office, Posting


class Reader(NamedTuple):
    """An office that a notice is for, and its receipt."""

    office: Office
    receipt: NoticeReceipt | None


def readers_of(notice: MemberNotice) -> list[Reader]:
    """The offices that a notice is for today, and those that read it when they were; who has not read it first."""
    receipts = {
        one.office_id: one
        for one in notice.receipts.select_related("user", "office__body__prefecture").order_by("read_at")
    }
    offices = list(notice.addressees().select_related("body__prefecture").order_by("body__code", "name"))
    present = {office.pk for office in offices}
    offices += [one.office for one in receipts.values() if one.office_id not in present]
    return [Reader(office, receipts.get(office.pk)) for office in offices]


def page_of(notice: MemberNotice, posting: Posting) -> dict[str, Any]:
    office = posting.office
    context: dict[str, Any] = {"notice": notice, "posting": posting}
    if office.is_secretariat:
        readers = readers_of(notice)
        return context | {
            "read": [one for one in readers if one.receipt],
            "unread": [one for one in readers if not one.receipt],
            "may_write": posting.may_edit,
        }
    receipt = notice.receipts.filter(office=office).select_related("user").first()
    return context | {"receipt": receipt}
