"""Photographs and documents that people upload: read by content, limited, kept apart from their names.

What is uploaded lies under `MEDIA_ROOT` by a name of ours and is only ever served by a view that has asked
whether the record it belongs to may be seen (`served`).
"""

import io
import uuid
import zipfile
from pathlib import PurePath

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from PIL import Image, ImageOps, UnidentifiedImageError

from common.dates import today

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 15 * MEGABYTE
#: More pixels than any camera of an office takes; a small file may claim as many.
MOST_PIXELS = 50_000_000
#: Long side of a photograph as kept, and of the one on cards.
LONG_SIDE, CARD_SIDE = 1600, 640
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")

LARGEST_DOCUMENT = 20 * MEGABYTE
#: What the parts of an Office file may grow to: beyond it the file is an attack, no document.
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 5000
#: Suffix → (what people call it, media type).
DOCUMENTS = {
    ".pdf": ("PDF", "application/pdf"),
    ".docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": ("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
#: Suffix of an Office file → the folder that only such a file has.
OFFICE_PARTS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}


def photo_path(instance, filename: str) -> str:
    return f"photos/{uuid.uuid4().hex}.jpg"


def document_path(instance, filename: str) -> str:
    return f"documents/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


def fitted(image: Image.Image, side: int) -> ContentFile:
    """The photograph as JPEG, its long side at most `side` pixels, without anything but the picture."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    small.save(kept, "JPEG", quality=82, optimize=True, progressive=True)
    return ContentFile(kept.getvalue(), name="photo.jpg")


def read_photo(upload: File) -> Image.Image:
    """The picture, upright and in RGB; ValidationError in words for who uploaded it."""
    if upload.size > LARGEST_PHOTO:
        raise ValidationError(f"写真は{LARGEST_PHOTO // MEGABYTE}MBまでです。小さくしてからお選びください。")
    try:
        upload.seek(0)
        image = Image.open(upload, formats=PHOTO_FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise ValidationError(f"写真の画素数は{MOST_PIXELS // 10_000:,}万画素までです。")
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "P"):
            on_white = Image.new("RGBA", upright.size, "white")
            on_white.alpha_composite(upright.convert("RGBA"))
            upright = on_white
        return upright.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError("写真として読めません。JPEG、PNG、WebP の写真をお選びください。") from error


class PhotoFormField(forms.FileField):
    """Takes a photograph and gives it back written anew."""

    widget = forms.ClearableFileInput

    def to_python(self, data):
        upload = super().to_python(data)
        return fitted(read_photo(upload), LONG_SIDE) if upload else upload

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


class PhotoField(models.ImageField):
    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PhotoFormField, **kwargs})


def check_document(upload: File) -> None:
    """ValidationError unless the content is what the suffix says, of a size that can be opened."""
    suffix = PurePath(upload.name).suffix.lower()
    if suffix not in DOCUMENTS:
        kinds = "、".join(f"{kind}（{suffix}）" for suffix, (kind, _) in DOCUMENTS.items())
        raise ValidationError(f"登録できるファイルは{kinds}です。")
    if upload.size > LARGEST_DOCUMENT:
        raise ValidationError(f"ファイルは{LARGEST_DOCUMENT // MEGABYTE}MBまでです。")
    upload.seek(0)
    fits = upload.read(5) == b"%PDF-" if suffix == ".pdf" else _is_office(upload, OFFICE_PARTS[suffix])
    upload.seek(0)
    if not fits:
        raise ValidationError(
            f"ファイルの内容が{DOCUMENTS[suffix][0]}ではありません。元のソフトで保存し直してからお選びください。"
        )


def _is_office(upload: File, folder: str) -> bool:
    try:
        with zipfile.ZipFile(upload) as parts:
            listed = parts.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    names = {part.filename for part in listed}
    return (
        len(listed) <= MOST_PARTS
        and sum(part.file_size for part in listed) <= LARGEST_UNPACKED
        and "[Content_Types].xml" in names
        and any(name.startswith(folder) for name in names)
        # A macro in a file that claims to have none.
        and not any(name.endswith("vbaProject.bin") for name in names)
    )


class PhotoQuerySet(models.QuerySet):
    def usable(self):
        """Photographs that may be shown today."""
        return self.filter(usable_until__gte=today())


class Photo(models.Model):
    """A photograph with what its publication needs: words for who cannot see it, and the right to show it."""

    image = PhotoField(
        "写真",
        upload_to=photo_path,
        width_field="width",
        height_field="height",
        help_text=f"JPEG・PNG・WebP。長い辺を{LONG_SIDE}画素に縮め、撮影場所などの情報を除いて保存します",
    )
    card = models.ImageField(upload_to=photo_path, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        "代替テキスト", max_length=200, help_text="写真を見られない人に伝える内容。例：雪室に積まれた米袋"
    )
    rights_holder = models.CharField("権利者", max_length=120, help_text="写真の下に表示。例：西和賀町")
    usable_until = models.DateField(
        "使用期限", help_text="この日まで掲載できる。翌日から自動で表示しなくなります"
    )
    order = models.PositiveSmallIntegerField("順序", default=0)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self):
        return self.alt

    def save(self, *args, **kwargs):
        if self.image and not self.image._committed:
            self.card.save("photo.jpg", fitted(read_photo(self.image.file), CARD_SIDE), save=False)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """What it is called in its address."""
        return PurePath(self.image.name).stem


class DocumentField(models.FileField):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("upload_to", document_path)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"validators": [check_new_document], **kwargs})


def check_new_document(upload: File) -> None:
    """Only what has just been uploaded: what is stored was read then."""
    if not getattr(upload, "_committed", False):
        check_document(upload)


class Document(models.Model):
    """A file to download, with its type and size."""

    file = DocumentField("ファイル", help_text="PDF、Word、Excel、PowerPoint。20MBまで")
    title = models.CharField("題名", max_length=200)
    size = models.PositiveBigIntegerField("大きさ（バイト）", editable=False)
    order = models.PositiveSmallIntegerField("順序", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            self.size = self.file.size
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """What it is called in its address: "0f3a….pdf"."""
        return PurePath(self.file.name).name

    @property
    def kind(self) -> str:
        return DOCUMENTS[PurePath(self.file.name).suffix][0]

    @property
    def size_shown(self) -> str:
        """「1.2MB」, 「340KB」."""
        if self.size >= MEGABYTE:
            return f"{self.size / MEGABYTE:.1f}MB"
        return f"{max(1, round(self.size / 1024))}KB"


def served(request: HttpRequest, file: models.fields.files.FieldFile, filename: str = "") -> HttpResponse:
    """A stored file, once the view has decided that it may be seen. With a `filename` to be kept under.

    Browsers ask each time whether they still may show it. Behind a server that can send files itself
    (ACCEL_REDIRECT), that one does.
    """
    suffix = PurePath(file.name).suffix
    media_type = DOCUMENTS[suffix][1] if suffix in DOCUMENTS else "image/jpeg"
    etag = f'"{PurePath(file.name).stem}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    if settings.ACCEL_REDIRECT:
        response = HttpResponse(content_type=media_type)
        response.headers["X-Accel-Redirect"] = f"{settings.ACCEL_REDIRECT}{file.name}"
        if filename:
            response.headers["Content-Disposition"] = _attachment(filename)
    else:
        response = FileResponse(
            file.open("rb"), content_type=media_type, as_attachment=bool(filename), filename=filename
        )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return response


def _attachment(filename: str) -> str:
    return FileResponse(io.BytesIO(), as_attachment=True, filename=filename).headers["Content-Disposition"]
