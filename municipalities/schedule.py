"""The periodic jobs of this room; the roof adds them to the others (`portal.schedule`)."""

import datetime as dt

from accounts.jobs import Daily, Job
from municipalities.retention import dispose_of_applications

JOBS = [
    Job("dispose_applications", "終わった会員登録申請の廃棄", Daily(dt.time(3, 45)), dispose_of_applications),
]
