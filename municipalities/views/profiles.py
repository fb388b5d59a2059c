"""自治体情報: written by a body's offices, shown on its public page once it is published."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.answers import permitted
from municipalities.actions.profiles import save_profile
from municipalities.forms.profiles import ProfileForm
from municipalities.members import member_page
from municipalities.models import Profile


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def profile(request):
    office = request.posting.office
    if office.is_secretariat:
        raise Http404
    permitted(request, "municipalities.edit_for_office", office)
    found = Profile.objects.filter(body=office.body).first() or Profile(body=office.body, office=office)
    found.body = office.body
    may_publish = may_decide(request, office)
    data = request.POST if request.method == "POST" else getattr(request, "given_back", None)
    form = ProfileForm(data, instance=found, may_publish=may_publish)
    if request.method == "POST" and form.is_valid():
        if found.is_public and not may_publish:
            raise PermissionDenied
        save_profile(profile=form.instance, by=request.user)
        messages.success(request, "自治体情報を保存しました。")
        return redirect("municipalities:profile")
    context = {"form": form, "profile": found, "may_publish": may_publish, "body": office.body}
    return render(request, "municipalities/members/profile.html", context)


def may_decide(request, office) -> bool:
    """Whether what the person writes may go public without anybody's word."""
    return not office.needs_approval or request.user.has_perm("municipalities.approve_for_office", office)
