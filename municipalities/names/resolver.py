"""The rules that cannot be wrong, in order; what none of them decides is handed to `guesses`."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from common.codes import check_digit
from common.text import letters, reading, shown, tidy
from municipalities.models.names import LONGEST_WRITTEN
from municipalities.models.partner_lists import Verdict
from municipalities.names.guesses import guess
from municipalities.names.index import Index
from municipalities.names.query import Query
from municipalities.names.records import Body, Change, Name, Resolution, Spelling, Written

#: The master is complete from the day of 岩舟町's absorption on; of municipalities before it, nothing is sure.
COMPLETE_FROM = dt.date(2014, 4, 5)
#: No name of a body, with prefecture, district and office, comes near this.
LONGEST = 100

_BRACKETED = re.compile(r"(.*?)[(\[{「『【〔〈《](.*?)[)\]}」』】〕〉》](.*)")
_CODE = re.compile(r"(\d{5})[-‐‑‒–—―−]?(\d)(\D.*)?", re.ASCII)
#: What follows a body's name without changing who is meant, and whether it may follow a prefecture's,
#: a municipality's or either's.
_OFFICES = (
    ("知事", True),
    ("庁", True),
    ("役場", False),
    ("役所", False),
    ("長", False),
    ("様", None),
    ("殿", None),
    ("御中", None),
)
_EDGES = "。、,.:;"


class Resolver:
    def __init__(self, bodies: Iterable[Body], spellings: Iterable[Spelling], changes: Iterable[Change]):
        self.index = Index(bodies, spellings, changes)

    def prefecture(self, written: str) -> Body | None:
        """The prefecture a text names, with or without 都道府県."""
        return self.index.prefecture(tidy(written))

    def resolve(self, written: str, prefecture: str = "", *, on: dt.date) -> Resolution:
        """What a name, written with a prefecture or without, means on a day. Never raises."""
        if len(written) > LONGEST or len(prefecture) > LONGEST:
            return Resolution(Verdict.UNKNOWN, f"名称として長すぎます（{len(written)}文字）。")
        query = self._query(written, prefecture, on)
        if not query.text:
            return Resolution(Verdict.UNKNOWN, "名称が空欄です。")
        found = self._doubted(self._sure(query) or self._dressed(query) or guess(self.index, query), query)
        return found if found.is_sure else replace(found, open=self._open(query))

    def _open(self, query: Query) -> Written | None:
        """What a verdict would be looked up by; None where none would be, or one stands."""
        is_decided = (letters(query.text), query.place) in self.index.verdicts
        if not query.is_place_known or is_decided or len(query.text) > LONGEST_WRITTEN:
            return None
        return Written(query.text, query.place)

    def _query(self, written: str, prefecture: str, on: dt.date) -> Query:
        text, place_text = tidy(written), tidy(prefecture)
        place = self.index.prefecture(place_text) if place_text else None
        if place is None and place_text.endswith("郡"):
            # 「岩手県和賀郡」 in the prefecture's column: part of the name, to be found as a whole.
            return Query(written, place_text + text, None, True, False, on)
        is_literal = written.strip() == text and prefecture.strip() in ("", place.name if place else "")
        return Query(written, text, place, bool(place) or not place_text, is_literal, on)

    def _doubted(self, found: Resolution, query: Query) -> Resolution:
        """A sure answer is none where the prefecture is unreadable or the day lies before the records, unless a
        person decided so."""
        if found.body is None:
            return found
        if not query.is_place_known:
            reason = "都道府県の欄が読み取れません。"
        elif query.on < COMPLETE_FROM and not (found.body.is_prefecture or found.body.is_special_ward):
            reason = (
                f"市町村の記録は{COMPLETE_FROM:%Y-%m-%d}からです。それより前の日の名称は確かめられません。"
            )
        else:
            return found
        candidates = self.index.candidates([found.body], query.on)
        return self._by_verdict(query) or Resolution(Verdict.REVIEW, reason, candidates=candidates)

    # The rules

    def _sure(self, query: Query) -> Resolution | None:
        """By a remembered verdict, code or name; None where nothing is written like the text."""
        found = self._by_name(query)
        if found and found.verdict == Verdict.EXACT:
            return found
        return self._by_verdict(query) or self._by_code(query) or found

    def _resolved(self, body: Body, reason: str, query: Query) -> Resolution:
        """The body, or its heir on the day."""
        fate = self.index.fate(body, query.on)
        if fate.body is None:
            return Resolution(
                Verdict.REVIEW,
                f"{reason}{fate.reason}",
                candidates=self.index.candidates(self._on(fate.candidates, query), query.on),
            )
        return Resolution(
            Verdict.RESOLVED,
            f"{reason}{fate.reason}",
            body=fate.body,
            name=self.index.name_on(fate.body, query.on),
        )

    def _on(self, bodies: Iterable[Body], query: Query) -> list[Body]:
        return [body for body in bodies if body.exists_on(query.on)]

    def _by_verdict(self, query: Query) -> Resolution | None:
        if not query.is_place_known:
            return None
        verdict = self.index.verdicts.get((letters(query.text), query.place))
        if verdict is None:
            return None
        reason = f"担当者の判断（{verdict.decided_on}）: {verdict.reason}"
        if verdict.body is None:
            return Resolution(Verdict.UNKNOWN, reason)
        return self._resolved(verdict.body, reason, query)

    def _by_code(self, query: Query) -> Resolution | None:
        written = _CODE.fullmatch(query.text)
        if not written or check_digit(written[1]) != written[2]:
            return None
        code = written[1] + written[2]
        bearers = self.index.codes.get(code, [])
        if not bearers:
            return Resolution(Verdict.UNKNOWN, f"団体コード{code}の団体はありません。")
        body = next(iter(self._on(bearers, query)), bearers[-1])
        found = self._resolved(body, f"団体コード{code}から確定しました。", query)
        rest = written[3]
        named = self._sure(query.about(rest)) if rest else found
        if body.is_in(query.place) and named and found.is_sure and named.body is found.body:
            return found
        others = [named.body] if named and named.body else []
        candidates = self.index.candidates([found.body or body, *others], query.on)
        return Resolution(
            Verdict.REVIEW, f"団体コード{code}と、書かれた名称や都道府県が合いません。", candidates=candidates
        )

    def _by_name(self, query: Query) -> Resolution | None:
        degrees = self.index.degrees(query.text)
        if not degrees or degrees[0][0] == "half_kana":
            return None
        degree, names = degrees[0]
        if degree == "reading":
            # サクラ市: さくら市 in other kana as well as 佐倉市 by its reading.
            names = [name for _, found in degrees for name in found]
        inside = [name for name in names if name.body.is_in(query.place)]
        if not inside:
            # Written like this it lies elsewhere; that more liberty may find it in the prefecture is for a person.
            return None
        found = self._one_of(inside, degree, query)
        if degree != "same" and found.body and self.index.is_name_of_another(query.text, found.body):
            return None
        return found

    def _one_of(self, names: list[Name], degree: str, query: Query) -> Resolution:
        current = [name for name in names if name.on(query.on)]
        bodies = list(dict.fromkeys(name.body for name in current))
        if len(bodies) > 1:
            return self._several(bodies, query)
        if bodies:
            return self._the_one(current, degree, query)
        fates = {name.body: self.index.fate(name.body, query.on) for name in names}
        heirs = list(dict.fromkeys(fate.body for fate in fates.values() if fate.body))
        if len(heirs) > 1:
            return self._several(heirs, query)
        name = next((name for name in names if fates[name.body].body), names[0])
        return self._resolved(name.body, self._of_another_day(name, query), query)

    def _the_one(self, names: list[Name], degree: str, query: Query) -> Resolution:
        name = next((name for name in names if name.is_official), names[0])
        if query.is_literal and name.is_official and query.text == name.text:
            return Resolution(Verdict.EXACT, "名称が一致しました。", body=name.body, name=name.text)
        return self._resolved(name.body, _told(name, degree, query), query)

    def _of_another_day(self, name: Name, query: Query) -> str:
        now = self.index.name_on(name.body, query.on)
        if not name.body.exists_on(query.on) or name.text == now:
            return ""
        return f"{name.text}は別の日の名称です。{query.on:%Y-%m-%d}の名称は{now}です。"

    def _several(self, bodies: list[Body], query: Query) -> Resolution:
        where = "この都道府県に" if query.place else "全国に"
        return Resolution(
            Verdict.AMBIGUOUS,
            f"「{shown(query.written)}」に当たる団体が{where}{len(bodies)}団体あり、選ぶ手がかりがありません。",
            candidates=self.index.candidates(sorted(bodies, key=lambda body: body.code), query.on),
        )

    # A name with something around it

    def _dressed(self, query: Query) -> Resolution | None:
        text = query.text.strip(_EDGES)
        if text and text != query.text:
            return self._sure(query.about(text)) or self._dressed(query.about(text))
        return self._bracketed(query) or self._office(query)

    def _bracketed(self, query: Query) -> Resolution | None:
        parts = _BRACKETED.fullmatch(query.text)
        if not parts:
            return None
        outer, inner = parts[1] + parts[3], parts[2]
        if not outer or not inner:
            bare = query.about(outer or inner)
            return (self._sure(bare) or self._dressed(bare)) if bare.text else None
        place = self.index.prefecture(inner)
        if place and query.place in (None, place):
            found = self._sure(query.about(outer, place))
        else:
            # 「南部町（三戸郡）」: the note stands for what would be written in front.
            found = self._sure(query.about(inner + outer)) if inner.endswith("郡") else None
        if found:
            return found
        found = self._sure(query.about(outer))
        if found and found.body and inner in (found.code, found.body.name):
            return found
        if found and found.body and reading(inner) == reading(found.body.kana):
            return found
        return None

    def _office(self, query: Query) -> Resolution | None:
        for office, is_prefectural in _OFFICES:
            if not query.text.endswith(office):
                continue
            bare = query.about(query.text.removesuffix(office))
            found = (self._sure(bare) or self._office(bare)) if bare.text else None
            if not found or not found.body:
                return found
            if is_prefectural not in (None, found.body.is_prefecture):
                return None
            return Resolution(
                found.verdict, f"「{office}」を除いた名称です。{found.reason}", found.body, found.name
            )
        return None


def _told(name: Name, degree: str, query: Query) -> str:
    """By which rule a text was read as a name."""
    reasons = []
    if name.reason and not name.is_official:
        reasons.append(f"「{name.text}」は{name.body.name}の別表記です（{name.reason}）。")
    if query.text != query.written.strip():
        reasons.append("全角・半角、空白などを整えました。")
    if degree == "reading":
        reasons.append("よみがなで一致しました。")
    elif degree == "letters":
        reasons.append("字体の違いを除いて一致しました。")
    if degree != "reading" and letters(query.text) != letters(name.text):
        reasons.append("都道府県名・郡名を付けた名称で一致しました。")
    return "".join(reasons) or "都道府県名の書き方の違いを除いて一致しました。"
