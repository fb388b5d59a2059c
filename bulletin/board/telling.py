"""Who hears of what happens on the board, and in what words."""

from collections.abc import Iterable

from accounts.models import User
from accounts.notifying import Message, tell
from bulletin.board.audience import audience_of
from bulletin.board.moves import Reason, Told
from bulletin.models import BoardEvent, Response, Thread, Watch
from bulletin.transitions import Move
from common.dates import wareki
from municipalities.models import Office, Posting


def people_of(offices: Iterable[Office | int], *roles: str) -> list[User]:
    """Those who act for some offices today; all but the viewers where no roles are named."""
    postings = Posting.objects.acting().filter(office__in=list(offices))
    postings = postings.with_role(*(roles or Posting.EDITORS))
    return [posting.user for posting in postings.select_related("user")]


def tell_of(event: BoardEvent, move: Move) -> None:
    """Tell those whom the move names, each side in its own words."""
    thread, response = event.thread, event.response
    for told in move.tells:
        if told is Told.WATCHERS:
            _tell_watchers(event)
        else:
            _send(event, _people(told, thread, response), reason=REASONS[told])


def tell_office(event: BoardEvent, office: Office) -> None:
    _send(event, people_of([office]), reason=REASONS[Told.AUTHOR])


#: Why an office gets a mail.
REASONS = {
    Told.AUTHOR: "投稿した課の担当者",
    Told.AUTHOR_APPROVERS: "投稿した課の決裁者",
    Told.RESPONDER: "回答した課の担当者",
    Told.RESPONDER_APPROVERS: "回答した課の決裁者",
    Told.RESPONDERS: "この投稿に回答した課の担当者",
    Told.PARTIES: "この投稿で成立した課の担当者",
    Told.ANSWERED: "この投稿に回答した課の担当者",
    Told.SECRETARIAT: "事務局の担当者",
}


def _people(told: Told, thread: Thread, response: Response | None) -> list[User]:
    match told:
        case Told.AUTHOR:
            return people_of([thread.office])
        case Told.AUTHOR_APPROVERS:
            return people_of([thread.office], *Posting.APPROVERS)
        case Told.RESPONDER:
            return people_of([response.office]) if response else []
        case Told.RESPONDER_APPROVERS:
            return people_of([response.office], *Posting.APPROVERS) if response else []
        case Told.RESPONDERS:
            return people_of(thread.responses.open().values_list("office", flat=True))
        case Told.PARTIES:
            return people_of(thread.responses.settled().values_list("office", flat=True))
        case Told.ANSWERED:
            return people_of(thread.responses.sent().values_list("office", flat=True))
        case _:
            return people_of(Office.objects.of_secretariat().current())


def _send(event: BoardEvent, people: list[User], *, reason: str) -> None:
    thread, response = event.thread, event.response
    where = (response or thread).get_absolute_url()
    subject = f"{_who(event)}が{event.label}" if event.office else event.label
    tell(
        Message(
            key=f"board:{event.pk}",
            number=thread.number,
            subject=f"{subject}：{thread.title}",
            body=_body(event, subject),
            path=where,
            reason=reason,
        ),
        to=people,
        by=event.user,
    )


def _tell_watchers(event: BoardEvent) -> None:
    """Those who watch a category or the area hear of it: by a notification, and in the digest."""
    thread = event.thread
    watching = audience_of(thread).filter(watches__in=Watch.objects.for_thread(thread)).distinct()
    message = Message(
        key=f"board:{event.pk}:watch",
        number=thread.number,
        subject=f"新しい投稿（{thread.get_kind_display()}）：{thread.title}",
        body=_body(event, f"{thread.sent_by}が投稿しました。"),
        path=thread.get_absolute_url(),
        reason="関心のある分類・エリアを登録した課の担当者",
    )
    tell(message, to=people_of(watching), by=event.user, mail=False, digest=True)


def _who(event: BoardEvent) -> str:
    return str(event.office.body or event.office) if event.office else ""


def _body(event: BoardEvent, subject: str) -> str:
    """Complete in itself: what happened, why, to what, until when."""
    thread = event.thread
    lines = [
        f"{subject}。" if not subject.endswith("。") else subject,
        "",
        f"投稿：{thread.title}（{thread.number}、{thread.get_kind_display()}）",
        f"投稿した団体：{thread.sent_by}",
    ]
    if event.response:
        lines.append(f"回答した団体：{event.response.body}")
    lines.append(f"状態：{event.to_state_label}")
    if thread.deadline:
        lines.append(f"回答の期限：{wareki(thread.deadline)}")
    if event.category:
        lines.append(f"理由の区分：{Reason(event.category).label}")
    if event.reason:
        lines += ["", event.reason]
    return "\n".join(lines)
