"""The sample world (見本): accounts of every kind of user, a board in all states, topics and notices,
played through the very actions that people use. What it tells stands in fixtures/demo/world.json."""

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import CommandError
from django.db import transaction

from accounts.history import unrecorded
from accounts.models import User
from bulletin.board.actions import Said, move_response, move_thread
from bulletin.board.deadlines import check_deadlines
from bulletin.board.moves import needs_review
from bulletin.board.rooms import confirm_terms, propose_terms, say
from bulletin.board.writing import confirm_partner, write_response, write_thread
from bulletin.circulars.actions import confirm_notice, publish_notice, write_notice
from bulletin.models import Response, Thread, TopicReview
from bulletin.models.board.states import ThreadState
from bulletin.models.reviews import ReviewState
from bulletin.reviews.actions import Said as Objection
from bulletin.reviews.actions import move_review, propose_wording, write_topic
from bulletin.reviews.wording import said_by
from common.dates import fiscal_year, today
from municipalities.models import LocalGovernment, Membership, Office, Posting
from portal.demo_returns import make_returns
from portal.demo_surveys import make_survey
from projects.models import IssueCategory

WORLD = settings.BASE_DIR / "fixtures" / "demo" / "world.json"
DOMAIN = "mihon.example.jp"
#: Of every sample account. The command prints it; a site with real members takes no sample world.
PASSWORD = "renkei-mihon-2026"  # noqa: S105 — told to everybody
LABEL = "（見本）"


@dataclass
class Cast:
    """Who acts in the sample world: key of an office (code of its body, or "secretariat") → office and people."""

    offices: dict[str, Office] = field(default_factory=dict)
    people: dict[str, list[User]] = field(default_factory=dict)

    def head(self, key: str) -> User:
        """Who decides for an office."""
        return self.people[key][0]


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    office: str
    role: str


def accounts() -> list[Account]:
    """The sample accounts that there are."""
    postings = Posting.objects.acting().filter(user__email__endswith=f"@{DOMAIN}")
    rows = postings.select_related("user", "office__body__prefecture").order_by("pk")
    return [Account(one.user.email, one.user.name, str(one.office), one.get_role_display()) for one in rows]


@unrecorded("Everybody in it is invented.")
@transaction.atomic
def make_world() -> int:
    """Make the sample world; how many threads. CommandError where there are real members, or one already."""
    if User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
        raise CommandError("このデータベースには見本の会員が登録済みです。")
    if Membership.objects.exists() or Thread.objects.exists():
        raise CommandError("会員が登録されているデータベースです。見本を混ぜないため、何も作りませんでした。")
    world = json.loads(WORLD.read_text())
    try:
        cast = _cast(world["offices"])
    except ObjectDoesNotExist as error:
        raise CommandError("団体が登録されていません。先に manage.py seed を実行してください。") from error
    for told in world["threads"]:
        Player(cast, told).play()
    for told in world["topics"]:
        _topic(cast, told)
    for told in world["notices"]:
        _notice(cast, told)
    for told in world["surveys"]:
        make_survey(told, by=cast.head("secretariat"))
    make_returns(world["returns"], cast.offices, cast.head)
    check_deadlines()
    return len(world["threads"])


def _cast(offices: list[dict[str, Any]]) -> Cast:
    cast = Cast()
    for told in offices:
        key = told["body"]
        body = None if key == "secretariat" else LocalGovernment.objects.on(today()).get(code=key)
        office = Office.objects.create(
            body=body, name=f"{told['office']}{LABEL}", phone="00-0000-0000", mailbox=f"{key}@{DOMAIN}"
        )
        if body and body.kind != LocalGovernment.Kind.SPECIAL_WARD:
            Membership.objects.create(body=body, registered_on=today(), confirmed_on=today(), note=LABEL)
        cast.offices[key] = office
        cast.people[key] = [_person(office, one) for one in told["people"]]
    return cast


def _person(office: Office, told: dict[str, str]) -> User:
    person = User.objects.create_user(
        f"{told['name']}@{DOMAIN}",
        PASSWORD,
        name=told["called"],
        is_staff=office.is_secretariat or office.is_ward,
    )
    if office.is_secretariat:
        person.is_superuser = True
        person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Posting.objects.create(office=office, user=person, role=told["role"], valid_from=today())
    return person


def _in_days(number: int | None) -> dt.date | None:
    return None if number is None else today() + dt.timedelta(days=number)


def _topic(cast: Cast, told: dict[str, Any]) -> None:
    """A topic of a member, as far on its way to the public as it is told."""
    office, author, secretariat = (
        cast.offices[told["office"]],
        cast.head(told["office"]),
        cast.head("secretariat"),
    )
    values = {name: told[name] for name in TopicReview.WORDING}
    values |= {f"{name}_on": _in_days(told.get(name)) for name in ("starts", "ends", "expires")}
    review = write_topic(review=None, office=office, by=author, values=values)
    review = move_review(review=review, move="send", by=author)
    if told["to"] == ReviewState.RETURNED:
        move_review(review=review, move="return", by=secretariat, said=Objection(reason=told["return"]))
    elif told["to"] == ReviewState.PROPOSED:
        wording = said_by(review.topic) | told["wording"]
        propose_wording(
            review=review, by=secretariat, wording=wording, reason=told["reason"], version=review.version
        )


def _notice(cast: Cast, told: dict[str, Any]) -> None:
    """A notice of the secretariat to the members, and who has read it."""
    by = cast.head("secretariat")
    names = ("title", "body", "importance", "audience", "must_confirm")
    values = {name: told[name] for name in names} | {"deadline": _in_days(told.get("days"))}
    notice = write_notice(notice=None, office=cast.offices["secretariat"], by=by, values=values)
    publish_notice(notice=notice, by=by, version=notice.version)
    for key in told["read_by"]:
        confirm_notice(notice=notice, office=cast.offices[key], by=cast.head(key))


class Player:
    """Plays one thread of the world."""

    def __init__(self, cast: Cast, told: dict[str, Any]):
        self.cast, self.told = cast, told
        self.author = cast.head(told["office"])
        self.office = cast.offices[told["office"]]

    def play(self) -> None:
        thread = self._written()
        target = self.told["to"]
        if target == ThreadState.DRAFT:
            return
        if target == ThreadState.INTERNAL:
            move_thread(thread=thread, move="submit", by=self.author)
            return
        if needs_review(thread) or target == ThreadState.REVIEW:
            self._ask_for_review(thread, accepted=target != ThreadState.REVIEW)
        else:
            move_thread(thread=thread, move="open", by=self.author)
        if target == ThreadState.REVIEW:
            return
        for code in self.told.get("partners", ()):
            partner = thread.partners.get(body__code=code)
            confirm_partner(partner=partner, by=self.cast.head(code), office=self.cast.offices[code])
        for answer in self.told["answers"]:
            self._answered(thread, answer)
        self._ended(thread, target)

    def _written(self) -> Thread:
        told = self.told
        names = ("kind", "title", "body", "field")
        values = {name: told[name] for name in names} | {
            name: told.get(name, "") for name in ("season", "unit", "cost", "wanted")
        }
        values |= {name: told.get(name) for name in ("quantity", "slots")}
        values |= {
            "deadline": today() + dt.timedelta(days=max(told["days"], 1)),
            "audience": told.get("audience", "all"),
            "categories": list(IssueCategory.objects.filter(slug__in=told["categories"])),
            "partners": list(LocalGovernment.objects.on(today()).filter(code__in=told.get("partners", ()))),
        }
        return write_thread(thread=None, office=self.office, by=self.author, values=values)

    def _ask_for_review(self, thread: Thread, *, accepted: bool) -> None:
        if not needs_review(thread):
            raise CommandError(f"事務局の確認を受けるのは、その団体の最初の投稿だけです：{thread.title}")
        move_thread(thread=thread, move="review", by=self.author)
        if accepted:
            move_thread(thread=thread, move="accept", by=self.cast.head("secretariat"))

    def _answered(self, thread: Thread, told: dict[str, Any]) -> None:
        person, office = self.cast.head(told["office"]), self.cast.offices[told["office"]]
        values = {"text": told["text"], "brings": told.get("brings", ""), "partners": []}
        response = write_response(thread=thread, office=office, by=person, values=values)
        self._move(response, "send", person)
        if told["to"] == "submitted":
            return
        self._move(response, "take_up", self.author)
        if told["to"] == "asking":
            self._move(response, "ask", self.author, Said(reason=told["question"]))
        elif told["to"] in ("passed", "declined"):
            category, reason = told["reason"]
            move, by = ("pass", self.author) if told["to"] == "passed" else ("decline", person)
            self._move(response, move, by, Said(category=category, reason=reason))
        elif told["to"] != "reviewing":
            self._talked(response, told, person)

    def _talked(self, response: Response, told: dict[str, Any], person: User) -> None:
        self._move(response, "talk", self.author)
        for key, text in told.get("messages", ()):
            say(response=response, by=self.cast.head(key), text=text)
        if note := told.get("note"):
            say(response=response, by=person, text=note, is_internal=True)
        if told["to"] not in ("terms", "settled"):
            return
        values = told["terms"] | {"fiscal_year": fiscal_year(today())}
        propose_terms(response=response, by=self.author, values=values, version=0)
        confirm_terms(response=response, by=person, version=1)
        if told["to"] == "settled":
            confirm_terms(response=response, by=self.author, version=1)

    @staticmethod
    def _move(response: Response, move: str, by: User, said: Said | None = None) -> None:
        move_response(response=response, move=move, by=by, said=said or Said())

    def _ended(self, thread: Thread, target: str) -> None:
        reason = self.told.get("reason")
        if target == ThreadState.FAILED:
            category, why = reason
            move_thread(thread=thread, move="fail", by=self.author, said=Said(category=category, reason=why))
        elif target == ThreadState.WITHDRAWN:
            move_thread(thread=thread, move="withdraw", by=self.author, said=Said(reason=reason))
        elif self.told["days"] < 0:
            # Its days have gone by: the one thing of this world that no action could do.
            Thread.objects.filter(pk=thread.pk).update(
                deadline=today() + dt.timedelta(days=self.told["days"])
            )
