"""The terms of use that members agree to: known by the day since which they hold."""

import datetime as dt

TERMS_SINCE = dt.date(2026, 11, 25)
