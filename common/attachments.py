"""Photographs and documents that belong to a record: abstract bases, the owner is named by the app's own class."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from common.dates import today
from common.db import JsonList
from common.files import (
    CARD_SIDE,
    DOCUMENTS,
    LONG_SIDE,
    MEGABYTE,
    DocumentField,
    FittedPhoto,
    PhotoField,
    check_document,
    fitted,
    is_new,
    photo_path,
    read_photo,
)


class AttachmentQuerySet(models.QuerySet):
    model: Any

    def of(self, owners: models.QuerySet):
        """Those of some records."""
        return self.filter(**{f"{self.model.OWNER}__in": owners})

    def of_outer(self) -> models.Subquery:
        """Those of the outer query's record as a list within its statement, out of which `out_of` makes them."""
        row = JsonList(JSONObject(**{name: name for name in ("id", "order", *self.model.SHOWN)}))
        rows = self.filter(**{self.model.OWNER: OuterRef("pk")}).order_by().values(self.model.OWNER)
        return models.Subquery(rows.annotate(rows=row).values("rows"))


class Attachment(models.Model):
    #: Name of the field that leads to the record.
    OWNER: str
    #: What pages show of it.
    SHOWN: tuple[str, ...]
    order = models.PositiveSmallIntegerField("順序", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    @property
    def stored(self) -> list[str]:
        """Its names in the storage."""
        raise NotImplementedError

    @classmethod
    def out_of(cls, owner: models.Model, rows: list[dict[str, Any]] | None) -> list["Attachment"]:
        """What `of_outer()` read with a record, in order."""
        rows = sorted(rows or [], key=lambda row: (row["order"], row["id"]))
        return [cls(**{cls.OWNER: owner}, **row) for row in rows]


def card_width(width: int, height: int) -> int:
    """Width in pixels of the smaller picture of a photograph of that size."""
    return min(width, round(CARD_SIDE * width / max(width, height)))


class PhotoQuerySet(AttachmentQuerySet):
    def named(self, name: str):
        """The one that is called so in its address."""
        return self.filter(image=f"photos/{name}.jpg")

    def usable(self):
        """Photographs that may be shown today."""
        return self.filter(usable_until__gte=today())


class Photo(Attachment):
    """A photograph with what its publication needs: words for who cannot see it, and the right to show it."""

    SHOWN = ("image", "width", "height", "alt", "rights_holder")

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

    objects = PhotoQuerySet.as_manager()

    class Meta(Attachment.Meta):
        abstract = True

    def __str__(self):
        return self.alt

    def save(self, *args, **kwargs):
        """Whichever door it came by, only what we wrote is kept."""
        if is_new(self.image):
            photo = read_photo(self.image.file)
            if not isinstance(self.image.file, FittedPhoto):
                self.image = fitted(photo, LONG_SIDE)
            self.card = fitted(photo, CARD_SIDE)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """What it is called in its address."""
        return PurePath(str(self.image)).stem

    @property
    def is_usable(self) -> bool:
        """Whether it may be shown today."""
        return self.usable_until >= today()

    @property
    def card_width(self) -> int:
        """Width in pixels of the picture on cards."""
        return card_width(self.width, self.height)

    @property
    def stored(self) -> list[str]:
        return [str(self.image), str(self.card)]


class DocumentQuerySet(AttachmentQuerySet):
    def named(self, name: str):
        """The one that is called so in its address."""
        return self.filter(file=f"documents/{name}")


class Document(Attachment):
    """A file to download, with its type and size."""

    SHOWN = ("file", "title", "size")

    file = DocumentField("ファイル", help_text="PDF、Word、Excel、PowerPoint。20MBまで")
    title = models.CharField("題名", max_length=200)
    size = models.PositiveBigIntegerField("大きさ（バイト）", editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta(Attachment.Meta):
        abstract = True

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Whichever door it came by, only what was read is kept."""
        if is_new(self.file):
            check_document(self.file)
            self.size = self.file.size
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """What it is called in its address: "0f3a….pdf"."""
        return PurePath(str(self.file)).name

    @property
    def filename(self) -> str:
        """What it is called where it is downloaded to: 「推進方針.pdf」."""
        title = " ".join(self.title.replace("/", "／").split())
        return f"{title}{PurePath(str(self.file)).suffix}"

    @property
    def kind(self) -> str:
        return DOCUMENTS[PurePath(str(self.file)).suffix][0]

    @property
    def size_shown(self) -> str:
        """「1.2MB」, 「340KB」."""
        if self.size > MEGABYTE - 512:
            return f"{self.size / MEGABYTE:.1f}MB"
        return f"{max(1, round(self.size / 1024))}KB"

    @property
    def stored(self) -> list[str]:
        return [str(self.file)]


@contextmanager
def dropping_files(model: type[models.Model], keys: Iterable[Any]) -> Iterator[None]:
    """Around a change of some records: files that none of their rows names any more leave the storage, once that
    is committed. A change that fails loses none; what a stopped process leaves behind has no address."""
    keys = list(keys)
    before = _stored(model, keys)
    yield
    transaction.on_commit(partial(_remove, before - _stored(model, keys)), robust=True)


def _stored(model: type[models.Model], keys: list[Any]) -> set[str]:
    """Names in the storage of all that belongs to some records."""
    return {
        name
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Attachment)
        for one in relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        for name in one.stored
    }


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
