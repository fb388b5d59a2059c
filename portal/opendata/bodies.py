"""Who takes part and what ties them: bodies, partnerships, agreements."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from accounts.models import Change
from common.datasets import Dataset
from common.dates import known_day
from municipalities.coverage import covered
from municipalities.models import Agreement, Association, Company, Initiative, LocalGovernment, Partnership
from municipalities.models.bodies import Area
from portal.opendata import columns as of

BODIES = Dataset(
    key="bodies",
    title="自治体",
    about="基準日にある都道府県、市町村、特別区の一覧です。団体コードは、ほかのデータの団体コードと同じものです。",
    of_day="基準日にある団体。合併などでなくなった団体は、その前の日を基準日にすると含まれます",
    columns=(
        of.code("code", "団体コード", "全国地方公共団体コード（検査数字を含む6桁）", required=True),
        of.code(
            "prefecture_code",
            "都道府県団体コード",
            "団体が属する都道府県の団体コード（都道府県は自身）",
            lambda body: (body.prefecture or body).code,
            required=True,
        ),
        of.text(
            "prefecture",
            "都道府県名",
            "団体が属する都道府県（都道府県は自身）",
            lambda body: (body.prefecture or body).name,
            required=True,
        ),
        of.text("name", "団体名", "団体の名称", required=True),
        of.text("kana", "団体名のよみ", "ひらがな"),
        of.choice(
            "kind", "団体の種別", "都道府県、特別区、市、町、村の別", LocalGovernment.Kind, required=True
        ),
        of.mark(
            "is_designated_city",
            "政令指定都市",
            "政令指定都市に当たるか",
            lambda body: body.is_designated_city,
        ),
        of.text(
            "area",
            "エリア",
            "このプロジェクトの地域の分け方",
            lambda body: body.area_name,
            choices=tuple(map(str, Area.labels)),
            required=True,
        ),
        of.text("district", "郡名", "町村が属する郡。空欄は郡に属さないもの"),
        of.number("latitude", "役所の緯度（度）", "世界測地系、十進数", lambda body: _degrees(body.latitude)),
        of.number(
            "longitude", "役所の経度（度）", "世界測地系、十進数", lambda body: _degrees(body.longitude)
        ),
        of.address("website", "ウェブサイト", "団体のウェブサイトのアドレス"),
        of.day("valid_from", "有効開始日", "この団体コードの団体となった日。空欄は記録より前から"),
        of.day("valid_to", "有効終了日", "団体でなくなる最初の日。空欄は続いている"),
        of.page("団体"),
    ),
    read=lambda day: LocalGovernment.objects.on(day).for_data(),
    changed_on=lambda: Change.objects.last_day_of(LocalGovernment),
)


def _degrees(value) -> float | None:
    return None if value is None else float(value)


PARTNERSHIPS = Dataset(
    key="partnerships",
    title="連携・交流",
    about=(
        "特別区と全国の自治体との連携・交流（姉妹都市、災害時相互応援協定など）の一覧です。"
        "区と相手が同じでも、種別ごとに1行です。"
    ),
    of_day="基準日に続いている連携・交流。開始日が分からないものは、確認日から数えます",
    columns=(
        *of.body("ward", "特別区", lambda tie: tie.ward),
        *of.body("partner", "連携先", lambda tie: tie.partner, required=True),
        of.choice("kind", "種別", "連携・交流の種別", Partnership.Kind, required=True),
        of.partial_day(
            "started_on",
            "開始日",
            "連携・交流が始まった日",
            lambda tie: known_day(tie.started_on, tie.started_precision),
        ),
        of.partial_day(
            "ended_on",
            "終了日",
            "連携・交流がなくなる最初の日。空欄は継続中",
            lambda tie: known_day(tie.ended_on, tie.ended_precision),
        ),
        of.day("confirmed_on", "確認日", "連携・交流があることを最後に確かめた日"),
        of.text("evidence", "根拠", "協定書、公表資料の行など"),
        of.SOURCE,
    ),
    read=lambda day: Partnership.objects.in_force(day).for_data(),
    changed_on=lambda: Change.objects.last_day_of(Partnership),
)


class Concluded(NamedTuple):
    """An agreement with the number of bodies it covers, of one with an association."""

    agreement: Agreement
    members: int | None

    @property
    def association(self) -> Association | None:
        return self.agreement.association

    @property
    def counterparty(self) -> Association | Company:
        return self.agreement.counterparty


def _concluded(day: dt.date) -> Iterator[Concluded]:
    agreements = list(Agreement.objects.in_force(day).for_list())
    of_associations = [one for one in agreements if one.association_id]
    members = {row.agreement.pk: len(row.members) for row in covered(of_associations, day)}
    for one in agreements:
        yield Concluded(one, members.get(one.pk))


_RENEWALS = {True: "あり", False: "なし"}

AGREEMENTS = Dataset(
    key="agreements",
    title="協定",
    about="特別区長会が、全国の市長会・町村会や企業と結んだ協定の一覧です。",
    of_day="基準日に効力のある協定。構成自治体数も、基準日のものです",
    columns=(
        of.code("slug", "協定の識別名", "協定を示す英数字", lambda row: row.agreement.slug, required=True),
        of.text("title", "協定名", "協定の名称", lambda row: row.agreement.title, required=True),
        of.text(
            "counterparty_kind",
            "相手方の種別",
            "市長会、町村会、企業の別",
            lambda row: row.association.get_kind_display() if row.association else "企業",
            choices=(*map(str, Association.Kind.labels), "企業"),
            required=True,
        ),
        of.text("counterparty", "相手方", "協定の相手方の名称", lambda row: row.counterparty, required=True),
        *of.body("prefecture", "都道府県", lambda row: row.association and row.association.prefecture),
        of.day("signed_on", "締結日", "協定を結んだ日", lambda row: row.agreement.signed_on, required=True),
        of.day("ends_on", "終了日", "効力を失う最初の日。空欄は継続中", lambda row: row.agreement.ends_on),
        of.text(
            "renews_automatically",
            "自動更新",
            "期間が満了したときの自動更新の定め。空欄は記録がないもの",
            lambda row: _RENEWALS.get(row.agreement.renews_automatically),
            choices=tuple(_RENEWALS.values()),
        ),
        of.number(
            "notice_months",
            "更新しない旨の申出期限（か月前）",
            "期間が満了する何か月前までか",
            lambda row: row.agreement.notice_months,
        ),
        of.number(
            "members",
            "構成自治体数（団体）",
            "基準日に協定に含まれる市町村の数。記録から数えたもの",
            lambda row: row.members,
        ),
        of.number(
            "printed_members",
            "構成自治体数・公表値（団体）",
            "公表資料に記載された数",
            lambda row: row.agreement.printed_members,
        ),
        of.day(
            "printed_members_on",
            "公表値の時点",
            "公表資料の時点",
            lambda row: row.agreement.printed_members_on,
        ),
        of.text("note", "備考", "公表値と異なる理由など", lambda row: row.agreement.note),
        of.text("source", "出典", "記録のもとになった資料の題名", lambda row: row.agreement.source),
    ),
    read=_concluded,
    changed_on=lambda: Change.objects.last_day_of(Agreement),
)

INITIATIVES = Dataset(
    key="agreement-initiatives",
    title="協定の取り組み",
    about="協定に挙げられた取り組みの一覧です。取り組みごとに1行です。",
    of_day="基準日に効力のある協定の取り組み",
    columns=(
        of.code(
            "agreement",
            "協定の識別名",
            "データ「協定」の識別名",
            lambda row: row.agreement.slug,
            required=True,
        ),
        of.text("title", "協定名", "協定の名称", lambda row: row.agreement.title, required=True),
        of.number("order", "順序（番目）", "協定の中での順序", required=True),
        of.text("text", "取り組み", "協定にある取り組み", required=True),
    ),
    read=lambda day: Initiative.objects.of_agreements_in_force(day).for_data(),
    changed_on=lambda: Change.objects.last_day_of(Agreement, Initiative),
)
