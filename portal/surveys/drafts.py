"""掲示板への下書き: answers given with consent become drafts in the body's name, for its office to post or to withdraw.

The board and the surveys do not know each other; here, above both, the one becomes the other.
"""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from accounts.notifying import Message, tell
from bulletin.board.telling import people_of
from bulletin.board.writing import draft_for
from bulletin.models import Thread
from common.moves import Refused
from common.text import shown
from municipalities.models import Office, Posting
from surveys.asking.actions import locked
from surveys.models import AnswerDraft, AnswerVersion, Question, Survey
from surveys.models.targets import offices_of
from surveys.results.given import told

State = Survey.State
#: From then on answers do not change any more.
SETTLED = (State.FINAL, State.PUBLISHED)
KINDS = {Question.LeadsTo.OFFER: Thread.Kind.OFFER, Question.LeadsTo.NEED: Thread.Kind.NEED}
#: Letters of the answer that the title takes over.
TITLE = 60
#: How what was said with consent stands, in the order of lists.
STANDINGS = TO_MAKE, MADE, NO_MEMBER = "これから作る", "作成済み", "会員でないため作れない"


class Candidate(NamedTuple):
    """What a body said with its consent: the draft it became, or the office it can be one of; neither where the body
    has no office that acts."""

    version: AnswerVersion
    question: Question
    text: str
    office: Office | None
    draft: AnswerDraft | None

    @property
    def standing(self) -> str:
        if self.draft is not None:
            return MADE
        return NO_MEMBER if self.office is None else TO_MAKE


def candidates(survey: Survey) -> list[Candidate]:
    questions = list(survey.questions.in_order())
    consents = [one for one in questions if one.kind == Question.Kind.CONSENT]
    leading = [one for one in questions if one.leads_to]
    if not consents or not leading:
        return []
    versions = [
        version
        for version in AnswerVersion.objects.standing().of_survey(survey).with_body()
        if all(version.content.get(str(one.pk)) is True for one in consents)
    ]
    drafts = {
        (one.version.target_id, one.question_id): one
        for one in AnswerDraft.objects.of_survey(survey).select_related("version")
    }
    offices = _offices(survey, versions)
    return [
        Candidate(
            version,
            question,
            text,
            offices.get(version.pk),
            drafts.get((version.target_id, question.pk)),
        )
        for version in versions
        for question in leading
        if (text := told(question, version.content.get(str(question.pk), "")))
    ]


def _offices(survey: Survey, versions: list[AnswerVersion]) -> dict[int, Office]:
    """Answer → the office of its body: that of who submitted it, else the first that acts."""
    of_body = offices_of(survey.targets.all())
    submitters = {version.submitted_by_id for version in versions if version.submitted_by_id}
    postings = set(Posting.objects.acting().filter(user__in=submitters).values_list("user", "office"))
    found = {}
    for version in versions:
        offices = of_body.get(version.target.body_id, [])
        own = [office for office in offices if (version.submitted_by_id, office.pk) in postings]
        if offices:
            found[version.pk] = (own or offices)[0]
    return found


@transaction.atomic
def make_drafts(*, survey: Survey, by: User) -> list[AnswerDraft]:
    """Make those that are not there yet, and tell each office of its own. Nothing is posted."""
    if not by.has_perm("municipalities.edit_as_secretariat"):
        raise PermissionDenied
    survey = locked(survey)
    if survey.state not in SETTLED:
        raise Refused("下書きを作れるのは、結果を確定したアンケートだけです。")
    made = [_make(one, survey, by) for one in candidates(survey) if one.standing == TO_MAKE]
    if not made:
        raise Refused("新しく作る下書きはありません。")
    record(
        by=by,
        verb="survey.drafts",
        target=f"surveys.survey:{survey.pk}",
        summary=f"アンケート「{survey.title}」：同意のあった回答から、掲示板の下書きを{len(made)}件作りました。"[
            :500
        ],
        data={"numbers": [one.number for one in made]},
    )
    return made


def _make(one: Candidate, survey: Survey, by: User) -> AnswerDraft:
    assert one.office is not None, "asked before (standing)"
    thread = draft_for(office=one.office, by=by, values=values_of(one, survey))
    tell(
        Message(
            key=f"survey-draft:{thread.pk}",
            number=thread.number,
            subject=f"アンケートの回答から、投稿の下書きを作りました：{thread.title}",
            body=(
                f"「{survey.title}」への回答で同意をいただいた内容から、掲示板の投稿の下書きを作りました。\n\n"
                "まだ、どこにも公開していません。内容を確かめ、必要なところを直してから投稿してください。"
                "投稿しないときは、取り下げてください。"
            ),
            path=thread.get_absolute_url(),
            reason="アンケートに回答した自治体の課の担当者",
        ),
        to=people_of([one.office]),
        by=by,
    )
    return AnswerDraft.objects.create(
        version=one.version, question=one.question, number=thread.number, at=timezone.now()
    )


def values_of(one: Candidate, survey: Survey) -> dict[str, str]:
    """What the draft says: the answer word for word, under what was asked."""
    first = one.text.strip().split("\n")[0]
    return {
        "kind": KINDS[Question.LeadsTo(one.question.leads_to)],
        "title": shown(first, TITLE),
        "body": f"{one.text.strip()}\n\n（「{survey.title}」の「{one.question.wording}」への回答から作成）",
    }
