"""The site's own pages, found by what they are called and by what people call it."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from common.search.shelves import rank
from common.search.words import Asked
from common.text import folded
from portal.search.kinds import Shown


@dataclass(frozen=True)
class SitePage:
    name: str
    title: str
    text: str
    #: Other words for it, with readings.
    words: str = ""

    @property
    def shown(self) -> Shown:
        return Shown(self.title, reverse(self.name), [], [self.text])

    @cached_property
    def names(self) -> str:
        return "\n".join(["", *map(folded, [self.title, *self.words.split()]), ""])

    @cached_property
    def searched(self) -> str:
        return self.names + folded(self.text)

    def rank(self, asked: Asked) -> tuple[int, int, int] | None:
        """Behind records that are called alike; None where a word is nowhere on it."""
        if not all(any(form in self.searched for form in forms) for forms in asked.words):
            return None
        return rank(self.names, asked, behind=1)


PAGES = (
    SitePage(
        "portal:about",
        "このプロジェクトについて",
        "特別区全国連携プロジェクトの目的、趣意書、国の総合戦略等への位置づけ、被災自治体への支援を紹介します。",
        "目的 もくてき 趣意書 概要 がいよう 全国連携プロジェクト 特別区全国連携プロジェクト 被災自治体支援",
    ),
    SitePage(
        "portal:history",
        "あゆみ",
        "平成26年（2014年）からの連携事業、協定、催し、刊行物を年度ごとにたどります。",
        "歩み 年表 ねんぴょう 沿革 えんかく 歴史 れきし",
    ),
    SitePage(
        "portal:plan",
        "推進計画",
        "今後の方向性と展開を、年度ごとの計画で示します。",
        "計画 けいかく すいしんけいかく 方向性 展開 予定",
    ),
    SitePage(
        "portal:statistics",
        "統計",
        "連携自治体数の推移、広域連携協定、連携事業数などの統計表と公表値です。",
        "とうけい 統計表 数値 集計 連携自治体数 グラフ 公表値",
    ),
    SitePage(
        "projects:list",
        "連携事業の一覧",
        "連携事業を、区、地域、分野、年度、キーワードで探します。",
        "事業 じぎょう",
    ),
    SitePage(
        "municipalities:list",
        "自治体の一覧",
        "全国の都道府県と市区町村を、エリア、名称、よみ、団体コードで探します。",
        "市町村 しちょうそん 都道府県 とどうふけん 名簿 団体コード",
    ),
    SitePage(
        "municipalities:wards",
        "特別区の一覧",
        "特別区（東京23区）と、それぞれの連携先です。",
        "特別区 とくべつく 23区 東京23区",
    ),
    SitePage(
        "municipalities:agreements",
        "広域連携協定の一覧",
        "各道府県の市長会・町村会と結んだ協定と、その構成自治体です。",
        "協定 きょうてい 市長会 町村会 広域連携 包括連携協定",
    ),
    SitePage(
        "municipalities:companies",
        "企業との連携",
        "企業と結んだ包括連携協定と、その取り組みです。",
        "企業 きぎょう 会社 包括連携協定 民間",
    ),
    SitePage(
        "surveys:list",
        "アンケートの一覧",
        "全国の自治体へのアンケートの結果です。",
        "調査 ちょうさ アンケート 意見",
    ),
)
