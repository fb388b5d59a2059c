"""The portal's settings under faults: as in production, but that a killed worker's mail waits for seconds only."""

import datetime as dt

from portal.settings import *  # noqa: F403

MAIL_LEASE = dt.timedelta(seconds=5)
DEFAULT_FROM_EMAIL = "renkei@renkei.example.jp"
EMAIL_TIMEOUT = 3
