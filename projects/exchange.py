"""Projects, their parties and years, and events as sheets (municipalities.exchange)."""

from django.db.models import Q

from common.dates import fiscal_year
from common.publishing import State, next_number
from municipalities.exchange.books import BODY_HELP, DAY_HELP, source_column
from municipalities.exchange.columns import (
    Body,
    Choice,
    Column,
    Day,
    DayColumn,
    Known,
    Lines,
    ManyColumn,
    Number,
    Public,
    Several,
    Time,
    Word,
    Year,
    YesNo,
    plain,
)
from municipalities.exchange.records import Book, Records, is_made_here
from municipalities.models import Association, Company, Office
from projects.models import Event, IssueCategory, Project, ProjectParty, ProjectYear
from projects.models.projects import Field

OFFICE = Known("課・担当", Office, lambda office: (str(office),), "body__prefecture")


class NamedProject(Known):
    """A project by its number, or by its name where only one bears it; also one that the same file makes."""

    def __init__(self):
        super().__init__("連携事業", Project, lambda project: (project.number, project.title))

    def rows(self, user):
        return super().rows(user).only("number", "title", "parent")

    def read(self, text, row, reading):
        return reading.made.get((Project, plain(text))) or super().read(text, row, reading)

    def render(self, value, obj=None, **kwargs):
        """What a file makes has no number yet when it is first looked at."""
        if not value:
            return ""
        return value.title if is_made_here(value) else value.number


class ProjectRecords(Records):
    model, name, title = Project, "projects", "連携事業"
    key = ("number",)
    related = ("parent", "contact_office__body__prefecture", "source")
    ward_field = "wards"

    number = Column(
        "番号",
        "number",
        Word(),
        help="空欄なら新しい事業として、登録のときに番号が付きます",
        example="P-2026-0123",
    )
    project_title = Column(
        "事業名", "title", required=True, aliases=("事業の名称",), width=30, example="雪の活用事業"
    )
    title_kana = Column("事業名のよみ", "title_kana", width=24)
    scope = Column("区分", "scope", Choice(Project.Scope), required=True, example="各区実施")
    field = Column("分野", "field", Choice(Field), required=True, width=24, example="相互の地域課題への挑戦")
    approach = Column("型", "approach", Choice(Project.Approach))
    categories = ManyColumn(
        "課題分類",
        "categories",
        Several(Public("課題分類", IssueCategory, lambda one: (one.name, one.slug))),
        help="登録済みの分類の名称。二つ以上は「、」で区切る",
        width=24,
    )
    summary = Column("概要", "summary", required=True, width=40)
    body = Column("本文", "body", Lines(), help="Markdown で書けます", width=40)
    parent = Column("属するプログラム", "parent", NamedProject(), help="プログラムの番号か事業名")
    contact_office = Column("問い合わせ先の課", "contact_office", OFFICE, width=24)
    stated_parties = Column("参加団体数（資料の記載）", "stated_parties", Number())
    budget = Column("総事業費（千円）", "budget_thousand_yen", Number())
    state = Column(
        "状態", "state", Choice(State), readonly=True, help="公開は管理画面で行います。ここでは変えられません"
    )
    published_on = Column("公開日", "published_on", Day(), readonly=True)
    source = source_column()

    def unknown(self, values, reading):
        """A number of one's own is for who keeps all of them: it may be another ward's."""
        if values.get("number") and reading.is_limited(Project):
            return (
                "「番号」：この番号の連携事業はないか、この区のものではありません。"
                "新しい事業のときは空欄にしてください。"
            )
        return ""

    def refusal(self, record, reading):
        return ""

    def names_of(self, record):
        return [name for name in (record.number, record.title) if name]

    def before_writing(self, new):
        for record in new:
            if not record.number:
                first = self.last_number = self._next()
                record.number = first

    def _next(self) -> str:
        """Numbers follow each other, of rows that are not written yet, too."""
        last = getattr(self, "last_number", "")
        return f"{last[:-4]}{int(last[-4:]) + 1:04}" if last else next_number(Project.objects.all(), "P")

    def finish(self, new, wards):
        for record in Project.objects.filter(pk__in=new).iterator() if wards else ():
            record.let_one_lead(wards)


class OfProject(Records):
    """What belongs to a project: who keeps that keeps it."""

    ward_field = part_of = "project"

    def refusal(self, record, reading):
        if not reading.is_limited(Project) or is_made_here(record.project):
            return ""
        if self._kept(reading).get(record.project.pk):
            return ""
        return "「事業」には、ご自分の区が主管する連携事業を入力してください。"

    def _kept(self, reading) -> dict[int, bool]:
        if not hasattr(self, "_projects"):
            kept = Project.objects.kept_by_wards(reading.wards).order_by().values_list("pk", flat=True)
            self._projects = dict.fromkeys(kept, True)
        return self._projects


def project_column() -> Column:
    return Column(
        "事業",
        "project",
        NamedProject(),
        required=True,
        aliases=("番号", "事業名", "連携事業"),
        help="番号か事業名。同じファイルで新しく登録する事業は事業名で",
        example="P-2026-0123",
    )


class PartyRecords(OfProject):
    model, name, title = ProjectParty, "parties", "参加団体"
    key = ("project", "body", "association", "company")
    related = ("project", "association__prefecture", "company")
    helping = {"都道府県": "自治体が同じ名前の多い市町村のとき"}

    project = project_column()
    role = Column("役割", "role", Choice(ProjectParty.Role), required=True, example="参加")
    body = Column(
        "自治体",
        "body",
        Body(prefecture_column="都道府県"),
        help=BODY_HELP,
        width=24,
        example="033669 岩手県西和賀町",
    )
    association = Column(
        "市長会・町村会",
        "association",
        Public("市長会・町村会", Association, lambda one: (str(one),), "prefecture"),
    )
    company = Column("企業", "company", Public("企業", Company, lambda one: (one.name, one.slug)))
    valid_from = Column("有効開始日", "valid_from", Day(), help=f"途中から加わったとき。{DAY_HELP}")
    valid_to = Column("有効終了日", "valid_to", Day(), help="離れたとき。参加しなくなった最初の日")
    note = Column("備考", "note", width=24)

    def key_of(self, values):
        """Of who takes part one is named."""
        parts = [values.get(name) for name in self.key]
        if getattr(parts[0], "pk", None) is None:
            return None
        return tuple(getattr(part, "pk", None) for part in parts)


class YearRecords(OfProject):
    model, name, title = ProjectYear, "years", "年度ごとの状況"
    key = ("project", "fiscal_year")
    related = ("project", "source")

    project = project_column()
    year = Column("年度", "fiscal_year", Year(), required=True, help="2026、令和8年度など", example="2026")
    status = Column("状況", "status", Choice(ProjectYear.Status), required=True, example="実施")
    plan = Column("計画", "plan", Lines(), width=40)
    results = Column("実績", "results", Lines(), width=40)
    budget_yen = Column("事業費（円）", "budget_yen", Number(), aliases=("事業費",))
    participants = Column("参加者数（人）", "participants", Number(), aliases=("参加者数",))
    source = source_column()


class EventRecords(Records):
    model, name, title = Event, "events", "催し"
    key = ("slug",)
    related = ("project", "source")
    ward_field = "host"

    slug = Column(
        "識別名",
        "slug",
        Word(),
        required=True,
        help="アドレスになる英小文字・数字・ハイフン",
        example="yuki-2026",
    )
    event_title = Column("催しの名称", "title", required=True, aliases=("名称", "催し名"), width=30)
    kind = Column("種類", "kind", Choice(Event.Kind), required=True, example="物産展")
    status = Column("開催の状況", "status", Choice(Event.Status), required=True, example="予定")
    year = Column("年度", "fiscal_year", Year(), help="開始日があれば空欄でよい")
    starts_on = DayColumn(
        "開始日",
        "starts_on",
        "starts_precision",
        help=f"{DAY_HELP}。月や年までのときは「2015年8月」「2015年」",
    )
    ends_on = Column("最終日", "ends_on", Day())
    starts_at = Column("開始時刻", "starts_at", Time(), example="10:00")
    ends_at = Column("終了時刻", "ends_at", Time())
    venue = Column("会場", "venue", width=24)
    is_joint = Column("23区一体の催し", "is_joint", YesNo())
    host = Column("主催", "host", Body(), help=BODY_HELP, width=24)
    co_hosts = ManyColumn("共催", "co_hosts", Several(Body()), help="二つ以上は「、」で区切る", width=24)
    capacity = Column("定員（人）", "capacity", Number(), aliases=("定員",))
    attendance = Column("参加者数（人）", "attendance", Number(), aliases=("参加者数",))
    registration_url = Column("申込先", "registration_url", width=30)
    project = Column("連携事業", "project", NamedProject(), help="番号か事業名")
    summary = Column("内容", "summary", Lines(), width=40)
    note = Column("備考", "note", Lines(), width=30)
    state = Column(
        "状態", "state", Choice(State), readonly=True, help="公開は管理画面で行います。ここでは変えられません"
    )
    source = source_column()

    def unknown(self, values, reading):
        if reading.is_limited(Event) and Event.objects.filter(Q(slug=values.get("slug"))).exists():
            return "「識別名」：ほかの催しが使っています。別の識別名を付けてください。"
        return ""

    def before_writing(self, new):
        for record in new:
            if record.fiscal_year is None and record.starts_on:
                record.fiscal_year = fiscal_year(record.starts_on)


PROJECTS = Book(
    "projects",
    "連携事業",
    ProjectRecords,
    PartyRecords,
    YearRecords,
    about="連携事業、参加団体、年度ごとの状況（シート3枚）",
)
EVENTS = Book("events", "催し", EventRecords, about="催しの日、会場、主催・共催")
BOOKS = [PROJECTS, EVENTS]
