"""What single bodies are told: of the survey, of an answer sent back, of one that is still to come."""

from accounts.models import User
from accounts.notifying import Message, tell, write
from municipalities.models import Office
from surveys.asking.telling import REASON, answer_path, deadline, invitation, people_of
from surveys.models import Answer, Survey, SurveyTarget

Way = SurveyTarget.Way
CODE_REASON = "アンケートの回答に書かれた、控えの送り先のアドレス"


def offices_of_body(target: SurveyTarget) -> list[Office]:
    return list(Office.objects.staffed().filter(body=target.body_id))


def invite(target: SurveyTarget) -> bool:
    """Ask a body that has offices here. False where it has none."""
    people = people_of(offices_of_body(target))
    message = Message(
        key=f"survey:{target.survey_id}:open:{target.pk}",
        number="",
        subject=f"アンケートのお願い：{target.survey.title}",
        body=invitation(target.survey),
        path=answer_path(target.survey),
        reason=REASON,
    )
    tell(message, to=people, by=None)
    return bool(people)


def send_back(target: SurveyTarget, reason: str, by: User) -> str:
    """Tell who writes for the body, and whoever left an address with the answer. By which way it was told: where
    nobody can be, somebody has to phone."""
    survey = target.survey
    body = "\n".join(
        [
            "次のアンケートの回答を、差し戻しました。内容を直して、もう一度提出してください。",
            "前に入力した内容は、そのまま残っています。",
            "",
            survey.title,
            f"団体：{target.body}",
            "",
            f"理由：{reason}",
        ]
    )
    key = f"survey-target:{target.pk}:returned:{target.version}"
    subject = f"アンケートの回答の差戻し：{survey.title}"
    people = people_of(offices_of_body(target))
    to_members = Message(key, "", subject, body, answer_path(survey), REASON)
    tell(to_members, to=people, by=by)
    mailbox = Answer.objects.filter(target=target).values_list("mailbox", flat=True).first()
    known = {person.email.lower() for person in people}
    if mailbox and mailbox.lower() not in known:
        hint = "前に届いた依頼文の回答コードで開きます。"
        write(
            Message(key, "", subject, f"{body}\n\n{hint}", target.get_absolute_url(), CODE_REASON),
            addresses=[mailbox],
        )
    return Way.MAIL if people or mailbox else Way.OTHER


def remind(survey: Survey, number: int, offices: list[Office], by: User) -> None:
    """Tell the members whose answers are still to come."""
    body = "\n".join(
        [
            "次のアンケートの回答（差し戻した回答の再提出を含みます）が、まだ届いていません。",
            "締切までに、回答をお願いします。行き違いで提出されていたときは、ご容赦ください。",
            "",
            survey.title,
            f"締切：{deadline(survey)}",
        ]
    )
    message = Message(
        key=f"survey:{survey.pk}:remind:{number}",
        number="",
        subject=f"【再度のお願い】アンケート：{survey.title}",
        body=body,
        path=answer_path(survey),
        reason=REASON,
    )
    tell(message, to=people_of(offices), by=by)
