"""How pages of the members' area do what is asked: once, with a message; what was typed comes back where it fails."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect

from accounts.kept_posts import forget, given_back
from accounts.once import once
from common.forms import OnceForm
from common.moves import Refused

Form = TypeVar("Form", bound=OnceForm)


def bound(request: HttpRequest, form: type[Form], **kwargs) -> Form:
    """The form with what was sent; or with what was typed and never sent (accounts.kept_posts); or fresh."""
    data = request.POST if request.method == "POST" else given_back(request)
    return form(data, request.FILES or None, **kwargs)


def done(
    request: HttpRequest, form: OnceForm, work: Callable[[], str], success: str
) -> HttpResponseRedirect | None:
    """Do the work of a valid form once and go where it leads. None where the form, or the work, has something against
    it (it stands in the form then), and where nothing was sent."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        path = once(form.cleaned_data["once"], request.user, work)
    except ValidationError as error:
        form.raised = [error]
        _into(form, error)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    forget(request)
    messages.success(request, success)
    return HttpResponseRedirect(path)


def _into(form: OnceForm, error: ValidationError) -> None:
    """Beside the field it names, else above the form."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, error)


def refused(request: HttpRequest, form: OnceForm) -> int:
    """The status of a page that shows a form again."""
    return 422 if request.method == "POST" and form.errors else 200
