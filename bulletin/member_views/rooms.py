from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from bulletin.board import pieces, reading
from bulletin.board.actions import move_response
from bulletin.board.forms import MessageForm, MoveForm, NoteForm, ResponseForm, TermsForm
from bulletin.board.moves import BY_TERMS, RESPONSE_MOVES
from bulletin.board.rooms import confirm_terms, propose_terms, say
from bulletin.board.settlement import decide_tie
from bulletin.board.writing import confirm_partner, write_response
from bulletin.member_views.threads import visible_thread
from bulletin.models import MessageFile, Response, ResponsePartner, ThreadPartner, TieProposal
from bulletin.models.board.states import RESPONSE_PRIVATE
from common.files import served
from common.forms import OnceForm
from common.stale import is_stale, on_ground_of, overtaken
from municipalities.members import member_page


def visible_room(request, number: str, place: int) -> Response:
    visible = Response.objects.visible_to(request.posting.office).for_room()
    return get_object_or_404(visible, thread__number=number, place=place)


@member_page
def respond(request, number):
    """The draft of the office's own response."""
    thread = visible_thread(request, number)
    office = request.posting.office
    response = thread.responses.filter(office=office).order_by("-place").first()
    if response and response.is_live and response.state not in RESPONSE_PRIVATE:
        return redirect(response)
    response = response if response and response.is_live else None
    if not request.user.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    form = bound(request, ResponseForm, response=response)

    def work() -> str:
        saved = write_response(
            thread=thread,
            office=office,
            by=request.user,
            values=form.values(),
            response=response,
            version=form.cleaned_data["version"] or 0,
        )
        return saved.get_absolute_url()

    answer = done(request, form, work, "回答を下書きに保存しました。内容を確かめて、提出してください。")
    context = {"form": form, "thread": thread, "response": response}
    if response and is_stale(form):
        context["differences"] = overtaken(form, response.version)
    return answer or render(request, "bulletin/board/respond.html", context, status=refused(request, form))


@member_page
def room(request, number, place):
    """The room; a message that was refused comes back with what was typed."""
    form = bound(request, MessageForm)

    def work(found: Response) -> None:
        data = form.cleaned_data
        say(response=found, by=request.user, text=data["text"], files=data["files"])

    return _said(
        request, number, place, form, work, "連絡を送りました。", {"form": form, "note_form": NoteForm()}
    )


@member_page
def note(request, number, place):
    form = bound(request, NoteForm)

    def work(found: Response) -> None:
        say(response=found, by=request.user, text=form.cleaned_data["text"], is_internal=True)

    return _said(
        request,
        number,
        place,
        form,
        work,
        "庁内メモを残しました。",
        {"form": MessageForm(), "note_form": form},
    )


def _said(
    request,
    number: str,
    place: int,
    form: OnceForm,
    say_it: Callable[[Response], None],
    success: str,
    forms: dict,
):
    """Say something in the room, or show it with both its forms."""
    if request.method == "POST":
        found = visible_room(request, number, place)
        if not reading.writes(found, request.posting):
            raise PermissionDenied

        def work() -> str:
            say_it(found)
            return f"{found.get_absolute_url()}#last"

        answer = done(request, form, work, success)
        if answer:
            return answer
    page = pieces.room(number, place, request.posting, request.user, before=message_asked(request))
    if page is None:
        raise Http404
    return render(request, "bulletin/board/room.html", {"room": page, **forms}, status=refused(request, form))


def message_asked(request) -> int | None:
    """The id in `?before=`, before which messages are asked for; none where it is no id."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


@member_page
def move(request, number, place, key):
    found = visible_room(request, number, place)
    chosen = RESPONSE_MOVES.get(key)
    if chosen is None or not chosen.rights or key in BY_TERMS:
        raise Http404
    if not chosen.is_allowed(request.user, found):
        raise PermissionDenied
    form = bound(request, MoveForm, move=chosen, initial={"version": found.version})

    def work() -> str:
        move_response(response=found, move=key, by=request.user, said=form.said())
        return found.get_absolute_url()

    answer = done(request, form, work, f"{chosen.story}。")
    if is_stale(form):
        on_ground_of(form, found.version)
    context = {
        "form": form,
        "thread": found.thread,
        "response": found,
        "label": chosen.label,
        "back": found.get_absolute_url(),
    }
    return answer or render(request, "bulletin/board/move.html", context, status=refused(request, form))


@member_page
def terms(request, number, place):
    """Write terms, on the ground of the newest version."""
    found = visible_room(request, number, place)
    if not any(request.user.has_perm(right, found) for right in RESPONSE_MOVES["propose"].rights):
        raise PermissionDenied
    newest = found.terms.newest().first()
    form = bound(request, TermsForm, initial=reading.terms_to_start_from(found, newest))

    def work() -> str:
        propose_terms(
            response=found, by=request.user, values=form.values(), version=form.cleaned_data["version"] or 0
        )
        return f"{found.get_absolute_url()}#terms"

    answer = done(request, form, work, "合意案を示しました。")
    if answer:
        return answer
    context = {"response": found, "thread": found.thread, "newest": newest}
    if is_stale(form):
        context["differences"] = overtaken(form, newest.version)
    return render(
        request, "bulletin/board/terms.html", context | {"form": form}, status=refused(request, form)
    )


@member_page
def confirm(request, number, place, version):
    """Confirm a version of the terms: what both have confirmed is settled."""
    found = visible_room(request, number, place)
    if not RESPONSE_MOVES["confirm"].is_allowed(request.user, found):
        raise PermissionDenied
    chosen = get_object_or_404(found.terms.for_room(), version=version)
    form = bound(request, OnceForm)

    def work() -> str:
        confirm_terms(response=found, by=request.user, version=version)
        return found.get_absolute_url()

    answer = done(request, form, work, "合意案を確認しました。")
    context = {"form": form, "response": found, "thread": found.thread, "terms": reading.shown_terms(chosen)}
    return answer or render(request, "bulletin/board/confirm.html", context, status=refused(request, form))


@member_page
def join(request, number, place=0):
    """A body named as a partner confirms."""
    office = request.posting.office
    if place:
        owner = visible_room(request, number, place)
        partner = get_object_or_404(ResponsePartner, response=owner, body=office.body)
    else:
        owner = visible_thread(request, number)
        partner = get_object_or_404(ThreadPartner, thread=owner, body=office.body)
    if not request.user.has_perm("municipalities.approve_for_office", office):
        raise PermissionDenied
    form = bound(request, OnceForm)

    def work() -> str:
        confirm_partner(partner=partner, by=request.user, office=office)
        return owner.get_absolute_url()

    answer = done(request, form, work, "共同で参加することを確認しました。")
    context = {"form": form, "owner": owner, "thread": getattr(owner, "thread", owner), "body": office.body}
    return answer or render(request, "bulletin/board/join.html", context, status=refused(request, form))


@require_safe
@member_page
def file(request, number, place, document):
    found = visible_room(request, number, place)
    messages = (
        found.messages.visible_to(request.posting.office)
        if reading.sees_messages(found, request.posting.office)
        else found.messages.none()
    )
    attached = get_object_or_404(MessageFile.objects.of(messages).named(document))
    return served(request, attached.file, attached.filename)


@require_safe
@member_page
def packet(request, number, place):
    """決裁 packet: purpose, parties, cost, schedule, exchange so far, to be printed."""
    found = visible_room(request, number, place)
    context = reading.room_of(found, request.posting, request.user)
    said = reading.messages_of(found, request.posting.office).said() if context["inside"] else ()
    return render(request, "bulletin/board/packet.html", {**context, "said": said})


@require_safe
@member_page
def ties(request):
    """Ties that settlements propose to a ward."""
    proposals = TieProposal.objects.of(request.posting.office).waiting().order_by("proposed_on", "pk")
    context = {"proposals": proposals, "form": OnceForm(), "posting": request.posting}
    return render(request, "bulletin/board/ties.html", context)


@member_page
def tie(request, number, code, write):
    proposal = get_object_or_404(
        TieProposal.objects.of(request.posting.office), project__number=number, partner__code=code
    )
    if request.method != "POST":
        return redirect("bulletin:ties")
    form = OnceForm(request.POST)

    def work() -> str:
        decide_tie(proposal=proposal, office=request.posting.office, by=request.user, write=write)
        return reverse("bulletin:ties")

    said = "連携の記録に載せました。" if write else "記録しないことにしました。"
    return done(request, form, work, said) or redirect("bulletin:ties")
