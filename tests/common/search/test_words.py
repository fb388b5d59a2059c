"""What was typed, its forms and pieces: a part of a text, cut anywhere, is found in it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from common.search import MOST_WORDS, Asked, grams, search_words, words
from common.search.words import LONGEST_NAME, pieces_of, text_pieces
from common.text import folded, folded_forms, folded_places

quick = settings(max_examples=400, deadline=None, derandomize=True)

#: Letters that folding changes, by themselves or by what stands beside them, and some that it leaves.
LETTERS = "雪山崎﨑茅竜龍三箇之ノのがヶケけか乃ユキゆきﾕｷーｰ―－-・･ＡaＺz％%_\\'\"０0 　\n、。😀"
texts = st.text(LETTERS, min_size=1, max_size=12)


def holds(text: str, word: str) -> bool:
    return any(form in folded(text) for form in folded_forms(word))


@quick
@given(texts, st.data())
@example("三箇之内", None)
def test_a_part_of_a_text_is_found_wherever_it_is_cut(text, data):
    start = data.draw(st.integers(0, len(text) - 1)) if data else 1
    end = data.draw(st.integers(start + 1, len(text))) if data else 3
    assert holds(text, text[start:end])


@quick
@given(texts)
def test_folding_again_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@quick
@given(texts)
def test_each_folded_letter_knows_where_it_came_from(text):
    letters, places = folded_places(text)
    assert letters == folded(text)
    assert len(letters) == len(places)
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("雪の活用", "雪"),
        ("ゆき", "ユキ"),
        ("ゆき", "ﾕｷ"),
        ("茅ヶ崎市", "茅ケ崎"),
        ("茅ケ崎市", "茅が崎"),
        ("茅ヶ崎市", "茅ヶ"),
        ("雪が降る", "雪が"),
        ("雪がない", "雪が"),
        ("雪が降る", "が降"),
        ("山之内", "山の"),
        ("山之内", "山之"),
        ("龍之介", "竜の介"),
        ("檜原村", "桧原"),
        ("ﾊﾞｽ", "ばす"),
        ("コーヒー", "コ―ヒ―"),
        ("P-2015-0001", "Ｐ－２０１５"),
        ("西和賀町・北上市", "西和賀町･北上市"),
        ("全国ふる里 とれたて村", "ふる里とれたて"),
        ("İstanbul", "i̇s"),
        ("葛\U000e0100城市", "葛城"),
    ],
)
def test_ways_of_writing_are_one(text, word):
    assert holds(text, word)


@pytest.mark.parametrize(
    ("text", "word"), [("飯舘村", "飯館"), ("つがる市", "つける"), ("コーヒー", "コヒ"), ("雪の日", "雪け")]
)
def test_what_tells_words_apart_does(text, word):
    assert not holds(text, word)


@pytest.mark.parametrize("nothing", ["", " 　\n", "\x00", "\u202e", "\ud83d", "\u200b\ufeff"])
def test_what_leaves_no_mark_is_no_word(nothing):
    assert search_words(nothing) == []


def test_words_of_any_width():
    assert words("　ｵｵﾀ　ＰＲ ") == ["オオタ", "PR"]
    assert search_words("ユキ 雪が") == [("ゆき",), ("雪が", "雪け")]


def test_a_search_asks_for_so_many_words_only():
    # One letter that NFKC takes apart into four words: a hundred of them would be four hundred conditions.
    assert len(words("\ufdfa" * 100)) == MOST_WORDS


def test_pieces_are_of_one_and_two_letters_and_never_over_the_end_of_a_line():
    assert grams("雪国\n市") == {"雪", "国", "雪国", "市"}
    assert pieces_of("雪") == ["雪"]
    assert pieces_of("雪の活用") == ["の活", "活用", "雪の"]


def test_pieces_of_names_are_told_from_pieces_of_the_text():
    assert text_pieces(["雪国"], "雪国\n市") == {"雪", "国", "雪国", "市", " 雪", " 国", " 雪国", "  雪国"}
    assert max(map(len, text_pieces(["あ" * (LONGEST_NAME + 1)], ""))) == 3


def test_spaces_within_a_name_mean_nothing():
    assert Asked("全国ふる里　とれたて村").whole == folded("全国ふる里とれたて村")
    assert Asked("雪が").forms == ["雪が", "雪け"]
