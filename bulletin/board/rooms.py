"""What is said and agreed in the room of a response."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction

from accounts.models import User
from accounts.notifying import Message as Told
from accounts.notifying import tell
from bulletin.board import telling
from bulletin.board.actions import Said, locked_response, write_event
from bulletin.board.moves import RESPONSE_MOVES
from bulletin.board.settlement import settle
from bulletin.models import Confirmation, Message, MessageFile, Response, Terms
from bulletin.models.board.states import RESPONSE_OPEN, ResponseState
from common.dates import fiscal_year_label
from common.stale import StaleError
from municipalities.models import Office


def side_of(response: Response, by: User) -> Office:
    """The office of the two for which a person writes; PermissionDenied for everybody else, also the secretariat, which
    only observes."""
    for office in (response.office, response.thread.office):
        if by.has_perm("municipalities.edit_for_office", office):
            return office
    raise PermissionDenied


def other_side(response: Response, office: Office) -> Office:
    return response.thread.office if office.pk == response.office_id else response.office


@transaction.atomic
def say(
    *,
    response: Response,
    by: User,
    text: str,
    is_internal: bool = False,
    files: Iterable[tuple[str, File]] = (),
) -> Message:
    """Write a message in the room, or an internal note of the own office."""
    response = locked_response(response.pk)
    office = side_of(response, by)
    if not is_internal and response.state not in RESPONSE_OPEN | {ResponseState.SETTLED}:
        raise ValidationError(f"{response.get_state_display()}のため、相手方への連絡はできません。")
    message = Message.objects.create(
        response=response, office=office, author=by, is_internal=is_internal, text=text
    )
    for order, (title, file) in enumerate(files):
        MessageFile.objects.create(message=message, title=title, file=file, order=order)
    if not is_internal:
        _tell_other_side(response, office, by, message)
    return message


def _tell_other_side(response: Response, office: Office, by: User, message: Message) -> None:
    thread = response.thread
    attached = (
        f"\n\n（資料{message.files.count()}件は、ページでご覧ください。）" if message.files.exists() else ""
    )
    tell(
        Told(
            key=f"message:{message.pk}",
            number=thread.number,
            subject=f"{office.body or office}からの連絡：{thread.title}",
            body=f"{office} {by.name}さんからの連絡です。\n\n{message.text}{attached}",
            path=response.get_absolute_url(),
            reason="この投稿について協議している課の担当者",
        ),
        to=telling.people_of([other_side(response, office)]),
        by=by,
    )


@transaction.atomic
def propose_terms(*, response: Response, by: User, values: dict[str, Any], version: int) -> Terms:
    """Set down terms as a new version, on the ground of the version seen last (0: none). The confirmations of the one
    before count for it alone."""
    response = locked_response(response.pk)
    office = side_of(response, by)
    move = RESPONSE_MOVES["propose"]
    if response.state not in move.sources:
        raise ValidationError(f"今の状態（{response.get_state_display()}）では、合意案を示せません。")
    newest = response.terms.newest().first()
    if (newest.version if newest else 0) != version:
        raise StaleError("相手方かほかの人が、先に合意案を改めました。")
    terms = Terms.objects.create(response=response, version=version + 1, office=office, author=by, **values)
    event = write_event(
        move, response.thread, response, by=by, office=office, said=Said(), version=terms.version
    )
    response.save()
    _tell_of_terms(event, terms, office, by, f"合意案（第{terms.version}版）を示しました")
    return terms


@transaction.atomic
def confirm_terms(*, response: Response, by: User, version: int) -> Response:
    """One side confirms the newest version; where both have, the response is settled and the project made."""
    response = locked_response(response.pk)
    move = RESPONSE_MOVES["confirm"]
    if not move.is_allowed(by, response):
        raise PermissionDenied
    if response.state not in move.sources:
        raise ValidationError(f"今の状態（{response.get_state_display()}）では、確認できません。")
    terms = response.terms.newest().first()
    if terms.version != version:
        raise StaleError("合意案が改められました。新しい版を読んで、確認してください。")
    office = response.office if by.has_perm("bulletin.approve_response", response) else response.thread.office
    _, is_new = Confirmation.objects.get_or_create(terms=terms, office=office, defaults={"user": by})
    if not is_new:
        raise ValidationError("この課は、この版を確認済みです。相手方の確認をお待ちください。")
    event = write_event(
        move, response.thread, response, by=by, office=office, said=Said(), version=terms.version
    )
    if terms.confirmations.count() == 2:
        settle(response=response, terms=terms)
    else:
        _tell_of_terms(event, terms, office, by, f"合意案（第{terms.version}版）を確認しました")
    return response


def _tell_of_terms(event, terms: Terms, office: Office, by: User, what: str) -> None:
    response = event.response
    shown = "\n".join(f"【{label}】\n{value}" for label, value in words_of(terms).items())
    tell(
        Told(
            key=f"board:{event.pk}",
            number=event.thread.number,
            subject=f"{office.body or office}が{what}：{event.thread.title}",
            body=f"{office}が、{what}。\n内容をお読みになり、確認するか、改めた案をお示しください。\n\n{shown}",
            path=response.get_absolute_url(),
            reason="この投稿について協議している課の担当者",
        ),
        to=telling.people_of([other_side(response, office)]),
        by=by,
    )


def words_of(terms: Terms) -> dict[str, str]:
    """Label → words, in the order of the form."""
    words = {}
    for name in Terms.TEXTS:
        shown = getattr(terms, f"get_{name}_display", None)
        value = shown() if shown else getattr(terms, name)
        words[terms._meta.get_field(name).verbose_name] = (
            fiscal_year_label(value) if name == "fiscal_year" else str(value)
        )
    return words
