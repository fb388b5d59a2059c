"""The periodic jobs of this room; the roof adds those of the others (`portal.schedule`)."""

import datetime as dt

from accounts.digests import send_digests
from accounts.history import seal_changes
from accounts.jobs import Daily, Every, Job, WorkingDays
from accounts.outbox import send_due
from accounts.retention import clear_sessions, dispose_of_mails, dispose_of_notifications, forget_forms

JOBS = [
    # Each mail has a lease of its own: what one worker is busy with keeps no other from the rest.
    Job("send_mail", "メールの送信", Every(dt.timedelta(seconds=10)), send_due, lease=None),
    Job("seal_changes", "変更の履歴の封印", Every(dt.timedelta(minutes=1)), seal_changes),
    Job("send_digests", "新着のまとめ", WorkingDays(dt.time(7, 30)), send_digests),
    Job("dispose_mails", "古い送信メールの廃棄", Daily(dt.time(3, 10)), dispose_of_mails),
    Job("dispose_notifications", "古い通知の廃棄", Daily(dt.time(3, 20)), dispose_of_notifications),
    Job("clear_sessions", "期限の切れたセッションの消去", Daily(dt.time(3, 30)), clear_sessions),
    Job("forget_forms", "送られなかった入力などの消去", Daily(dt.time(3, 35)), forget_forms),
]
