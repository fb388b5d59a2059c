from django import forms

from common.codes import validate_code
from common.facets import FacetForm
from common.forms import Choice
from municipalities.directory import ON, ORDERS, Kind, prefectures
from municipalities.models.bodies import Area

#: The first sounds of readings, as the fifty sounds stand: a row each.
KANA_ROWS = (
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わ",
)


class DirectoryForm(FacetForm):
    FACETS = ("area", "prefecture", "kind", "linked", "cover", "member", "kana")

    q = forms.CharField(
        label="名称・よみ・団体コード",
        required=False,
        max_length=60,
        help_text="例：西和賀、にしわが、033669。旧い名称でも探せます",
    )
    area = Choice(label="エリア", choices=Area.choices)
    prefecture = Choice(label="都道府県")
    kind = Choice(label="種別", choices=Kind.choices)
    linked = Choice(label="特別区との連携・交流", choices=[(ON, "記録あり")])
    cover = Choice(label="広域連携協定", choices=[(ON, "構成自治体")])
    member = Choice(label="会員登録", choices=[(ON, "登録あり")])
    kana = Choice(label="よみの最初の音", choices=[(kana, kana) for row in KANA_ROWS for kana in row])
    sort = Choice(label="並べ替え", choices=[(key, label) for key, (label, _) in ORDERS.items()])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["prefecture"].choices = prefectures()

    def order(self) -> str:
        """Who leafs through the fifty sounds reads on in their order."""
        return self.cleaned_data.get("sort") or ("kana" if self.cleaned_data.get("kana") else "code")


class CameFromForm(forms.Form):
    """The code of the ended body from whose address a visitor was led on: `?was=044237`."""

    was = forms.CharField(required=False, max_length=6, validators=[validate_code])

    @property
    def code(self) -> str:
        return self.cleaned_data["was"] if self.is_valid() else ""


class WardSortForm(forms.Form):
    """The order of the wards: `?sort=partners`."""

    ORDERS = {
        "code": ("団体コード順", lambda ward: ward.code),
        "name": ("五十音順", lambda ward: ward.kana),
        "partners": ("連携・交流先の多い順", lambda ward: (-ward.partners, ward.code)),
        "projects": ("連携事業の多い順", lambda ward: (-ward.projects, ward.code)),
    }

    sort = forms.ChoiceField(required=False, choices=[(key, label) for key, (label, _) in ORDERS.items()])

    @property
    def chosen(self) -> str:
        return (self.is_valid() and self.cleaned_data["sort"]) or "code"

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """Key, label, and whether it is chosen."""
        return [(key, label, key == self.chosen) for key, (label, _) in self.ORDERS.items()]

    def in_order(self, wards: list) -> list:
        return sorted(wards, key=self.ORDERS[self.chosen][1])
