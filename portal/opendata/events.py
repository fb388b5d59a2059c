"""Events, in our own columns and in those of the government's recommended dataset."""

import datetime as dt

from django.db.models import Max

from common.datasets import DataColumn, DataKind, Dataset
from common.dates import known_day
from municipalities.models import LocalGovernment
from portal.feeds import OPERATOR
from portal.opendata import columns as of
from projects.models import Event

SLUG = of.code("slug", "催しの識別名", "催しを示す英数字", required=True)


def _events(day: dt.date):
    return Event.objects.published().up_to(of.up_to(day))


def _changed_on() -> dt.date | None:
    return Event.objects.published().aggregate(last=Max("updated_on"))["last"]


EVENTS = Dataset(
    key="events",
    title="催し",
    about="連携事業の催しの一覧です。開催した催し、中止した催し、これからの催しを含みます。",
    of_day=of.BY_YEAR,
    columns=(
        SLUG,
        of.text("title", "催しの名称", "催しの名称", required=True),
        of.choice("kind", "種類", "催しの種類", Event.Kind, required=True),
        of.choice("status", "開催の状況", "予定、開催、中止の別", Event.Status, required=True),
        of.number("fiscal_year", "年度（西暦）", "4月に始まる年度", required=True),
        of.partial_day(
            "starts_on",
            "開始日",
            "空欄は年度だけが分かっているもの",
            lambda event: known_day(event.starts_on, event.starts_precision),
        ),
        of.day("ends_on", "最終日", "開催する最後の日。空欄は1日だけの催し、または記録のないもの"),
        of.time("starts_at", "開始時刻", "最初の日の開始時刻"),
        of.time("ends_at", "終了時刻", "最後の日の終了時刻"),
        of.text("venue", "会場", "会場の名称"),
        of.mark(
            "is_joint", "23区一体の催し", "23区が一体となって開催する催しか", lambda event: event.is_joint
        ),
        *of.body("host", "主催", lambda event: event.host),
        of.number("capacity", "定員（人）", "募集する人数"),
        of.number("attendance", "参加者数（人）", "参加した人数"),
        of.address("registration_url", "申込先のURL", "参加の申込みを受け付けるページ"),
        of.code(
            "project",
            "事業番号",
            "催しが属する連携事業の番号",
            lambda event: event.project and event.project.number,
        ),
        of.text("project_title", "連携事業名", "催しが属する連携事業", lambda event: event.project),
        of.text("summary", "内容", "催しの内容（Markdown）"),
        of.text("note", "備考", "補足"),
        of.SOURCE,
        of.PUBLISHED,
        of.UPDATED,
        of.page("催し"),
    ),
    read=lambda day: _events(day).for_data(),
    changed_on=_changed_on,
)

COHOSTS = Dataset(
    key="event-cohosts",
    title="催しの共催団体",
    about="催しを共催する自治体の一覧です。催しと団体の組ごとに1行です。主催の団体は、データ「催し」にあります。",
    of_day=of.BY_YEAR,
    columns=(
        of.code("slug", "催しの識別名", "データ「催し」の識別名", lambda row: row.event.slug, required=True),
        of.text("title", "催しの名称", "催しの名称", lambda row: row.event.title, required=True),
        *of.body("body", "共催", lambda row: row.localgovernment, required=True),
    ),
    read=lambda day: (
        Event.co_hosts.through.objects.filter(event__in=_events(day).order_by().values("pk"))
        .select_related("event", "localgovernment__prefecture")
        .order_by("event__slug", "localgovernment__code")
    ),
    changed_on=_changed_on,
)


def _hosts(event: Event) -> list[LocalGovernment]:
    return [*([event.host] if event.host else []), *event.co_hosts.all()]


def _organisers(event: Event) -> str:
    return "、".join(map(str, _hosts(event))) or (OPERATOR if event.is_joint else "")


def _prefecture(event: Event) -> str:
    return (event.host.prefecture or event.host).name if event.host else ""


def _municipality(event: Event) -> str:
    is_prefecture = event.host and event.host.kind == LocalGovernment.Kind.PREFECTURE
    return event.host.name if event.host and not is_prefecture else ""


def _remark(event: Event) -> str:
    return "中止" if event.status == Event.Status.CANCELLED else ""


def _unrecorded(label: str, meaning: str, kind: DataKind = DataKind.TEXT) -> DataColumn:
    """A column that the recommended dataset has and our records do not."""
    return DataColumn(label, label, f"{meaning}。このサイトに記録がないため空欄", lambda event: None, kind)


#: Header and name in JSON are those of the recommendation, in its order.
RECOMMENDED = "推奨データセット（基本編）No.6「イベント一覧」"
STANDARD_EVENTS = Dataset(
    key="events-recommended",
    title="催し（推奨データセットの項目）",
    about=(
        f"催しを、政府が示した{RECOMMENDED}の項目名と並びで示したものです。"
        "日まで分かっている催しだけを含みます。"
    ),
    of_day=of.BY_YEAR,
    columns=tuple(
        column if isinstance(column, DataColumn) else DataColumn(column[0], *column)
        for column in (
            (
                "都道府県コード又は市区町村コード",
                "主催する自治体の団体コード。空欄は主催の記録がないもの",
                lambda event: event.host and event.host.code,
                DataKind.CODE,
            ),
            ("NO", "催しの識別名", lambda event: event.slug, DataKind.CODE),
            ("都道府県名", "主催する自治体の都道府県", _prefecture),
            ("市区町村名", "主催する市区町村。都道府県の催しは空欄", _municipality),
            ("イベント名", "催しの名称", lambda event: event.title),
            _unrecorded("イベント名_カナ", "催しの名称のカナ"),
            _unrecorded("イベント名_英語", "催しの名称の英語"),
            ("開始日", "最初の日", lambda event: event.starts_on, DataKind.DAY),
            ("終了日", "最後の日", lambda event: event.last_day, DataKind.DAY),
            ("開始時間", "最初の日の開始時刻", lambda event: of.clock(event.starts_at), DataKind.TIME),
            ("終了時間", "最後の日の終了時刻", lambda event: of.clock(event.ends_at), DataKind.TIME),
            ("開始日時特記事項", "中止した催しは「中止」", _remark),
            ("説明", "催しの内容（Markdown）", lambda event: event.summary),
            _unrecorded("料金(基本)", "参加に必要な料金（円）", DataKind.NUMBER),
            _unrecorded("料金(詳細)", "料金の詳細"),
            _unrecorded("連絡先名称", "問合せ先"),
            _unrecorded("連絡先電話番号", "問合せ先の電話番号"),
            _unrecorded("連絡先内線番号", "問合せ先の内線番号"),
            ("主催者", "主催と共催の団体を「、」で並べたもの", _organisers),
            ("場所名称", "会場の名称", lambda event: event.venue),
            _unrecorded("住所", "会場の住所"),
            _unrecorded("方書", "会場の方書"),
            _unrecorded("緯度", "会場の緯度", DataKind.NUMBER),
            _unrecorded("経度", "会場の経度", DataKind.NUMBER),
            _unrecorded("アクセス方法", "会場への行き方"),
            _unrecorded("駐車場情報", "会場の駐車場"),
            ("定員", "募集する人数（人）", lambda event: event.capacity, DataKind.NUMBER),
            _unrecorded("参加申込終了日", "申込みの締切り", DataKind.DAY),
            _unrecorded("参加申込終了時間", "申込みの締切りの時刻", DataKind.TIME),
            (
                "参加申込方法",
                "申込みを受け付けるページのURL",
                lambda event: event.registration_url,
                DataKind.ADDRESS,
            ),
            ("URL", "このサイトの催しのページ", lambda event: event.get_absolute_url(), DataKind.ADDRESS),
            ("備考", "補足", lambda event: event.note),
        )
    ),
    read=lambda day: _events(day).on_known_days().for_data(),
    changed_on=_changed_on,
)
