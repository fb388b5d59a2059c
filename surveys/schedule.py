"""The periodic jobs of this room; the roof adds them to the others (`portal.schedule`)."""

import datetime as dt

from accounts.jobs import Daily, Every, Job
from surveys.asking.actions import follow_clock
from surveys.models import Survey
from surveys.retention import forget_respondents
from surveys.returns.deadlines import remind_wards


def follow_the_clock(now: dt.datetime) -> str:
    """Open what is due, and close what is over: each in a transaction of its own."""
    opened = [follow_clock(survey=survey) for survey in Survey.objects.to_open(now)]
    closed = [follow_clock(survey=survey) for survey in Survey.objects.to_close(now)]
    if not opened and not closed:
        return ""
    return f"アンケートを開始{len(opened)}件、締切{len(closed)}件。"


def returns(now: dt.datetime) -> str:
    reminded = remind_wards()
    return f"連携状況調査の提出を{reminded}区に促しました。" if reminded else ""


JOBS = [
    Job("survey_clock", "アンケートの開始と締切", Every(dt.timedelta(minutes=1)), follow_the_clock),
    Job("dispose_respondents", "アンケートの回答者の連絡先の消去", Daily(dt.time(3, 50)), forget_respondents),
    Job("remind_returns", "連携状況調査の催促", Daily(dt.time(6, 10)), returns),
]
