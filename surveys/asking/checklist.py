"""What has to be in order before somebody is asked."""

from typing import NamedTuple

from django.utils import timezone

from surveys.asking.eligible import bodies_of, gone_on_base_day
from surveys.models import Question, Survey

Kind = Question.Kind


class Check(NamedTuple):
    """One line of the checklist: what is asked for, and what is amiss; empty where nothing is."""

    label: str
    amiss: str

    @property
    def is_met(self) -> bool:
        return not self.amiss


def checklist(survey: Survey) -> list[Check]:
    """In the order in which a survey is built. It may be checked, scheduled and opened when all are met."""
    questions = list(survey.questions.in_order())
    gone = gone_on_base_day(survey)
    number = bodies_of(survey).count()
    return [
        Check("基準日、開始日時、締切日時", _days(survey)),
        Check(
            "対象の自治体",
            f"基準日に存在しない自治体が含まれています：{'、'.join(map(str, gone))}。"
            if gone
            else ("" if number else "対象の自治体がありません。対象と基準日を確かめてください。"),
        ),
        Check("設問", "" if any(not one.is_heading for one in questions) else "設問がありません。"),
        Check("選択肢と行", _of(questions, _lacks_options, "の選択肢（または行）が2つ未満です。")),
        Check(
            "表示の条件", _of(questions, _has_no_ground, "の表示の条件が、前の設問の選択肢になっていません。")
        ),
        Check("同意の確認", _consent(questions)),
    ]


def _days(survey: Survey) -> str:
    if not (survey.base_day and survey.opens_at and survey.closes_at):
        return "基準日、開始日時、締切日時を、すべて入力してください。"
    if survey.closes_at <= timezone.now():
        return "締切日時が過ぎています。先の日時に直してください。"
    return ""


def _of(questions: list[Question], is_amiss, told: str) -> str:
    """Which questions something is amiss with."""
    found = [f"「{one.text}」" for one in questions if is_amiss(one, questions)]
    return f"{'、'.join(found)}{told}" if found else ""


def _lacks_options(one: Question, _) -> bool:
    if one.kind not in Question.CHOOSING:
        return False
    return len(one.options) < 2 or (one.kind == Kind.MATRIX and not one.rows)


def _has_no_ground(one: Question, questions: list[Question]) -> bool:
    """Whether its condition names no option of an earlier question."""
    if one.shown_if_id is None:
        return False
    ground = next((other for other in questions if other.pk == one.shown_if_id), None)
    if ground is None or ground.order >= one.order or ground.kind not in (Kind.ONE, Kind.SEVERAL):
        return True
    return not one.shown_for or any(not ground.label_of(place) for place in one.shown_for)


def _consent(questions: list[Question]) -> str:
    leads = any(one.leads_to for one in questions)
    if leads and not any(one.kind == Kind.CONSENT for one in questions):
        return "掲示板の下書きにする設問があるのに、同意の確認がありません。「同意の確認」の設問を加えてください。"
    return ""
