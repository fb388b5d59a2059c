"""Whether a second factor was used in a session, and where to go for it."""

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse

#: In the session: the page that waits for a second factor to be set up.
WAITING_PAGE = "page_behind_second_factor"


def was_used(request: HttpRequest) -> bool:
    """In this session, and of a factor that the person still has. Asks the database once a request."""
    if not hasattr(request, "_second_factor_used"):
        records = get_authentication_records(request, request.user)
        used = [record.get("id") for record in records if record["method"] == "mfa"]
        request._second_factor_used = bool(used) and (  # type: ignore[attr-defined]
            Authenticator.objects.filter(user_id=request.user.pk, pk__in=used).exists()
        )
    return request._second_factor_used  # type: ignore[attr-defined]


def way_to_use_it(request: HttpRequest) -> str:
    """Address of the page that asks for a second factor; of the page that helps to set one up where there is none."""
    methods = {
        method["id"]: method["url"] for method in get_adapter().get_reauthentication_methods(request.user)
    }
    has_app = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists()
    order = ("mfa_reauthenticate", "mfa_reauthenticate:webauthn")
    found = [methods[name] for name in (order if has_app else reversed(order)) if name in methods]
    return found[0] if found else reverse("account_second_factor")
