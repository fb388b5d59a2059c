import datetime as dt

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from common.dates import today
from common.forms import YEARS_AHEAD, DayField, DayForm
from common.tables import Cell, Column, Table
from common.text import hiragana
from tests.pages import hostile


@pytest.mark.parametrize(
    "written", ["2019-08-01", "令和元年8月1日", "Ｒ１．８．１", " 2019/8/1 ", "平成31年8月1日"]
)
def test_a_day_in_either_calendar(written):
    form = DayForm({"on": written})
    assert form.day == dt.date(2019, 8, 1)
    assert form.day_text == "令和元年8月1日（2019年）"


@pytest.mark.parametrize("data", [{}, {"on": ""}, {"on": "  "}])
def test_no_day_is_today(data):
    form = DayForm(data)
    assert form.day == today()
    assert not form.errors


@hostile
def test_what_is_no_day_is_told_and_today_taken(value):
    form = DayForm({"on": value})
    assert form.day == today()
    assert form.errors["on"]
    assert len(form.errors["on"][0]) < 100


def test_a_day_is_taken_as_it_is():
    assert DayField().clean(dt.date(2019, 8, 1)) == dt.date(2019, 8, 1)


def test_readings_in_hiragana():
    assert hiragana("ニシワガ町ー") == "にしわが町ー"
    assert hiragana("ヴァ") == "ゔぁ"


def test_a_day_beyond_what_may_be_announced_is_told():
    last = today().year + YEARS_AHEAD
    assert DayForm({"on": f"{last}-12-31"}).day == dt.date(last, 12, 31)
    beyond = DayForm({"on": f"{last + 1}-01-01"})
    assert beyond.day == today()
    assert beyond.errors["on"] == [f"{last}年までの日を入力してください。"]


def render(template, **context):
    return Template(template).render(Context(context))


def test_markdown_in_a_template_is_clean_html():
    assert (
        render("{{ text|markdown }}", text="**雪**<script>") == "<p><strong>雪</strong>&lt;script&gt;</p>\n"
    )


@pytest.mark.parametrize(
    ("state", "kind"),
    [("done", "done"), ("held", "done"), ("planned", "plan"), ("postponed", "warn"), ("x", "neutral")],
)
def test_chips(state, kind):
    assert render("{{ state|chip_kind }}", state=state) == kind


def test_breadcrumbs_lead_from_home_by_name_or_address():
    html = render(
        '{% breadcrumbs "連携事業" "projects:list" "親" "/projects/P-2020-0001/" "子" %}',
        request=RequestFactory().get("/"),
    )
    assert '<a href="/">ホーム</a>' in html
    assert '<a href="/projects/">連携事業</a>' in html
    assert '<a href="/projects/P-2020-0001/">親</a>' in html
    assert '<span aria-current="page">子</span>' in html


def test_a_table_shows_text_as_text():
    rows = [Cell("x", '<b>"甲"</b>', url="/?a=1&b=2", note="<i>"), Cell(1200, "1,200")]
    table = Table("表", [Column("名"), Column("数", unit='"団"', numeric=True)], [rows])
    assert table.body == (
        '<tr><th scope="row"><a href="/?a=1&amp;b=2">&lt;b&gt;&quot;甲&quot;&lt;/b&gt;</a>'
        '<span class="cell-note">&lt;i&gt;</span></th>'
        '<td data-label="数（&quot;団&quot;）" class="number">1,200</td></tr>'
    )
