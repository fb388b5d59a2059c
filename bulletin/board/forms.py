"""What people may say on the board."""

from typing import Any

from django import forms

from bulletin.board.actions import Said
from bulletin.board.moves import Ask, Reason
from bulletin.models import Response, Terms, Thread
from bulletin.models.board.states import ThreadState
from bulletin.transitions import Move
from common.dates import fiscal_year, fiscal_year_label, today
from common.forms import Choice, DayField, FilesField, Line, Lines, OnceForm, RecordsField
from municipalities.fields import BodiesField
from municipalities.models import Agreement, LocalGovernment, Office
from municipalities.models.bodies import Area
from projects.models import Field, IssueCategory

LONGEST = 8000


def _choices_of_prefectures() -> list[tuple[str, str]]:
    bodies = LocalGovernment.objects.on(today()).filter(kind=LocalGovernment.Kind.PREFECTURE)
    return list(bodies.order_by("code").values_list("code", "name"))


class ThreadForm(OnceForm):
    """Everything may stay blank in a draft but the title; what a thread needs to go out is asked as it goes."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    kind = forms.ChoiceField(
        label="種類",
        choices=Thread.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "種類を選んでください。"},
    )
    title = Line(label="題名", max_length=120, error_messages={"required": "題名を入力してください。"})
    body = Lines(
        label="本文",
        max_length=LONGEST,
        required=False,
        help_text=f"何を、なぜ、どのように。Markdown で見出しや箇条書きを書けます（{LONGEST:,}字以内）",
    )
    field = forms.ChoiceField(label="分野", choices=[("", "選んでください"), *Field.choices], required=False)
    categories = RecordsField(
        label="課題分類",
        queryset=IssueCategory.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="近いものを選ぶと、関心のある団体に届きやすくなります",
    )
    season = Line(label="時期", max_length=120, required=False, help_text="例：1月から2月まで、通年")
    quantity = forms.IntegerField(label="数量", required=False, min_value=0, max_value=2_000_000_000)
    unit = Line(label="単位", max_length=20, required=False, help_text="例：トン、人、回")
    slots = forms.IntegerField(
        label="募集する団体数",
        required=False,
        min_value=1,
        max_value=1800,
        help_text="空欄は制限なし。例：3（3区まで）",
    )
    cost = Line(
        label="経費の考え方", max_length=400, required=False, help_text="例：輸送費は受け入れ側が負担"
    )
    wanted = Line(label="相手方にお願いしたいこと", max_length=400, required=False)
    deadline = DayField(label="回答の期限", required=False, help_text="例：2026-12-25、令和8年12月25日")
    partners = BodiesField(
        label="共同で投稿する自治体",
        most=20,
        help_text="1行に1団体。その団体の決裁者が確認すると、共同の投稿になります",
    )
    audience = forms.ChoiceField(
        label="公開する範囲",
        choices=Thread.Audience.choices,
        widget=forms.RadioSelect,
        initial=Thread.Audience.ALL,
    )
    prefectures = forms.MultipleChoiceField(
        label="公開する都道府県",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="「都道府県を選ぶ」のとき。都道府県とその市町村に公開します",
    )
    agreement = forms.ModelChoiceField(
        label="公開する協定の地域",
        queryset=Agreement.objects.none(),
        required=False,
        empty_label="選んでください",
        help_text="「広域連携協定の地域」のとき",
    )
    named = BodiesField(label="公開する自治体", help_text="「自治体を選ぶ」のとき。1行に1団体")
    files = FilesField(label="資料")
    drop = RecordsField(label="外す資料", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, thread: Thread | None = None, **kwargs):
        self.thread = thread
        if thread:
            kwargs["initial"] = _initial(thread)
        super().__init__(*args, **kwargs)
        self.fields["categories"].queryset = IssueCategory.objects.order_by("order", "slug")
        self.fields["prefectures"].choices = _choices_of_prefectures()
        self.fields["agreement"].queryset = Agreement.objects.with_associations().in_force(today()).for_page()
        if thread is None or not thread.files.exists():
            del self.fields["drop"]
        else:
            self.fields["drop"].queryset = thread.files.all()
        if thread and thread.opened_at:
            for name in ("kind", "deadline", "audience", "prefectures", "agreement", "named", "partners"):
                del self.fields[name]

    def clean(self):
        data = super().clean()
        audience = data.get("audience")
        wanted = {
            Thread.Audience.PREFECTURES: "prefectures",
            Thread.Audience.AGREEMENT: "agreement",
            Thread.Audience.NAMED: "named",
        }.get(audience)
        if wanted and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, f"「{Thread.Audience(audience).label}」のときは、一つ以上選んでください。")
        return data

    def values(self) -> dict[str, Any]:
        """What `write_thread` saves."""
        data = self.cleaned_data
        names = (
            "kind",
            "title",
            "body",
            "field",
            "season",
            "quantity",
            "unit",
            "slots",
            "cost",
            "wanted",
            "deadline",
        )
        values = {name: data[name] for name in (*names, "audience", "categories", "partners") if name in data}
        if "audience" in data:
            audiences = Thread.Audience
            named: Any = []
            if data["audience"] == audiences.PREFECTURES:
                named = LocalGovernment.objects.on(today()).filter(code__in=data["prefectures"])
            elif data["audience"] == audiences.NAMED:
                named = data["named"]
            values["audience_bodies"] = named
            values["audience_agreement"] = (
                data["agreement"] if data["audience"] == audiences.AGREEMENT else None
            )
        return values


def _initial(thread: Thread) -> dict[str, Any]:
    names = (
        "kind",
        "title",
        "body",
        "field",
        "season",
        "quantity",
        "unit",
        "slots",
        "cost",
        "wanted",
        "deadline",
    )
    named = list(thread.audience_bodies.select_related("prefecture").order_by("code"))
    return {name: getattr(thread, name) for name in (*names, "audience", "version")} | {
        "categories": list(thread.categories.values_list("pk", flat=True)),
        "prefectures": [body.code for body in named]
        if thread.audience == Thread.Audience.PREFECTURES
        else [],
        "agreement": thread.audience_agreement_id,
        "named": named if thread.audience == Thread.Audience.NAMED else [],
        "partners": [partner.body for partner in thread.partners.select_related("body__prefecture")],
    }


class ResponseForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    text = Lines(
        label="回答の内容", max_length=LONGEST, required=False, help_text="関心を持った理由、行いたいこと"
    )
    brings = Line(
        label="この団体ができること", max_length=400, required=False, help_text="例：会場、広報、経費"
    )
    partners = BodiesField(
        label="共同で回答する自治体",
        most=20,
        help_text="1行に1団体。その団体の決裁者が確認すると、共同の回答になります",
    )

    def __init__(self, *args, response: Response | None = None, **kwargs):
        if response:
            kwargs["initial"] = {
                "text": response.text,
                "brings": response.brings,
                "version": response.version,
                "partners": [one.body for one in response.partners.select_related("body__prefecture")],
            }
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("text", "brings", "partners")}


class MoveForm(OnceForm):
    """What a move asks for, and the version of the text that its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    category = forms.ChoiceField(
        label="理由の区分",
        choices=[("", "選んでください"), *Reason.choices],
        error_messages={"required": "理由の区分を選んでください。"},
    )
    reason = Lines(label="理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    deadline = DayField(
        label="新しい回答の期限",
        help_text="例：2026-12-25、令和8年12月25日",
        error_messages={"required": "新しい回答の期限を入力してください。"},
    )
    day = DayField(label="解消日", error_messages={"required": "解消日を入力してください。"})

    def __init__(self, *args, move: Move, **kwargs):
        super().__init__(*args, **kwargs)
        for ask in Ask:
            if ask not in move.asks:
                del self.fields[ask.value]
        if "reason" in self.fields:
            self.fields["reason"].label = move.words
            self.fields["reason"].error_messages["required"] = f"{move.words}を入力してください。"

    def said(self) -> Said:
        asked = {ask.value: self.cleaned_data[ask.value] for ask in Ask if ask.value in self.cleaned_data}
        return Said(version=self.cleaned_data["version"], **asked)


class MessageForm(OnceForm):
    text = Lines(
        label="連絡", max_length=LONGEST, error_messages={"required": "連絡の内容を入力してください。"}
    )
    files = FilesField(label="資料")


class NoteForm(OnceForm):
    text = Lines(
        label="庁内メモ",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="この課の人だけに見えます。相手方にも事務局にも見えません",
        error_messages={"required": "庁内メモの内容を入力してください。"},
    )

    def __init__(self, *args, **kwargs):
        # It stands on one page with the form of messages, whose field is called the same.
        super().__init__(*args, **kwargs | {"auto_id": "note_%s"})


class TermsForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    what = Lines(label="行うこと", max_length=4000)
    who = Lines(label="役割の分担", max_length=4000, help_text="どちらが何をするか")
    lead = forms.ChoiceField(
        label="主管する側",
        choices=Terms.Lead.choices,
        widget=forms.RadioSelect,
        initial=Terms.Lead.AUTHOR,
        help_text="連携事業のページに「主管」として載ります",
    )
    payment = Lines(label="経費の負担", max_length=2000)
    schedule = Lines(label="時期・日程", max_length=2000)
    fiscal_year = forms.TypedChoiceField(label="実施する年度", coerce=int)
    contact = Lines(label="連絡先", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        now = fiscal_year(today())
        self.fields["fiscal_year"].choices = [(year, fiscal_year_label(year)) for year in range(now, now + 4)]
        for name in Terms.TEXTS:
            field = self.fields[name]
            field.error_messages["required"] = f"{field.label}を入力してください。"

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Terms.TEXTS}


class BoardForm(forms.Form):
    """What narrows the list of the board."""

    ORDERS = {
        "new": ("新しい順", ("-number",)),
        "old": ("古い順", ("number",)),
    }
    SCOPES = [("mine", "この課の投稿"), ("answered", "回答した投稿"), ("archived", "保管した投稿")]

    q = Line(
        label="キーワード", max_length=100, required=False, help_text="番号・題名・本文・団体名から探します"
    )
    kind = Choice(label="種類", choices=[("", "すべて"), *Thread.Kind.choices])
    state = Choice(label="状態", choices=[("", "すべて"), *ThreadState.choices])
    field = Choice(label="分野", choices=[("", "すべて"), *Field.choices])
    category = Choice(label="課題分類")
    area = Choice(label="投稿した団体のエリア", choices=[("", "すべて"), *Area.choices])
    scope = Choice(label="範囲", choices=[("", "見られるすべて"), *SCOPES])
    sort = Choice(label="並べ替え", choices=[(key, label) for key, (label, _) in ORDERS.items()])

    def __init__(self, *args, categories: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "すべて"), *categories]

    def order(self) -> tuple[str, ...]:
        return self.ORDERS[self.cleaned_data.get("sort") or "new"][1]

    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}


class FlagForm(OnceForm):
    reason = Lines(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "理由を入力してください。"},
    )


class WatchForm(OnceForm):
    """All may stay empty: then the office hears of nothing but its own business, and of all that may suit it."""

    categories = RecordsField(
        label="関心のある課題分類", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    areas = forms.MultipleChoiceField(
        label="関心のあるエリア（投稿した団体のエリア）",
        choices=Area.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    muted = RecordsField(
        label="「合いそうな投稿」を受け取らない課題分類",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ分類だけが共通する投稿は、画面にもメールにも出なくなります",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("categories", "muted"):
            self.fields[name].queryset = IssueCategory.objects.order_by("order", "slug")

    @staticmethod
    def of(office: Office) -> dict[str, list]:
        """What the office watches now."""
        watches = list(office.watches.all())
        return {
            "categories": [watch.category_id for watch in watches if watch.category_id],
            "areas": [watch.area for watch in watches if watch.area],
            "muted": list(office.muted_categories.values_list("category", flat=True)),
        }

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("categories", "areas", "muted")}
