"""What pages of the board show, made once per version of the members' content for the office or person that looks."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models import User
from bulletin.board import reading
from bulletin.board.forms import BoardForm
from bulletin.models import Message, Response, Thread
from common.kept import Kept, Pieces, kept, members_version
from common.lists import Run
from municipalities.models import Office, Posting

#: Entries (1 kB each), places of lists (1 kB), forms (8 kB), pages (10 to 50 kB): more than a day's members ask for.
MOST_ENTRIES, MOST_RUNS, MOST_FORMS, MOST_PAGES = 5000, 2000, 200, 500


# --- The list -----------------------------------------------------------------------------------------


class Listed(NamedTuple):
    """A thread in a list, and whether it is the own office's: then its entry says how many responses wait."""

    pk: int
    is_own: bool


def _entries(keys: list[Listed]) -> dict[Listed, SafeString]:
    template = get_template("bulletin/board/_entry.html")
    threads = Thread.objects.for_list().in_bulk([key.pk for key in keys])
    found = [key for key in keys if key.pk in threads]
    return {key: template.render({"thread": threads[key.pk], "is_own": key.is_own}) for key in found}


#: Whoever asks for them has decided that they may be seen.
entries = Pieces(_entries, MOST_ENTRIES, members_version)
_runs = Kept(MOST_RUNS, members_version)


class Found(NamedTuple):
    """What an office sees of what it asks for, at a place of the list."""

    filter: SafeString
    entries: list[SafeString]
    run: Run
    query: str


def found(office: Office, asked: QueryDict) -> Found:
    """By what an address asks, as it is written: a form is read where nothing is kept under it."""
    sent = urlencode([(name, asked[name]) for name in BoardForm.base_fields if name in asked])
    place = Run.place(asked)

    def make() -> tuple[Run, list[Listed], str]:
        form = BoardForm(QueryDict(sent), categories=reading.category_choices())
        threads = reading.threads(office, form.asked())
        run = Run.of(threads, form.order(), dict(place))
        own = set(Thread.objects.of(office).filter(pk__in=run.rows).values_list("pk", flat=True))
        return run, [Listed(pk, pk in own) for pk in run.rows], reading.query(form)

    run, listed, query = _runs.get((office.pk, sent, place), make)
    return Found(filter_form(sent), entries.of(listed), run, query)


@kept(MOST_FORMS)
def filter_form(sent: str) -> SafeString:
    """What the list can be narrowed by, as a query has filled it in."""
    form = BoardForm(QueryDict(sent), categories=reading.category_choices())
    context = {"form": form, "action": reverse("bulletin:board")}
    return render_to_string("components/filter_form.html", context)


# --- Pages --------------------------------------------------------------------------------------------


class ThreadPage(NamedTuple):
    """A thread and all that its page says of it to one person."""

    thread: Thread
    content: SafeString


_threads = Kept(MOST_PAGES, members_version)


def thread_page(number: str, posting: Posting, user: User) -> ThreadPage | None:
    """None where the person's office sees no such thread."""

    def make() -> ThreadPage | None:
        visible = Thread.objects.visible_to(posting.office)
        thread = visible.for_page().filter(number=number).first()
        if thread is None:
            return None
        context = reading.page_of(thread, posting, user)
        return ThreadPage(thread, render_to_string("bulletin/board/_thread.html", context))

    return _threads.get((number, posting.pk, user.pk), make)


class Room(NamedTuple):
    """A room as one person sees it: what stands above and below what is said there, and who may say something."""

    response: Response
    head: SafeString
    said: SafeString
    steps: SafeString
    inside: bool
    may_write: bool
    may_note: bool


_rooms = Kept(MOST_PAGES, members_version)


def room(number: str, place: int, posting: Posting, user: User, before: int | None) -> Room | None:
    """None where the person's office sees no such room; with the messages before one, else with the newest."""

    def make() -> Room | None:
        visible = Response.objects.visible_to(posting.office).for_room()
        response = visible.filter(thread__number=number, place=place).first()
        if response is None:
            return None
        context = reading.room_of(response, posting, user)
        messages = (
            reading.messages_of(response, posting.office) if context["inside"] else Message.objects.none()
        )
        said = {"said": reading.some_of(messages, before), "posting": posting, "response": response}
        return Room(
            response,
            render_to_string("bulletin/board/_room_head.html", context),
            render_to_string("bulletin/board/_said.html", said),
            render_to_string("bulletin/board/_room_steps.html", context),
            context["inside"],
            context["may_write"],
            context["may_note"],
        )

    return _rooms.get((number, place, posting.pk, user.pk, before), make)
