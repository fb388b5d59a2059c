"""What the secretariat says about answers, and what it asks of them."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from common.forms import Choice, Line, Lines, OnceForm
from surveys.models import CodingCategory, Question
from surveys.reading import Numbered
from surveys.results.given import AXES, CHOOSING, Given, told

#: Longest id that a database takes, and most answers of a page.
MOST_DIGITS, PER_PAGE = 18, 20
UNSORTED = "unsorted"


class CategoryForm(OnceForm):
    name = Line(
        label="分類の名称", max_length=80, error_messages={"required": "分類の名称を入力してください。"}
    )

    def __init__(self, *args, category: CodingCategory | None = None, **kwargs):
        if category:
            kwargs["initial"] = {"name": category.name}
        super().__init__(*args, **kwargs)


class ShownForm(forms.Form):
    """Which answers in words a page shows: `?show=unsorted`."""

    show = Choice(label="表示する回答", choices=[("", "すべて"), (UNSORTED, "まだ分類していないもの")])

    @property
    def is_unsorted(self) -> bool:
        return self.is_valid() and self.cleaned_data["show"] == UNSORTED

    @property
    def query(self) -> str:
        return f"show={UNSORTED}" if self.is_unsorted else ""


class SortForm(OnceForm):
    """The answers of a page, each with the categories it belongs to. What is sent tells which answers it was about: the
    page may be another by then."""

    def __init__(
        self,
        *args,
        question: Question,
        categories: Sequence[CodingCategory],
        answers: Sequence[Given],
        sorted_into: Sequence[tuple[int, int]] = (),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        choices = [(str(category.pk), category.name) for category in categories]
        self.question, self.answers = question, answers
        for answer in answers:
            self.fields[self.name_of(answer)] = forms.MultipleChoiceField(
                label=answer.body,
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[str(category) for category, version in sorted_into if version == answer.version],
            )

    @staticmethod
    def name_of(answer: Given) -> str:
        return f"answer-{answer.version}"

    @staticmethod
    def told_about(data) -> list[int]:
        """The answers that were on the page when it was sent."""
        texts = data.getlist("version")[:PER_PAGE]
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS]

    @property
    def chosen(self) -> set[tuple[int, int]]:
        return {
            (int(category), answer.version)
            for answer in self.answers
            for category in self.cleaned_data[self.name_of(answer)]
        }

    @property
    def lines(self):
        """Each answer with what it says, and its field."""
        return [
            (answer, told(self.question, answer.to(self.question)), self[self.name_of(answer)])
            for answer in self.answers
        ]


class OpinionForm(OnceForm):
    heading = Line(
        label="見出し",
        max_length=80,
        help_text="同じ見出しの意見は、まとめて示します",
        error_messages={"required": "見出しを入力してください。"},
    )
    text = Lines(
        label="意見",
        max_length=4000,
        help_text="団体や個人が分かる部分は、公表の前に書き換えてください",
        error_messages={"required": "意見を入力してください。"},
    )


class PublishForm(OnceForm):
    """Published is what was read."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label="内容を確かめました。公表したあとは変えられないことを理解しています",
        error_messages={"required": "内容を確かめて、チェックを入れてください。"},
    )

    def __init__(self, *args, seen: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen

    def show_again(self, seen: str) -> None:
        """Another result is shown now, and has yet to be looked at."""
        self.data = self.data.copy()
        self.data["seen"] = seen
        self.data.pop("sure", None)


class CrossForm(forms.Form):
    """A question, and what its answers are grouped by: `?question=12&by=kind`, `?question=12&by=q15`."""

    question = Choice(label="設問")
    by = Choice(label="分ける基準")

    def __init__(self, *args, questions: Sequence[Numbered], **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {str(one.question.pk): one for one in questions if one.question.kind in CHOOSING}
        named = [(key, f"{one.label} {one.question.wording}") for key, one in self.questions.items()]
        axes = [(axis.key, axis.label) for axis in AXES.values()]
        self.fields["question"].choices = [("", "選んでください"), *named]
        self.fields["by"].choices = [
            ("", "選んでください"),
            *axes,
            *((f"q{key}", label) for key, label in named),
        ]

    def clean(self):
        data = super().clean()
        if data.get("question") and data.get("by") == f"q{data['question']}":
            raise ValidationError("別の設問を選んでください。")
        return data
