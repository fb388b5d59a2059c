import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**「重要」**です", "<strong>「重要」</strong>です"),
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("PR**強化**を", "PR<strong>強化</strong>を"),
        ("PR**（強化）**を", "PR<strong>（強化）</strong>を"),
        ("冬の**(雪)**を", "冬の<strong>(雪)</strong>を"),
        ("*雪*と**水**", "<em>雪</em>と<strong>水</strong>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("file_name_here", "file_name_here"),
        ("a **b** c", "a <strong>b</strong> c"),
        ("_雪_です", "<em>雪</em>です"),
    ],
)
def test_emphasis_works_in_japanese(text, html):
    assert render(text).strip() == f"<p>{html}</p>"


def test_headings_start_below_the_title_of_the_page():
    assert render("# 概要\n## 経過").split() == ["<h2>概要</h2>", "<h3>経過</h3>"]


def test_lines_lists_tables_and_links():
    html = render("一行目\n二行目\n\n- 雪\n\n|年|数|\n|-|-|\n|1|2|\n\n[区](https://example.jp/)")
    for part in ("<br>", "<li>雪</li>", "<td>2</td>", '<a href="https://example.jp/" rel="noopener">区</a>'):
        assert part in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        '<p style="color:red" onclick="x()">',
        "![x](https://elsewhere.example/x.png)",
        "[x](data:text/html,hi)",
    ],
)
def test_nothing_dangerous_or_foreign_comes_through(text):
    html = render(text)
    for part in ("<script", "<img", 'href="javascript', 'href="data', "<p style", "<p onclick"):
        assert part not in html


def test_an_empty_text_is_empty():
    assert render("") == render(None) == ""


@given(st.text())
def test_any_text_is_rendered(text):
    assert "<script" not in render(text)
