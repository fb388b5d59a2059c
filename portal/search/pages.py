"""The site's own pages, as the site map names them, found by these names and by what people call them."""

from functools import cached_property

from common.search.shelves import rank
from common.search.words import Asked
from common.text import folded
from portal.search.kinds import Shown
from portal.site_map import SECTIONS, Page

#: Other words for a page, and readings.
WORDS = {
    "projects:list": "事業一覧 じぎょう",
    "projects:events": "イベント 行事 もよおし",
    "projects:calendar": "カレンダー こよみ 日程",
    "bulletin:topics": "ニュース 話題",
    "bulletin:notices": "ニュース おしらせ",
    "bulletin:publications": "趣意書 推進方針 パンフレット 全国連携NEWS かんこうぶつ",
    "municipalities:list": "市町村 しちょうそん 都道府県 とどうふけん 名簿 団体コード じちたい",
    "municipalities:wards": "とくべつく 23区 東京23区",
    "municipalities:agreements": "きょうてい 市長会 町村会",
    "municipalities:companies": "きぎょう 会社 民間 包括連携協定",
    "portal:statistics": "とうけい 統計表 集計 グラフ 公表値",
    "portal:opendata": "データ ダウンロード CSV Excel JSON API 二次利用 PDL",
    "surveys:list": "調査 ちょうさ 意見",
    "portal:about": "目的 もくてき 趣意書 概要 がいよう 特別区全国連携プロジェクト 被災自治体支援",
    "portal:history": "歩み 年表 ねんぴょう 沿革 えんかく 歴史 れきし",
    "portal:plan": "計画 けいかく すいしんけいかく 方向性 今後の展開",
    "portal:join": "会員 かいいん 入会 申込み もうしこみ 登録",
    "portal:contact": "問合せ といあわせ 連絡先 電話 メール 相談",
    "portal:policy": "著作権 個人情報 プライバシー 利用条件 Cookie",
    "portal:accessibility": "ウェブアクセシビリティ JIS 音声 読み上げ",
    "portal:feeds": "Atom RSS 新着 配信",
}


class SitePage:
    def __init__(self, page: Page):
        self.page = page

    @property
    def shown(self) -> Shown:
        return Shown(self.page.label, self.page.get_absolute_url(), [], [self.page.about])

    @cached_property
    def names(self) -> str:
        names = [self.page.label, *WORDS.get(self.page.name, "").split()]
        return "\n".join(["", *map(folded, names), ""])

    @cached_property
    def text(self) -> str:
        return self.names + folded(self.page.about)

    def rank(self, asked: Asked) -> tuple[int, int, int] | None:
        """Behind records that are called alike; None where a word is nowhere said of it."""
        if not all(any(form in self.text for form in forms) for forms in asked.words):
            return None
        return rank(self.names, asked, behind=1)


#: All but the search page itself.
PAGES = [
    SitePage(page)
    for section in SECTIONS
    for page in section.pages
    if page.name not in ("portal:search", "portal:home")
]
