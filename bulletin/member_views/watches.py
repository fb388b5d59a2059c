from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse

from accounts.doing import bound, done, refused
from bulletin.board.forms import WatchForm
from bulletin.board.watching import set_watches
from municipalities.members import member_page


@member_page
def watches(request):
    """What the office wants to hear of, and what not."""
    office = request.posting.office
    if not request.user.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    form = bound(request, WatchForm, initial=WatchForm.of(office))

    def work() -> str:
        set_watches(office=office, by=request.user, **form.values())
        return reverse("bulletin:board")

    answer = done(request, form, work, "関心と提案の設定を保存しました。")
    return answer or render(
        request, "bulletin/board/watches.html", {"form": form}, status=refused(request, form)
    )
