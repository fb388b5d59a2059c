"""今の番 of this room, the board above all: who owes the next move. Derived from states, never stored; the inbox and
reminders read this."""

import datetime as dt
from typing import NamedTuple

from django.db.models import (
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import TruncDate
from django.urls import reverse

from bulletin.models import (
    BoardEvent,
    Confirmation,
    MemberNotice,
    Response,
    ResponsePartner,
    Terms,
    Thread,
    ThreadPartner,
    TieProposal,
    TopicReview,
)
from bulletin.models.board.states import RESPONSE_OPEN, THREAD_LIVE, ResponseState, ThreadState
from bulletin.models.reviews import ReviewState
from municipalities.models import Office

#: What is owed → in words.
WORDS = {
    "thread_returned": "差し戻された投稿を直す",
    "thread_internal": "庁内確認：投稿してよいか決める",
    "thread_review": "事務局確認：投稿の内容を確かめる",
    "thread_decide": "受付が終わった投稿の成立・不成立を決める",
    "response_returned": "庁内確認で戻された回答を直す",
    "response_internal": "庁内確認：回答を提出してよいか決める",
    "response_new": "届いた回答の検討を始める",
    "response_reviewing": "回答を検討し、協議に進むか見送るか決める",
    "response_answer": "照会に答える",
    "response_talk": "相手方の連絡に返事をする",
    "response_first_word": "協議を始める（連絡または合意案）",
    "response_confirm": "合意案を読み、確認するか改める",
    "partner": "共同で参加することを確認する",
    "tie": "連携の記録に載せるか決める",
    "topic_internal": "庁内確認：トピックスを提出してよいか決める",
    "topic_proposed": "トピックスの文案を確かめ、掲載するか答える",
    "topic_returned": "差し戻されたトピックスを直す",
    "topic_review": "事務局確認：トピックスの内容を確かめる",
    "notice": "お知らせを読み、「読みました」を押す",
}
#: What is owed → what it is about, where that is no thread.
ABOUT = {"notice": "お知らせ"}
#: What is owed → the page of a number, where that is no thread's.
PAGES = {"notice": "bulletin:member_notice"} | {
    f"topic_{state}": "bulletin:own_topic" for state in ("internal", "proposed", "returned", "review")
}


class Owed(NamedTuple):
    """A move that an office owes on the board, of a topic, or to a notice."""

    what: str
    number: str
    place: int
    title: str
    due: dt.date | None
    since: dt.date

    @property
    def words(self) -> str:
        return WORDS[self.what]

    @property
    def about(self) -> str:
        return ABOUT.get(self.what, "投稿")

    @property
    def path(self) -> str:
        if self.what == "tie":
            return reverse("bulletin:ties")
        if self.what in PAGES:
            return reverse(PAGES[self.what], args=[self.number])
        if self.place:
            return reverse("bulletin:room", args=[self.number, self.place])
        return reverse("bulletin:thread", args=[self.number])


def owed_by(office: Office) -> list[Owed]:
    """All that an office owes in this room, in one statement, what is due first before the rest."""
    found = [Owed(*each) for each in together(parts_of(office))]
    return sorted(found, key=lambda one: (one.due is None, one.due or one.since, one.since, one.number))


def parts_of(office: Office) -> list[QuerySet]:
    """A queryset for each thing that an office may owe in this room, all of one shape (`row`)."""
    return [
        *(*_threads(office), *_responses(office), *_partners(office), *_ties(office)),
        *(*_topics(office), *_notices(office)),
    ]


def together(parts: list[QuerySet]) -> QuerySet:
    """All that is owed, in one statement."""
    first, *rest = parts
    return first.union(*rest, all=True)


def row(rows: QuerySet, what, *, number: str, place, title: str, due, since) -> QuerySet:
    """Rows of one shape, whatever they are of."""
    return (
        rows.order_by()
        .annotate(
            owed_what=what if not isinstance(what, str) else Value(what, CharField()),
            owed_place=place,
            owed_due=due,
            owed_since=since,
        )
        .values_list("owed_what", number, "owed_place", title, "owed_due", "owed_since")
    )


NOWHERE = Value(0, IntegerField())
NEVER = Value(None, DateField())


def _threads(office: Office) -> list[QuerySet]:
    """Threads whose next move is the office's own."""
    own = Thread.objects.of(office)
    returned = BoardEvent.objects.of_thread().filter(thread=OuterRef("pk"), to_state=ThreadState.DRAFT)
    parts = [
        _thread_row(own.filter(Exists(returned), state=ThreadState.DRAFT), "thread_returned"),
        _thread_row(own.filter(state=ThreadState.INTERNAL), "thread_internal"),
        _thread_row(own.in_state(ThreadState.CLOSED), "thread_decide"),
    ]
    if office.is_secretariat:
        parts.append(_thread_row(Thread.objects.filter(state=ThreadState.REVIEW), "thread_review"))
    return parts


def _thread_row(rows: QuerySet, what: str) -> QuerySet:
    return row(
        rows,
        what,
        number="number",
        place=NOWHERE,
        title="title",
        due=F("deadline"),
        since=TruncDate("state_since"),
    )


def _response_row(rows: QuerySet, what: str) -> QuerySet:
    return row(
        rows,
        what,
        number="thread__number",
        place=F("place"),
        title="thread__title",
        due=F("thread__deadline"),
        since=TruncDate("state_since"),
    )


def _responses(office: Office) -> list[QuerySet]:
    """Responses whose next move is the office's: as the one that answered, or as the one that asked."""
    author, responder = Q(thread__office=office), Q(office=office)
    both = author | responder
    confirmed = Confirmation.objects.filter(terms=Subquery(_newest_terms()), office=office)
    talks = Response.objects.filter(both, state=ResponseState.TALKS).with_last_speaker()
    returned = BoardEvent.objects.filter(response=OuterRef("pk"), to_state=ResponseState.DRAFT)
    return [
        _response_row(
            Response.objects.filter(responder, Exists(returned), state=ResponseState.DRAFT),
            "response_returned",
        ),
        _response_row(Response.objects.filter(responder, state=ResponseState.INTERNAL), "response_internal"),
        _response_row(Response.objects.filter(responder, state=ResponseState.ASKING), "response_answer"),
        _response_row(Response.objects.filter(author, state=ResponseState.SUBMITTED), "response_new"),
        _response_row(Response.objects.filter(author, state=ResponseState.REVIEWING), "response_reviewing"),
        _response_row(talks.filter(spoke_last__isnull=False).exclude(spoke_last=office.pk), "response_talk"),
        _response_row(talks.filter(author, spoke_last__isnull=True), "response_first_word"),
        _response_row(
            Response.objects.filter(both, state=ResponseState.TERMS).exclude(Exists(confirmed)),
            "response_confirm",
        ),
    ]


def _newest_terms() -> QuerySet:
    """The newest terms of the response two queries up."""
    return Terms.objects.filter(response=OuterRef(OuterRef("pk"))).newest().values("pk")[:1]


def _partners(office: Office) -> list[QuerySet]:
    """Joint threads and responses that the office's body is named in and has not confirmed."""
    if office.body_id is None:
        return []
    waiting = Q(body=office.body_id, confirmed_at__isnull=True)
    threads = ThreadPartner.objects.filter(waiting, thread__state__in=THREAD_LIVE, thread__is_hidden=False)
    responses = ResponsePartner.objects.filter(waiting, response__state__in=RESPONSE_OPEN)
    return [
        row(
            threads,
            "partner",
            number="thread__number",
            place=NOWHERE,
            title="thread__title",
            due=F("thread__deadline"),
            since=TruncDate("thread__state_since"),
        ),
        row(
            responses,
            "partner",
            number="response__thread__number",
            place=F("response__place"),
            title="response__thread__title",
            due=F("response__thread__deadline"),
            since=TruncDate("response__state_since"),
        ),
    ]


def _ties(office: Office) -> list[QuerySet]:
    if not office.is_ward:
        return []
    return [
        row(
            TieProposal.objects.waiting().filter(ward=office.body_id),
            "tie",
            number="project__number",
            place=NOWHERE,
            title="project__title",
            due=NEVER,
            since=F("proposed_on"),
        )
    ]


def _topics(office: Office) -> list[QuerySet]:
    own = TopicReview.objects.of(office)
    parts = [
        _topic_row(own.filter(state=state), f"topic_{state.value}")
        for state in (ReviewState.INTERNAL, ReviewState.PROPOSED, ReviewState.RETURNED)
    ]
    if office.is_secretariat:
        parts.append(_topic_row(TopicReview.objects.waiting(), "topic_review"))
    return parts


def _topic_row(rows: QuerySet, what: str) -> QuerySet:
    return row(
        rows,
        what,
        number="topic__number",
        place=NOWHERE,
        title="topic__title",
        due=NEVER,
        since=TruncDate("state_since"),
    )


def _notices(office: Office) -> list[QuerySet]:
    """Notices that the office has to confirm."""
    if office.is_secretariat:
        return []
    return [
        row(
            MemberNotice.objects.owed_by(office),
            "notice",
            number="number",
            place=NOWHERE,
            title="title",
            due=F("deadline"),
            since=TruncDate("published_at"),
        )
    ]


def turn_of(response: Response, newest: Terms | None) -> Office | None:
    """Whose turn it is in a room, out of what its page has read: the newest terms with their confirmations, and the
    office that spoke last (`for_room()`). None where it is nobody's, or both sides'."""
    author, responder = response.thread.office, response.office
    match response.state:
        case ResponseState.SUBMITTED | ResponseState.REVIEWING:
            return author
        case ResponseState.ASKING | ResponseState.DRAFT | ResponseState.INTERNAL:
            return responder
        case ResponseState.TALKS:
            return responder if response.spoke_last == author.pk else author
        case ResponseState.TERMS:
            confirmed = {one.office_id for one in newest.confirmations.all()} if newest else set()
            waiting = [office for office in (author, responder) if office.pk not in confirmed]
            return waiting[0] if len(waiting) == 1 else None
    return None
