"""The headers of quality.md that neither Django nor its add-ons set."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ResourcePolicyMiddleware:
    """Cross-Origin-Resource-Policy: no other site builds our pages, pictures or files into its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class PrivatePagesMiddleware:
    """Cache-Control: no cache between us and the browser, nor the browser itself, keeps what lies behind the sign-in
    (the next person at the desk would leaf back to it), nor what was made for somebody who has a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match and (getattr(match.func, "login_required", True) or has_session(request)):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES
