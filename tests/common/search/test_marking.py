from itertools import pairwise

import pytest
from hypothesis import given, settings

from common.search import Asked, Part, marked, snippet
from common.search.marking import LENGTH
from tests.common.search.test_words import texts

quick = settings(max_examples=300, deadline=None, derandomize=True)


def shown(text: str, asked: str) -> str:
    return "".join(f"[{part.text}]" if part.hit else part.text for part in marked(text, Asked(asked).forms))


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("雪の活用", "雪", "[雪]の活用"),
        ("雪の活用", "の活 雪", "[雪の活]用"),
        ("神奈川県茅ヶ崎市", "茅が崎", "神奈川県[茅ヶ崎]市"),
        ("ﾊﾞｽの旅", "バス", "[ﾊﾞｽ]の旅"),
        ("か゛っこう", "がつこ", "[か゛っこ]う"),
        ("ふる里　とれたて", "ふる里とれ", "[ふる里　とれ]たて"),
        ("㌔メートル", "ロメ", "[㌔メ]ートル"),
        ("葛\U000e0100城市", "葛城", "[葛\U000e0100城]市"),
        ("雪雪雪", "雪雪", "[雪雪]雪"),
        ("雪と月", "花", "雪と月"),
        ("", "雪", ""),
        ("İstanbulの雪", "雪", "İstanbulの[雪]"),
        ("<b>雪</b>", "<b>", "[<b>]雪</b>"),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(text, asked, expected):
    assert shown(text, asked) == expected


@quick
@given(texts, texts)
def test_the_parts_are_the_text(text, asked):
    parts = marked(text, Asked(asked).forms)
    assert "".join(part.text for part in parts) == text
    assert all(part.text for part in parts)
    assert all(one.hit != next_one.hit for one, next_one in pairwise(parts))


def test_a_snippet_is_cut_around_the_first_word():
    text = "前置き。" * 100 + "ここに雪室がある。" + "後書き。" * 100
    cut = snippet([text], ["雪室"])
    assert "雪室" in cut
    assert len(cut) == LENGTH + 2
    assert cut.startswith("…")
    assert cut.endswith("…")


def test_a_snippet_is_of_the_line_that_has_the_word():
    assert (
        snippet(["概要です。", "一行目\n\n## 雪室の**見学**\n- [案内](https://example.jp/)"], ["雪室"])
        == "雪室の見学"
    )
    assert snippet(["- [案内](https://example.jp/)です"], ["案内"]) == "案内です"


def test_where_no_word_stands_a_snippet_is_the_beginning():
    assert snippet(["", "概要です。", "本文"], ["雪"]) == "概要です。"
    assert snippet([], ["雪"]) == ""
    assert snippet(["\n \n"], ["雪"]) == ""


def test_a_word_over_the_end_of_a_line_marks_nothing():
    assert snippet(["西和\n賀町"], ["西和賀"]) == "西和"


def test_a_part_is_text_and_whether_it_was_found():
    assert marked("雪国", ["雪"]) == [Part("雪", True), Part("国", False)]
