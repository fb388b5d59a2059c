"""What the pages of the board show, out of what may be seen."""

from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from bulletin.board.actions import FLAGS
from bulletin.board.audience import audience_in_words, audience_of
from bulletin.board.matching import suggestions
from bulletin.board.moves import Reason, response_moves, thread_moves
from bulletin.board.rooms import words_of
from bulletin.board.turns import turn_of
from bulletin.models import BoardEvent, Message, Response, Terms, Thread
from bulletin.models.board.states import RESPONSE_ENDED, RESPONSE_PRIVATE, THREAD_UNOPENED, ResponseState
from common.dates import fiscal_year, today, wareki
from common.differences import Difference, differences
from common.kept import kept
from municipalities.models import Office, Posting
from projects.models import IssueCategory, Project

#: How many messages of a room stand on its page.
AT_ONCE = 50

FLAG_LABELS = {
    "hide": "投稿を非表示にする",
    "unhide": "非表示を解く",
    "archive": "保管する",
    "unarchive": "保管から戻す",
}


# --- The list -----------------------------------------------------------------------------------------


@kept(1)
def category_choices() -> list[tuple[str, str]]:
    rows = IssueCategory.objects.select_related("parent").order_by("order", "slug")
    return [(one.slug, f"{one.parent.name}：{one.name}" if one.parent else one.name) for one in rows]


def threads(office: Office, asked: dict[str, str]) -> QuerySet:
    """The threads an office may see that meet what is asked."""
    found = Thread.objects.visible_to(office).filter(is_archived=asked.get("scope") == "archived")
    if asked.get("q"):
        found = found.written(asked["q"])
    if asked.get("state"):
        found = found.in_state(asked["state"])
    for name in ("kind", "field"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("category"):
        found = found.in_category(IssueCategory.objects.get(slug=asked["category"]))
    if asked.get("area"):
        found = found.in_area(asked["area"])
    if asked.get("scope") == "mine":
        found = found.of(office)
    if asked.get("scope") == "answered":
        found = found.answered_by(office)
    return found


def query(form: forms.Form) -> str:
    return urlencode({name: value for name, value in form.cleaned_data.items() if value})


# --- A thread -----------------------------------------------------------------------------------------


class Step(NamedTuple):
    """An entry of the history, in words."""

    event: BoardEvent
    who: str
    reason: str
    category: str


def step(event: BoardEvent) -> Step:
    """Out of `for_page()`. Who has left the office since is not named any more."""
    who = str(event.office) if event.office else "システム"
    if event.user:
        who = f"{who} {event.user.name}" if event.is_there_still else f"{who}（当時の担当）"
    if event.on_behalf_of:
        who = f"{who}（{event.on_behalf_of}に代わって）"
    return Step(event, who, event.reason, Reason(event.category).label if event.category else "")


def started_as(data) -> dict[str, Any]:
    """What the address of the form may fill in: `?kind=offer`, or `?about=P-2015-0001`, a public project that somebody
    wants to learn from: a question to its parties."""
    kind, about = data.get("kind", ""), data.get("about", "")
    if kind in Thread.Kind.values:
        return {"kind": kind}
    project = Project.objects.published().filter(number=about[:20]).first() if about.isprintable() else None
    return _question_about(project) if project else {}


def _question_about(project: Project) -> dict[str, Any]:
    parties = project.parties.on(today()).filter(body__isnull=False).select_related("body__prefecture")
    return {
        "kind": Thread.Kind.CONSULTATION,
        "title": f"「{project.title[:90]}」を参考にしたい",
        "body": f"連携事業「{project.title}」（{project.number}）について、進め方や経費などを伺いたいです。\n",
        "field": project.field,
        "categories": list(project.categories.values_list("pk", flat=True)),
        "audience": Thread.Audience.NAMED,
        "named": [party.body for party in parties],
    }


def is_own(thread: Thread, office: Office) -> bool:
    return thread.office_id == office.pk


def page_of(thread: Thread, posting: Posting, user: User) -> dict[str, Any]:
    office = posting.office
    responses = list(Response.objects.visible_to(office).filter(thread=thread).for_list())
    own = next((one for one in responses if one.office_id == office.pk and one.is_live), None)
    named = next((one for one in thread.partners.all() if one.body_id == office.body_id), None)
    return {
        "thread": thread,
        "posting": posting,
        "is_own": is_own(thread, office),
        "responses": responses,
        "own_response": own,
        "may_respond": own is None and _may_respond(thread, office, user),
        "must_confirm": named is not None and named.confirmed_at is None and posting.may_approve,
        "moves": thread_moves(thread, user),
        "may_edit": user.has_perm("bulletin.edit_thread", thread) and not thread.is_ended,
        "suggestions": suggestions(thread, office) if is_own(thread, office) and not thread.is_ended else [],
        "flags": _flags(thread) if user.has_perm("bulletin.moderate_thread", thread) else [],
        "steps": [step(event) for event in events_of(thread, office)],
        "audience": audience_in_words(thread),
        "readers": list(audience_of(thread)) if is_own(thread, office) and not thread.is_ended else None,
    }


def _may_respond(thread: Thread, office: Office, user: User) -> bool:
    other_body = office.body_id is not None and office.body_id != thread.sender_id
    return other_body and thread.is_open and user.has_perm("municipalities.edit_for_office", office)


def _flags(thread: Thread) -> list[tuple[str, str]]:
    keys = ("unhide" if thread.is_hidden else "hide", "unarchive" if thread.is_archived else "archive")
    return [(key, FLAG_LABELS[key]) for key in keys]


def events_of(thread: Thread, office: Office) -> QuerySet:
    """What an office may read of the history of a thread: what went on in its author's house stays there, and what the
    secretariat had to say before it was opened, or in moderation, between the two."""
    events = thread.events.of_thread().for_page()
    if is_own(thread, office):
        return events
    if office.is_secretariat:
        return events.out_of_house()
    return events.exclude(to_state__in=THREAD_UNOPENED).exclude(move__in=FLAGS)


# --- Versions -----------------------------------------------------------------------------------------


def versions_of(thread: Thread, office: Office) -> list[tuple[Any, list[Difference]]]:
    """Versions an office has seen or may have seen, newest first, each with its differences from the one before."""
    texts = thread.texts.all()
    if not is_own(thread, office):
        texts = texts.out_of_house() if office.is_secretariat else texts.opened()
    versions = list(texts.select_related("user").order_by("version"))
    pairs = [(None, versions[0])] if versions else []
    pairs += pairwise(versions)
    shown = [(new, differences(old.values, new.values) if old else []) for old, new in pairs]
    return shown[::-1]


# --- A room -------------------------------------------------------------------------------------------


class ShownTerms(NamedTuple):
    terms: Terms
    words: dict[str, str]
    confirmed: list  # confirmations
    changes: list[Difference]  # from the version before


def shown_terms(terms: Terms, before: Terms | None = None) -> ShownTerms:
    words = words_of(terms)
    changes = differences(words_of(before), words) if before else []
    return ShownTerms(terms, words, list(terms.confirmations.all()), changes)


def terms_to_start_from(response: Response, newest: Terms | None) -> dict[str, Any]:
    """The newest version; the first begins with what both sides have written already."""
    if newest:
        return {name: getattr(newest, name) for name in Terms.TEXTS} | {"version": newest.version}
    thread = response.thread
    contacts = [
        f"{office} {office.phone} {office.mailbox}".strip() for office in (thread.office, response.office)
    ]
    return {
        "version": 0,
        "what": thread.title,
        "who": response.brings,
        "payment": thread.cost,
        "schedule": thread.season,
        "fiscal_year": fiscal_year(thread.deadline or today()),
        "contact": "\n".join(contacts),
    }


def sees_messages(response: Response, office: Office) -> bool:
    """The two offices, the secretariat, and partners that have confirmed; not one that is only named."""
    if office.is_secretariat or office.pk in (response.office_id, response.thread.office_id):
        return True
    return any(one.body_id == office.body_id and one.confirmed_at for one in response.partners.all())


def messages_of(response: Response, office: Office) -> QuerySet:
    """What an office that sees the messages reads of a room."""
    return response.messages.visible_to(office).for_room()


class Some(NamedTuple):
    """Some of a room's messages, oldest first, and the id of the first where there are earlier ones."""

    messages: list[Message]
    earlier: int | None
    is_newest: bool


def some_of(messages: QuerySet, before: int | None) -> Some:
    """The newest, or the last before one; what stands at once on a page."""
    found = list(messages.before(before).order_by("-pk")[: AT_ONCE + 1])
    has_more, found = len(found) > AT_ONCE, found[:AT_ONCE]
    found.reverse()
    return Some(found, found[0].pk if has_more else None, before is None)


def writes(response: Response, posting: Posting) -> bool:
    """Whether somebody writes for one of the two sides."""
    return posting.office_id in (response.office_id, response.thread.office_id) and posting.may_edit


def room_of(response: Response, posting: Posting, user: User) -> dict[str, Any]:
    office = posting.office
    inside = sees_messages(response, office)
    versions = list(response.terms.newest().for_room()[:2]) if inside else []
    newest = versions[0] if versions else None
    sides = {response.office_id, response.thread.office_id}
    confirmed_by = {one.office_id for one in newest.confirmations.all()} if newest else set()
    return {
        "response": response,
        "thread": response.thread,
        "posting": posting,
        "inside": inside,
        "terms": shown_terms(newest, versions[1] if len(versions) > 1 else None) if newest else None,
        "turn": turn_of(response, newest) if inside else None,
        "moves": response_moves(response, user),
        "may_write": writes(response, posting) and response.state not in RESPONSE_ENDED | RESPONSE_PRIVATE,
        "may_note": writes(response, posting),
        "may_edit": response.state in RESPONSE_PRIVATE
        and response.office_id == office.pk
        and posting.may_edit,
        "may_propose": writes(response, posting)
        and response.state in (ResponseState.TALKS, ResponseState.TERMS),
        "may_confirm": (
            newest is not None
            and response.state == ResponseState.TERMS
            and office.pk in sides - confirmed_by
            and (posting.may_approve or not office.needs_approval)
        ),
        "must_join": any(
            one.body_id == office.body_id and one.confirmed_at is None for one in response.partners.all()
        )
        and posting.may_approve,
        "steps": [step(event) for event in _events_of_rooms([response], office)] if inside else [],
    }


# --- Papers -------------------------------------------------------------------------------------------


def _events_of_rooms(rooms: list[Response], office: Office) -> QuerySet:
    """What went on in a responder's house before it answered stays there."""
    own = [response.pk for response in rooms if response.office_id == office.pk]
    events = BoardEvent.objects.filter(response__in=rooms)
    return (events.out_of_house() | events.filter(response__in=own)).for_page()


def record_of(thread: Thread, posting: Posting, user: User) -> dict[str, Any]:
    """The whole course of a thread, as far as the office may see it, in order of time."""
    office = posting.office
    rooms = [
        response
        for response in Response.objects.visible_to(office).filter(thread=thread).for_room()
        if sees_messages(response, office)
    ]
    events = [*events_of(thread, office), *_events_of_rooms(rooms, office)]
    said = Message.objects.said().filter(response__in=rooms).for_room()
    terms = Terms.objects.filter(response__in=rooms).for_room()
    entries: list[tuple[Any, str, Any]] = [
        *((event.at, "event", step(event)) for event in events),
        *((one.at, "message", one) for one in said),
        *((one.at, "terms", shown_terms(one)) for one in terms),
    ]
    entries.sort(key=lambda entry: entry[0])
    return {
        "thread": thread,
        "posting": posting,
        "entries": entries,
        "rooms": rooms,
        "printed_on": wareki(today()),
        "audience": audience_in_words(thread),
    }
