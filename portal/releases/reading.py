"""Which releases there are of a day."""

import datetime as dt

from portal.models import Release


def released_in(day: dt.date) -> Release | None:
    """The published release as of a day."""
    return Release.objects.published().filter(as_of=day).first()
