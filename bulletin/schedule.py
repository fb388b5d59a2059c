"""The periodic jobs of this room; the roof adds them to the others (`portal.schedule`)."""

import datetime as dt

from accounts.jobs import Daily, Every, Job, Weekly
from bulletin.board.deadlines import check_deadlines
from bulletin.board.settlement import tell_of_publications
from bulletin.board.suggesting import suggest_to_all


def deadlines(now: dt.datetime) -> str:
    done = check_deadlines()
    if not any(done.values()):
        return ""
    return f"受付終了{done['closed']}件、催促{done['reminded']}件、期限経過{done['lapsed']}件。"


def publications(now: dt.datetime) -> str:
    told = tell_of_publications()
    return f"公開された連携事業{told}件を、参加する課に知らせました。" if told else ""


def suggestions(now: dt.datetime) -> str:
    told = suggest_to_all()
    return f"合いそうな投稿{told}件を、投稿した課に知らせました。" if told else ""


JOBS = [
    Job("check_deadlines", "掲示板の期限と催促", Daily(dt.time(6, 0)), deadlines),
    # Before the digest, which carries them.
    Job("suggest_threads", "合いそうな投稿のお知らせ", Weekly(dt.time(7, 0)), suggestions),
    Job("tell_publications", "公開された連携事業のお知らせ", Every(dt.timedelta(minutes=10)), publications),
]
