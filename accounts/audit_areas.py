"""What an audit record is about, in words: its verb is a name for machines, which the chain has hashed."""

from django.contrib import admin
from django.db.models import Q

#: By how the verb begins, up to its dot.
AREAS = {
    "account": "アカウントとログイン",
    "admin": "管理画面での変更",
    "application": "会員登録申請",
    "audit": "監査記録",
    "correction": "訂正の提案",
    "export": "書き出し",
    "import": "取り込み",
    "import_partner_list": "取り込み",
    "inquiry": "お問い合わせ",
    "mail": "メール",
    "membership": "会員登録",
    "name": "名称の照合",
    "notice": "事務局からのお知らせ",
    "office": "課と職員",
    "profile": "自治体情報",
    "release": "年次統計",
    "return": "連携状況調査",
    "seed": "初期データ",
    "survey": "アンケート",
}
DISPOSAL = "廃棄"


def area_of(verb: str) -> str:
    if verb.startswith("dispose_"):
        return DISPOSAL
    return AREAS.get(verb.partition(".")[0], verb)


class AreaFilter(admin.SimpleListFilter):
    title, parameter_name = "内容の種類", "area"

    def lookups(self, request, model_admin):
        labels = sorted({*AREAS.values(), DISPOSAL})
        return [(label, label) for label in labels]

    def queryset(self, request, queryset):
        asked = self.value()
        if not asked:
            return queryset
        wanted = Q(verb__startswith="dispose_") if asked == DISPOSAL else Q()
        for begins, label in AREAS.items():
            if label == asked:
                wanted |= Q(verb=begins) | Q(verb__startswith=f"{begins}.")
        return queryset.filter(wanted) if wanted else queryset.none()
