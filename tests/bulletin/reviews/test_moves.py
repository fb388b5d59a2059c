"""Who may do what with a topic on its way to the public: every move, state and role, from a table written down once
more (board.md, "Topics, profile, facilities")."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Notification, OutgoingMail
from bulletin.models import Topic, TopicReview, TopicStep
from bulletin.models.reviews import ReviewState
from bulletin.reviews.actions import Said, move_review, propose_wording, write_topic
from bulletin.reviews.moves import MOVES, moves_for
from bulletin.reviews.wording import said_by
from common.dates import today
from common.stale import StaleError
from tests import factories as f

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
ROLES = ("administrator", "approver", "editor", "viewer")
ALL = [
    *(f"office {role}" for role in ROLES),
    *("other administrator", "secretariat editor", "secretariat viewer", "visitor"),
]
DECIDE = {"office administrator", "office approver"}
WRITE = DECIDE | {"office editor"}
SECRETARIAT = {"secretariat editor"}
#: As stored; "ahead" and "past" are stored as published, "stopped" is one whose topic is a draft again.
STATES = [
    *("draft", "internal", "review", "proposed", "returned"),
    *("published", "ahead", "past", "stopped", "withdrawn"),
]
#: Move → from which states, to which, by whom.
TABLE = {
    "submit": ("draft returned", "internal", WRITE),
    "rework": ("internal", "draft", DECIDE),
    "send": ("draft internal returned", "review", DECIDE),
    "publish": ("review", "published", SECRETARIAT),
    "propose": ("review proposed", "proposed", SECRETARIAT),
    "return": ("review proposed", "returned", SECRETARIAT),
    "agree": ("proposed", "published", DECIDE),
    "answer": ("proposed", "review", WRITE),
    "take_back": ("internal review proposed ahead stopped", "draft", WRITE),
    "withdraw": ("draft internal review proposed returned", "withdrawn", WRITE),
    "end": ("published", "published", DECIDE),
}
SAID = Said(reason="理由", day=today() + DAY, version=1)


class World:
    """A topic in each state, and everybody who might try."""

    def __init__(self):
        self.people = {"visitor": f.UserFactory()}
        self.office = self._office("office", f.MembershipFactory().body, ROLES)
        self._office("other", f.MembershipFactory().body, ROLES[:1])
        self._office("secretariat", None, ("editor", "viewer"))
        self.review = f.TopicReviewFactory(office=self.office, author=self.people["office editor"])

    def _office(self, side, body, roles):
        office = f.OfficeFactory(body=body)
        for role in roles:
            self.people[f"{side} {role}"] = f.PostingFactory(office=office, role=role).user
        return office

    def put(self, state: str) -> None:
        stored = "published" if state in ("ahead", "past", "stopped") else state
        public = state in ("published", "ahead", "past")
        begins = today() + 5 * DAY if state == "ahead" else today() - 9 * DAY
        Topic.objects.filter(pk=self.review.topic_id).update(
            state="published" if public else "draft",
            published_on=begins if public else None,
            expires_on=today() - DAY if state == "past" else None,
        )
        TopicReview.objects.filter(pk=self.review.pk).update(
            state=stored,
            sent_at=None if state in ("draft", "internal") else timezone.now(),
            wording=said_by(self.review.topic) | {"title": "直した題名"} if state == "proposed" else None,
            decided_at=timezone.now() if stored == "published" else None,
            decided_by=self.people["secretariat editor"] if stored == "published" else None,
        )

    def do(self, move: str, who: str) -> TopicReview:
        by = self.people[who]
        if move == "propose":
            wording = said_by(self.review.topic) | {"title": "もっと直した題名"}
            return propose_wording(review=self.review, by=by, wording=wording, reason="", version=1)
        return move_review(review=self.review, move=move, by=by, said=SAID)


@pytest.fixture
def world():
    return World()


def written() -> tuple:
    review = TopicReview.objects.values_list("state", "version", "state_since", "wording").get()
    topic = Topic.objects.values_list("state", "title", "published_on", "expires_on").get()
    counted = (TopicStep, Notification, OutgoingMail)
    return review, topic, *(model.objects.count() for model in counted)


def outcome(do) -> str:
    """What comes of an attempt: "no right", "not now", or the state it leads to; undone afterwards."""
    before = written()
    with transaction.atomic():
        try:
            found = do().state
        except PermissionDenied:
            found = "no right"
        except ValidationError:
            found = "not now"
        if found in ("no right", "not now"):
            assert written() == before, "refused, and yet something was written"
        else:
            assert written()[2] == before[2] + 1, "done, and no history"
            transaction.set_rollback(True)
    return found


def test_the_table_names_every_move():
    assert set(TABLE) == set(MOVES)
    assert set(STATES) == set(TopicReview.STANDINGS)


@pytest.mark.parametrize("move", TABLE)
def test_who_may_do_what_from_where(world, move):
    sources, target, allowed = TABLE[move]
    wrong = []
    for state in STATES:
        world.put(state)
        for who in ALL:
            wanted = "no right" if who not in allowed else target if state in sources.split() else "not now"
            happened = outcome(lambda who=who: world.do(move, who))
            if happened != wanted:
                wrong.append(f"{state}, {who}: {happened} instead of {wanted}")
    assert not wrong


@pytest.mark.parametrize("who", ALL)
def test_no_button_leads_nowhere(world, who):
    """What the page offers can be done, and what can be done is offered (but for sending round the own house)."""
    for state in STATES:
        world.put(state)
        review = TopicReview.objects.for_page().get()
        offered = {move.key for move in moves_for(review, world.people[who])}
        possible = {
            move
            for move, (sources, _, allowed) in TABLE.items()
            if who in allowed and state in sources.split() and move != "propose"
        }
        if "send" in possible:
            possible.discard("submit")
        assert offered == possible, state


def test_where_an_office_has_no_step_of_its_own_its_editors_send(world):
    world.office.needs_approval = False
    world.office.save()
    world.put("draft")
    assert outcome(lambda: world.do("send", "office editor")) == "review"
    assert outcome(lambda: world.do("submit", "office editor")) == "not now"


@pytest.mark.parametrize("move", ["rework", "return", "answer"])
def test_a_word_is_asked_for(world, move):
    sources, _, allowed = TABLE[move]
    world.put(sources.split()[0])
    by = world.people[sorted(allowed)[0]]
    with pytest.raises(ValidationError) as refusal:
        move_review(review=world.review, move=move, by=by, said=Said(reason=" 　"))
    assert "reason" in refusal.value.error_dict


# --- What moves do ----------------------------------------------------------------------------------------


def test_published_is_on_the_day_wished_for_or_today(world):
    secretariat = world.people["secretariat editor"]
    for wished, begins in ((None, today()), (today() - DAY, today()), (today() + DAY, today() + DAY)):
        world.put("review")
        TopicReview.objects.update(wished_on=wished)
        review = move_review(review=world.review, move="publish", by=secretariat)
        assert (review.topic.state, review.topic.published_on) == ("published", begins)
        assert review.decided_by == secretariat


def test_proposed_wording_changes_nothing_until_the_office_agrees(world):
    world.put("review")
    title = world.review.topic.title
    review = world.do("propose", "secretariat editor")
    assert Topic.objects.get().title == title
    assert Topic.objects.get().state == "draft"
    step = TopicStep.objects.get()
    assert step.wording == {"title": [title, "もっと直した題名"]}
    mail = OutgoingMail.objects.get(recipient=world.people["office editor"])
    assert title in mail.body
    assert "もっと直した題名" in mail.body

    agreed = Said(version=review.version)
    move_review(review=review, move="agree", by=world.people["office approver"], said=agreed)
    topic = Topic.objects.get()
    assert (topic.title, topic.state, topic.published_on) == ("もっと直した題名", "published", today())
    assert TopicReview.objects.get().wording is None


def test_nobody_agrees_to_a_wording_that_was_changed_meanwhile(world):
    world.put("proposed")
    world.do("propose", "secretariat editor")
    with pytest.raises(StaleError):
        world.do("agree", "office approver")


def test_a_proposal_that_changes_nothing_is_none(world):
    world.put("review")
    by, wording = world.people["secretariat editor"], said_by(world.review.topic)
    with pytest.raises(ValidationError, match="同じ"):
        propose_wording(review=world.review, by=by, wording=wording, reason="", version=1)


def test_everybody_concerned_is_told_and_nobody_else(world):
    world.put("draft")
    world.do("send", "office approver")
    told = set(OutgoingMail.objects.values_list("recipient", flat=True))
    assert told == {world.people["secretariat editor"].pk}
    assert OutgoingMail.objects.get().subject.startswith(f"[全国連携 {world.review.topic.number}]")

    OutgoingMail.objects.all().delete()
    move_review(review=world.review, move="return", by=world.people["secretariat editor"], said=SAID)
    told = set(OutgoingMail.objects.values_list("recipient", flat=True))
    assert told == {world.people[f"office {role}"].pk for role in ROLES[:3]}
    assert all("理由" in mail.body for mail in OutgoingMail.objects.all())


def test_what_goes_out_must_say_what_it_is_about(world):
    world.put("draft")
    Topic.objects.update(summary="")
    with pytest.raises(ValidationError, match="概要"):
        world.do("send", "office approver")


def test_a_topic_is_not_published_to_end_before_it_begins(world):
    world.put("review")
    Topic.objects.update(expires_on=today())
    with pytest.raises(ValidationError, match="後に"):
        world.do("publish", "secretariat editor")
    world.put("proposed")
    Topic.objects.update(expires_on=today())
    with pytest.raises(ValidationError, match="過ぎて"):
        world.do("agree", "office approver")


def test_the_end_lies_after_the_beginning(world):
    world.put("published")
    by = world.people["office approver"]
    for day in (None, today() - DAY):
        with pytest.raises(ValidationError):
            move_review(review=world.review, move="end", by=by, said=Said(day=day))
    review = move_review(review=world.review, move="end", by=by, said=Said(day=today()))
    assert review.standing == TopicReview.PAST
    world.put("published")
    Topic.objects.update(published_on=today())
    with pytest.raises(ValidationError):
        move_review(review=world.review, move="end", by=by, said=Said(day=today()))


def test_standings_are_asked_of_the_database_as_of_one(world):
    for state in STATES:
        world.put(state)
        review = TopicReview.objects.for_page().get()
        assert review.standing == state
        assert [name for name, number in TopicReview.objects.counts().items() if number] == [state]
        for standing in STATES:
            assert TopicReview.objects.in_standing(standing).exists() == (standing == state)


# --- Writing ----------------------------------------------------------------------------------------------

VALUES = {"title": "新しい題名", "kind": "event", "summary": "概要", "wished_on": today() + DAY}


@pytest.mark.parametrize("state", STATES)
def test_an_office_writes_until_it_is_sent_and_after_it_was_returned(world, state):
    world.put(state)
    by = world.people["office editor"]

    def write():
        return write_topic(review=world.review, office=world.office, by=by, values=VALUES, version=1)

    if state in (ReviewState.DRAFT, ReviewState.INTERNAL, ReviewState.RETURNED):
        review = write()
        assert (review.version, review.wished_on) == (2, today() + DAY)
        assert Topic.objects.get().title == "新しい題名"
        with pytest.raises(StaleError):
            write()
    else:
        with pytest.raises(ValidationError):
            write()


@pytest.mark.parametrize("who", [who for who in ALL if who not in WRITE])
def test_nobody_else_writes(world, who):
    world.put("draft")
    by = world.people[who]
    with pytest.raises(PermissionDenied):
        write_topic(review=world.review, office=world.office, by=by, values=VALUES, version=1)
    with pytest.raises(PermissionDenied):
        write_topic(review=None, office=world.office, by=by, values=VALUES)


def test_numbers_follow_one_another(world):
    by = world.people["office editor"]
    first, second = (write_topic(review=None, office=world.office, by=by, values=VALUES) for _ in range(2))
    assert int(second.topic.number[-4:]) == int(first.topic.number[-4:]) + 1
    assert first.topic.sender == world.office.body
    assert first.topic.state == "draft"
