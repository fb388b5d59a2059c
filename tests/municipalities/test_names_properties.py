"""Over the whole master: every body is found by its own name, and nothing bent is ever taken for another."""

import datetime as dt
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from common.text import VARIANTS, hiragana, letters, reading
from municipalities.models.partner_lists import Verdict
from municipalities.names import Body
from tests.municipalities.conftest import read_bodies

DAYS = [dt.date(2015, 8, 1), dt.date(2018, 10, 1), dt.date(2026, 11, 22)]
BODIES = sorted(read_bodies().values(), key=lambda body: body.code)
LIVING = [body for body in BODIES if body.exists_on(DAYS[-1])]
PREFECTURES = [body for body in LIVING if body.is_prefecture]
LETTERS = sorted(set("".join(body.name for body in LIVING)) | set("県ヶの之・?　 X1"))
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
OTHER_SHAPES = {
    letter: [other for other in group if other != letter] for group in VARIANTS.split() for letter in group
}

some_body = st.sampled_from(LIVING)
quick = settings(max_examples=300, derandomize=True)


def place_of(body: Body) -> str:
    return (body.prefecture or body).name


def namesakes(body: Body) -> list[Body]:
    return [other for other in LIVING if other.name == body.name]


def test_every_body_is_found_by_its_name_in_its_prefecture(resolver):
    for day in DAYS:
        for body in BODIES:
            if body.exists_on(day):
                found = resolver.resolve(resolver.index.name_on(body, day), place_of(body), on=day)
                assert (found.verdict, found.body) == (Verdict.EXACT, body)


def test_every_body_is_found_by_its_name_alone_unless_it_has_namesakes(resolver):
    for body in LIVING:
        found = resolver.resolve(body.name, on=DAYS[-1])
        expected = (Verdict.EXACT, body) if len(namesakes(body)) == 1 else (Verdict.AMBIGUOUS, None)
        assert (found.verdict, found.body) == expected


def test_every_body_is_found_with_prefecture_and_district_in_front(resolver):
    for body in LIVING:
        if body.prefecture:
            for prefix in (body.prefecture.name, body.prefecture.short_name):
                for district in {"", body.district}:
                    found = resolver.resolve(f"{prefix} {district}{body.name}", on=DAYS[-1])
                    assert (found.verdict, found.body) == (Verdict.RESOLVED, body)


def test_every_body_is_found_by_its_kana(resolver):
    by_kana: dict[str, list[Body]] = {}
    for body in LIVING:
        by_kana.setdefault(reading(body.kana), []).append(body)
    for kana, bodies in by_kana.items():
        for body in bodies:
            for written in (body.kana, katakana(body.kana), kana):
                found = resolver.resolve(written, on=DAYS[-1])
                expected = (Verdict.RESOLVED, body) if len(bodies) == 1 else (Verdict.AMBIGUOUS, None)
                assert (found.verdict, found.body) == expected


def test_every_body_is_found_by_its_kana_in_its_prefecture(resolver):
    for body in LIVING:
        found = resolver.resolve(body.kana, place_of(body), on=DAYS[-1])
        if body.code in ("013617", "015148"):  # 江差町 and 枝幸町, both えさしちょう in 北海道
            assert found.verdict == Verdict.AMBIGUOUS
        else:
            assert (found.verdict, found.body) == (Verdict.RESOLVED, body)


def test_every_body_is_found_by_its_code(resolver):
    for body in LIVING:
        found = resolver.resolve(body.code, on=DAYS[-1])
        assert (found.verdict, found.body) == (Verdict.RESOLVED, body)
        assert not resolver.resolve(body.code[:5], on=DAYS[-1]).is_sure
        assert not resolver.resolve(body.code.lstrip("0")[:5], on=DAYS[-1]).is_sure


def katakana(text: str) -> str:
    return "".join(chr(ord(char) + 0x60) if "ぁ" <= char <= "ゖ" else char for char in text)


@st.composite
def dressed(draw, body: Body) -> str:
    """The name in other widths, spaces, shapes of letters, with or without prefecture and district."""
    name = body.name
    if body.prefecture:
        prefix = draw(st.sampled_from(["", body.prefecture.name, body.prefecture.short_name]))
        name = prefix + draw(st.sampled_from(["", body.district])) + name
    written = []
    for letter in name:
        shapes = [letter, WIDE.get(letter, letter), HALF.get(letter, letter), *OTHER_SHAPES.get(letter, [])]
        written += [draw(st.sampled_from(shapes)), draw(st.sampled_from(["", "", " ", "　", "\n", "\u200b"]))]
    return "".join(written)


@quick
@given(body=some_body, data=st.data())
def test_body_is_found_however_it_is_dressed(resolver, body, data):
    written = data.draw(dressed(body))

    found = resolver.resolve(written, place_of(body), on=DAYS[-1])

    if found.verdict == Verdict.REVIEW:
        # 鹿島市 written for 鹿嶋市: the other shape is the name of another body.
        assert any(resolver.index.is_name_of_another(text, body) for text in (written, letters(written)))
    else:
        assert found.is_sure
        assert found.body is body


@st.composite
def bent(draw, body: Body) -> str:
    """The name with something wrong: a letter changed, lost, added, swapped; a wrong kind; glued to another."""
    name = draw(
        st.sampled_from(
            [body.name, body.kana, body.prefecture.name + body.name if body.prefecture else body.name]
        )
    )
    place = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from(LETTERS))
    return draw(
        st.sampled_from(
            [
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
                name[:-1] + draw(st.sampled_from("市町村区県")),
                "県" + name,
                draw(st.sampled_from(LIVING)).name + name,
                name + draw(st.sampled_from(LIVING)).name,
                draw(st.sampled_from(PREFECTURES)).short_name + name,
            ]
        )
    )


def forms(body: Body) -> set[str]:
    """What is rightly read as the body: its name and kana, with its prefecture and district or without."""
    places = (
        [body.prefecture.name, body.prefecture.short_name, body.prefecture.kana] if body.prefecture else []
    )
    return {
        reading(place + district + name)
        for place in ["", *places]
        for district in {"", body.district, body.district_kana}
        for name in (body.name, body.kana)
    }


@settings(quick, max_examples=800)
@given(body=some_body, prefecture=st.sampled_from(["", "own", "other"]), data=st.data())
def test_nothing_bent_is_taken_for_a_body_it_does_not_name(resolver, body, prefecture, data):
    written = data.draw(bent(body))
    place = {"": None, "own": body.prefecture or body, "other": data.draw(st.sampled_from(PREFECTURES))}[
        prefecture
    ]

    found = resolver.resolve(written, place.name if place else "", on=DAYS[-1])

    if found.is_sure:
        former = {"ささやまし", "篠山市"}
        assert reading(written) in forms(found.body) | former
        assert found.body.is_in(place)


@quick
@given(body=some_body, other=st.sampled_from(PREFECTURES))
def test_never_across_prefectures(resolver, body, other):
    there = [twin for twin in namesakes(body) if twin.is_in(other)]

    for written, prefecture in (
        (body.name, other.name),
        (other.name + body.name, ""),
        (other.short_name + body.name, ""),
        (f"{body.name}（{other.name}）", ""),
    ):
        found = resolver.resolve(written, prefecture, on=DAYS[-1])
        if found.is_sure:
            assert found.body in there or found.body.name == written


@settings(quick, max_examples=500)
@given(
    written=st.text(max_size=40) | st.lists(st.sampled_from(LETTERS), max_size=8).map("".join),
    prefecture=st.text(max_size=10) | st.sampled_from([body.name for body in PREFECTURES]),
    on=st.dates(),
)
def test_any_text_has_an_answer_with_a_reason(resolver, written, prefecture, on):
    found = resolver.resolve(written, prefecture, on=on)

    assert found.reason
    assert bool(found.body) == found.is_sure
    assert not (found.is_sure and found.candidates)


def test_name_in_katakana_is_found_in_hiragana(resolver):
    for body in LIVING:
        if hiragana(body.name) != body.name:
            assert resolver.resolve(hiragana(body.name), place_of(body), on=DAYS[-1]).body is body
