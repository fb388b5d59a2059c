import time

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

#: In the session: when the person was last noted to be there (seconds since 1970).
SEEN = "seen_at"
#: Noted this often and no oftener. Noting it also begins the session's lifetime (SESSION_COOKIE_AGE) anew.
INTERVAL = 10 * 60


def mark_seen(request: HttpRequest) -> None:
    request.session[SEEN] = int(time.time())


class LastSeenMiddleware:
    """Notes when a session was last used, for the list of signed-in devices.

    Not allauth's own middleware, which writes with every request. Public pages do not even look who is there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return
        if time.time() - request.session.get(SEEN, 0) >= INTERVAL:
            mark_seen(request)
            UserSession.objects.filter(session_key=request.session.session_key).update(
                last_seen_at=timezone.now()
            )
