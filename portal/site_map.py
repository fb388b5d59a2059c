"""The pages of the public site that have an address of their own, in the order of the site map."""

from typing import NamedTuple

from django.urls import reverse


class Page(NamedTuple):
    name: str
    label: str
    about: str

    def get_absolute_url(self) -> str:
        return reverse(self.name)


class Section(NamedTuple):
    title: str
    pages: list[Page]


SECTIONS = [
    Section(
        "連携を知る",
        [
            Page("projects:list", "連携事業", "特別区と各地域の連携事業を、区・地域・分野・年度から探す"),
            Page("municipalities:list", "自治体", "全国の自治体と、特別区との連携"),
            Page("municipalities:wards", "特別区", "23区それぞれの連携先と連携事業"),
            Page("bulletin:topics", "トピックス", "自治体から寄せられた、催しや特産品などの話題"),
            Page("projects:events", "催し", "これからの催しと、開催した催し"),
            Page("projects:calendar", "催しのカレンダー", "月ごとの催し"),
        ],
    ),
    Section(
        "協定と数値",
        [
            Page("municipalities:agreements", "広域連携協定", "市長会・町村会との協定と、含まれる自治体"),
            Page("municipalities:companies", "企業との連携", "包括連携協定と取り組み"),
            Page("portal:statistics", "統計", "連携自治体数、連携事業数など。任意の日について計算"),
            Page(
                "portal:statistics_compare",
                "二つの日の比較",
                "連携自治体数の増減と、加わった団体・外れた団体",
            ),
            Page("portal:releases", "年次統計", "年度ごとに確定して公表した統計と、その後の改訂"),
            Page("portal:opendata", "オープンデータ", "記録をCSV、Excel、JSONで。自由に利用できます"),
            Page("surveys:list", "アンケート", "全国の自治体への調査の結果"),
        ],
    ),
    Section(
        "プロジェクト",
        [
            Page("portal:about", "このプロジェクトについて", "目的、進め方、公表した文書"),
            Page("portal:history", "あゆみ", "平成26年（2014年）からの経過"),
            Page("portal:plan", "推進計画", "年度ごとの取組み"),
            Page("bulletin:publications", "刊行物", "趣意書、推進方針、報告書など"),
            Page("bulletin:notices", "お知らせ", "事務局からのお知らせ"),
            Page("portal:join", "会員登録のご案内", "会員ができること、申込みの方法"),
            Page("account_login", "ログイン", "会員の自治体、特別区、事務局の職員の入口"),
            Page("municipalities:apply", "会員登録の申請", "自治体の課から会員登録を申請する"),
        ],
    ),
    Section(
        "このサイトについて",
        [
            Page("portal:home", "ホーム", "このサイトの入口"),
            Page("portal:search", "サイト内検索", "公開しているすべてのものを、言葉・よみ・団体コードで探す"),
            Page("portal:feeds", "更新情報の受け取り", "フィードとカレンダーで更新を受け取る"),
            Page("portal:contact", "お問い合わせ", "連携の相談、掲載内容の誤り、取材など"),
            Page("portal:policy", "利用規約・プライバシーポリシー", "著作権、個人情報、Cookieの扱い"),
            Page("portal:accessibility", "アクセシビリティ方針", "目標、試験の結果、使いにくいときの連絡先"),
            Page("portal:sitemap", "サイトマップ", "このページ"),
        ],
    ),
]
