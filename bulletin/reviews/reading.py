"""What the pages of topics by members show."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet

from accounts.models import User
from bulletin.board.reading import Difference
from bulletin.models import Topic, TopicPhoto, TopicReview, TopicStep
from bulletin.models.reviews import ReviewState
from bulletin.reviews.moves import MOVES, moves_for
from bulletin.reviews.wording import changes_of, proposed_changes
from common.lists import Run
from municipalities.models import Posting


class Shelf(NamedTuple):
    """A standing to choose in a list, with how many there are."""

    label: str
    query: str
    number: int
    is_chosen: bool


def list_of(rows: QuerySet, asked, order: tuple[str, ...], begins_with: str = "") -> dict[str, Any]:
    """A list of reviews, of one standing or all: numbers, rows in order, ways on."""
    counts = rows.counts()
    chosen = asked.get("state", begins_with)
    chosen = chosen if chosen in TopicReview.STANDINGS else ""
    shelves = [Shelf("すべて", urlencode({"state": "all"}), sum(counts.values()), not chosen)]
    shelves += [
        Shelf(label, urlencode({"state": name}), counts[name], name == chosen)
        for name, label in TopicReview.STANDINGS.items()
        if counts[name] or name == chosen
    ]
    run = Run.of(rows.in_standing(chosen) if chosen else rows, order, asked)
    found = {one.pk: one for one in TopicReview.objects.filter(pk__in=run.rows).for_list()}
    return {
        "shelves": shelves,
        "reviews": [found[pk] for pk in run.rows if pk in found],
        "run": run,
        "query": urlencode({"state": chosen or "all"}),
        "chosen": chosen,
    }


class Step(NamedTuple):
    """An entry of the history, with what a proposal would change."""

    step: TopicStep
    who: str
    changes: list[Difference]


def photos_of(topic: Topic) -> list[TopicPhoto]:
    return list(topic.photos.all())


def page_of(review: TopicReview, posting: Posting, user: User) -> dict[str, Any]:
    topic = Topic.objects.for_detail().get(pk=review.topic_id)
    steps = [
        Step(step, f"{step.office} {step.user.name}", changes_of(step.wording))
        for step in review.steps.visible_to(posting.office, review).for_page()
    ]
    return {
        "review": review,
        "topic": topic,
        "posting": posting,
        "is_own": review.office_id == posting.office_id,
        "moves": moves_for(review, user),
        "may_write": review.is_written and user.has_perm("bulletin.edit_topicreview", review),
        "may_propose": MOVES["propose"].is_possible(user, review),
        "changes": proposed_changes(review) if review.state == ReviewState.PROPOSED else [],
        "steps": steps,
        #: What was said last, where that is why somebody has to do something now.
        "word": steps[-1] if steps and steps[-1].step.reason and not review.is_ended else None,
    }
