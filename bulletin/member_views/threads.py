from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.doing import bound, done, refused
from bulletin.board import pieces, reading
from bulletin.board.actions import FLAGS, flag_thread, move_thread
from bulletin.board.forms import FlagForm, MoveForm, ThreadForm
from bulletin.board.moves import THREAD_MOVES
from bulletin.board.writing import write_thread
from bulletin.models import Thread, ThreadFile
from common.files import served
from common.stale import is_stale, on_ground_of, overtaken
from municipalities.members import member_page


@require_safe
@member_page
def board(request):
    """The threads that the office may see."""
    found = pieces.found(request.posting.office, request.GET)
    return render(request, "bulletin/board/list.html", found._asdict() | {"posting": request.posting})


def visible_thread(request, number: str) -> Thread:
    return get_object_or_404(Thread.objects.visible_to(request.posting.office).for_page(), number=number)


@require_safe
@member_page
def thread(request, number):
    page = pieces.thread_page(number, request.posting, request.user)
    if page is None:
        raise Http404
    return render(request, "bulletin/board/thread.html", page._asdict())


@member_page
def new_thread(request):
    office = request.posting.office
    if not request.user.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    form = bound(request, ThreadForm, initial=reading.started_as(request.GET))

    def work() -> str:
        data = form.cleaned_data
        thread = write_thread(
            thread=None, office=office, by=request.user, values=form.values(), files=data["files"]
        )
        return thread.get_absolute_url()

    answer = done(request, form, work, "下書きを保存しました。内容を確かめて、投稿してください。")
    return answer or render(
        request, "bulletin/board/edit.html", {"form": form}, status=refused(request, form)
    )


@member_page
def edit_thread(request, number):
    found = visible_thread(request, number)
    if not request.user.has_perm("bulletin.edit_thread", found):
        raise PermissionDenied
    form = bound(request, ThreadForm, thread=found)

    def work() -> str:
        data = form.cleaned_data
        write_thread(
            thread=found,
            office=found.office,
            by=request.user,
            values=form.values(),
            version=data["version"] or 0,
            files=data["files"],
            dropped=[file.pk for file in data.get("drop", ())],
        )
        return found.get_absolute_url()

    answer = done(request, form, work, "保存しました。")
    if answer:
        return answer
    context = {"form": form, "thread": found}
    if is_stale(form):
        context["differences"] = overtaken(form, found.version)
    return render(request, "bulletin/board/edit.html", context, status=refused(request, form))


@member_page
def move(request, number, key):
    """The page that asks, and does."""
    found = visible_thread(request, number)
    chosen = THREAD_MOVES.get(key)
    if chosen is None or not chosen.rights:
        raise Http404
    if not chosen.is_allowed(request.user, found):
        raise PermissionDenied
    form = bound(request, MoveForm, move=chosen, initial={"version": found.version})

    def work() -> str:
        move_thread(thread=found, move=key, by=request.user, said=form.said())
        return found.get_absolute_url()

    answer = done(request, form, work, f"{chosen.story}。")
    if is_stale(form):
        on_ground_of(form, found.version)
    context = {"form": form, "thread": found, "label": chosen.label, "back": found.get_absolute_url()}
    return answer or render(request, "bulletin/board/move.html", context, status=refused(request, form))


@member_page
def flag(request, number, key):
    found = visible_thread(request, number)
    if key not in FLAGS:
        raise Http404
    if not request.user.has_perm("bulletin.moderate_thread", found):
        raise PermissionDenied
    form = bound(request, FlagForm)

    def work() -> str:
        flag_thread(thread=found, flag=key, by=request.user, reason=form.cleaned_data["reason"])
        return found.get_absolute_url()

    answer = done(request, form, work, f"投稿を{FLAGS[key][2]}。")
    context = {
        "form": form,
        "thread": found,
        "label": reading.FLAG_LABELS[key],
        "back": found.get_absolute_url(),
    }
    return answer or render(request, "bulletin/board/move.html", context, status=refused(request, form))


@require_safe
@member_page
def file(request, number, document):
    visible = Thread.objects.visible_to(request.posting.office).filter(number=number)
    found = get_object_or_404(ThreadFile.objects.of(visible).named(document))
    return served(request, found.file, found.filename)


@require_safe
@member_page
def history(request, number):
    """The versions of the text, each with its differences from the one before."""
    found = visible_thread(request, number)
    versions = reading.versions_of(found, request.posting.office)
    return render(request, "bulletin/board/history.html", {"thread": found, "versions": versions})


@require_safe
@member_page
def record(request, number):
    """経緯書: everything in order, to be printed."""
    found = visible_thread(request, number)
    return render(
        request, "bulletin/board/record.html", reading.record_of(found, request.posting, request.user)
    )
