"""Error pages. Django's own handlers read the posted form again (for a CSRF token the pages do not need) and
fail a second time where the form itself was the error, such as a body in UTF-16."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from accounts.views import sign_in_again
from municipalities.views import joining
from portal.views import contact

#: Forms open to everybody, by the name of their page: they come back with what was typed.
ASKED_AGAIN = {
    "portal:contact": contact.ask_again,
    "municipalities:apply": joining.ask_again,
    "account_login": sign_in_again,
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    ask_again = ASKED_AGAIN.get(request.resolver_match.view_name)
    if ask_again:
        return ask_again(request)
    return render(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request: no context processor may fail or query a second time."""
    return HttpResponseServerError(loader.get_template("500.html").render())
