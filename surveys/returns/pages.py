"""What the views of a return have in common: which return, and who may do what on the page."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from municipalities.members import member_page, secretariat_page
from surveys.models import YearlyReturn
from surveys.models.return_lines import LINES
from surveys.returns.actions import AnyLine

View = Callable[..., HttpResponse]


def _with_return(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, year: int, code: str, *args, **kwargs) -> HttpResponse:
        office = request.posting.office  # type: ignore[attr-defined]
        visible = YearlyReturn.objects.visible_to(office).select_related("campaign", "ward")
        found = get_object_or_404(visible, campaign__fiscal_year=year, ward__code=code)
        return view(request, found, *args, **kwargs)

    return guarded


def of_return(view: View) -> View:
    """With the return that an address names: the ward's own, any to the secretariat; to others there is none."""
    return member_page(_with_return(view))


def of_any_return(view: View) -> View:
    """The same for the secretariat alone."""
    return secretariat_page(_with_return(view))


def may(permission: str) -> Callable[[View], View]:
    """Only who has a right to the return; inside those above."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request, found, *args, **kwargs):
            if not request.user.has_perm(f"surveys.{permission}_yearlyreturn", found):
                raise PermissionDenied
            return view(request, found, *args, **kwargs)

        return guarded

    return decorate


def line_of(found: YearlyReturn, sheet: str, pk: int | None = None) -> AnyLine:
    """A line of the return; without an id a new one of that kind."""
    model = LINES.get(sheet)
    if model is None:
        raise Http404
    if pk is None:
        return model(yearly_return=found, status=model.NEW)
    line = get_object_or_404(model.objects.for_list(), yearly_return=found, pk=pk)
    line.yearly_return = found
    return line


def back_to(found: YearlyReturn, line: AnyLine | None = None) -> str:
    """The page of the return, at a line of it."""
    place = f"#{line.SHEET}-{line.pk}" if line and line.pk else ""
    return found.get_absolute_url() + place
