"""Who hears of what becomes of a topic, and in what words."""

from accounts.models import User
from accounts.notifying import Message, tell
from bulletin.board.telling import people_of
from bulletin.models import TopicStep
from bulletin.models.reviews import ReviewState
from bulletin.reviews.moves import Told
from bulletin.reviews.wording import changes_in_words
from bulletin.transitions import Move
from common.dates import wareki
from municipalities.models import Office, Posting

#: Why an office gets a mail.
REASONS = {
    Told.OFFICE: "トピックスを申請した課の担当者",
    Told.APPROVERS: "トピックスを申請した課の決裁者",
    Told.SECRETARIAT: "事務局の担当者",
}
#: State it has come to → what is to be done now.
NEXT = {
    ReviewState.INTERNAL: "内容を確かめて、事務局の確認に出すか、修正を求めてください。",
    ReviewState.REVIEW: "内容を確かめて、掲載、文案の提示、差戻しのいずれかを選んでください。",
    ReviewState.PROPOSED: "文案を確かめて、このまま掲載するか、事務局に答えてください。",
    ReviewState.RETURNED: "内容を直して、もう一度提出してください。",
}


def _people(told: Told, office: Office) -> list[User]:
    match told:
        case Told.OFFICE:
            return people_of([office])
        case Told.APPROVERS:
            return people_of([office], *Posting.APPROVERS)
    return people_of(Office.objects.of_secretariat().current())


def tell_of(step: TopicStep, move: Move) -> None:
    review = step.review
    who = step.office.body or step.office
    for told in move.tells:
        message = Message(
            key=f"topic:{step.pk}",
            number=review.topic.number,
            subject=f"{who}が{move.story}：{review.topic.title}",
            body=_body(step, f"{who}が{move.story}。"),
            path=review.get_absolute_url(),
            reason=REASONS[told],
        )
        tell(message, to=_people(told, review.office), by=step.user)


def _body(step: TopicStep, happened: str) -> str:
    """Complete in itself: what happened, why, to what, what to do."""
    review, topic = step.review, step.review.topic
    lines = [happened, "", f"トピックス：{topic.title}（{topic.number}）", f"申請した課：{review.office}"]
    lines.append(f"状態：{review.standing_label}")
    if review.state == ReviewState.PUBLISHED:
        lines.append(f"掲載を始める日：{wareki(topic.published_on)}")
        if topic.expires_on:
            lines.append(f"掲載を終える日：{wareki(topic.expires_on)}")
    if step.reason:
        lines += ["", step.reason]
    if step.wording:
        lines += ["", "事務局の文案：", *changes_in_words(step.wording)]
    if review.state in NEXT:
        lines += ["", NEXT[review.state]]
    return "\n".join(lines)
