"""The directory of local governments: today's bodies, few enough to be read once and narrowed in memory.

So every number beside a condition is, whatever else is asked, the length of the list behind it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from common.dates import today
from common.facets import Counts
from common.kept import kept
from common.prepared import prepared
from common.text import plain_kana
from municipalities.models import Agreement, LocalGovernment, Membership, Partnership
from municipalities.models.bodies import address

Kind = LocalGovernment.Kind

#: A condition that a body meets or does not has this value alone.
ON = "on"


class Entry(NamedTuple):
    """A body as the directory shows it."""

    pk: int
    code: str
    name: str
    kana: str
    kind: str
    is_designated_city: bool
    area: str
    district: str
    prefecture: str  # code; a prefecture's own
    prefecture_name: str | None
    linked: bool
    cover: bool
    member: bool

    @property
    def url(self) -> str:
        return address("ward" if self.kind == Kind.SPECIAL_WARD else "detail", self.code)

    @property
    def place(self) -> str:
        """「岩手県和賀郡」; nothing for a prefecture."""
        return f"{self.prefecture_name or ''}{self.district}"

    @property
    def kind_name(self) -> str:
        return "政令指定都市" if self.is_designated_city else Kind(self.kind).label

    @property
    def reading(self) -> str:
        """By which the fifty sounds sort: 「がまごおりし」 among か."""
        return plain_kana(self.kana)


@prepared
def _rows() -> QuerySet:
    day = today()
    return (
        LocalGovernment.objects.on(day)
        .marking(
            linked=Partnership.objects.in_force(day).reaching(),
            cover=Agreement.objects.in_force(day).reaching(day),
            member=Q(pk__in=Membership.objects.active(day).order_by().values("body")),
        )
        .annotate(within=Coalesce("prefecture__code", "code"))
        .order_by("code")
        .values_list(
            *("pk", "code", "name", "kana", "kind", "is_designated_city", "area", "district"),
            *("within", "prefecture__name", "linked", "cover", "member"),
        )
    )


@kept(1)
def entries() -> list[Entry]:
    """Today's bodies by code."""
    return [Entry(*row) for row in _rows()]


@prepared
def _prefectures() -> QuerySet:
    return LocalGovernment.objects.on(today()).prefectures().order_by("code").values_list("code", "name")


@kept(1)
def prefectures() -> list[tuple[str, str]]:
    """Codes and names."""
    return _prefectures()


#: Facet → what a body has in it; true for `ON`.
VALUES: dict[str, Callable[[Entry], str | bool]] = {
    **{name: attrgetter(name) for name in ("area", "prefecture", "kind", "linked", "cover", "member")},
    "kana": lambda entry: plain_kana(entry.kana[:1]),
}

#: What sorts the list by which of its names.
ORDERS: dict[str, tuple[str, Callable[[Entry], tuple]]] = {
    "code": ("団体コード順", lambda entry: (entry.code,)),
    "kana": ("五十音順", lambda entry: (entry.reading, entry.kana, entry.code)),
}


class Directory:
    """Bodies that meet what is asked (parameter → value)."""

    def __init__(self, asked: dict[str, str], bodies: Iterable[Entry] | None = None):
        self.asked = {name: value == ON or value for name, value in asked.items() if name in VALUES}
        self.bodies = entries() if bodies is None else bodies
        if word := asked.get("q"):
            written = set(LocalGovernment.objects.on(today()).written(word).values_list("pk", flat=True))
            self.bodies = [entry for entry in self.bodies if entry.pk in written]
        self.fitting: list[Entry] = []
        #: Condition → the bodies that meet all others. Who fails two is in no list and in no number.
        self.failing: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.bodies:
            fails = [name for name, value in self.asked.items() if VALUES[name](entry) != value]
            if not fails:
                self.fitting.append(entry)
            elif len(fails) == 1:
                self.failing[fails[0]].append(entry)

    def found(self, order: str = "code") -> list[Entry]:
        return sorted(self.fitting, key=ORDERS[order][1])

    def counts(self) -> Counts:
        """Facet → value → number of bodies under all other conditions."""
        counts = {}
        for name, value_of in VALUES.items():
            tallied = Counter(map(value_of, chain(self.fitting, self.failing[name])))
            counts[name] = {ON if value is True else value: tallied[value] for value in tallied if value}
        return counts

    def linked_by_prefecture(self) -> Counter:
        """Number of linked bodies per prefecture under all that is asked but the prefecture."""
        fitting = chain(self.fitting, self.failing["prefecture"])
        return Counter(entry.prefecture for entry in fitting if entry.linked)
