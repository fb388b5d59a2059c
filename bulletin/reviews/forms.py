"""What offices write of their topics, and what is said about them."""

from typing import Any

from django import forms

from bulletin.models import Topic, TopicPhoto, TopicReview
from bulletin.reviews.actions import Said, earliest_end
from bulletin.reviews.moves import Ask
from bulletin.transitions import Move
from common.dates import DAY_HINT, today, wareki
from common.forms import DayField, Line, Lines, OnceForm, RecordsField

LONGEST = 8000


class Wording(OnceForm):
    """The fields of a topic that are words; the secretariat proposes some of the same."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    title = Line(label="題名", max_length=120, error_messages={"required": "題名を入力してください。"})
    title_kana = Line(
        label="題名のよみ", max_length=120, required=False, help_text="ひらがな。検索に使います"
    )
    kind = forms.ChoiceField(
        label="種類",
        choices=Topic.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "種類を選んでください。"},
    )
    summary = Line(
        label="概要", max_length=200, required=False, help_text="一覧に出る一、二文。提出するときは必須"
    )
    body = Lines(
        label="本文",
        max_length=LONGEST,
        required=False,
        help_text=f"Markdown で見出しや箇条書きを書けます（{LONGEST:,}字以内）",
    )
    place = Line(label="場所", max_length=200, required=False)

    def wording(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TopicReview.WORDING}


class TopicForm(Wording):
    """Title and kind are enough for a draft; what a topic needs to go out is asked as it goes."""

    starts_on = DayField(
        label="期間の初日", required=False, help_text=f"催しや募集のとき。一日だけなら初日だけ。{DAY_HINT}"
    )
    ends_on = DayField(label="期間の最終日", required=False)
    website = forms.URLField(
        label="詳しい案内のページ",
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text="例：https://www.town.example.jp/",
        error_messages={
            "invalid": "ページのアドレスの形になっていません。例：https://www.town.example.jp/",
            "max_length": "200字以内で入力してください（現在%(show_value)d字）。",
        },
    )
    wished_on = DayField(label="掲載を希望する日", required=False, help_text="空欄は、事務局が確認した日から")
    expires_on = DayField(
        label="掲載を終える日",
        required=False,
        help_text="この日から「掲載を終えたもの」に移ります。催しが終わった翌日が目安。空欄は期限なし",
    )

    #: What `write_topic` saves besides the wording.
    DAYS = ("starts_on", "ends_on", "website", "wished_on", "expires_on")

    def __init__(self, *args, review: TopicReview | None = None, **kwargs):
        if review:
            kwargs["initial"] = _initial(review)
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if ends and not starts and "starts_on" not in self.errors:
            self.add_error("starts_on", "最終日を入力するときは、初日も入力してください。")
        elif ends and starts and ends < starts:
            self.add_error("ends_on", "期間の最終日は初日以降にしてください。")
        wished, expires = data.get("wished_on"), data.get("expires_on")
        if expires and expires <= max(wished or today(), today()):
            self.add_error(
                "expires_on", "掲載を終える日は、掲載を始める日（希望する日か今日）より後にしてください。"
            )
        return data

    def values(self) -> dict[str, Any]:
        return self.wording() | {name: self.cleaned_data[name] for name in self.DAYS}


def _initial(review: TopicReview) -> dict[str, Any]:
    topic = review.topic
    names = [name for name in (*TopicReview.WORDING, *TopicForm.DAYS) if name != "wished_on"]
    own = {"wished_on": review.wished_on, "version": review.version}
    return {name: getattr(topic, name) for name in names} | own


class WordingForm(Wording):
    """What the secretariat proposes: it begins with what the office wrote, or with the proposal before."""

    reason = Lines(
        label="申請した課への連絡",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="なぜ直すのか。文案とともに届きます",
    )

    def __init__(self, *args, review: TopicReview, **kwargs):
        texts = review.wording or {name: getattr(review.topic, name) for name in TopicReview.WORDING}
        super().__init__(*args, initial=texts | {"version": review.version}, **kwargs)
        self.fields["summary"].required = True
        self.fields["summary"].error_messages["required"] = "概要を入力してください。"


class DropPhotosForm(OnceForm):
    photos = RecordsField(
        label="外す写真",
        queryset=TopicPhoto.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "外す写真を選んでください。"},
    )

    def __init__(self, *args, review: TopicReview, **kwargs):
        # Beside the form that adds one: no two controls of a page share an id.
        super().__init__(*args, auto_id="drop_%s", **kwargs)
        self.fields["photos"].queryset = review.topic.photos.all()


class ReviewMoveForm(OnceForm):
    """What a move asks for."""

    reason = Lines(label="理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    day = DayField(label="掲載を終える日", error_messages={"required": "掲載を終える日を入力してください。"})
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, move: Move, review: TopicReview, **kwargs):
        super().__init__(*args, **kwargs)
        for ask in Ask:
            if ask not in move.asks:
                del self.fields[ask.value]
        if "reason" in self.fields:
            self.fields["reason"].label = move.words
            self.fields["reason"].error_messages["required"] = f"{move.words}を入力してください。"
        if "day" in self.fields:
            first = wareki(earliest_end(review))
            self.fields["day"].help_text = f"この日から載せません。{first}以降。{DAY_HINT}"
        if "version" in self.fields:
            self.fields["version"].initial = review.version

    def said(self) -> Said:
        data = self.cleaned_data
        return Said(**{ask.value: data[ask.value] for ask in Ask if ask.value in data})
