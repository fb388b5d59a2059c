"""全国地方公共団体コード: six digits, the last of which checks the first five (総務省)."""

from django.core.exceptions import ValidationError


def check_digit(five: str) -> str:
    """The sixth digit for five: (11 − (6a+5b+4c+3d+2e) mod 11) mod 10."""
    total = sum(weight * int(digit) for weight, digit in zip(range(6, 1, -1), five, strict=True))
    return str((11 - total % 11) % 10)


def validate_code(code: str) -> None:
    """ValidationError unless `code` is six digits with the right check digit.

    Five digits are refused, not mended: 12203 is 士別市 without its leading zero or 市川市 without its
    check digit, and nothing tells which.
    """
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise ValidationError(
            f"団体コード「{code}」は6桁の数字ではありません。先頭の0と末尾の検査数字を含めて入力してください。",
            code="code_shape",
        )
    if check_digit(code[:5]) != code[5]:
        raise ValidationError(f"団体コード「{code}」の検査数字が合いません。", code="code_check_digit")
