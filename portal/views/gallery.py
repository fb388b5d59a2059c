"""Every component in every state, on one page for who builds and checks the site."""

import datetime as dt
from types import SimpleNamespace
from typing import NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from common import charts
from common.dates import fiscal_year, today
from common.differences import differences
from common.facets import Facet, FacetValue
from common.forms import DayForm, FilesField, Lines, OnceForm
from common.tables import Cell, Column, Table
from portal import tilemap
from portal.templatetags.members import RailEntry
from projects.models import Event, Field

SUBJECTS = [
    ("snow", "雪"),
    ("harvest", "実り"),
    ("forest", "森と水"),
    ("festival", "祭り"),
    ("care", "福祉"),
]
CHIPS = [("neutral", "各区実施"), ("done", "実施"), ("plan", "計画"), ("warn", "中止"), ("alive", "実施中")]
NOTICES = [
    ("info", "お知らせ", "8月1日現在の数値を公開しました。"),
    ("success", "保存しました", "変更した内容は、次の表示から反映されます。"),
    ("warn", "確認してください", "合併した自治体の連携を、どの自治体が引き継ぐか確認が必要です。"),
    ("error", "読み込めませんでした", "3行目の「団体コード」の検査数字が合いません。"),
]


MESSAGES = [
    ("success", "連絡を送りました。"),
    ("info", "11月25日 10時5分に入力の途中だった内容を戻しました。まだ送られていません。"),
    ("error", "既読にできませんでした。お手数ですが、もう一度押してください。"),
]


class SampleNote(NamedTuple):
    """As django.contrib.messages shows one."""

    text: str
    level_tag: str

    def __str__(self):
        return self.text


class SampleForm(forms.Form):
    name = forms.CharField(label="団体名", help_text="都道府県名から入力してください。")
    on = forms.DateField(label="基準日", required=False, help_text="例：2015-08-01、平成27年8月1日")
    field = forms.ChoiceField(label="分野", choices=Field.choices, required=False)
    kinds = forms.MultipleChoiceField(
        label="種別",
        choices=[("city", "市"), ("town", "町"), ("village", "村")],
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(label="内容", widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label="公開してよい内容です")


class SampleMessage(OnceForm):
    text = Lines(label="連絡", max_length=8000, error_messages={"required": "連絡の内容を入力してください。"})
    files = FilesField(label="資料")


class SampleFilter(forms.Form):
    q = forms.CharField(label="言葉", required=False)
    field = forms.ChoiceField(label="分野", choices=[("", "すべて"), *Field.choices], required=False)
    done = forms.BooleanField(label="実施した事業だけ", required=False)


class SampleSearch(forms.Form):
    q = forms.CharField(label="キーワード", required=False)
    sort = forms.ChoiceField(
        label="並べ替え", choices=[("new", "新しい順"), ("old", "古い順")], required=False
    )


def sample_facets() -> list[Facet]:
    """One chosen, one in sight, one folded."""
    chosen = FacetValue("solving", "課題解決型", 12, "#", True)
    return [
        Facet("approach", "連携の型", [chosen, FacetValue("mood", "気運醸成型", 3, "#", False)], chosen),
        Facet(
            "field",
            "分野",
            [FacetValue(value, label, 40, "#", False) for value, label in Field.choices],
            None,
        ),
        Facet("ward", "特別区", [FacetValue(f"{n}", f"{n}番区", n, "#", False) for n in range(1, 24)], None),
    ]


@require_safe
def gallery(request):
    if not request.user.is_staff:
        raise PermissionDenied
    return render(
        request,
        "portal/gallery.html",
        {
            "fields": Field.choices,
            "subjects": SUBJECTS,
            "chips": CHIPS,
            "notices": NOTICES,
            "cards": sample_cards(),
            "strip": sample_strip(),
            "photos": sample_photos(),
            "files": sample_files(),
            "crumbs": [("ホーム", "/"), ("連携事業", "#"), ("雪の活用", "")],
            "definitions": [("区分", "広域連携"), ("分野", "産業振興"), ("番号", "P-2015-0001")],
            "empty_form": SampleForm(),
            "wrong_form": SampleForm({"on": "平成27年13月1日"}, auto_id="wrong_%s"),
            "filter_form": SampleFilter(auto_id="filter_%s"),
            "day_form": DayForm({"on": "平成27年8月1日"}, auto_id="day_%s"),
            "facet_form": SampleSearch({"q": "雪"}, auto_id="facet_%s"),
            "facets": sample_facets(),
            "run": SimpleNamespace(first="P-2020-0003", last="P-2015-0001"),
            "page": Paginator(range(95), 20).page(3),
            "table": sample_table(),
            "maps": sample_maps(),
            "charts": sample_charts(),
            "row_chart": charts.row_chart(
                "連携事業数（横の棒の見本）",
                [("産業振興", 12, "#"), ("新しい住民交流スタイルの模索", 5, "#"), ("分野の記載なし", 0, "#")],
                "事業",
            ),
            "members": sample_members(),
        },
    )


def sample_members() -> dict:
    """The frame of the members' area for somebody with two offices, and its forms: empty, with errors, quiet."""
    ward, secretariat = (
        SimpleNamespace(office_id=number, office=office, user=SimpleNamespace(name="見本 花子"))
        for number, office in (
            (1, SimpleNamespace(body="荒川区", name="区民生活部地域連携推進課")),
            (2, "特別区長会事務局 連携推進課"),
        )
    )
    ward.get_role_display = "管理者"
    return {
        "posting": ward,
        "others": [secretariat],
        "entries": [
            RailEntry("今の番", "#g-members", "", 12),
            RailEntry("掲示板", "#g-members", "page"),
            RailEntry("お知らせ", "#g-members", "", 1),
            RailEntry("設定", "#g-members", ""),
        ],
        "messages": [SampleNote(text, level) for level, text in MESSAGES],
        "differences": differences({"題名": "雪を運ぶ"}, {"題名": "雪と氷を運ぶ"}),
        "empty_form": SampleMessage(auto_id="post_%s"),
        "wrong_form": SampleMessage({"text": ""}, auto_id="wrong_post_%s"),
        "quiet_form": SampleMessage(auto_id="quiet_%s"),
    }


def sample_strip() -> list[Event]:
    """Going on, to come, cancelled, and without a day yet; never stored."""
    day, planned = today(), Event.Status.PLANNED
    soon = day + dt.timedelta(days=40)
    return [
        Event(
            slug=slug,
            title=title,
            kind=Event.Kind.MARKET,
            venue=venue,
            fiscal_year=fiscal_year(day),
            **values,
        )
        for slug, title, venue, values in (
            ("now", "開催中の物産展の見本", "区役所", {"starts_on": day, "status": planned}),
            (
                "soon",
                "二日にわたる催しの見本",
                "",
                {"starts_on": soon, "ends_on": soon + dt.timedelta(days=1)},
            ),
            ("off", "中止になった催しの見本", "", {"starts_on": soon, "status": Event.Status.CANCELLED}),
            ("undated", "題名がとても長く、二行にも三行にもわたり、日がまだ決まっていない催しの見本", "", {}),
        )
    ]


def sample_cards() -> list[SimpleNamespace]:
    """A card per field: alive and ended, short and long names."""
    sides = [
        ("荒川区・江東区・品川区", "岩手県北上市・岩手県西和賀町"),
        ("杉並区", "静岡県南伊豆町"),
        ("特別区（23区）", "北海道町村会"),
        ("特別区", "住民の幸福実感向上を目指す基礎自治体連合ほか144団体"),
        ("港区", "75自治体"),
    ]
    return [
        SimpleNamespace(
            title=f"{label}の見本",
            summary="この見本は、事業の概要が三行に収まらないときに、どこで切れるかを確かめるためのものです。"
            * 2,
            field=value,
            get_field_display=label,
            get_scope_display="広域連携",
            get_absolute_url="#",
            ward_side=near,
            partner_side=far,
            is_alive=index % 2 == 0,
            photos_shown=sample_photos() if index == 1 else [],
        )
        for index, ((value, label), (near, far)) in enumerate(zip(Field.choices, sides, strict=True))
    ]


def sample_photos() -> list[SimpleNamespace]:
    """Wide and high; drawn, because the gallery has no records."""
    address = static("img/favicon.svg")
    return [
        SimpleNamespace(
            get_absolute_url=address,
            card_url=address,
            card_width=width * 2 // 5,
            width=width,
            height=height,
            alt="写真の見本",
            rights_holder="住民の幸福実感向上を目指す基礎自治体連合",
        )
        for width, height in ((1600, 900), (1200, 1600))
    ]


def sample_files() -> list[SimpleNamespace]:
    kinds = [("推進方針", "PDF", "1.2MB"), ("参加団体の一覧" * 8, "Excel", "34KB")]
    return [
        SimpleNamespace(get_absolute_url="#", title=title, kind=kind, size_shown=size)
        for title, kind, size in kinds
    ]


def sample_table() -> Table:
    columns = [Column("年度"), Column("合計", unit="団体", numeric=True), Column("備考")]
    rows = [
        [Cell(2015, "平成27年度（2015年度）"), Cell(574, "574", "#", "公表値 564"), Cell("", "－")],
        [
            Cell(2019, "令和元年度（2019年度）"),
            Cell(1105, "1,105", "#"),
            Cell("", "市長会・町村会との協定を含む"),
        ],
    ]
    return Table("連携自治体数の推移（見本）", columns, rows)


def sample_maps() -> dict:
    """Numbers from 0 upwards, so that every shade and both layouts are seen."""
    places = [
        (key, f"{key}番県", 0 if index == 0 else index) for index, key in enumerate(tilemap.PREFECTURES)
    ]
    wards = [(f"131{key}0", f"{key}番区", index or None) for index, key in enumerate(tilemap.WARDS)]
    scale = tilemap.Scale.of(value for *_, value in places)
    return {
        "prefectures": tilemap.prefecture_tiles([(*place, "#") for place in places], scale),
        "wards": tilemap.ward_tiles([(*ward, "#") for ward in wards], scale),
        "legend": scale.legend(),
        "here": tilemap.prefecture_marks([("03", "岩手県", None, "")]),
        "partners": tilemap.prefecture_marks([(*place, "#") for place in places[::3]], scale),
        "linked": tilemap.ward_marks([(*ward, "#") for ward in wards[::5]]),
    }


def sample_charts() -> list[charts.Chart]:
    """With a year that is not known: a gap, not a zero."""
    points = [("H27", 574), ("H28", 712), ("H29", None), ("H30", 836), ("R1", 918), ("R2", 1105)]
    counted = [(label, value and value - 100) for label, value in points]
    return [
        charts.line_chart("連携自治体数の推移（線の見本）", points, "団体"),
        charts.line_chart(
            "連携自治体数の推移（二つの線の見本）", points, "団体", label="公表値", second=("記録", counted)
        ),
        charts.bar_chart("連携自治体数の推移（棒の見本）", points, "団体"),
    ]
