"""The door of the members' area: whoever passes acts by a posting, for an office."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from municipalities.models import Office, Posting
from municipalities.models.offices import postings_of

#: In the session: the office that a person with several acts for.
CHOSEN_OFFICE = "office"


class MemberRequest(HttpRequest):
    """A request that came through `member_page`: the person's posting is known."""

    posting: Posting


def acting_posting(request: HttpRequest) -> Posting | None:
    """The posting a person acts by: of the office chosen, else the first."""
    postings = postings_of(request.user)
    chosen = request.session.get(CHOSEN_OFFICE)
    return next((one for one in postings if one.office_id == chosen), postings[0] if postings else None)


def member_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who acts for an office; whoever does not (yet) is shown how things stand with the application."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        posting = acting_posting(request)
        if posting is None:
            return redirect("municipalities:standing")
        request.posting = posting  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def secretariat_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for who belongs to the secretariat, whichever office the person acts for elsewhere: to all others there
    is no such page."""

    @wraps(view)
    @member_page
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        posting = Office.secretariat_posting_of(request.user)
        if posting is None:
            raise Http404
        request.posting = posting  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded
