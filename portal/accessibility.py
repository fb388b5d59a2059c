"""What is said of the accessibility of the site: only what the tests named beside it do."""

import datetime as dt
from typing import NamedTuple

#: The day on which all of it was last done and passed.
CHECKED_ON = dt.date(2026, 11, 25)


class Check(NamedTuple):
    title: str
    method: str
    #: File and name of the test that does it; tests/portal/test_guide.py looks it up.
    test: str


E2E = "tests/e2e/test_public_pages.py"
REACH = "tests/e2e/test_reach.py"

CHECKS = [
    Check(
        "規則による自動検査",
        "axe-core の WCAG 2.0・2.1・2.2（レベルA・AA）と推奨事項の規則。画面の幅360と1280、明るい配色と暗い配色",
        f"{E2E}::test_a_page_is_accessible_and_quiet",
    ),
    Check(
        "HTMLの文法",
        "Nu HTML Checker。すべての種類のページ、入力の誤りを示す画面、エラーの画面",
        "tests/test_html.py::test_every_page_is_valid_html",
    ),
    Check(
        "狭い画面と拡大",
        "幅320（1280の画面で400％に拡大したときと同じ）で、横に動かさずに読めること",
        f"{REACH}::test_a_page_is_light_and_fits_small_screens_and_paper",
    ),
    Check(
        "大きな文字",
        "ブラウザの設定で文字の大きさを200％にしたとき、横に動かさずに読めること",
        f"{REACH}::test_a_page_fits_letters_of_twice_the_size",
    ),
    Check(
        "キーボード",
        "Tabキーだけで、すべてのリンクと入力欄に届き、今いる場所が見えること",
        f"{REACH}::test_everything_is_reached_by_keyboard_and_seen_there",
    ),
    Check(
        "配色の指定と印刷",
        "端末で配色を指定したとき（強制カラーモード）、印刷したときも、内容が画面・紙からはみ出さないこと",
        f"{REACH}::test_a_page_is_light_and_fits_small_screens_and_paper",
    ),
    Check(
        "JavaScriptを使わない閲覧",
        "JavaScriptを止めても、すべてのページが開き、ホームから事業、自治体、区へ進めること",
        f"{REACH}::test_without_javascript_the_site_is_walked_through",
    ),
]
