"""The periodic jobs of this room; the roof adds them to the others (`portal.schedule`)."""

import datetime as dt

from accounts.jobs import Daily, Job
from surveys.returns.deadlines import remind_wards


def returns(now: dt.datetime) -> str:
    reminded = remind_wards()
    return f"連携状況調査の提出を{reminded}区に促しました。" if reminded else ""


JOBS = [Job("remind_returns", "連携状況調査の催促", Daily(dt.time(6, 10)), returns)]
