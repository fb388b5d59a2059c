"""The way in: the application for membership, the proof of an address, and invitations. Open to everybody."""

from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from common.answers import saying
from common.guard import for_the_visitor_alone, sender_of
from common.moves import Refused
from municipalities.actions import applications, offices
from municipalities.forms.applications import NewPersonForm, SignedInApplicationForm
from municipalities.forms.offices import NewMemberForm
from municipalities.models import Invitation, MembershipApplication
from municipalities.told import CONFIRM_SALT

#: How long the link that proves an address holds, in seconds.
WEEK = 7 * 24 * 60 * 60


# --- The application ----------------------------------------------------------------------------------


@login_not_required
@for_the_visitor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request):
    if request.method != "POST":
        return ask(request, form_for(request))
    form = form_for(request, request.POST)
    if not form.is_valid():
        return ask(request, form)
    try:
        send(request, form)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ask(request, form, status=429)
    return redirect("municipalities:standing" if request.user.is_authenticated else "municipalities:applied")


def form_for(request, data=None):
    kind = SignedInApplicationForm if request.user.is_authenticated else NewPersonForm
    return kind(data)


def send(request, form) -> None:
    sending = {"application": form.instance, "once": form.once, "sender": sender_of(request)}
    if request.user.is_authenticated:
        applications.apply_signed_in(by=request.user, **sending)
    else:
        applications.apply(applicant=form.person, password=form.cleaned_data["password"], **sending)


def ask(request, form, status: int = 200):
    return render(request, "municipalities/joining/apply.html", {"form": form}, status=status)


def ask_again(request):
    """The form with what was typed, where the token against forged sendings was missing or too old."""
    form = form_for(request, request.POST)
    form.add_error(
        None,
        "安全のための確認ができなかったため、まだ送信していません。パスワードのほかは、入力した内容が残っています。"
        "もう一度送信してください。繰り返すときは、ブラウザでCookieが有効になっているかご確認ください。",
    )
    return ask(request, form, status=403)


@login_not_required
@for_the_visitor_alone
@require_safe
def applied(request):
    """The same for every address: whether it has an account is told to its owner alone."""
    return render(request, "municipalities/joining/applied.html")


@login_not_required
@for_the_visitor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request, token):
    """The link of the mail. Mail filters open links, so only the button proves anything."""
    application = application_of(token)
    if request.method == "POST" and application.state == MembershipApplication.State.SUBMITTED:
        applications.confirm_address(applicant=application.applicant)
        application.refresh_from_db()
    return render(request, "municipalities/joining/confirm.html", {"application": application})


def application_of(token: str) -> MembershipApplication:
    try:
        pk, email = signing.loads(token, salt=CONFIRM_SALT, max_age=WEEK)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404("確認のページの期限が過ぎているか、アドレスが正しくありません。") from error
    found = MembershipApplication.objects.for_list().filter(pk=pk, applicant__email=email).first()
    if found is None:
        raise Http404
    return found


# --- Invitations --------------------------------------------------------------------------------------


class Door(NamedTuple):
    """How an invitation can be taken up by who opened it."""

    form: NewMemberForm | None = None
    #: Somebody signed in with the address invited.
    may_accept: bool = False
    #: The address has an account, and nobody is signed in.
    sign_in: str = ""


@login_not_required
@for_the_visitor_alone
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    found = (
        Invitation.objects.with_token(token).select_related("office__body__prefecture", "invited_by").first()
    )
    if found is None:
        raise Http404
    door = door_of(request, found)
    if request.method == "POST" and found.is_open:
        answer = accept(request, found, door)
        if answer:
            return answer
    context = {"invitation": found, "door": door}
    return render(request, "municipalities/joining/invitation.html", context)


def door_of(request, found: Invitation) -> Door:
    if request.user.is_authenticated:
        return Door(may_accept=request.user.email.lower() == found.email.lower())
    if User.objects.filter(email__iexact=found.email).exists():
        return Door(sign_in=f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    return Door(form=NewMemberForm(request.POST or None, email=found.email))


def accept(request, found: Invitation, door: Door):
    """Where to go on; None where the page is to be shown again."""
    if door.may_accept:
        with saying(request, f"{found.office}に加わりました。"):
            offices.accept_invitation(invitation=found, by=request.user)
        return redirect("portal:members")
    if door.form is None or not door.form.is_valid():
        return None
    asked = door.form.cleaned_data
    try:
        offices.accept_as_new_person(invitation=found, name=asked["name"], password=asked["password"])
    except Refused as refusal:
        door.form.add_error(None, str(refusal))
        return None
    messages.success(request, "登録が済みました。メールアドレスとパスワードでログインしてください。")
    return redirect("account_login")
