"""The records of this room as sheets, and the files they come in."""

from django.core.exceptions import ValidationError

from municipalities.exchange.columns import (
    Body,
    Choice,
    Code,
    Column,
    Day,
    DayColumn,
    Lines,
    Number,
    Public,
    YesNo,
)
from municipalities.exchange.records import Book, Records
from municipalities.models import Facility, LocalGovernment, Membership, NameVariant, Partnership, Source

WARD = (LocalGovernment.Kind.SPECIAL_WARD,)
PREFECTURE = (LocalGovernment.Kind.PREFECTURE,)

#: How a body may be written.
BODY_HELP = (
    "団体コード（6桁）か名称。名称は旧字・旧称でも読み取り、決められないものは「名称の照合」で確認します"
)
DAY_HELP = "2015-08-01、平成27年8月1日など"
SOURCE = Public("出典", Source, lambda source: (source.title, source.slug))


def source_column() -> Column:
    return Column("出典", "source", SOURCE, help="登録済みの出典の題名か識別名", width=24)


class BodyRecords(Records):
    model, name, title = LocalGovernment, "bodies", "自治体"
    key, among = ("code",), ("valid_from",)

    code = Column(
        "団体コード",
        "code",
        Code(),
        required=True,
        aliases=("全国地方公共団体コード", "コード"),
        help="6桁",
        example="033669",
    )
    body_name = Column("名称", "name", required=True, aliases=("団体名", "自治体名"), example="西和賀町")
    kana = Column("よみ", "kana", aliases=("ふりがな", "読み", "よみがな"), example="にしわがまち")
    kind = Column("種別", "kind", Choice(LocalGovernment.Kind), example="町")
    prefecture = Column("都道府県", "prefecture", Body(PREFECTURE), example="岩手県")
    district = Column("郡", "district", example="和賀郡")
    district_kana = Column("郡のよみ", "district_kana", example="わがぐん")
    is_designated_city = Column("政令指定都市", "is_designated_city", YesNo(), example="いいえ")
    website = Column("ウェブサイト", "website", width=30)
    valid_from = Column("有効開始日", "valid_from", Day(), help=f"{DAY_HELP}。空欄は記録より前から")
    valid_to = Column("有効終了日", "valid_to", Day(), help="無効となる最初の日。空欄は現在も有効")

    def chosen(self, found, values):
        """Where the file does not say from when on, the only one there is."""
        if len(found) == 1 and "valid_from" not in values:
            return found[0][0]
        return super().chosen(found, values)


class NameRecords(Records):
    model, name, title = NameVariant, "names", "名称の別表記・判断"
    key, among = ("written", "kind"), ("prefecture",)
    related = ("source",)

    written = Column("書かれた名称", "written", required=True, example="高畠市")
    prefecture = Column(
        "書かれた都道府県",
        "prefecture",
        Body(PREFECTURE),
        help="空欄は都道府県の記載がないとき",
        example="山形県",
    )
    kind = Column("種類", "kind", Choice(NameVariant.Kind), required=True, example="担当者の判断")
    body = Column(
        "自治体",
        "body",
        Body(),
        help=f"{BODY_HELP}。空欄は「該当する団体なし」という判断",
        width=24,
        example="063819 山形県高畠町",
    )
    kana = Column("よみ", "kana")
    valid_from = Column("有効開始日", "valid_from", Day(), help="旧称がその団体の名称だった期間")
    valid_to = Column("有効終了日", "valid_to", Day())
    reason = Column("理由", "reason", width=30, example="町の誤記")
    decided_on = Column("判断日", "decided_on", Day(), example="2026-08-01")
    source = source_column()


class PartnershipRecords(Records):
    model, name, title = Partnership, "partnerships", "連携・交流"
    key, among = ("ward", "partner", "kind"), ("started_on", "ended_on")
    related = ("source",)
    ward_field = "ward"
    helping = {"連携先の都道府県": "連携先が同じ名前の多い市町村のとき"}

    ward = Column(
        "特別区",
        "ward",
        Body(WARD),
        required=True,
        aliases=("区", "区名"),
        help="区の名称か団体コード",
        width=18,
        example="131181 荒川区",
    )
    partner = Column(
        "連携先",
        "partner",
        Body(prefecture_column="連携先の都道府県"),
        required=True,
        aliases=("連携先自治体", "自治体", "自治体名", "相手方"),
        help=BODY_HELP,
        width=24,
        example="033669 岩手県西和賀町",
    )
    kind = Column("種別", "kind", Choice(Partnership.Kind), required=True, example="交流協定")
    started_on = DayColumn(
        "開始日",
        "started_on",
        "started_precision",
        aliases=("締結日", "提携日", "開始年月日"),
        help=f"{DAY_HELP}。月や年までのときは「2015年8月」「2015年」",
        example="2015-08-01",
    )
    ended_on = DayColumn(
        "終了日", "ended_on", "ended_precision", help="連携がなくなった最初の日。空欄は継続中"
    )
    confirmed_on = Column(
        "確認日",
        "confirmed_on",
        Day(),
        help="連携があることを最後に確かめた日。開始日が分からないときは必要",
        example="2026-08-01",
    )
    evidence = Column(
        "根拠",
        "evidence",
        aliases=("備考",),
        width=30,
        help="協定書、公表資料の行など",
        example="荒川区・西和賀町交流協定書",
    )
    source = source_column()

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        #: Ties by pair and kind, as the file leaves them so far: id (0 of a new one), first day, end. No records: so
        #: many would be looked through for garbage again and again.
        self.ties: dict[tuple, tuple[tuple, ...]] = {}

    def index(self, user):
        found = super().index(user)
        self.ties = {key: tuple(rows) for key, rows in found.items()}
        return found

    def chosen(self, found, values):
        """The one that begins on the same day; the only one, where its beginning is not known yet."""
        day = (values.get("started_on") or (None,))[0]
        same = [pk for pk, started, _ in found if started == day]
        if same or len(found) > 1:
            return same[0] if same else None
        return found[0][0] if day is None or found[0][1] is None else None

    def check(self, record, reading):
        """With the other ties of the pair as this file leaves them: no statement for each row."""
        record.clean_fields(exclude=self.left_to_columns)
        record.clean_partner()
        key = record.ward_id, record.partner_id, record.kind
        others = tuple(tie for tie in self.ties.get(key, ()) if tie[0] != record.pk)
        if any(record.overlaps(started, ended) for _, started, ended in others):
            raise ValidationError(Partnership.OVERLAPPING)
        self.ties[key] = (*others, (record.pk or 0, record.started_on, record.ended_on))


class MembershipRecords(Records):
    model, name, title = Membership, "memberships", "会員登録"
    key, among = ("body",), ("registered_on",)
    helping = {"都道府県": "自治体が同じ名前の多い市町村のとき"}

    body = Column(
        "自治体",
        "body",
        Body(prefecture_column="都道府県"),
        required=True,
        aliases=("団体", "自治体名"),
        help=BODY_HELP,
        width=24,
        example="033669 岩手県西和賀町",
    )
    registered_on = Column(
        "登録日", "registered_on", Day(), required=True, help=DAY_HELP, example="2026-04-01"
    )
    withdrawn_on = Column("退会日", "withdrawn_on", Day(), help="会員でなくなった最初の日")
    confirmed_on = Column("登録内容の確認日", "confirmed_on", Day())
    note = Column("備考", "note", Lines(), width=30)


class FacilityRecords(Records):
    model, name, title = Facility, "facilities", "23区の施設"
    key = ("ward", "name")
    ward_field = "ward"

    ward = Column(
        "特別区", "ward", Body(WARD), required=True, aliases=("区", "区名"), width=18, example="131181 荒川区"
    )
    facility_name = Column(
        "名称", "name", required=True, aliases=("施設名",), width=24, example="サンパール荒川"
    )
    kind = Column("種別", "kind", Choice(Facility.Kind), required=True, example="ホール・会議室")
    address = Column("所在地", "address", aliases=("住所",), width=30)
    capacity = Column("定員（人）", "capacity", Number(), aliases=("定員",), example="300")
    fee = Column("利用料", "fee")
    booking = Column("申込方法", "booking", Lines(), width=30)
    contact = Column("問い合わせ先", "contact", width=24)
    ended_on = Column("提供終了日", "ended_on", Day())


PARTNERSHIPS = Book(
    "partnerships", "連携・交流", PartnershipRecords, about="区と連携先の姉妹都市、協定、交流など"
)
FACILITIES = Book("facilities", "23区の施設", FacilityRecords, about="会員が利用できる区の施設")
BODIES = Book("bodies", "自治体", BodyRecords, about="団体コード、名称、種別と、その有効な期間")
NAMES = Book("names", "名称の別表記・判断", NameRecords, about="旧称、別の表記、名称の照合での判断")
MEMBERSHIPS = Book("memberships", "会員登録", MembershipRecords, about="自治体の会員登録と退会の日")
BOOKS = [PARTNERSHIPS, FACILITIES, BODIES, NAMES, MEMBERSHIPS]
