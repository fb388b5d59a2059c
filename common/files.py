"""Photographs and documents that people upload: read by content, limited, kept apart from their names.

What is uploaded lies under `MEDIA_ROOT` by a name of ours and is only ever served by a view that has asked
whether the record it belongs to may be seen (`served`).
"""

import io
import uuid
import zipfile
from contextlib import suppress
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import FieldFile, ImageFieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from PIL import Image, ImageCms, ImageOps

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
#: The part of an Office file that lists the kinds of all others, and how large one may be that is read.
KINDS, LARGEST_KINDS = "[Content_Types].xml", MEGABYTE


def photo_path(instance, filename: str) -> str:
    return f"photos/{uuid.uuid4().hex}.jpg"


def document_path(instance, filename: str) -> str:
    return f"documents/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


def is_new(file: FieldFile) -> bool:
    """Whether it is not in the storage yet."""
    return bool(file) and not getattr(file, "_committed", True)


# --- Photographs --------------------------------------------------------------------------------------


class FittedPhoto(ContentFile):
    """A photograph as we wrote it."""


def fitted(image: Image.Image, side: int) -> FittedPhoto:
    """The photograph as JPEG, its long side at most `side` pixels, without anything but the picture."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    # Pillow would carry over the comment of a JPEG.
    small.info = {}
    kept = io.BytesIO()
    small.save(kept, "JPEG", quality=82, optimize=True, progressive=True)
    return FittedPhoto(kept.getvalue(), name="photo.jpg")


def read_photo(upload: File) -> Image.Image:
    """The picture, upright, in sRGB, no larger than it is kept; ValidationError in words for who uploaded it."""
    if upload.size > LARGEST_PHOTO:
        raise ValidationError(f"写真は{LARGEST_PHOTO // MEGABYTE}MBまでです。小さくしてからお選びください。")
    upload.seek(0)
    try:
        image = Image.open(upload, formats=PHOTO_FORMATS)
        if image.width * image.height <= MOST_PIXELS:
            return _plain(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pass
    except Exception as error:  # whatever its parsers stumble over
        raise ValidationError("写真として読めません。JPEG、PNG、WebP の写真をお選びください。") from error
    raise ValidationError(f"写真の画素数は{MOST_PIXELS // 10_000:,}万画素までです。")


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits of grey, of which a plain conversion would keep the lower ones.
        image = image.point(lambda value: value / 256).convert("L")
    elif image.mode in ("1", "P"):
        image = image.convert("RGBA")  # or it is reduced without smoothing
    # First of all smaller: each further step copies it.
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    image = _in_srgb(ImageOps.exif_transpose(image))
    if image.has_transparency_data:
        on_white = Image.new("RGBA", image.size, "white")
        on_white.alpha_composite(image.convert("RGBA"))
        image = on_white
    return image.convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    """In the colours that browsers assume where no profile is named; as it is where its profile says nothing."""
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        profile = ImageCms.getOpenProfile(io.BytesIO(image.info["icc_profile"]))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, profile, srgb, outputMode=mode) or image
    return image


class PhotoFormField(forms.FileField):
    """Takes a photograph and gives it back written anew."""

    def to_python(self, data):
        upload = super().to_python(data)
        return fitted(read_photo(upload), LONG_SIDE) if upload else upload

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


class PhotoFile(ImageFieldFile):
    instance: Any

    @property
    def url(self) -> str:
        """The only address is that of the view which asks whether it may be seen."""
        return self.instance.get_absolute_url()


class PhotoField(models.ImageField):
    attr_class = PhotoFile

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PhotoFormField, "max_length": None, **kwargs})


# --- Documents ----------------------------------------------------------------------------------------


def check_document(upload: File) -> None:
    """ValidationError unless the content is what the suffix says, of a size that can be opened."""
    suffix = PurePath(str(upload.name)).suffix.lower()
    if suffix not in DOCUMENTS:
        kinds = "、".join(f"{kind}（{suffix}）" for suffix, (kind, _) in DOCUMENTS.items())
        raise ValidationError(f"登録できるファイルは{kinds}です。")
    if upload.size > LARGEST_DOCUMENT:
        raise ValidationError(f"ファイルは{LARGEST_DOCUMENT // MEGABYTE}MBまでです。")
    fits = _is_pdf(upload) if suffix == ".pdf" else _is_office(upload, OFFICE_PARTS[suffix])
    upload.seek(0)
    if not fits:
        raise ValidationError(
            f"ファイルの内容が{DOCUMENTS[suffix][0]}ではないか、壊れています。"
            "元のソフトで保存し直してからお選びください。"
        )


def _is_pdf(upload: File) -> bool:
    """Whether it begins and, not cut off on the way, ends as one."""
    upload.seek(0)
    begins = upload.read(5) == b"%PDF-"
    upload.seek(max(0, upload.size - 2048))
    return begins and b"%%EOF" in upload.read(2048)


def has_macros(names: list[str], kinds: bytes) -> bool:
    """Whether an Office file holds programs, by the names of its parts and the one that lists their kinds."""
    kinds = kinds.lower()
    return b"vbaproject" in kinds or b"macro" in kinds or any("vbaproject" in name.lower() for name in names)


def _is_office(upload: File, folder: str) -> bool:
    upload.seek(0)
    if upload.read(4) != b"PK\x03\x04":
        return False  # an archive with something else before it
    try:
        with zipfile.ZipFile(upload) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > LARGEST_UNPACKED:
                return False
            kinds = parts.open(KINDS).read(LARGEST_KINDS)
    except Exception:  # whatever a broken archive makes zipfile stumble over
        return False
    names = [part.filename for part in listed]
    if has_macros(names, kinds):
        raise ValidationError("マクロを含むファイルは登録できません。マクロを除いて保存し直してください。")
    return any(name.startswith(folder) for name in names)


def check_new_document(file: FieldFile) -> None:
    """Only what has just been uploaded: what is stored was read then."""
    if is_new(file):
        check_document(file)


class DocumentFormField(forms.FileField):
    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ",".join(DOCUMENTS)}


class DocumentFile(FieldFile):
    instance: Any

    @property
    def url(self) -> str:
        """The only address is that of the view which asks whether it may be seen."""
        return self.instance.get_absolute_url()


class DocumentField(models.FileField):
    attr_class = DocumentFile
    default_validators = [check_new_document]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("upload_to", document_path)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": DocumentFormField, "max_length": None, **kwargs})


# --- Serving ------------------------------------------------------------------------------------------


def served(request: HttpRequest, file: FieldFile, filename: str = "") -> HttpResponseBase:
    """A stored file, once the view has decided that it may be seen; to be kept as `filename`, where there is one.

    Browsers ask each time whether they still may show it. Behind a server that can send files itself
    (ACCEL_REDIRECT), that one does.
    """
    path = PurePath(str(file))
    headers = {"ETag": f'"{path.stem}"', "Cache-Control": "no-cache"}
    unsent = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if unsent and unsent.status_code != 200:
        return unsent
    headers["Content-Type"] = DOCUMENTS[path.suffix][1] if path.suffix in DOCUMENTS else "image/jpeg"
    if settings.ACCEL_REDIRECT:
        if filename:
            headers["Content-Disposition"] = content_disposition_header(True, filename)
        return HttpResponse(headers=headers | {"X-Accel-Redirect": f"{settings.ACCEL_REDIRECT}{file.name}"})
    try:
        content = file.open("rb")
        return FileResponse(content, headers=headers, as_attachment=bool(filename), filename=filename)
    except FileNotFoundError as error:
        raise Http404("ファイルがありません。") from error
