"""The form in which a body answers: its questions as fields, and who answers.

What is typed is kept as it stands (`typed`), whatever it is; it is read only when it is to be submitted. Each person's
form knows what it was shown (`marks`): where somebody else has changed the same field meanwhile, nothing is lost.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from common.forms import NO_TEXT, FilesField, Line
from surveys.answering.fields import REQUIRED, fields_of, hint_of
from surveys.models import AnswerFile, Question
from surveys.reading import Numbered

Kind = Question.Kind
#: Name of a field → what stands in it: a list of texts.
Typed = dict[str, list[str]]
#: Longer texts are no answer that somebody typed.
LONGEST = 20_000
PEOPLE = ("office", "person", "phone", "mailbox")


def mark(texts: Iterable[str]) -> str:
    """Short, and different for different texts."""
    return hashlib.blake2s("\0".join(texts).encode(), digest_size=6).hexdigest()


class Block(NamedTuple):
    """A question as it stands in the form."""

    one: Numbered
    fields: list[forms.BoundField]
    files: list[AnswerFile]

    @property
    def hint(self) -> str:
        return hint_of(self.one)

    @property
    def is_matrix(self) -> bool:
        return self.one.question.kind == Kind.MATRIX


class AnswerForm(forms.Form):
    office = Line(label="担当課", max_length=80, error_messages={"required": "担当課を入力してください。"})
    person = Line(label="担当者", max_length=60, error_messages={"required": "担当者を入力してください。"})
    phone = Line(label="電話番号", max_length=30, help_text="確認のお電話に使います", required=False)
    mailbox = forms.EmailField(
        label="メールアドレス",
        required=False,
        help_text="提出した内容の控えを送ります",
        error_messages={"invalid": "メールアドレスの形になっていません。例：kikaku@town.example.jp"},
    )
    marks = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, questions: list[Numbered], files: Iterable[AnswerFile] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        #: Question's id → the files that are there; `files` are those just sent.
        self.kept: dict[int, list[AnswerFile]] = {}
        for file in files:
            self.kept.setdefault(file.question_id or 0, []).append(file)
        #: Question's id → names of its fields.
        self.names: dict[int, list[str]] = {}
        for one in questions:
            made = dict(self._fields_of(one))
            self.fields.update(made)
            self.names[one.question.pk] = list(made)
        asked = [name for names in self.names.values() for name in names]
        self.order_fields([*asked, *PEOPLE, "marks"])

    def _fields_of(self, one: Numbered):
        question = one.question
        if question.kind != Kind.FILE:
            return fields_of(one)
        is_there = question.pk in self.kept
        field = FilesField(
            label=f"{one.label} {question.wording}",
            most=3,
            required=question.is_required and not question.shown_if_id and not is_there,
            error_messages=REQUIRED,
        )
        return [(f"q{question.pk}", field)]

    # --- What was typed ---

    @property
    def typed_names(self) -> list[str]:
        """Fields whose text is kept while it is written: all but files and what is ours."""
        files = [name for name, field in self.fields.items() if isinstance(field, forms.FileField)]
        return [name for name in self.fields if name not in ("marks", *files)]

    def typed(self, data: QueryDict) -> Typed:
        """As it stands in a form that was sent, but for what no keyboard writes: PostgreSQL keeps no null character."""
        return {
            name: [NO_TEXT.sub("", text)[:LONGEST] for text in data.getlist(name)]
            for name in self.typed_names
        }

    @property
    def file_questions(self) -> list[Question]:
        return [one.question for one in self.questions if one.question.kind == Kind.FILE]

    def marks_of(self, typed: Mapping[str, list[str]]) -> dict[str, str]:
        """What a page shows of each field, in short."""
        return {name: mark(said(typed, name)) for name in self.typed_names}

    def filled(self, typed: Mapping[str, list[str]]) -> QueryDict:
        """What was typed, as if it had just been sent."""
        data = QueryDict(mutable=True)
        for name in self.typed_names:
            if texts := said(typed, name):
                data.setlist(name, texts)
        return data

    # --- What it says ---

    def clean(self):
        """Answers to questions that are not asked do not count; those that are asked are required where they are."""
        asked = super().clean()
        places: dict[int, list[int]] = {}
        for one in self.questions:
            question = one.question
            if question.shown_if_id and not set(places.get(question.shown_if_id, ())) & set(
                question.shown_for
            ):
                self._leave_out(question)
                continue
            value = asked.get(f"q{question.pk}")
            if question.kind in (Kind.ONE, Kind.SEVERAL) and value:
                places[question.pk] = value if isinstance(value, list) else [value]
            if question.is_required and question.shown_if_id:
                self._require(question)
        return asked

    def _leave_out(self, question: Question) -> None:
        for name in self.names[question.pk]:
            self.cleaned_data.pop(name, None)
            self._errors.pop(name, None)  # type: ignore[union-attr]

    def _require(self, question: Question) -> None:
        for name in self.names[question.pk]:
            is_there = self.cleaned_data.get(name) or (
                question.kind == Kind.FILE and question.pk in self.kept
            )
            if not is_there and name not in self.errors:
                self.add_error(name, REQUIRED["required"])

    def content(self) -> dict[str, Any]:
        """What is submitted, of a valid form: question's id as text → value (`AnswerVersion.content`)."""
        found = {}
        for one in self.questions:
            if (value := self._value(one.question)) not in (None, "", [], {}):
                found[str(one.question.pk)] = value
        return found

    def _value(self, question: Question) -> Any:
        if question.kind == Kind.FILE:
            return [file.title for file in self.kept.get(question.pk, ())]
        if question.kind == Kind.MATRIX:
            rows = enumerate(self.names[question.pk], 1)
            return {str(place): chosen for place, name in rows if (chosen := self.cleaned_data.get(name))}
        return self.cleaned_data.get(f"q{question.pk}")

    def in_words(self, name: str, texts: list[str]) -> str:
        """What stands in a field, as people read it."""
        choices = dict(getattr(self.fields[name], "choices", ()))
        return "、".join(str(choices.get(text, text)) for text in texts)

    def people(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name) or "" for name in PEOPLE}

    # --- How it stands on the page ---

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(
                one,
                [self[name] for name in self.names[one.question.pk]],
                self.kept.get(one.question.pk, []),
            )
            for one in self.questions
        ]

    @property
    def about_people(self) -> list[forms.BoundField]:
        return [self[name] for name in PEOPLE]


def said(typed: Mapping[str, list[str]], name: str) -> list[str]:
    """What stands in a field: nothing typed and nothing chosen are the same."""
    texts = [text.replace("\r\n", "\n") for text in typed.get(name, ())]
    return texts if any(texts) else []


def write_marks(marks: Mapping[str, str]) -> str:
    return ".".join(f"{name}:{mark}" for name, mark in marks.items())


def read_marks(text: str) -> dict[str, str]:
    return dict(part.split(":") for part in text.split(".") if part.count(":") == 1)


def initial_of(typed: Mapping[str, list[str]], questions: list[Numbered]) -> dict[str, Any]:
    """What fields show of what was typed."""
    several = {f"q{one.question.pk}" for one in questions if one.question.kind == Kind.SEVERAL}
    return {name: texts if name in several else texts[0] for name in typed if (texts := said(typed, name))}
