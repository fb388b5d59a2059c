"""One ward's return as a workbook and back: into its lines, not into the ledger (municipalities.exchange)."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from municipalities.exchange.books import BODY_HELP, DAY_HELP
from municipalities.exchange.columns import (
    Body,
    Choice,
    Column,
    DayColumn,
    Lines,
    ManyColumn,
    Number,
    Several,
    Word,
)
from municipalities.exchange.records import Book, Records
from municipalities.models import Partnership
from projects.models import Project
from projects.models.projects import Field
from surveys.models import PartnershipLine, ProjectLine, YearlyReturn
from surveys.returns.actions import locked_return, touch

#: Begins the name of the book in the runs of imports; then the id of the return.
PREFIX = "return-"
STATUS_HELP = "空欄は未確認。行を加えたときは「新規」"


@dataclass
class Filling:
    """One reading of a file: what all of its sheets share."""

    yearly_return: YearlyReturn
    is_locked: bool = False
    is_noted: bool = False


class LineRecords(Records):
    """The lines of one return: who may fill that in may write them."""

    not_kept = not_added = (
        "この調査は提出済みか締切り後のため、内容を変えられません。差し戻されたら、もう一度取り込めます。"
    )

    def __init__(self, filling: Filling, **kwargs):
        super().__init__(**kwargs)
        self.filling = filling
        self.by: User | None = None

    @property
    def yearly_return(self) -> YearlyReturn:
        return self.filling.yearly_return

    def lock(self):
        """First the return, then its lines: as the pages do, or two who write would wait for each other."""
        if not self.filling.is_locked:
            self.filling.yearly_return, self.filling.is_locked = locked_return(self.yearly_return.pk), True

    def seen_by(self, user):
        lines = self.model.objects.filter(yearly_return=self.yearly_return)
        return lines if user.has_perm("surveys.see_yearlyreturn", self.yearly_return) else lines.none()

    def kept_by(self, user):
        self.by = user
        return self.seen_by(user) if self.may_add(user) else self.model.objects.none()

    def may_add(self, user):
        found = self.yearly_return
        return found.is_editable and user.has_perm("surveys.fill_yearlyreturn", found)

    def refusal(self, record, reading):
        return ""

    def check(self, record, reading):
        """Before the line's own rules: it belongs to this return, and what is no record's is new."""
        record.yearly_return = self.yearly_return
        if record.record_id is None and not record.status:
            record.status = record.NEW
        record.clean_fields(exclude=self.left_to_columns)
        self.clean_line(record)

    def clean_line(self, record) -> None:
        record.clean()

    def before_writing(self, new):
        for line in new:
            line.yearly_return, line.changed_by = self.yearly_return, self.by

    def before_updating(self, records):
        for line in records:
            line.version += 1
            line.changed_by = self.by
        return {"version", "changed_by"}

    def finish(self, new, wards):
        if self.by and not self.filling.is_noted:
            self.filling.is_noted = True
            touch(self.yearly_return, self.by)


class TieLineRecords(LineRecords):
    model, name, title = PartnershipLine, PartnershipLine.SHEET, "連携・交流"
    key, among = ("partner", "kind"), ("started_on",)
    related = ("record", "partner__prefecture")
    helping = {"連携先の都道府県": "連携先が同じ名前の多い市町村のとき"}

    status = Column("状況", "status", Choice(PartnershipLine.Status), help=STATUS_HELP, example="継続")
    partner = Column(
        "連携先",
        "partner",
        Body(prefecture_column="連携先の都道府県"),
        required=True,
        help=BODY_HELP,
        width=24,
        example="033669 岩手県西和賀町",
    )
    kind = Column("種別", "kind", Choice(Partnership.Kind), required=True, example="交流協定")
    started_on = DayColumn(
        "開始日",
        "started_on",
        "started_precision",
        help=f"{DAY_HELP}。月や年までのときは「2015年8月」「2015年」",
        example="2015-08-01",
    )
    ended_on = DayColumn(
        "終了日", "ended_on", "ended_precision", help="連携がなくなった最初の日。空欄は継続中"
    )
    evidence = Column("根拠", "evidence", width=30, help="協定書、公表資料など")
    note = Column("事務局への連絡", "note", width=30)


class ProjectLineRecords(LineRecords):
    model, name, title = ProjectLine, ProjectLine.SHEET, "連携事業"
    key = ("title",)
    related = ("record",)

    status = Column("状況", "status", Choice(ProjectLine.Status), help=STATUS_HELP, example="継続")
    number = Column(
        "事業番号", "record__number", Word(), readonly=True, help="登録済みの事業の番号。書き換えられません"
    )
    line_title = Column("事業名", "title", required=True, width=30, example="雪の活用事業")
    scope = Column("区分", "scope", Choice(ProjectLine.Scope), required=True, example="各区実施")
    field = Column("分野", "field", Choice(Field), required=True, width=24, example="相互の地域課題への挑戦")
    approach = Column("型", "approach", Choice(Project.Approach))
    summary = Column("概要", "summary", required=True, width=40)
    partners = ManyColumn(
        "連携先", "partners", Several(Body()), help=f"{BODY_HELP}。二つ以上は「、」で区切る", width=30
    )
    progress = Column(
        "今年度の実施",
        "progress",
        Choice(ProjectLine.Progress),
        required=True,
        help="実施したか、実施しているものは「実施」、これからのものは「計画」",
        example="実施",
    )
    plan = Column("今年度の計画", "plan", Lines(), width=40)
    results = Column("今年度の実績", "results", Lines(), width=40)
    budget_yen = Column("今年度の事業費（円）", "budget_yen", Number())
    participants = Column("今年度の参加者数（人）", "participants", Number())
    note = Column("事務局への連絡", "note", width=30)

    def shaped(self, found):
        return super().shaped(found).prefetch_related("partners__prefecture")

    def clean_line(self, record):
        record.clean_partners(self.fields["partners"].value_of(record))


class ReturnBook(Book):
    """What the file of one return holds."""

    def __init__(self, yearly_return: YearlyReturn):
        title = f"連携状況調査（{yearly_return.campaign.label}　{yearly_return.ward.name}）"
        name = f"{PREFIX}{yearly_return.pk}"
        super().__init__(name, title, TieLineRecords, ProjectLineRecords, about="区の連携と事業の行")
        self.pk = yearly_return.pk

    def kinds(self) -> list[Records]:
        """The return is read anew each time: it may have been handed in since the file was."""
        filling = Filling(_found(self.pk))
        return [one(filling) for one in self.records]


def return_book(name: str) -> ReturnBook:
    """The book of a run by its name."""
    return ReturnBook(_found(int(name.removeprefix(PREFIX))))


def _found(pk: int) -> YearlyReturn:
    (found,) = YearlyReturn.objects.filter(pk=pk).select_related("campaign", "ward")
    return found


def lines_of(book: ReturnBook, user: User) -> dict[Records, Any]:
    """All lines of a return, for the file."""
    return {kind: kind.seen_by(user).for_list() for kind in book.kinds()}
