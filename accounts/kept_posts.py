"""What was typed when a session had ended comes back after the next sign-in.

A form of the members' area carries who it was given to, signed. Sent without a session, its text is kept in the
visitor's new session, and the page gives it back to that person alone, on the next visit."""

from collections.abc import Callable

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

KEPT, WRITER = "kept_post", "writer"
SALT = "accounts.kept_posts"
#: Larger forms are no text that somebody typed.
LONGEST = 200_000


def writer_mark(request: HttpRequest) -> str:
    """For the hidden field that says to whom a form was given."""
    return signing.dumps(request.user.pk, salt=SALT)


class KeptPostMiddleware:
    """Stands after the sign-in is known and before it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/members/"):
            if request.user.is_authenticated:
                self.give_back(request)
            elif request.method == "POST":
                self.keep(request)
        return self.get_response(request)

    @staticmethod
    def keep(request: HttpRequest) -> None:
        """Files cannot be kept: the page says so when it gives back the rest."""
        data = request.POST.copy()
        try:
            writer = signing.loads(data.get(WRITER, ""), salt=SALT)
        except signing.BadSignature:
            return
        data.pop("csrfmiddlewaretoken", None)
        text = data.urlencode()
        if len(text) <= LONGEST:
            request.session[KEPT] = {"writer": writer, "path": request.path, "text": text}

    @staticmethod
    def give_back(request: HttpRequest) -> None:
        kept = request.session.get(KEPT)
        if not kept or request.method != "GET" or kept["path"] != request.path:
            return
        del request.session[KEPT]
        if kept["writer"] != request.user.pk:
            return
        request.given_back = QueryDict(kept["text"])  # type: ignore[attr-defined]
        messages.info(
            request,
            "サインインの前に入力した内容を戻しました。まだ送られていません。資料は、もう一度選んでください。",
        )
