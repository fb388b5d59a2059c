"""A thread with a response that are put into each state, and everybody who might do something about them."""

import datetime as dt

from django.utils import timezone

from bulletin.models import Response, Thread
from common.dates import today
from tests import factories as f

ROLES = ("administrator", "approver", "editor", "viewer")


class World:
    """A thread with a response in each state, and everybody who might try."""

    def __init__(self):
        author, responder, third = (f.MembershipFactory().body for _ in range(3))
        self.people = {"visitor": f.UserFactory(), "system": None}
        self.author = self._office("author", author, ROLES)
        self.responder = self._office("responder", responder, ROLES)
        self.third = self._office("third", third, ROLES[:2])
        self._office("secretariat", None, ("editor", "viewer"))
        self.thread = f.ThreadFactory(office=self.author, author=self.people["author editor"])
        self.response = f.ResponseFactory(thread=self.thread, office=self.responder)

    def _office(self, side, body, roles):
        office = f.OfficeFactory(body=body)
        for role in roles:
            self.people[f"{side} {role}"] = f.PostingFactory(office=office, role=role).user
        return office

    def put_thread(self, state: str) -> None:
        late = state not in ("draft", "internal", "review", "open")
        never = state in ("draft", "internal", "review")
        Thread.objects.filter(pk=self.thread.pk).update(
            state="open" if state == "overdue" else state,
            deadline=today() + dt.timedelta(days=-31 if late else 10),
            opened_at=None if never else timezone.now(),
        )

    def put_response(self, state: str) -> None:
        Response.objects.filter(pk=self.response.pk).update(
            state=state,
            submitted_at=None if state in ("draft", "internal") else timezone.now(),
            settled_on=today() if state in ("settled", "dissolved") else None,
            dissolved_on=today() if state == "dissolved" else None,
        )
