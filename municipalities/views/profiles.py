"""自治体情報: written by a body's offices, shown on its public page once it is published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doing import bound, done, refused
from common.answers import permitted
from common.files import served
from common.photo_form import PhotoForm
from municipalities.actions.profiles import save_profile, set_picture
from municipalities.forms.profiles import ProfileForm
from municipalities.members import member_page
from municipalities.models import Profile, ProfilePhoto


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
    context = {
        "form": form,
        "profile": found,
        "may_publish": may_publish,
        "may_change": may_publish or not found.is_public,
        "body": office.body,
    }
    return render(request, "municipalities/members/profile.html", context)


def changeable_profile(request) -> Profile:
    """The own body's, for who may change what it shows now."""
    office = request.posting.office
    permitted(request, "municipalities.edit_for_office", office)
    found = get_object_or_404(Profile.objects.select_related("body__prefecture"), body=office.body_id)
    if found.is_public and not may_decide(request, office):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def picture(request):
    """The picture of the profile, and another in its place."""
    found = changeable_profile(request)
    form = bound(request, PhotoForm)

    def work() -> str:
        set_picture(profile=found, by=request.user, values=form.values())
        return reverse("municipalities:profile_picture")

    if answer := done(request, form, work, "絵・写真を保存しました。"):
        return answer
    context = {"form": form, "picture": ProfilePhoto.objects.filter(profile=found).first()}
    return render(
        request, "municipalities/members/profile_picture.html", context, status=refused(request, form)
    )


@require_POST
@member_page
def remove_picture(request):
    set_picture(profile=changeable_profile(request), by=request.user, values=None)
    messages.success(request, "絵・写真を外しました。")
    return redirect("municipalities:profile_picture")


@login_not_required
@require_safe
def photo(request, code, name, card=False):
    visible = Profile.objects.readable_by(request.user).filter(body__code=code)
    found = get_object_or_404(ProfilePhoto.objects.usable().of(visible).named(name))
    return served(request, found.card if card else found.image)


def may_decide(request, office) -> bool:
    """Whether what the person writes may go public without anybody's word."""
    return not office.needs_approval or request.user.has_perm("municipalities.approve_for_office", office)
