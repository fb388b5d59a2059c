"""Suggestions: offers for a need and needs for an offer, with their reasons in words. A suggestion never contacts the
other side by itself."""

from dataclasses import dataclass, field

from bulletin.board.moves import Reason
from bulletin.models import BoardEvent, Thread
from bulletin.models.board.states import ThreadState
from common.dates import today
from common.text import folded
from municipalities.models import Office, Partnership

#: The other polarity.
OPPOSITE = {
    Thread.Kind.OFFER: Thread.Kind.NEED,
    Thread.Kind.NEED: Thread.Kind.OFFER,
    Thread.Kind.PROPOSAL: Thread.Kind.NEED,
    Thread.Kind.CONSULTATION: Thread.Kind.OFFER,
}
#: So many suggestions at most; so many threads are looked at, the newest.
MOST, LOOKED_AT = 3, 200


@dataclass
class Suggestion:
    thread: Thread
    score: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, points: int, reason: str) -> None:
        self.score += points
        self.reasons.append(reason)


def suggestions(thread: Thread, office: Office) -> list[Suggestion]:
    """The best of what suits a thread of an office."""
    return suiting(thread, office)[:MOST]


def suiting(thread: Thread, office: Office) -> list[Suggestion]:
    """The open threads of the other polarity that an office may see and that share an issue category with one of its
    own, best first; not in the categories that the office has muted."""
    muted = set(office.muted_categories.values_list("category", flat=True))
    categories = {one.pk: one.name for one in thread.categories.all() if one.pk not in muted}
    if not categories or thread.kind not in OPPOSITE:
        return []
    candidates = (
        Thread.objects.visible_to(office)
        .in_state(ThreadState.OPEN)
        .filter(kind=OPPOSITE[thread.kind], categories__in=categories, is_hidden=False)
        .exclude(office=office)
        .exclude(sender=office.body)
        .exclude(responses__office=office)
        .distinct()
        .for_list()
        .select_related("sender__profile")
        .prefetch_related("categories")
        .order_by("-number")[:LOOKED_AT]
    )
    known = _ties_of(office)
    passed = _passed_for_content(office)
    found = [_weighed(thread, one, categories, known, passed) for one in candidates]
    return sorted(found, key=lambda one: (-one.score, one.thread.number))


def _weighed(
    thread: Thread, other: Thread, categories: dict[int, str], known: set[int], passed: set[int]
) -> Suggestion:
    found = Suggestion(other)
    shared = [categories[one.pk] for one in other.categories.all() if one.pk in categories]
    found.add(10 * len(shared), f"課題分類が同じ（{'・'.join(shared)}）")
    if thread.field and thread.field == other.field:
        found.add(5, f"分野が同じ（{other.get_field_display()}）")
    if thread.season and other.season and _pieces(thread.season) & _pieces(other.season):
        found.add(4, f"時期が近い（{other.season}）")
    if thread.sender and other.sender and thread.sender.area == other.sender.area:
        found.add(2, "同じエリアの団体")
    if thread.unit and thread.unit == other.unit and thread.quantity and other.quantity:
        less, more = sorted((thread.quantity, other.quantity))
        if more <= 3 * less:
            found.add(3, f"規模が近い（{other.amount}）")
    if other.sender_id and other.sender_id not in known:
        found.add(2, "まだ連携の記録がない団体")
    interests = folded(_interests_of(other))
    if any(folded(name) in interests for name in shared) or _pieces(interests) & _pieces(thread.title):
        found.add(3, "相手の自治体情報に、関係する言葉がある")
    words = _pieces(thread.title) & _pieces(other.title)
    if words:
        found.add(min(len(words), 6), "題名に共通の言葉がある")
    if other.sender_id in passed:
        found.add(-8, f"以前に「{Reason.CONTENT.label}」として見送った団体")
    return found


def _interests_of(thread: Thread) -> str:
    """What the body that posted it says of itself in its published profile: what it offers, needs, and looks for."""
    profile = getattr(thread.sender, "profile", None)
    if profile is None or not profile.is_public:
        return ""
    return "\n".join((profile.offers, profile.needs, profile.partners))


def _pieces(text: str) -> set[str]:
    """Pieces of two letters, as search folds them, without hiragana, which most sentences share."""
    plain = folded(text)
    pairs = {plain[at : at + 2] for at in range(len(plain) - 1)}
    return {pair for pair in pairs if all(letter.isalnum() and not "ぁ" <= letter <= "ゖ" for letter in pair)}


def _ties_of(office: Office) -> set[int]:
    """Bodies with which the office's body has a tie today."""
    if office.body_id is None:
        return set()
    ties = Partnership.objects.in_force(today())
    wards = ties.filter(partner=office.body_id, ward__isnull=False).values_list("ward", flat=True)
    return {*ties.filter(ward=office.body_id).values_list("partner", flat=True), *wards}


def _passed_for_content(office: Office) -> set[int]:
    """Bodies with whom an exchange ended because the content did not fit."""
    events = BoardEvent.objects.filter(move__in=("pass", "decline"), category=Reason.CONTENT)
    mine = events.filter(response__office=office).values_list("thread__sender", flat=True)
    theirs = events.filter(thread__office=office).values_list("response__body", flat=True)
    return {body for body in (*mine, *theirs) if body}
