"""代理入力: an answer that came on paper or by phone, typed by the secretariat, with the paper it was typed from."""

import io
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from common.files import check_document, read_photo
from common.forms import FilesField, OnceForm
from common.text import shown
from surveys.answering.forms import AnswerForm, Typed
from surveys.answering.submitting import put_down
from surveys.models import Answer, AnswerFile, AnswerVersion, Contact, Question, SurveyTarget, TargetState
from surveys.targets.actions import begin, write_contact
from surveys.targets.forms import Way

#: So many sheets or pictures one answer was typed from at most.
MOST_SCANS = 5
PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def as_pdf(upload: UploadedFile) -> ContentFile:
    """A picture of paper as PDF, which is how documents are kept; without what the camera wrote beside it."""
    made, picture = io.BytesIO(), read_photo(upload)
    picture.info = {}
    picture.save(made, "PDF", resolution=150)
    return ContentFile(made.getvalue(), name="scan.pdf")


class ScansField(FilesField):
    """PDFs, and pictures, which become PDFs. Cleaned: a list of (title, file)."""

    def __init__(self, **kwargs):
        hint = (
            f"PDFか、紙を写した写真（JPEG、PNG、WebP）。1件20MB、{MOST_SCANS}件まで。事務局だけが見られます"
        )
        super().__init__(most=MOST_SCANS, help_text=hint, **kwargs)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join((".pdf", *PICTURES))}

    def clean(self, data, initial=None):
        uploads = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if self.required and not uploads:
            raise ValidationError(self.error_messages["required"])
        if len(uploads) > self.most:
            raise ValidationError(f"{self.most}件までです（現在{len(uploads)}件）。")
        return [(PurePath(one.name).stem[:200], self._read(one)) for one in uploads]

    @staticmethod
    def _read(upload: UploadedFile):
        suffix = PurePath(str(upload.name)).suffix.lower()
        try:
            if suffix in PICTURES:
                return as_pdf(upload)
            if suffix == ".pdf":
                check_document(upload)
                return upload
        except ValidationError as error:
            raise ValidationError(f"{shown(upload.name)}：{'、'.join(error.messages)}") from error
        raise ValidationError(f"{shown(upload.name)}：PDFか写真（JPEG、PNG、WebP）をお選びください。")


class ProxyForm(OnceForm, AnswerForm):
    """The answer's form, with how the answer came and what it was typed from. What was enclosed with it goes with the
    scan: files are not asked for question by question."""

    scans = ScansField(
        label="書類の写し",
        required=True,
        error_messages={"required": "もとにした紙や通話メモの写しを選んでください。"},
    )
    way = forms.ChoiceField(
        label="回答の届いた方法",
        choices=Way.choices,
        widget=forms.RadioSelect,
        initial=Way.POST,
        error_messages={"required": "方法を選んでください。"},
    )
    OWN = ("once", "scans", "way")

    def __init__(self, *args, has_scan: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scans"].required = not has_scan

    def _fields_of(self, one):
        return () if one.question.kind == Question.Kind.FILE else super()._fields_of(one)

    @property
    def typed_names(self) -> list[str]:
        return [name for name in super().typed_names if name not in self.OWN]

    @property
    def about_source(self) -> list[forms.BoundField]:
        return [self["scans"], self["way"]]

    def values(self) -> dict[str, Any]:
        return {
            "content": self.content(),
            "people": self.people(),
            "scans": self.cleaned_data["scans"],
            "way": self.cleaned_data["way"],
        }


@transaction.atomic
def enter(
    *,
    target: SurveyTarget,
    by: User,
    content: dict[str, Any],
    people: dict[str, str],
    typed: Typed,
    scans: list[tuple[str, Any]],
    way: str,
) -> AnswerVersion:
    """The answer of a body in its name. What was typed stays, so that the body can put it right when it is sent
    back."""
    target = begin(target, by, "enter")
    if not scans and not target.files.scans().exists():
        raise ValidationError({"scans": "もとにした紙や通話メモの写しを選んでください。"})
    version = put_down(
        target=target,
        content=content,
        people=people,
        by=by,
        door=AnswerVersion.Door.PROXY,
        state=TargetState.BY_PROXY,
    )
    Answer.objects.filter(target=target).update(typed=typed)
    last = target.files.scans().count()
    for order, (title, file) in enumerate(scans, last):
        AnswerFile.objects.create(target=target, title=title or "写し", file=file, order=order)
    write_contact(target, by, Contact.What.TALKED, way, f"代理入力（第{version.number}版）")
    return version
