"""Every form in which a body may be written, laid out for looking up whole.

Names are never taken apart: 「東京都府中市」 is found because 東京都 + 府中市 was laid out, so no letter that belongs
to a name (都留市, 府中市, 郡山市) can be stripped from it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from common.text import letters, reading
from municipalities.models.names import NameVariant
from municipalities.names.records import Body, Candidate, Change, Name, Spelling

#: The last letter of a municipality's name and how it may be read (in the form of `common.text.reading`).
KIND_READINGS = {"市": "し", "町": "ちよう", "村": "そん", "区": "く"}

Forms = dict[str, list[Name]]


@dataclass(frozen=True, slots=True)
class Fate:
    """What a body is on a day: itself or its one heir, or else what may have become of it."""

    body: Body | None
    reason: str = ""
    candidates: tuple[Body, ...] = ()


class Index:
    def __init__(self, bodies: Iterable[Body], spellings: Iterable[Spelling], changes: Iterable[Change]):
        self.bodies = list(bodies)
        self.changes = list(changes)
        spellings = list(spellings)
        #: By degree of liberty, the strictest first: the same letters, variant letters, kana.
        self.same: Forms = defaultdict(list)
        self.letters: Forms = defaultdict(list)
        self.reading: Forms = defaultdict(list)
        #: Kana with the kind in kanji (さく市): too easily a piece of another name (さくら市) to be sure of.
        self.half_kana: Forms = defaultdict(list)
        #: For guesses only: bare names, names without their last letter, names with one letter dropped.
        self.bare: Forms = defaultdict(list)
        self.stems: Forms = defaultdict(list)
        self.near: Forms = defaultdict(list)
        self.codes: dict[str, list[Body]] = defaultdict(list)
        self.prefectures: dict[str, Body] = {}
        self.prefixes: list[tuple[str, Body]] = []
        self.verdicts: dict[tuple[str, Body | None], Spelling] = {}
        self._names: dict[Body, list[Name]] = {
            body: self._names_of(body, [spelling for spelling in spellings if spelling.body is body])
            for body in self.bodies
        }
        for body, names in self._names.items():
            self.codes[body.code].append(body)
            if body.is_prefecture:
                self._add_prefecture(body)
            for name in names:
                self._add(name)
        # The longest first: 東京都 before 東京.
        self.prefixes.sort(key=lambda prefix: -len(prefix[0]))
        for spelling in spellings:
            if spelling.kind == NameVariant.Kind.VERDICT:
                self._add_verdict(spelling)

    @staticmethod
    def _names_of(body: Body, spellings: list[Spelling]) -> list[Name]:
        former = [spelling for spelling in spellings if spelling.kind == NameVariant.Kind.FORMER]
        renamed_on = max((name.valid_to for name in former if name.valid_to), default=body.valid_from)
        names = [Name(body, body.name, body.kana, renamed_on, body.valid_to)]
        names += [Name(body, old.written, old.kana, old.valid_from, old.valid_to) for old in former]
        names += [
            Name(body, other.written, other.kana, other.valid_from, other.valid_to, False, other.reason)
            for other in spellings
            if other.kind == NameVariant.Kind.ALIAS
        ]
        return names

    def _add_prefecture(self, body: Body) -> None:
        for text in {body.name, body.short_name}:
            self.prefectures[letters(text)] = body
            self.prefixes.append((letters(text), body))
        self.prefectures[reading(body.kana)] = body
        self.prefectures[body.code] = body

    def _add(self, name: Name) -> None:
        body = name.body
        place = body.prefecture
        prefixes = ["", place.name, place.short_name] if place else [""]
        districts = ["", body.district] if body.district else [""]
        self._lay(self.same, name, prefixes, districts, [name.text])
        text = letters(name.text)
        self._lay(self.letters, name, map(letters, prefixes), map(letters, districts), [text])
        kana_prefixes = [*map(reading, prefixes), *([reading(place.kana)] if place else [])]
        kana_districts = [*map(reading, districts), *([reading(body.district_kana)] if body.district else [])]
        readings, stem = {reading(name.text)}, text[:-1]
        stems = {stem}
        if name.kana:
            kana = reading(name.kana)
            readings.add(kana)
            ending = KIND_READINGS.get(text[-1])
            if ending and kana.endswith(ending):
                stem_kana = kana.removesuffix(ending)
                stems |= {stem_kana, reading(stem_kana)}
                self._lay(self.half_kana, name, kana_prefixes, kana_districts, [stem_kana + text[-1]])
        self._lay(self.reading, name, kana_prefixes, kana_districts, readings)
        self.bare[text].append(name)
        for form in stems - {""}:
            self.stems[form].append(name)
        for form in one_dropped(text) | one_dropped(reading(name.kana)):
            self.near[form].append(name)

    @staticmethod
    def _lay(forms: Forms, name: Name, prefixes, districts, texts) -> None:
        districts = set(districts)
        for form in {p + d + t for p in set(prefixes) for d in districts for t in texts}:
            forms[form].append(name)

    def _add_verdict(self, verdict: Spelling) -> None:
        text, place = letters(verdict.written), verdict.prefecture
        self.verdicts[text, place] = verdict
        if place:
            for prefix in (place.name, place.short_name):
                self.verdicts[letters(prefix) + text, place] = verdict
                self.verdicts[letters(prefix) + text, None] = verdict

    def degrees(self, text: str) -> list[tuple[str, list[Name]]]:
        """The names written so, by degree of liberty, the strictest first; "half_kana" is never sure."""
        found = (
            ("same", self.same.get(text)),
            ("letters", self.letters.get(letters(text))),
            ("reading", self.reading.get(reading(text))),
            ("half_kana", self.half_kana.get(reading(text))),
        )
        return [(degree, names) for degree, names in found if names]

    def is_name_of_another(self, text: str, body: Body) -> bool:
        """Whether the text, or what follows a prefecture in it, is letter for letter a name, but not the body's.

        茨城県鹿島市 is not safely 鹿嶋市: 佐賀県 has a 鹿島市.
        """
        # `letters` keeps the length, so the written letters can be had back from the end.
        written = (text[-len(rest) :] for _, rest in self.splits(text))
        namesakes = [self.same[rest] for rest in written if rest in self.same]
        return any(all(name.body is not body for name in names) for names in namesakes)

    def prefecture(self, text: str) -> Body | None:
        return self.prefectures.get(letters(text)) or self.prefectures.get(reading(text))

    def splits(self, text: str) -> list[tuple[Body | None, str]]:
        """For guesses: the text (in `letters`), and what follows each prefecture it may begin with.

        「大阪府中市」 may be 大阪府 + 中市 as well as 大阪 + 府中市.
        """
        text = letters(text)
        parts = [
            (body, text.removeprefix(prefix)) for prefix, body in self.prefixes if text.startswith(prefix)
        ]
        return [(None, text), *((body, rest) for body, rest in parts if rest)]

    def name_on(self, body: Body, day: dt.date) -> str:
        """The official name of a body on a day; today's where none was recorded for it."""
        official = (name.text for name in self._names[body] if name.is_official and name.on(day))
        return next(official, body.name)

    def candidates(self, bodies: Iterable[Body], day: dt.date) -> tuple[Candidate, ...]:
        ordered = dict.fromkeys(bodies)
        return tuple(Candidate(body, self.name_on(body, day)) for body in ordered)

    def fate(self, body: Body, day: dt.date) -> Fate:
        """The body itself if it exists on the day; later its one heir; else candidates only."""
        reasons: list[str] = []
        while not body.exists_on(day):
            if body.valid_to is None or day < body.valid_to:
                came_from = tuple(
                    old for change in self.changes if body in change.successors for old in change.predecessors
                )
                return Fate(None, f"{body.name}は{body.valid_from:%Y-%m-%d}からの団体です。", came_from)
            change = next((change for change in self.changes if self._ended_by(body, change)), None)
            if change is None:
                return Fate(None, f"{body.name}は{body.valid_to:%Y-%m-%d}の前日までの団体です。")
            if not change.is_one_to_one:
                return Fate(None, _told(change), change.successors)
            heir = change.successors[0]
            if heir.valid_to and heir.valid_to <= body.valid_to:
                return Fate(None, f"{_told(change)}その後の記録がそろっていません。")
            reasons.append(_told(change))
            body = heir
        return Fate(body, "".join(reasons))

    @staticmethod
    def _ended_by(body: Body, change: Change) -> bool:
        return (
            body in change.predecessors
            and body not in change.successors
            and change.effective_on == body.valid_to
        )

    def alive(self, names: Iterable[Name], day: dt.date, place: Body | None = None) -> list[Body]:
        """The bodies of the day that the names, of whatever day, may stand for; by code."""
        bodies: list[Body] = []
        for name in names:
            fate = self.fate(name.body, day)
            bodies += [fate.body] if fate.body else [heir for heir in fate.candidates if heir.exists_on(day)]
        return sorted({body for body in bodies if body.is_in(place)}, key=lambda body: body.code)

    def designated_cities(self) -> Iterable[Body]:
        return (body for body in self.bodies if body.is_designated_city)


def _told(change: Change) -> str:
    day = change.effective_on
    return f"{day.year}年{day.month}月{day.day}日に{change.title}。"


def one_dropped(text: str) -> set[str]:
    """The text and all it becomes when one letter is dropped, down to two letters.

    Two words share one of these when they differ by one letter changed, added, lost or swapped with its neighbour.
    """
    forms = {text} | {text[:place] + text[place + 1 :] for place in range(len(text))}
    return {form for form in forms if len(form) >= 2}
