"""What the secretariat says of a survey it builds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from common.dates import DAY_HINT
from common.forms import DayField, Line, Lines, MomentField, OnceForm
from municipalities.fields import BodiesField
from municipalities.models import Agreement
from surveys.models import Question, Survey

Kind = Question.Kind
MOMENT_HINT = "例：2026-12-01 9:00、令和8年12月1日 17時"
#: So many options or rows a question has at most.
MOST_OPTIONS = 60


class OptionLines(Lines):
    """One option to a line; no two the same. Cleaned: a list."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_OPTIONS:
            raise ValidationError(f"{MOST_OPTIONS}行までです（現在{len(lines)}行）。")
        if twice := next((line for line in lines if lines.count(line) > 1), ""):
            raise ValidationError(f"「{twice}」が二度あります。")
        if long := next((line for line in lines if len(line) > 200), ""):
            raise ValidationError(f"1行は200字以内です：「{long[:20]}…」")
        return lines


class SurveyForm(OnceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    title = Line(label="題名", max_length=200, error_messages={"required": "題名を入力してください。"})
    purpose = Lines(
        label="目的",
        max_length=4000,
        help_text="依頼の文面と回答の画面に載ります",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "目的を入力してください。"},
    )
    base_day = DayField(
        label="基準日",
        required=False,
        help_text=f"対象の自治体と、回答の内容の時点となる日。{DAY_HINT}",
    )
    opens_at = MomentField(label="開始日時", required=False, help_text=MOMENT_HINT)
    closes_at = MomentField(label="締切日時", required=False, help_text=MOMENT_HINT)
    eligible = forms.ChoiceField(
        label="対象",
        choices=Survey.Eligible.choices,
        widget=forms.RadioSelect,
        initial=Survey.Eligible.MUNICIPALITIES,
        error_messages={"required": "対象を選んでください。"},
    )
    agreement = forms.ModelChoiceField(
        label="対象とする協定",
        queryset=Agreement.objects.none(),
        required=False,
        empty_label="選んでください",
        help_text="対象が「協定の対象の市町村」のとき",
    )
    listed = BodiesField(
        label="指定する自治体",
        most=1800,
        help_text="対象が「指定する自治体」のとき。名称か団体コードを1行に1団体",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_anonymous = forms.BooleanField(label="公表する結果に団体名を載せない", required=False, initial=True)
    smallest_cell = forms.IntegerField(
        label="秘匿する件数",
        min_value=0,
        max_value=20,
        initial=0,
        help_text="公表する集計で、1件以上この数未満の欄を「x」とします。0は秘匿しない",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "0から20までの数を入力してください。"
        ),
    )

    NAMES = (
        *("title", "purpose", "base_day", "opens_at", "closes_at", "eligible", "agreement"),
        *("listed", "is_anonymous", "smallest_cell"),
    )

    def __init__(self, *args, survey: Survey | None = None, **kwargs):
        if survey:
            kwargs["initial"] = {name: getattr(survey, name) for name in (*self.NAMES, "version")}
            kwargs["initial"]["listed"] = list(survey.listed.for_list())
        super().__init__(*args, **kwargs)
        associations = Agreement.objects.filter(association__isnull=False)
        self.fields["agreement"].queryset = associations.select_related("association__prefecture")  # type: ignore[attr-defined]

    def clean(self):
        asked = super().clean()
        opens, closes = asked.get("opens_at"), asked.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", "締切日時は開始日時より後にしてください。")
        eligible = asked.get("eligible")
        if eligible == Survey.Eligible.AGREEMENT and not asked.get("agreement"):
            self.add_error("agreement", "対象とする協定を選んでください。")
        if eligible == Survey.Eligible.LISTED and not asked.get("listed") and "listed" not in self.errors:
            self.add_error("listed", "対象とする自治体を入力してください。")
        return asked

    def values(self) -> dict[str, Any]:
        """What its `eligible` does not ask for is left out."""
        values = {name: self.cleaned_data[name] for name in self.NAMES}
        if values["eligible"] != Survey.Eligible.AGREEMENT:
            values["agreement"] = None
        if values["eligible"] != Survey.Eligible.LISTED:
            values["listed"] = []
        return values


class QuestionForm(OnceForm):
    kind = forms.ChoiceField(
        label="形式",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "形式を選んでください。"},
    )
    text = Line(
        label="設問文（見出しのときは見出し）",
        max_length=500,
        error_messages={"required": "設問文を入力してください。"},
    )
    help = Lines(label="説明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    is_required = forms.BooleanField(label="必ず答えてもらう", required=False)
    options = OptionLines(
        label="選択肢",
        max_length=MOST_OPTIONS * 200,
        required=False,
        help_text="選ぶ形式と表のとき。1行に1つ",
    )
    rows = OptionLines(
        label="表の行", max_length=MOST_OPTIONS * 200, required=False, help_text="表のとき。1行に1つ"
    )
    most = forms.IntegerField(
        label="選べる数",
        required=False,
        min_value=1,
        max_value=MOST_OPTIONS,
        help_text="いくつか選ぶとき。空欄は制限なし",
    )
    unit = Line(label="単位", max_length=20, required=False, help_text="数のとき。例：人、件、千円")
    minimum = forms.DecimalField(
        label="下限", required=False, max_digits=15, decimal_places=2, help_text="数のとき"
    )
    maximum = forms.DecimalField(
        label="上限", required=False, max_digits=15, decimal_places=2, help_text="数のとき"
    )
    condition = forms.MultipleChoiceField(
        label="この設問を表示する条件",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="前の設問で、ここで選ぶ答えのどれかを選んだ団体だけに尋ねます。選ばなければ全団体に尋ねます",
    )
    leads_to = forms.ChoiceField(
        label="同意があるときの掲示板での扱い",
        choices=Question.LeadsTo.choices,
        required=False,
        help_text="文章か選択肢の設問で選べます。「同意の確認」の設問が別に必要です",
    )

    PLAIN = ("kind", "text", "help", "is_required", "options", "rows", "most", "unit", "minimum", "maximum")
    #: What only some kinds have; of the others it is dropped.
    OF_KINDS = {
        "options": Question.CHOOSING,
        "rows": (Kind.MATRIX,),
        "most": (Kind.SEVERAL,),
        "unit": (Kind.NUMBER,),
        "minimum": (Kind.NUMBER,),
        "maximum": (Kind.NUMBER,),
        "leads_to": (*Question.WRITING, Kind.ONE, Kind.SEVERAL),
    }

    def __init__(self, *args, survey: Survey, question: Question | None = None, **kwargs):
        if question:
            initial = {name: getattr(question, name) for name in (*self.PLAIN, "leads_to")}
            initial["condition"] = [f"{question.shown_if_id}:{place}" for place in question.shown_for]
            kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        grounds = survey.questions.filter(kind__in=[Kind.ONE, Kind.SEVERAL]).order_by("order")
        if question:
            grounds = grounds.filter(order__lt=question.order)
        self.fields["condition"].choices = [  # type: ignore[attr-defined]
            (f"{one.pk}:{place}", f"「{one.text}」が「{label}」")
            for one in grounds
            for place, label in enumerate(one.options, 1)
        ]
        if not self.fields["condition"].choices:  # type: ignore[attr-defined]
            del self.fields["condition"]

    def clean_condition(self):
        chosen = self.cleaned_data["condition"]
        if len({one.partition(":")[0] for one in chosen}) > 1:
            raise ValidationError("条件にできる設問は一つです。一つの設問の答えだけを選んでください。")
        return chosen

    def clean(self):
        asked = super().clean()
        kind = asked.get("kind")
        for name, kinds in self.OF_KINDS.items():
            if kind and kind not in kinds:
                asked[name] = {"options": [], "rows": [], "unit": "", "leads_to": ""}.get(name)
                self._errors.pop(name, None)  # type: ignore[union-attr]
        if kind in Question.CHOOSING and len(asked.get("options") or ()) < 2 and "options" not in self.errors:
            self.add_error("options", "選択肢を2つ以上、1行に1つ入力してください。")
        if kind == Kind.MATRIX and not asked.get("rows") and "rows" not in self.errors:
            self.add_error("rows", "表の行を、1行に1つ入力してください。")
        low, high = asked.get("minimum"), asked.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("maximum", "上限は下限以上にしてください。")
        return asked

    def values(self) -> dict[str, Any]:
        asked = self.cleaned_data
        values = {name: asked[name] for name in (*self.PLAIN, "leads_to")}
        chosen = asked.get("condition") or []
        values["shown_if_id"] = int(chosen[0].partition(":")[0]) if chosen else None
        values["shown_for"] = [int(one.partition(":")[2]) for one in chosen]
        if values["kind"] == Kind.HEADING:
            values["is_required"] = False
        return values


class MoveForm(OnceForm):
    reason = Lines(label="理由", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, needs_reason: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "理由を入力してください。"


class ExtendForm(OnceForm):
    closes_at = MomentField(
        label="新しい締切日時",
        help_text=f"{MOMENT_HINT}。回答がまだの会員には、メールで知らせます",
        error_messages={"required": "新しい締切日時を入力してください。"},
    )


class ErratumForm(OnceForm):
    text = Line(
        label="正しい設問文", max_length=500, error_messages={"required": "正しい設問文を入力してください。"}
    )
    reason = Line(
        label="理由",
        max_length=300,
        help_text="例：単位の誤記",
        error_messages={"required": "理由を入力してください。"},
    )
