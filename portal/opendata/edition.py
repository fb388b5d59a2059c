"""A dataset on a day, as it leaves: what its page, its files and their descriptions say alike."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from common.datasets import DataKind, Dataset, Datum
from common.linked_data import Absolute
from portal.feeds import OPERATOR
from portal.linked_data import SITE
from portal.opendata.catalogue import LICENCE, LICENCE_URL


@dataclass(frozen=True)
class Edition:
    """`day` is the day of the data. Addresses name it where it was `asked` for: those without stand for each day anew.
    `absolute` makes addresses whole."""

    dataset: Dataset
    day: dt.date
    absolute: Absolute
    asked: bool = False

    @property
    def _query(self) -> str:
        return f"?on={self.day.isoformat()}" if self.asked else ""

    def get_absolute_url(self) -> str:
        return reverse("portal:opendata_dataset", args=[self.dataset.key]) + self._query

    def file_address(self, suffix: str) -> str:
        return reverse("portal:opendata_file", args=[self.dataset.key, suffix]) + self._query

    def filename(self, suffix: str) -> str:
        return f"{self.dataset.key}_{self.day.isoformat()}.{suffix}"

    @cached_property
    def changed_on(self) -> dt.date | None:
        return self.dataset.changed_on()

    @cached_property
    def count(self) -> int:
        return self.dataset.count(self.day)

    @property
    def credit(self) -> str:
        """How whoever uses the data names it, without the address."""
        return f"出典：{OPERATOR}「{SITE}」{self.dataset.title}（{self.day.isoformat()}現在）"

    def rows(self, most: int | None = None) -> Iterator[list[Datum]]:
        """With addresses made whole."""
        ours = [place for place, column in enumerate(self.dataset.columns) if column.kind == DataKind.ADDRESS]
        for row in self.dataset.rows(self.day, most):
            for place in ours:
                if (address := row[place]) and str(address).startswith("/"):
                    row[place] = self.absolute(str(address))
            yield row

    def about(self) -> list[tuple[str, str, str]]:
        """What must be known of the data, as key, label and text."""
        return [
            ("title", "題名", self.dataset.title),
            ("description", "内容", self.dataset.about),
            ("as_of", "基準日", self.day.isoformat()),
            ("as_of_meaning", "基準日の意味", self.dataset.of_day),
            ("changed_on", "更新日", self.changed_on.isoformat() if self.changed_on else ""),
            ("publisher", "提供者", OPERATOR),
            ("licence", "利用条件", LICENCE),
            ("licence_url", "利用条件のURL", LICENCE_URL),
            ("credit", "出典の示し方", f"{self.credit}（{self.page}）、PDL1.0（{LICENCE_URL}）"),
            ("url", "ページのURL", self.page),
        ]

    @property
    def page(self) -> str:
        return self.absolute(self.get_absolute_url())
