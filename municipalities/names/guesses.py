"""What a person has to look at: which bodies an unreadable name may mean, and why. Never an answer."""

import re

from common.text import letters, reading, shown
from municipalities.models.partner_lists import Verdict
from municipalities.names.index import KIND_READINGS, Index, one_dropped
from municipalities.names.query import Query
from municipalities.names.records import Body, Name, Resolution

#: More candidates than a person would read.
MOST = 5

#: Letters taken for one another by eye or by ear. A guess that changes one into another comes first.
_ALIKE = """
館舘 州洲 戸門 宍穴 阪坂 畠畑 湧涌 刈苅 大太犬 土士 未末 人入八ハ 千干チ 崎埼碕 治冶 萩荻 栗粟 氷永水
日曰目白 粕柏 鳥島烏 夕タ 力カ ニ二 ロ口 エ工 ミ三 卜ト 市布 田由 北比 木本 石右 瓦互 岡丘 川河 山岳 原源
町村 棲栖 磐盤岩 潟鴻 萌崩 茅芽 須順 頃傾 釧釦 錦綿 陸睦 壬王 玖玻 瑳嵯 穂種 糠粳 紋絞 シツ ソンノ ヌス コユ
ぬめ るろ わね はほ きさ プブ 袖柚 砺蛎 幡播 庄荘 篠笹 福富 伊井 東藤 裾据 遊游
"""
_LOOKALIKE: dict[str, set[str]] = {}
for _group in _ALIKE.split():
    for _letter in _group:
        _LOOKALIKE.setdefault(_letter, set()).update(_group)

_SEPARATORS = re.compile(r"[・、,，/／;；&+|｜~〜→と]|及び|および|並びに|ならびに|又は|または")
_KINDS = "市町村区都道府県"

Guess = tuple[str, list[Body]]


def guess(index: Index, query: Query) -> Resolution:
    """REVIEW with candidates (AMBIGUOUS for a code that fits several), or UNKNOWN where there are none."""
    for step in _STEPS:
        reason, found = step(index, query)
        bodies = list(dict.fromkeys(found))
        if not bodies:
            continue
        if len(bodies) > MOST:
            reason += f"候補はほかにも{len(bodies) - MOST}団体あります。"
        verdict = Verdict.AMBIGUOUS if step is _code and len(bodies) > 1 else Verdict.REVIEW
        return Resolution(verdict, reason, candidates=index.candidates(bodies[:MOST], query.on))
    return Resolution(Verdict.UNKNOWN, f"「{shown(query.written)}」に当たる団体は見つかりません。")


def _matches(index: Index, text: str) -> list[Name]:
    return [name for _, names in index.degrees(text) for name in names]


def _readings(index: Index, query: Query) -> list[tuple[Body | None, str]]:
    """Where to look for what: the text itself and what follows a prefecture in front of it, each in the
    prefecture of the column or else in the one in front."""
    return [(query.place or place, rest) for place, rest in index.splits(query.text)]


def _several(index: Index, query: Query) -> Guess:
    parts = [part for part in _SEPARATORS.split(query.text) if part]
    bodies: list[Body] = []
    if len(parts) > 1:
        for part in parts:
            found = _matches(index, part)
            bodies += index.alive(found, query.on, query.place) or index.alive(found, query.on)
    return "一つの欄に複数の名称があるようです。", bodies


def _half_kana(index: Index, query: Query) -> Guess:
    """さく市, which may be 佐久市 or さくら市 cut short."""
    bodies = index.alive(index.half_kana.get(reading(query.text), []), query.on, query.place)
    return f"「{shown(query.written)}」は、よみがなでは一致しますが、正式な表記ではありません。", bodies


def _elsewhere(index: Index, query: Query) -> Guess:
    """A name that exists, but not in the prefecture given, or at odds with the one in front of it."""
    bodies: list[Body] = []
    for place, text in _readings(index, query):
        found = _matches(index, text)
        bodies += index.alive(found, query.on, place) + index.alive(found, query.on)
    where = f"{query.place.name}に" if query.place else "書かれた都道府県に"
    reason = f"{where}「{shown(query.written)}」はありません。"
    if query.text.endswith("区") and query.place and query.place.short_name != "東京":
        reason += "政令指定都市の区は団体ではありません。"
    return reason, bodies


def _other_district(index: Index, query: Query) -> Guess:
    """A district the body is not in."""
    for place, rest in _readings(index, query):
        for found in re.finditer("郡", rest):
            bodies = index.alive(_matches(index, rest[found.end() :]), query.on, place)
            if bodies:
                return f"{bodies[0].name}の郡名が「{shown(query.written)}」と違います。", bodies
    return "", []


def _city_ward(index: Index, query: Query) -> Guess:
    """札幌市中央区: a ward of a designated city is no body; the city may be meant."""
    cities = [
        city
        for place, rest in _readings(index, query)
        for city in index.designated_cities()
        if rest.endswith("区") and rest.startswith(letters(city.name)) and city.is_in(place)
    ]
    reason = "政令指定都市の区は団体ではありません。市を指すのかもしれません。"
    return reason, [city for city in cities if city.exists_on(query.on)]


def _code(index: Index, query: Query) -> Guess:
    """Five digits lost either the leading zero or the check digit; with six, the last may be wrong."""
    digits = query.text
    if not (digits.isascii() and digits.isdigit() and len(digits) in (5, 6)):
        return "", []
    codes = [code for code in index.codes if code[:5] == digits[:5] or code == digits.zfill(6)]
    bodies = [body for code in sorted(codes) for body in index.codes[code] if body.exists_on(query.on)]
    if len(digits) == 5:
        return "5桁の団体コードは、先頭の0か末尾の検査数字が欠けており、確定できません。", bodies
    return f"団体コード{digits}の検査数字が合いません。", bodies


def _other_kind(index: Index, query: Query) -> Guess:
    """Without 市・町・村, or with another: 高畠市 for 高畠町."""
    for place, rest in _readings(index, query):
        bodies = index.alive(_stem(index, rest), query.on, place)
        if bodies:
            return f"「{shown(query.written)}」の市・町・村などの別が、抜けているか違います。", bodies
    return "", []


def _stem(index: Index, text: str) -> list[Name]:
    kana = reading(text)
    stems = {text, kana} | {text.removesuffix(kind) for kind in _KINDS}
    stems |= {kana.removesuffix(ending) for ending in KIND_READINGS.values()}
    return [name for stem in sorted(stems) for name in index.stems.get(stem, [])]


def _glued(index: Index, query: Query) -> Guess:
    """A name with something before or behind it: 県新宮市, 西和賀町沢内."""
    return _inside(index, query, shortest=3, prefectures=False)


def _inside(index: Index, query: Query, shortest: int = 2, prefectures: bool = True) -> Guess:
    """The same for the shortest names (津市) and for prefectures, which are too easily found to come sooner."""
    reason = f"「{shown(query.written)}」には、名称の前か後に余分な文字があるようです。"
    for place, rest in reversed(_readings(index, query)):
        for length in range(len(rest) - 1, shortest - 1, -1):
            found = index.bare.get(rest[:length], []) + index.bare.get(rest[-length:], [])
            bodies = index.alive(found, query.on, place)
            bodies = [body for body in bodies if prefectures or not body.is_prefecture]
            if bodies:
                return reason, bodies
    return "", []


def _misspelt(index: Index, query: Query) -> Guess:
    """One letter wrong, lost, added or swapped: 飯館村 for 飯舘村."""
    for place, rest in reversed(_readings(index, query)):
        for text in dict.fromkeys((rest, rest[rest.rfind("郡") + 1 :])):
            forms = one_dropped(text) | one_dropped(reading(text))
            names = {name for form in forms for name in index.near.get(form, [])}
            bodies = index.alive(names, query.on, place)
            if bodies:
                return f"「{shown(query.written)}」は、字の誤りかもしれません。", _likeliest(
                    text, bodies, place
                )
    return "", []


def _likeliest(text: str, bodies: list[Body], place: Body | None) -> list[Body]:
    """Letters easily confused first, in all Japan they alone; then the same kind of body."""
    alike = [body for body in bodies if _is_lookalike(text, letters(body.name))]
    if alike and not place:
        return alike
    others = [body for body in bodies if body not in alike]
    return alike + sorted(others, key=lambda body: (letters(body.name)[-1] != text[-1], body.code))


def _is_lookalike(text: str, name: str) -> bool:
    if len(text) != len(name):
        return False
    return all(
        ours == theirs or theirs in _LOOKALIKE.get(ours, ()) for ours, theirs in zip(text, name, strict=True)
    )


_STEPS = (
    _several,
    _half_kana,
    _elsewhere,
    _other_district,
    _city_ward,
    _code,
    _other_kind,
    _glued,
    _misspelt,
    _inside,
)
