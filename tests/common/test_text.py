import pytest

from common.text import VARIANTS, hiragana, letters, reading, shown, tidy


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("  西和賀町　", "西和賀町"),
        ("西 和\n賀\t町", "西和賀町"),
        ("ﾆｾｺ町", "ニセコ町"),
        ("か゛", "が"),
        ("葛\U000e0100城市", "葛城市"),
        ("西\u200b和賀町\ufeff", "西和賀町"),
        ("\ufa19戸市", "神戸市"),  # a compatibility ideograph
        ("０３３６６９", "033669"),
    ],
)
def test_tidy(written, plain):
    assert tidy(written) == plain


def test_tidy_keeps_control_characters_to_be_noticed():
    assert tidy("西\x00和賀町") == "西\x00和賀町"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("龍ケ崎市", "竜ヶ﨑市"),
        ("鎌ケ谷市", "鎌が谷市"),
        ("鎌ケ谷市", "鎌ガ谷市"),
        ("山ノ内町", "山の内町"),
        ("輪之内町", "輪ノ内町"),
        ("檮原町", "梼原町"),
        ("塩竈市", "鹽釜市"),
        ("酒々井町", "酒酒井町"),
        ("長野市", "⻑野市"),
    ],
)
def test_letters_take_true_variants_for_one(one, other):
    assert letters(one) == letters(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("飯舘村", "飯館村"),
        ("珠洲市", "珠州市"),
        ("松阪市", "松坂市"),
        ("つがる市", "つかる市"),  # が is no ケ between kana
        ("いの町", "い之町"),
        ("塙町", "塀町"),
    ],
)
def test_letters_keep_apart_what_tells_names_apart(one, other):
    assert letters(one) != letters(other)


def test_no_letter_is_in_two_groups_of_variants():
    groups = VARIANTS.split()

    assert all(len(group) > 1 for group in groups)
    assert len("".join(groups)) == len(set("".join(groups)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾆｼﾜｶﾞﾏﾁ", "にしわがちょう"),
        ("しようないまち", "しょうないちょう"),
        ("おおくらむら", "おおくらそん"),
        ("いなづまち", "いなずちょう"),
        ("ニセコ町", "にせこ町"),
    ],
)
def test_reading_takes_kana_read_alike_for_one(one, other):
    assert reading(one) == reading(other)


def test_reading_leaves_machi_within_a_name():
    assert reading("とおかまちし") == "とおかまちし"


def test_hiragana():
    assert hiragana("ニセコ町ヶ") == "にせこ町ゖ"


def test_shown_is_one_short_line():
    assert shown(" 西\x00和\n賀町 ") == "西�和�賀町"
    assert shown("あ" * 50) == "あ" * 40 + "…"
