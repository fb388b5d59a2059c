"""The doors of topics by members: whatever changes one, or its review, passes here. State, history and mail are written
in one transaction, with the review's row locked before all else."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.history import unrecorded
from accounts.models import User
from bulletin.models import Topic, TopicPhoto, TopicReview, TopicStep
from bulletin.models.reviews import ReviewState
from bulletin.reviews import telling
from bulletin.reviews.moves import MODERATE, MOVES, Ask, day_of_publication
from bulletin.reviews.wording import changes_between, said_by
from bulletin.transitions import Move
from common.attachments import dropping_files
from common.dates import today
from common.publishing import next_number
from common.stale import StaleError
from municipalities.models import Office

#: So many photographs a topic has at most; as in the admin.
MOST_PHOTOS = 12


@dataclass(frozen=True)
class Said:
    """What is said with a move."""

    reason: str = ""
    day: dt.date | None = None
    version: int | None = None


def locked_review(pk: int) -> TopicReview:
    """The review and its topic as they are now, nobody else's until the transaction ends."""
    review = TopicReview.objects.select_for_update(of=("self", "topic")).select_related(
        "topic", "office__body__prefecture"
    )
    return review.get(pk=pk)


# --- Writing ------------------------------------------------------------------------------------------


#: A draft is its office's own, and has the story of its steps: the history of a topic begins with its first move.
DRAFT = "bulletin.TopicStep"


@unrecorded(DRAFT)
@transaction.atomic
def write_topic(
    *, review: TopicReview | None, office: Office, by: User, values: dict[str, Any], version: int = 0
) -> TopicReview:
    """Save what an office wrote: a new draft, or one that nobody else has saved since `version`.

    `values` are fields of the topic, and `wished_on`.
    """
    values = dict(values)
    wished_on = values.pop("wished_on", None)
    if review is None:
        review = _new_review(office, by)
    else:
        review = locked_review(review.pk)
        _check_writable(review, by)
        if review.version != version:
            raise StaleError("ほかの人が、このトピックスを先に保存しました。")
        review.version += 1
    for name, value in values.items():
        setattr(review.topic, name, value)
    review.topic.save()
    review.wished_on = wished_on
    review.topic_id = review.topic.pk
    review.save()
    return review


def _new_review(office: Office, by: User) -> TopicReview:
    if not by.has_perm("municipalities.edit_for_office", office):
        raise PermissionDenied
    topic = Topic(number=next_number(Topic.objects.all(), "T"), sender=office.body)
    return TopicReview(topic=topic, office=office, author=by, state_since=timezone.now())


def _check_writable(review: TopicReview, by: User) -> None:
    if not by.has_perm("bulletin.edit_topicreview", review):
        raise PermissionDenied
    if not review.is_written:
        raise ValidationError(f"今の状態（{review.standing_label}）では、内容を直せません。")


@unrecorded(DRAFT)
@transaction.atomic
def add_photo(*, review: TopicReview, by: User, values: dict[str, Any]) -> TopicPhoto:
    review = locked_review(review.pk)
    _check_writable(review, by)
    number = review.topic.photos.count()
    if number >= MOST_PHOTOS:
        raise ValidationError(f"写真は{MOST_PHOTOS}枚までです。")
    last = review.topic.photos.order_by("-order").values_list("order", flat=True).first()
    return TopicPhoto.objects.create(topic=review.topic, order=0 if last is None else last + 1, **values)


@unrecorded(DRAFT)
@transaction.atomic
def drop_photos(*, review: TopicReview, by: User, photos: Iterable[TopicPhoto]) -> None:
    review = locked_review(review.pk)
    _check_writable(review, by)
    with dropping_files(Topic, [review.topic_id]):
        review.topic.photos.filter(pk__in=[photo.pk for photo in photos]).delete()


# --- Moves --------------------------------------------------------------------------------------------


@transaction.atomic
def move_review(*, review: TopicReview, move: str, by: User, said: Said = Said()) -> TopicReview:
    """Do a move. PermissionDenied for who has no right to it, ValidationError where it cannot be done (any more)."""
    review = locked_review(review.pk)
    transition = MOVES[move]
    _check(transition, review, by)
    _check_said(transition, review, said)
    if why := transition.guard(review):
        raise ValidationError(why)
    _carry_out(transition, review, by, said)
    _write(transition, review, by=by, reason=said.reason.strip())
    return review


@transaction.atomic
def propose_wording(
    *, review: TopicReview, by: User, wording: dict[str, str], reason: str, version: int
) -> TopicReview:
    """What the secretariat would have the topic say; the topic stays as it is until its office has agreed."""
    review = locked_review(review.pk)
    move = MOVES["propose"]
    _check(move, review, by)
    if review.version != version:
        raise StaleError("ほかの人が、このトピックスを先に保存しました。")
    changes = changes_between(said_by(review.topic), wording)
    if not changes:
        raise ValidationError("提出された内容と同じです。直すところがなければ「掲載する」を選んでください。")
    review.version += 1
    review.wording = wording
    _write(move, review, by=by, reason=reason.strip(), changes=changes)
    return review


def _check(move: Move, review: TopicReview, by: User) -> None:
    if not move.is_allowed(by, review):
        raise PermissionDenied
    if not move.is_possible(by, review):
        raise ValidationError(f"今の状態（{review.standing_label}）では「{move.label}」はできません。")


def _check_said(move: Move, review: TopicReview, said: Said) -> None:
    if Ask.REASON in move.asks and not said.reason.strip():
        raise ValidationError({"reason": f"{move.words}を入力してください。"})
    if Ask.VERSION in move.asks and said.version != review.version:
        raise StaleError("事務局の文案が改められました。新しい文案を確かめてください。")
    if Ask.DAY in move.asks:
        if said.day is None:
            raise ValidationError({"day": "掲載を終える日を入力してください。"})
        if said.day < earliest_end(review):
            raise ValidationError({"day": "掲載を始めた日の翌日以降で、今日以降の日を入力してください。"})


def earliest_end(review: TopicReview) -> dt.date:
    """The first day on which a topic on show may be on show no longer."""
    begun = review.topic.published_on
    return max(today(), begun + dt.timedelta(days=1)) if begun else today()


def _carry_out(move: Move, review: TopicReview, by: User, said: Said) -> None:
    """What a move does to the topic."""
    topic = review.topic
    match move.key:
        case "send":
            review.sent_at = timezone.now()
        case "agree":
            for name, text in (review.wording or {}).items():
                setattr(topic, name, text)
            _publish(review, by)
        case "publish":
            _publish(review, by)
        case "end":
            topic.expires_on = said.day
        case "take_back":
            topic.state, topic.published_on = Topic.State.DRAFT, None
    if move.target != ReviewState.PROPOSED:
        review.wording = None
    topic.save()


def _publish(review: TopicReview, by: User) -> None:
    topic = review.topic
    topic.state, topic.published_on = Topic.State.PUBLISHED, day_of_publication(review)
    if topic.expires_on and topic.expires_on <= topic.published_on:
        raise ValidationError("掲載を終える日を過ぎています。引き戻して、掲載を終える日を直してください。")
    review.decided_at, review.decided_by = timezone.now(), by


def _write(
    move: Move, review: TopicReview, *, by: User, reason: str, changes: dict[str, list[str]] | None = None
) -> None:
    """History, state and mail."""
    now = timezone.now()
    side = (
        Office.secretariat_posting_of(by) if move.rights == MODERATE else None
    ) or review.office.posting_of(by)
    step = TopicStep.objects.create(
        review=review,
        at=now,
        user=by,
        office=side.office if side else review.office,
        move=move.key,
        label=move.story,
        from_state=review.state,
        to_state=move.target,
        reason=reason,
        version=review.version,
        wording=changes,
    )
    if review.state != move.target:
        review.state, review.state_since = move.target, now
    review.save()
    telling.tell_of(step, move)
