"""What was typed comes back: after a session that had ended in the middle, and after a page that was left.

A form of the members' area carries who it was given to, signed. Sent without a session, its text is kept in the
visitor's new session, and the page gives it back to that person alone, on the next visit. While somebody types, the
page's script saves what stands in the form (`save`), for the same person's next visit to the page."""

from collections.abc import Callable

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts.models import SavedInput, User

KEPT, WRITER = "kept_post", "writer"
SALT = "accounts.kept_posts"
#: Larger forms are no text that somebody typed.
LONGEST = 200_000
LONGEST_PATH = 200


def writer_mark(request: HttpRequest) -> str:
    """For the hidden field that says to whom a form was given."""
    return signing.dumps(request.user.pk, salt=SALT)


def save(*, user: User, path: str, data: QueryDict) -> None:
    """Keep what stands in a form of the page `path`; nothing where it is no page of ours or too long."""
    data = data.copy()
    for name in ("csrfmiddlewaretoken", WRITER, "path"):
        data.pop(name, None)
    text = data.urlencode()
    if path.startswith("/members/") and len(path) <= LONGEST_PATH and len(text) <= LONGEST:
        SavedInput.objects.update_or_create(user=user, path=path, defaults={"text": text})


def forget(request: HttpRequest) -> None:
    """What was saved of the form that has just been sent."""
    SavedInput.objects.filter(user=request.user, path=request.path).delete()


def given_back(request: HttpRequest) -> QueryDict | None:
    """What the person typed into this page's form and never sent."""
    if hasattr(request, "given_back"):
        return request.given_back
    if "fresh" in request.GET:
        forget(request)
        return None
    saved = SavedInput.objects.filter(user=request.user, path=request.path).first()
    if saved is None:
        return None
    messages.info(
        request,
        format_html(
            '{}に入力の途中だった内容を戻しました。まだ送られていません。<a href="?fresh">戻さずに始める</a>',
            date_format(timezone.localtime(saved.saved_at), "n月j日 H時i分"),
        ),
    )
    return QueryDict(saved.text)


class KeptPostMiddleware:
    """Stands behind sessions, sign-in and messages; whether one has signed in is asked later, of the view."""

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
            "ログインの前に入力した内容を戻しました。まだ送られていません。資料は、もう一度選んでください。",
        )
