"""What is done together: projects, who takes part in them, and their fiscal years."""

import datetime as dt

from django.db.models import Max

from common.datasets import Dataset
from municipalities.models import LocalGovernment
from portal.opendata import columns as of
from projects.models import Field, Project, ProjectParty, ProjectYear

NUMBER = of.code("number", "事業番号", "連携事業の番号", lambda row: row.project.number, required=True)
TITLE = of.text("title", "連携事業名", "連携事業の名称", lambda row: row.project.title, required=True)


def _projects(day: dt.date):
    return Project.objects.published().up_to(of.up_to(day))


def _changed_on() -> dt.date | None:
    """Of what is public: when a draft was changed is nobody's business."""
    return Project.objects.published().aggregate(last=Max("updated_on"))["last"]


PROJECTS = Dataset(
    key="projects",
    title="連携事業",
    about="特別区と全国の自治体などによる連携事業の一覧です。プログラムと、それに属する事業を、それぞれ1行で示します。",
    of_day=of.BY_YEAR,
    columns=(
        of.code("number", "事業番号", "連携事業の番号", required=True),
        of.text("title", "連携事業名", "連携事業の名称", required=True),
        of.text("title_kana", "連携事業名のよみ", "ひらがな"),
        of.choice("scope", "区分", "事業の実施のしかた", Project.Scope, required=True),
        of.choice("field", "分野", "事業の分野", Field),
        of.choice("approach", "型", "課題解決型、気運醸成型の別", Project.Approach),
        of.text("summary", "概要", "事業の概要", required=True),
        of.code(
            "programme",
            "プログラムの事業番号",
            "属するプログラムの番号",
            lambda one: one.public_parent and one.public_parent.number,
        ),
        of.number(
            "stated_parties", "参加団体数（団体）", "団体名の記録がなく、数だけが公表されているときの数"
        ),
        of.day("stated_parties_on", "参加団体数の時点", "参加団体数を公表した資料の時点"),
        of.number("budget_thousand_yen", "総事業費（千円）", "事業全体の経費"),
        of.SOURCE,
        of.PUBLISHED,
        of.UPDATED,
        of.page("連携事業"),
    ),
    read=lambda day: _projects(day).for_data(),
    changed_on=_changed_on,
)

CATEGORIES = Dataset(
    key="project-categories",
    title="連携事業の課題分類",
    about="連携事業が取り組む課題の分類です。事業と分類の組ごとに1行です。",
    of_day=of.BY_YEAR,
    columns=(
        NUMBER,
        TITLE,
        of.code(
            "category",
            "課題分類の識別名",
            "課題分類を示す英数字",
            lambda row: row.issuecategory.slug,
            required=True,
        ),
        of.text(
            "category_name",
            "課題分類",
            "課題分類の名称",
            lambda row: row.issuecategory.name,
            required=True,
        ),
        of.text(
            "parent_category_name",
            "上位の課題分類",
            "二段階の分類のうち、上の段",
            lambda row: row.issuecategory.parent,
        ),
    ),
    read=lambda day: (
        Project.categories.through.objects.filter(project__in=_projects(day).order_by().values("pk"))
        .select_related("project", "issuecategory__parent")
        .defer("project__body", "project__search_text", "project__search_grams")
        .order_by("project__number", "issuecategory__order", "issuecategory__slug")
    ),
    changed_on=_changed_on,
)

_PARTY_KINDS = ("自治体", "市長会・町村会", "企業")


def _party_kind(party: ProjectParty) -> str:
    named = (party.body_id, party.association_id, party.company_id)
    return next(kind for kind, pk in zip(_PARTY_KINDS, named, strict=True) if pk)


def _prefecture(party: ProjectParty) -> LocalGovernment | None:
    """Where a party is; a company is anywhere."""
    if party.association:
        return party.association.prefecture
    return party.body and (party.body.prefecture or party.body)


PARTIES = Dataset(
    key="project-parties",
    title="連携事業の参加団体",
    about="連携事業に参加する自治体、市長会・町村会、企業の一覧です。事業と団体の組ごとに1行です。",
    of_day=f"基準日に参加している団体。事業は、{of.BY_YEAR}",
    columns=(
        NUMBER,
        TITLE,
        of.choice("role", "役割", "主管、参加、協力、後援の別", ProjectParty.Role, required=True),
        of.text("kind", "参加団体の種別", "何に当たるか", _party_kind, choices=_PARTY_KINDS, required=True),
        of.text("party", "参加団体名", "参加団体の名称", required=True),
        of.code(
            "code",
            "団体コード",
            "参加団体が自治体のときの、全国地方公共団体コード（検査数字を含む6桁）",
            lambda party: party.body and party.body.code,
        ),
        of.text("prefecture", "都道府県名", "自治体、市長会・町村会の都道府県", _prefecture),
        of.day("valid_from", "参加開始日", "参加した最初の日。空欄は事業の始めから"),
        of.day("valid_to", "参加終了日", "参加しなくなる最初の日。空欄は参加中"),
        of.text("note", "備考", "参加についての補足"),
    ),
    read=lambda day: (
        ProjectParty.objects.on(day).filter(project__in=_projects(day).order_by().values("pk")).for_data()
    ),
    changed_on=_changed_on,
)

YEARS = Dataset(
    key="project-years",
    title="年度ごとの状況",
    about=(
        "連携事業の年度ごとの計画と実績です。事業と年度の組ごとに1行です。中止・延期した年度も含みます。"
        "プログラムの行は、属する事業の行と重なるため、合計するときは除いてください。"
    ),
    of_day=of.BY_YEAR,
    columns=(
        NUMBER,
        TITLE,
        of.number("fiscal_year", "年度（西暦）", "4月に始まる年度", required=True),
        of.choice("status", "状況", "その年度の実施状況", ProjectYear.Status, required=True),
        of.text("plan", "計画", "その年度の計画"),
        of.text("results", "実績", "その年度の実績"),
        of.number("budget_yen", "事業費（円）", "その年度の経費"),
        of.number("participants", "参加者数（人）", "その年度の参加者数"),
        of.SOURCE,
    ),
    read=lambda day: ProjectYear.objects.of_published().up_to(of.up_to(day)).for_data(),
    changed_on=_changed_on,
)
