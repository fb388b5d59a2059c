"""The periodic jobs of this room; the roof adds them to the others (`portal.schedule`)."""

import datetime as dt

from accounts.jobs import Daily, Every, Job
from bulletin.board.deadlines import check_deadlines
from bulletin.board.settlement import tell_of_publications


def deadlines(now: dt.datetime) -> str:
    done = check_deadlines()
    if not any(done.values()):
        return ""
    return f"受付終了{done['closed']}件、催促{done['reminded']}件、期限経過{done['lapsed']}件。"


def publications(now: dt.datetime) -> str:
    told = tell_of_publications()
    return f"公開された連携事業{told}件を、参加する課に知らせました。" if told else ""


JOBS = [
    Job("check_deadlines", "掲示板の期限と催促", Daily(dt.time(6, 0)), deadlines),
    Job("tell_publications", "公開された連携事業のお知らせ", Every(dt.timedelta(minutes=10)), publications),
]
