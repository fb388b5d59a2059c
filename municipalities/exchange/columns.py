"""The columns of a sheet: how a cell is read as a value and a value written as a cell.

Fields and widgets are django-import-export's. A widget's ValueError is what the officer reads, in Japanese.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Choices, Model, QuerySet
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.models import User
from common.dates import Precision, parse_day
from municipalities.models import LocalGovernment
from municipalities.models.partner_lists import Verdict
from municipalities.names import Resolution
from municipalities.own_ward import seen_by

if TYPE_CHECKING:
    from municipalities.exchange.reader import Reading

EMPTY = (None, "")
YES, NO = "はい", "いいえ"
#: Between several values of one cell.
BETWEEN = "、"


def plain(text: str) -> str:
    """Of one width and without white space: what codes, numbers and words of a list are compared by."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class InDoubtError(ValueError):
    """A name that a person has to read."""

    def __init__(self, resolution: Resolution, written: str, prefecture: str):
        super().__init__(f"「{written}」は確認が必要です。{resolution.reason}")
        self.resolution, self.written, self.prefecture = resolution, written, prefecture


class Column(Field):
    """A column of a sheet and what it holds of a record."""

    def __init__(
        self,
        label: str,
        attribute: str,
        widget: "Cell | None" = None,
        *,
        required: bool = False,
        aliases: tuple[str, ...] = (),
        help: str = "",
        example: str = "",
        readonly: bool = False,
        width: int = 16,
    ):
        super().__init__(attribute=attribute, column_name=label, widget=widget or Text(), readonly=readonly)
        self.label, self.required, self.aliases = label, required, aliases
        self.help, self.example, self.width = help, example, width

    def assign(self, record: Model, value: Any) -> None:
        setattr(record, self.attribute, value)

    def value_of(self, record: Model) -> Any:
        """None where nothing is there (yet)."""
        return self.get_value(record)

    def text(self, record: Model) -> str:
        return self.widget.render(self.value_of(record))

    @property
    def choices(self) -> tuple[str, ...]:
        return self.widget.choices


class DayColumn(Column):
    """A day as far as it is known: with its precision, which is a field of its own."""

    def __init__(self, label: str, attribute: str, precision: str, **kwargs):
        super().__init__(label, attribute, PartialDay(), **kwargs)
        self.precision = precision

    def assign(self, record, value):
        day, precision = value or (None, Precision.DAY)
        setattr(record, self.attribute, day)
        setattr(record, self.precision, precision)

    def value_of(self, record):
        day = getattr(record, self.attribute)
        return (day, getattr(record, self.precision)) if day else None


class ManyColumn(Column):
    """Several records in one cell; set once the record itself is written."""

    def assign(self, record, value):
        record.__dict__[self._place] = value or []

    @property
    def _place(self) -> str:
        return f"_many_{self.attribute}"

    def is_assigned(self, record: Model) -> bool:
        return self._place in record.__dict__

    def value_of(self, record):
        if self.is_assigned(record):
            return record.__dict__[self._place]
        return list(getattr(record, self.attribute).all()) if record.pk else []


# --- Cells --------------------------------------------------------------------------------------------


class Cell(Widget):
    """Reads and writes one kind of cell."""

    choices: tuple[str, ...] = ()

    def clean(self, value: str, row: dict | None = None, **kwargs) -> Any:
        return self.read(value, row or {}, kwargs["reading"]) if value else self.nothing()

    def nothing(self) -> Any:
        """What an empty cell says."""
        return None

    def read(self, text: str, row: dict, reading: "Reading") -> Any:
        raise NotImplementedError

    def render(self, value: Any, obj=None, **kwargs) -> str:
        return "" if value in EMPTY else str(value)


class Text(Cell):
    """On one line: what was broken within the cell is joined."""

    def nothing(self):
        return ""

    def read(self, text, row, reading):
        return re.sub(r"\s*\n\s*", " ", text) if "\n" in text else text


class Lines(Text):
    def read(self, text, row, reading):
        return text


class Word(Text):
    """A code, a number of ours or a name for addresses: the same in any width."""

    def read(self, text, row, reading):
        return plain(text)


class Code(Word):
    def read(self, text, row, reading):
        code = plain(text).replace("-", "")
        if re.fullmatch(r"[0-9]{5}", code):
            raise ValueError(
                f"「{text}」は5桁です。先頭の0が落ちたか、検査数字がありません。6桁の団体コードを文字列として入力してください。"
            )
        return code


class Number(Cell):
    def read(self, text, row, reading):
        digits = plain(text).replace(",", "")
        if not re.fullmatch(r"[0-9]{1,15}", digits):
            raise ValueError(f"「{text}」は数として読めません。数字だけを入力してください。")
        return int(digits)


class Year(Number):
    """A fiscal year, as 2026, 令和8年度 or R8."""

    def read(self, text, row, reading):
        found = re.fullmatch(r"(.+?)(?:年度?|FY)?", plain(text), re.IGNORECASE)
        year = found[1] if found else ""
        if re.fullmatch(r"[0-9]{4}", year):
            return int(year)
        try:
            # 平成31年度 and 令和元年度 are one year; May lies in both eras' first years.
            return parse_day(f"{year}年5月1日").year
        except ValueError:
            raise ValueError(
                f"「{text}」は年度として読めません。「2026」や「令和8年度」の形で入力してください。"
            ) from None


class Day(Cell):
    def read(self, text, row, reading):
        return parse_day(text)

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class PartialDay(Cell):
    """「2015-08-01」, 「2015年8月」 or 「2015年」, in either calendar."""

    def read(self, text, row, reading):
        written = plain(text)
        if re.fullmatch(r"([^0-9]*(元|[0-9]{1,2})年|[0-9]{4}年?)", written):
            return self._first_day(f"{written.removesuffix('年')}年1月1日", text), Precision.YEAR
        month = re.fullmatch(r"(.+?(?:元|[0-9]))[年./-]([0-9]{1,2})月?", written)
        if month and re.fullmatch(r"[^0-9]*(元|[0-9]{1,4})", month[1]):
            return self._first_day(f"{month[1]}年{month[2]}月1日", text), Precision.MONTH
        return parse_day(text), Precision.DAY

    @staticmethod
    def _first_day(written: str, text: str) -> dt.date:
        try:
            return parse_day(written)
        except ValueError:
            raise ValueError(f"「{text}」は年や月として読めません。") from None

    def render(self, value, obj=None, **kwargs):
        if not value:
            return ""
        day, precision = value
        if precision == Precision.YEAR:
            return f"{day.year}年"
        return f"{day.year}年{day.month}月" if precision == Precision.MONTH else day.isoformat()


class Time(Cell):
    def read(self, text, row, reading):
        found = re.fullmatch(r"([0-9]{1,2})[:時]([0-9]{0,2})分?(?::00)?", plain(text))
        try:
            return dt.time(int(found[1]), int(found[2] or 0))  # type: ignore[index]
        except (TypeError, ValueError):
            raise ValueError(f"「{text}」は時刻として読めません。「13:30」の形で入力してください。") from None

    def render(self, value, obj=None, **kwargs):
        return f"{value:%H:%M}" if value else ""


class YesNo(Cell):
    choices = (YES, NO)
    WORDS = {
        **dict.fromkeys((YES, "○", "〇", "1", "有", "TRUE"), True),
        **dict.fromkeys((NO, "×", "✕", "0", "無", "FALSE"), False),
    }

    def nothing(self):
        return False

    def read(self, text, row, reading):
        value = self.WORDS.get(plain(text).upper())
        if value is None:
            raise ValueError(f"「{text}」は「{YES}」か「{NO}」で入力してください。")
        return value

    def render(self, value, obj=None, **kwargs):
        return YES if value else NO


class Choice(Cell):
    """One of a closed list, by its label."""

    def __init__(self, choices: type[Choices]):
        super().__init__()
        self.labels = {str(value): str(label) for value, label in choices.choices}
        self.choices = tuple(self.labels.values())
        self.values = {plain(label): value for value, label in self.labels.items()}

    def nothing(self):
        return ""

    def read(self, text, row, reading):
        value = self.values.get(plain(text))
        if value is None:
            raise ValueError(
                f"「{text}」は選択肢にありません。{BETWEEN.join(self.choices)}から選んでください。"
            )
        return value

    def render(self, value, obj=None, **kwargs):
        return self.labels.get(str(value), "") if value else ""


def all_bodies() -> dict[int, LocalGovernment]:
    """Every body by its id, with what is read and said of it: two thousand, that all rows share."""
    names = ("code", "name", "kind", "prefecture", "valid_from", "valid_to")
    rows = LocalGovernment.objects.select_related("prefecture")
    return rows.only(*names, "prefecture__name", "prefecture__code", "prefecture__kind").in_bulk()


class Body(Cell):
    """A body by code, or by name through the resolver; its prefecture may stand in a column of its own."""

    def __init__(self, kinds: Iterable[str] = (), prefecture_column: str = ""):
        super().__init__()
        self.kinds, self.prefecture_column = tuple(kinds), prefecture_column

    def read(self, text, row, reading):
        prefecture = row.get(self.prefecture_column, "") if self.prefecture_column else ""
        found = reading.resolve(text, prefecture)
        if not found.is_sure:
            if found.verdict == Verdict.UNKNOWN:
                raise ValueError(f"「{text}」という団体は見つかりません。{found.reason}")
            raise InDoubtError(found, text, prefecture)
        body = reading.bodies[found.body.pk]
        if self.kinds and body.kind not in self.kinds:
            names = BETWEEN.join(LocalGovernment.Kind(kind).label for kind in self.kinds)
            raise ValueError(f"「{text}」は{names}ではありません。")
        return body

    def render(self, value, obj=None, **kwargs):
        return f"{value.code} {value.full_name}" if value else ""


class Known(Cell):
    """One of few records, by what it is called."""

    def __init__(self, what: str, model: type[Model], names: Callable[[Any], Iterable[str]], *related: str):
        """`names` gives what a record may be called, first as it is written; `related` is what they read."""
        super().__init__()
        self.what, self.model, self.names, self.related = what, model, names, related

    def rows(self, user: User) -> QuerySet:
        """Those that may be named."""
        return seen_by(user, self.every())

    def every(self) -> QuerySet:
        rows = self.model._default_manager.all()
        return rows.select_related(*self.related) if self.related else rows

    def read(self, text, row, reading):
        found = reading.known(self).get(plain(text))
        if not found:
            raise ValueError(
                f"「{text}」という{self.what}は見つかりません。登録されている名称で入力してください。"
            )
        if len(found) > 1:
            raise ValueError(f"「{text}」という{self.what}は{len(found)}件あり、どれか決められません。")
        return found[0]

    def render(self, value, obj=None, **kwargs):
        return next(iter(self.names(value))) if value else ""


class Public(Known):
    """What everybody may name."""

    def rows(self, user):
        return self.every()


class Several(Cell):
    """Several of what another cell reads, with 、 or a line break between."""

    def __init__(self, one: Cell):
        super().__init__()
        self.one = one

    def nothing(self):
        return []

    def read(self, text, row, reading):
        parts = [part.strip() for part in re.split(r"[、,，;；\n]", text) if part.strip()]
        return list(dict.fromkeys(self.one.read(part, row, reading) for part in parts))

    def render(self, value, obj=None, **kwargs):
        return BETWEEN.join(sorted(self.one.render(one) for one in value or ()))
