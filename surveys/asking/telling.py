"""What bodies that are members are told of a survey. To the others letters go (surveys.targets)."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.notifying import Message, tell
from common.dates import wareki, wareki_time
from municipalities.models import Office, Posting
from surveys.models import Contact, Survey, SurveyTarget, TargetState
from surveys.models.targets import offices_of

REASON = "アンケートの対象となる自治体の、会員ページの担当者"


def answer_path(survey: Survey) -> str:
    return reverse("surveys:own", args=[survey.slug])


def people_of(offices: list[Office]) -> list[User]:
    """Who writes for some offices today."""
    postings = Posting.objects.acting().filter(office__in=offices).with_role(*Posting.EDITORS)
    return [posting.user for posting in postings.select_related("user")]


def invite_members(survey: Survey) -> None:
    """Ask the bodies that have offices here; they count as asked from now on."""
    waiting = survey.targets.filter(state=TargetState.UNSENT)
    offices = offices_of(waiting)
    if not offices:
        return
    tell(
        Message(
            key=f"survey:{survey.pk}:open",
            number="",
            subject=f"アンケートのお願い：{survey.title}",
            body=invitation(survey),
            path=answer_path(survey),
            reason=REASON,
        ),
        to=people_of([office for several in offices.values() for office in several]),
        by=None,
    )
    # Who has begun to write in the same moment stays so.
    asked = waiting.filter(body__in=offices).select_for_update(of=("self",))
    note_sent(list(asked), way=SurveyTarget.Way.MAIL, by=None)


def invitation(survey: Survey) -> str:
    return "\n".join(
        [
            "特別区長会事務局です。次のアンケートへの回答をお願いします。",
            "",
            survey.title,
            "",
            survey.purpose,
            "",
            f"基準日：{wareki(survey.base_day)}",
            f"締切：{deadline(survey)}",
            "",
            "回答は自治体ごとに一つです。入力の途中で保存でき、課の何人でも分担して入力できます。"
            "提出は、決裁者か管理者が行います。",
        ]
    )


def deadline(survey: Survey) -> str:
    return wareki_time(timezone.localtime(survey.closes_at))


def note_sent(
    targets: list[SurveyTarget],
    *,
    way: str,
    by: User | None,
    what: str = Contact.What.INVITED,
    note: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Put down that some bodies were written to, at a moment: now, unless it is told."""
    now = at or timezone.now()
    for target in targets:
        target.contacted_at = max(now, target.contacted_at or now)
        if what == Contact.What.INVITED:
            target.state, target.state_since, target.sent_at = TargetState.SENT, timezone.now(), now
    names = ["contacted_at", "state", "state_since", "sent_at", "reminders"]
    SurveyTarget.objects.bulk_update(targets, names, batch_size=500)
    Contact.objects.bulk_create(
        [Contact(target=one, at=now, by=by, what=what, way=way, note=note) for one in targets], batch_size=500
    )


def tell_extended(survey: Survey, by: User) -> None:
    _tell_owing(
        survey,
        by,
        f"{survey.closes_at:%Y%m%d%H%M}",
        "締切の延長",
        f"次のアンケートの締切を、{deadline(survey)}に延ばしました。\n\n{survey.title}",
    )


def tell_cancelled(survey: Survey) -> None:
    _tell_owing(
        survey,
        None,
        "cancelled",
        "アンケートの中止",
        f"次のアンケートを中止しました。回答は不要です。\n\n{survey.title}\n\n理由：{survey.cancelled_because}",
    )


def _tell_owing(survey: Survey, by: User | None, key: str, subject: str, body: str) -> None:
    offices = offices_of(survey.targets.owing())
    message = Message(
        key=f"survey:{survey.pk}:{key}",
        number="",
        subject=f"{subject}：{survey.title}",
        body=body,
        path=answer_path(survey),
        reason=REASON,
    )
    tell(message, to=people_of([one for several in offices.values() for one in several]), by=by)
