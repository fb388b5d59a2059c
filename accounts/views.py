import datetime as dt

from allauth.account.models import EmailAddress
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.adapter import PREVIOUS_SIGN_IN
from accounts.second_factor import WAITING_PAGE


@require_safe
def settings(request):
    """What a person set up to sign in with, and the ways to change it."""
    factors = {
        kind: [one.wrap() for one in Authenticator.objects.filter(user=request.user) if one.type == kind]
        for kind in Authenticator.Type.values
    }
    previous = request.session.get(PREVIOUS_SIGN_IN)
    context = {
        "app": factors[Authenticator.Type.TOTP],
        "passkeys": factors[Authenticator.Type.WEBAUTHN],
        "recovery": factors[Authenticator.Type.RECOVERY_CODES],
        "unconfirmed": EmailAddress.objects.get_new(request.user),
        "sessions": UserSession.objects.filter(user=request.user).count(),
        "previous": dt.datetime.fromisoformat(previous) if previous else None,
    }
    return render(request, "accounts/settings.html", context)


@require_safe
def second_factor(request):
    """Why the admin asks for one, and how to set it up. The page that waits is remembered in the session."""
    return render(request, "accounts/second_factor.html", {"waits": request.session.get(WAITING_PAGE)})


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """The form of the sign-in once more, where the token against forged sendings did not fit: the page lay open
    too long, or somebody signed in meanwhile in another tab."""
    typed = request.POST.get("login", "")
    request.method = "GET"
    response = LoginView.as_view(initial={"login": typed}, extra_context={"was_refused": True})(request)
    if response.status_code == 200:
        response.status_code = 403
    return response
