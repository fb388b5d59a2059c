"""The pages of a return: filled in by the ward, read by both sides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.doing import bound, done, refused
from common.forms import OnceForm
from common.lists import page_number
from common.moves import Refused
from common.stale import is_stale, on_ground_of, overtaken
from municipalities.members import member_page
from surveys.models import ReturnCampaign, YearlyReturn
from surveys.returns import reading
from surveys.returns.actions import (
    comment,
    continue_line,
    continue_rest,
    remove_line,
    renew_line,
    submit_return,
    write_line,
)
from surveys.returns.forms import FORMS, CommentForm, VersionForm
from surveys.returns.pages import back_to, line_of, may, of_return


@require_safe
@member_page
def returns(request):
    """The campaigns for the secretariat, a ward's own returns for the ward; for others there is no such page."""
    office = request.posting.office
    if not office.is_secretariat and not office.is_ward:
        raise Http404
    if office.is_secretariat:
        rows = ReturnCampaign.objects.for_list()
    else:
        rows = YearlyReturn.objects.visible_to(office).for_list().order_by("-campaign__fiscal_year")
    page = Paginator(rows, 20).get_page(page_number(request.GET.get("page", "")))
    return render(request, "surveys/returns/list.html", {"page_obj": page, "posting": request.posting})


@require_safe
@of_return
def yearly_return(request, found):
    return render(request, "surveys/returns/return.html", reading.page_of(found, request.user))


@require_safe
@of_return
def printed(request, found):
    return render(request, "surveys/returns/print.html", reading.page_of(found, request.user))


# --- Lines --------------------------------------------------------------------------------------------


def _line_page(request, found, line, success: str) -> HttpResponse:
    if not request.user.has_perm("surveys.fill_yearlyreturn", found):
        raise PermissionDenied
    form = bound(request, FORMS[line.SHEET], line=line)

    def work() -> str:
        version = form.cleaned_data["version"] if line.pk else None
        values = form.values()
        saved = write_line(yearly_return=found, line=line, values=values, by=request.user, version=version)
        return back_to(found, saved)

    answer = done(request, form, work, success)
    if answer:
        return answer
    context = {"form": form, "found": found, "line": line, "title": reading.TITLES[line.SHEET]}
    if is_stale(form):
        line.refresh_from_db()
        form.initial = form.initial_of(line)
        context["differences"] = overtaken(form, line.version)
    elif line.pk and not line.is_new:
        context["moved"] = reading.now_in_ledger(line)
    return render(request, "surveys/returns/line.html", context, status=refused(request, form))


@of_return
def edit_line(request, found, sheet, pk):
    return _line_page(request, found, line_of(found, sheet, pk), "保存しました。")


@of_return
def new_line(request, found, sheet):
    return _line_page(request, found, line_of(found, sheet), "新しい行を加えました。")


def _do(request, found, line, action, success: str) -> HttpResponse:
    """Something with one line that may be done twice and is done once: no key is needed."""
    try:
        action(yearly_return=found, line=line, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, success)
    return redirect(back_to(found, line))


@require_POST
@of_return
def continue_one(request, found, sheet, pk):
    line = line_of(found, sheet, pk)
    return _do(request, found, line, continue_line, f"「{line}」を継続にしました。")


@require_POST
@of_return
def renew(request, found, sheet, pk):
    line = line_of(found, sheet, pk)
    return _do(request, found, line, renew_line, f"「{line}」に、台帳の今の内容を引き継ぎ直しました。")


@of_return
@may("fill")
def remove(request, found, sheet, pk):
    """Asks first."""
    line = line_of(found, sheet, pk)
    form = bound(request, OnceForm)

    def work() -> str:
        remove_line(yearly_return=found, line=line, by=request.user)
        return back_to(found)

    answer = done(request, form, work, f"「{line}」を削除しました。")
    context = {"form": form, "found": found, "line": line}
    return answer or render(request, "surveys/returns/remove.html", context, status=refused(request, form))


@of_return
@may("fill")
def continue_all(request, found):
    """Asks first: for all that nobody has answered."""
    form = bound(request, OnceForm)

    def work() -> str:
        continue_rest(yearly_return=found, by=request.user)
        return back_to(found)

    answer = done(request, form, work, "未確認の行を、すべて継続にしました。")
    context = {"form": form, **reading.page_of(found, request.user)}
    return answer or render(request, "surveys/returns/rest.html", context, status=refused(request, form))


# --- To and fro ---------------------------------------------------------------------------------------


@of_return
@may("submit")
def submit(request, found):
    form = bound(request, VersionForm, version=found.version)

    def work() -> str:
        version = form.cleaned_data["version"] or 0
        submit_return(yearly_return=found, by=request.user, version=version)
        return back_to(found)

    answer = done(request, form, work, "提出しました。事務局が確認します。")
    if answer:
        return answer
    if is_stale(form):
        on_ground_of(form, found.version)
    context = {"form": form, **reading.submission_of(found)}
    return render(request, "surveys/returns/submit.html", context, status=refused(request, form))


def _comment_page(request, found, line=None) -> HttpResponse:
    if not any(request.user.has_perm(f"surveys.{name}_yearlyreturn", found) for name in ("fill", "check")):
        raise PermissionDenied
    form = bound(request, CommentForm)

    def work() -> str:
        comment(yearly_return=found, line=line, by=request.user, text=form.cleaned_data["text"])
        return back_to(found, line)

    answer = done(request, form, work, "コメントを残しました。")
    context = {"form": form, "found": found, "line": line}
    return answer or render(request, "surveys/returns/comment.html", context, status=refused(request, form))


@of_return
def comment_page(request, found):
    return _comment_page(request, found)


@of_return
def line_comment(request, found, sheet, pk):
    return _comment_page(request, found, line_of(found, sheet, pk))
