"""Who is signed in: asked with each request of the members' area, so both statements are written once
(`common.prepared`)."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from common.prepared import prepared


@prepared
def _sessions(key: str) -> QuerySet:
    return Session.objects.filter(session_key=key)


@prepared
def _people(pk: int) -> QuerySet:
    return User.objects.filter(pk=pk)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """None, and no key any more, where the session is over; Django's own asks for this and nothing else."""
        session = next(iter(_sessions(self.session_key)), None)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session


class PeopleBackend(AuthenticationBackend):
    """People by their verified address, as allauth finds them."""

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(_people(int(user_id))), None)
        return user if user and self.user_can_authenticate(user) else None
