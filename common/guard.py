"""What keeps machines from forms open to everybody: without JavaScript, and without asking any other service.

A ticket comes with the form: signed, with the time it was made. It proves that the form was opened, for long enough
to be read and not too long ago, and it tells two sendings of one form from two inquiries.
"""

import datetime as dt
import hashlib
import re
import secrets
import time
from typing import NamedTuple

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import cache_control

#: Seconds within which nobody has read the form and written something.
QUICKEST = 3
LONGEST = dt.timedelta(hours=24)
#: The hour in which what comes is counted.
WINDOW = dt.timedelta(hours=1)
#: An inquiry about our pages needs no more; advertising does.
MOST_LINKS = 3

LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
SALT = "common.guard"


#: Nobody but the visitor's browser keeps these pages. Not "no-store": its back button gives back what was typed.
for_the_visitor_alone = cache_control(private=True, no_cache=True)


class TicketError(Exception):
    """Why a form cannot be taken as it came, in words for who sent it."""


class Ticket(NamedTuple):
    key: str
    made_at: int

    @classmethod
    def read(cls, text: str) -> "Ticket":
        """The ticket as it was given out; TicketError for any other, and one too young or too old."""
        try:
            ticket = cls(*signing.loads(text, salt=SALT))
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise TicketError(
                "入力画面を開いた記録を確認できませんでした。入力した内容は残っています。もう一度送信してください。"
            ) from error
        age = time.time() - ticket.made_at
        if age < QUICKEST:
            raise TicketError(
                "画面を開いてから送信までの時間が短すぎます。自動送信を防ぐための確認です。"
                "入力した内容は残っています。少し待ってから、もう一度送信してください。"
            )
        if age > LONGEST.total_seconds():
            raise TicketError(
                "画面を開いてから時間がたちました。入力した内容は残っています。内容を確かめて、もう一度送信してください。"
            )
        return ticket

    def once(self, content: list[str]) -> str:
        """The mark of one inquiry: the same for a form sent twice, another one for a text changed meanwhile."""
        return hashlib.sha256("\0".join([self.key, *content]).encode()).hexdigest()


def new_ticket() -> str:
    return signing.dumps([secrets.token_hex(16), int(time.time())], salt=SALT)


def links_in(text: str) -> int:
    return len(LINK.findall(text))


def sender_of(request: HttpRequest) -> str:
    """A mark of the address a request came from, which does not give the address away."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUST_PROXY_HEADER:
        # The last is the one that our own proxy saw; those before it are what the visitor claims.
        address = request.headers.get("X-Forwarded-For", address).rsplit(",", 1)[-1].strip()
    return salted_hmac(SALT, address, algorithm="sha256").hexdigest()


class GuardedForm(forms.Form):
    """A form open to everybody, mixed into one that asks something."""

    #: The ticket, once it was found good.
    read_ticket: Ticket | None = None

    #: Hidden from people; a machine that fills in whatever it finds gives itself away.
    homepage = forms.CharField(required=False)
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def content(self) -> list[str]:
        """What makes two sendings the same: all that was typed."""
        return [str(self.cleaned_data[name]) for name in self.fields if name not in GuardedForm.base_fields]

    def clean(self):
        asked = super().clean()
        if asked.get("homepage"):
            self.add_error(
                None,
                "自動送信を防ぐための、画面に表示していない欄に入力がありました。欄は空に戻しました。"
                "入力した内容は残っています。もう一度送信してください。",
            )
        try:
            self.read_ticket = Ticket.read(asked.get("ticket") or "")
        except TicketError as error:
            self.add_error(None, str(error))
        return asked

    @property
    def once(self) -> str:
        assert self.read_ticket is not None, "asked of a form that is valid"
        return self.read_ticket.once(self.content())

    def shown_ticket(self) -> str:
        """For the form's next sending: the one it came with while that is good, else a new one."""
        return new_ticket() if self.read_ticket is None else str(self.data["ticket"])
