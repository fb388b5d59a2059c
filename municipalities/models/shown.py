"""What the page of a body says of it, out of what `municipalities.profile` read with it."""

import datetime as dt
from pathlib import PurePath
from typing import NamedTuple

from django.urls import reverse

from common.attachments import card_width
from common.dates import wareki
from municipalities.models.names import NameVariant


class Cover(NamedTuple):
    """An agreement that covers a body: its title, where it stands on the page of agreements, since when."""

    title: str
    anchor: str
    signed_on: dt.date


class Past(NamedTuple):
    """A change a body went through, or a name it had."""

    when: str
    kind: str
    what: str


class Picture(NamedTuple):
    """What components/photo.html shows."""

    get_absolute_url: str
    card_url: str
    card_width: int
    width: int
    height: int
    alt: str
    rights_holder: str


class Presented(NamedTuple):
    """How a body presents itself, as far as it is published."""

    introduction: str
    offers: str
    needs: str
    partners: str
    links: list[str]
    office: str
    picture: Picture | None


class Shown:
    """Mixed into LocalGovernment. Words for people, from rows already read: never a statement of its own."""

    @property
    def cover(self) -> list[Cover]:
        """Agreements in force that cover the body, oldest first."""
        return sorted(
            (
                Cover(
                    row["title"],
                    f"{row['prefecture']}-{row['kind']}",
                    dt.date.fromisoformat(row["signed_on"]),
                )
                for row in self.agreement_rows or []
            ),
            key=lambda cover: (cover.signed_on, cover.anchor),
        )

    @property
    def presented(self) -> Presented | None:
        """Its published profile; None without one."""
        if not self.profile_rows:
            return None
        row = self.profile_rows[0]
        texts = (row[name] for name in ("introduction", "offers", "needs", "partners"))
        links, office = row["links"].splitlines(), row["office"] or ""
        return Presented(*texts, links=links, office=office, picture=self._picture())

    def _picture(self) -> Picture | None:
        if not self.picture_rows:
            return None
        row = self.picture_rows[0]
        address = [self.code, PurePath(row["image"]).stem]
        return Picture(
            reverse("municipalities:profile_photo", args=address),
            reverse("municipalities:profile_photo_card", args=address),
            card_width(row["width"], row["height"]),
            *(row[name] for name in ("width", "height", "alt", "rights_holder")),
        )

    @property
    def past(self) -> list[Past]:
        """Changes, newest first, then names by their last day."""
        return [*self._changes(), *self._names()]

    def _changes(self) -> list[Past]:
        rows = sorted(
            self.change_rows or [], key=lambda row: (row["effective_on"], row["title"]), reverse=True
        )
        kinds = dict(self.changes_before.model.Kind.choices)
        return [
            Past(
                wareki(dt.date.fromisoformat(row["effective_on"])),
                kinds[row["kind"]],
                f"{row['title']}（{row['notice']}）" if row["notice"] else row["title"],
            )
            for row in rows
        ]

    def _names(self) -> list[Past]:
        rows = sorted(self.name_rows or [], key=lambda row: (row["valid_to"] or "9999", row["written"]))
        return [
            Past(
                f"{wareki(dt.date.fromisoformat(row['valid_to']) - dt.timedelta(days=1))}まで"
                if row["valid_to"]
                else "",
                NameVariant.Kind(row["kind"]).label,
                f"{row['written']}（{row['kana']}）" if row["kana"] else row["written"],
            )
            for row in rows
        ]
