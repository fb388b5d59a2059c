import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from common.codes import check_digit, validate_code

FIVE = st.text("0123456789", min_size=5, max_size=5)


@pytest.mark.parametrize(
    "code",
    [
        "033669",  # 西和賀町
        "131181",  # 荒川区
        "010006",  # 北海道: the remainder 5 gives 6
        "336068",  # 鏡野町
        "282219",  # 丹波篠山市
        "130001",  # 東京都
        "402311",  # 那珂川市
    ],
)
def test_codes_of_the_ministry_are_right(code):
    assert check_digit(code[:5]) == code[5]
    validate_code(code)


@given(FIVE)
def test_a_code_with_its_check_digit_is_valid(five):
    validate_code(five + check_digit(five))


@given(FIVE, st.integers(1, 9))
def test_any_other_last_digit_is_refused(five, more):
    wrong = str((int(check_digit(five)) + more) % 10)
    with pytest.raises(ValidationError, match="検査数字"):
        validate_code(five + wrong)


@pytest.mark.parametrize(
    "text", ["12203", "0336690", "", "03366x", "０３３６６９", "٠٣٣٦٦٩", " 33669", "-33669"]
)
def test_what_is_not_six_digits_is_refused_not_mended(text):
    """12203 is 士別市 without its zero or 市川市 without its check digit."""
    with pytest.raises(ValidationError, match="6桁の数字ではありません") as refusal:
        validate_code(text)
    assert refusal.value.code == "code_shape"
