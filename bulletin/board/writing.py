"""Writing threads and responses: drafts, and changes of what others have seen, each kept as a version."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from bulletin.board import telling
from bulletin.board.actions import (
    Said,
    keep_text,
    locked_response,
    locked_thread,
    write_event,
)
from bulletin.board.moves import Told
from bulletin.models import Response, ResponsePartner, Thread, ThreadFile, ThreadPartner
from bulletin.models.board.states import (
    RESPONSE_PRIVATE,
    THREAD_LIVE,
    THREAD_OPENED,
    THREAD_UNOPENED,
    ResponseState,
    ThreadState,
)
from bulletin.transitions import Move
from common.attachments import dropping_files
from common.publishing import next_number
from common.stale import StaleError
from municipalities.models import LocalGovernment, Office

#: What may not change once others have seen it: the deadline by extension alone, the audience not at all.
FIXED = ("kind", "deadline", "audience", "audience_agreement")


@transaction.atomic
def write_thread(
    *,
    thread: Thread | None,
    office: Office,
    by: User,
    values: dict[str, Any],
    version: int = 0,
    files: Iterable[tuple[str, File]] = (),
    dropped: Iterable[int] = (),
) -> Thread:
    """Save a thread: a new draft, or a version of one that nobody else has saved since `version`.

    `values` are the fields of the form, relations as lists. Files come as (title, file), `dropped` are ids of its own.
    """
    if thread is None:
        return _new_thread(office, by, values, files)
    thread = locked_thread(thread.pk)
    if not by.has_perm("bulletin.edit_thread", thread):
        raise PermissionDenied
    if thread.state not in THREAD_UNOPENED | THREAD_LIVE:
        raise ValidationError(f"{thread.state_label}の投稿は変更できません。")
    if thread.version != version:
        raise StaleError("ほかの人が、この投稿を先に保存しました。")
    opened = thread.state in THREAD_OPENED
    if opened:
        keep_text(thread, by=by)
        values = {
            name: value
            for name, value in values.items()
            if name not in (*FIXED, "audience_bodies", "partners")
        }
    with dropping_files(Thread, [thread.pk]):
        _fill(thread, values)
        thread.files.filter(pk__in=list(dropped)).delete()
        _add_files(thread, files)
    thread.version += 1
    thread.save()
    if thread.state != ThreadState.DRAFT:  # others are reading it, be it in the own house
        keep_text(thread, by=by)
    if opened:
        move = Move("edit", "", "投稿の内容を変更しました", frozenset(), thread.state, (), (Told.RESPONDERS,))
        event = write_event(move, thread, None, by=by, office=thread.office, said=Said())
        telling.tell_of(event, move)
    return thread


@transaction.atomic
def draft_for(*, office: Office, by: User, values: dict[str, Any]) -> Thread:
    """A draft that the secretariat writes in the name of an office, which changes it, posts it or withdraws it."""
    if office.is_secretariat or not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    return _made(office, by, values, ())


def _new_thread(office: Office, by: User, values: dict[str, Any], files) -> Thread:
    if not by.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    return _made(office, by, values, files)


def _made(office: Office, by: User, values: dict[str, Any], files) -> Thread:
    thread = Thread(
        number=next_number(Thread.objects.all(), "B"),
        office=office,
        sender=office.body,
        author=by,
        state_since=timezone.now(),
    )
    plain = {name: value for name, value in values.items() if name not in RELATIONS}
    for name, value in plain.items():
        setattr(thread, name, value)
    thread.save()
    _fill(thread, values)
    _add_files(thread, files)
    return thread


RELATIONS = ("categories", "audience_bodies", "partners")


def _fill(thread: Thread, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in RELATIONS:
            setattr(thread, name, value)
    for name in ("categories", "audience_bodies"):
        if name in values:
            getattr(thread, name).set(values[name])
    if "partners" in values:
        _set_partners(ThreadPartner, {"thread": thread}, values["partners"], thread.sender)


def _set_partners(model, owner: dict, bodies: Iterable[LocalGovernment], own: LocalGovernment | None) -> None:
    """The bodies named as partners; who has confirmed and is still named stays confirmed."""
    named = {body.pk for body in bodies if own is None or body.pk != own.pk}
    model.objects.filter(**owner).exclude(body__in=named).delete()
    there = set(model.objects.filter(**owner).values_list("body", flat=True))
    for body in sorted(named - there):
        model.objects.create(**owner, body_id=body)


def _add_files(thread: Thread, files: Iterable[tuple[str, File]]) -> None:
    order = thread.files.count()
    for place, (title, file) in enumerate(files, start=order):
        ThreadFile.objects.create(thread=thread, title=title, file=file, order=place)


@transaction.atomic
def write_response(
    *,
    thread: Thread,
    office: Office,
    by: User,
    values: dict[str, Any],
    response: Response | None = None,
    version: int = 0,
) -> Response:
    """Save the draft of a body's response; a new one where it has none."""
    if not by.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    if response is None:
        response = _new_response(locked_thread(thread.pk), office, by)
    else:
        response = locked_response(response.pk)
        if response.office_id != office.pk:
            raise PermissionDenied
        if response.state not in RESPONSE_PRIVATE:
            raise ValidationError("提出した回答は変更できません。部屋でお伝えください。")
        if response.version != version:
            raise StaleError("ほかの人が、この回答を先に保存しました。")
        response.version += 1
    response.text, response.brings = values["text"], values["brings"]
    response.save()
    _set_partners(ResponsePartner, {"response": response}, values["partners"], response.body)
    return response


def _new_response(thread: Thread, office: Office, by: User) -> Response:
    if office.body is None:
        raise ValidationError("事務局は回答できません。")
    if office.body_id == thread.sender_id:
        raise ValidationError("自分の団体の投稿には回答できません。")
    if not Thread.objects.visible_to(office).filter(pk=thread.pk).exists():
        raise PermissionDenied
    if not thread.is_open:
        raise ValidationError("この投稿の受付は終わっています。")
    last = thread.responses.order_by("-place").values_list("place", flat=True).first() or 0
    try:
        with transaction.atomic():
            return Response.objects.create(
                thread=thread,
                place=last + 1,
                office=office,
                body=office.body,
                author=by,
                state=ResponseState.DRAFT,
                state_since=timezone.now(),
            )
    except IntegrityError as error:
        raise ValidationError(f"{office.body}は、この投稿に回答しています。") from error


@transaction.atomic
def confirm_partner(*, partner: ThreadPartner | ResponsePartner, by: User, office: Office) -> None:
    """A body that was named as a partner says yes, by one who decides for it."""
    owner = partner.thread if isinstance(partner, ThreadPartner) else partner.response.thread
    thread = locked_thread(owner.pk)
    if partner.body_id != office.body_id or not by.has_perm("municipalities.approve_for_office", office):
        raise PermissionDenied
    fresh = type(partner).objects.select_for_update().get(pk=partner.pk)
    if fresh.confirmed_at:
        return
    fresh.confirmed_at, fresh.confirmed_by = timezone.now(), by
    fresh.save(update_fields=["confirmed_at", "confirmed_by"])
    response = partner.response if isinstance(partner, ResponsePartner) else None
    state = (response or thread).state
    told = Told.RESPONDER if response else Told.AUTHOR
    move = Move("join", "", "共同で参加することを確認しました", frozenset(), state, (), (told,))
    event = write_event(move, thread, response, by=by, office=office, said=Said())
    telling.tell_of(event, move)
