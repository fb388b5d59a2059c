import hashlib
import json

from django.db import models

GENESIS = "0" * 64


def digest(content: list) -> str:
    """SHA-256 (hex) over plain values: None, numbers, texts, and lists and dictionaries of these."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class ChainQuerySet(models.QuerySet):
    def last_hash(self) -> str:
        return self.order_by("-pk").values_list("hash", flat=True).first() or GENESIS

    def broken(self):
        """The first row whose hash does not follow from its content and its predecessor, or None."""
        previous = GENESIS
        for row in self.order_by("pk").iterator():
            if row.previous_hash != previous or row.hash != row.digest():
                return row
            previous = row.hash
        return None


class Chained(models.Model):
    """A row that names the hash of the row before it: what was changed, taken out or slipped in is found."""

    previous_hash = models.CharField("直前のハッシュ", max_length=64, unique=True)
    hash = models.CharField("ハッシュ", max_length=64, unique=True)

    objects = ChainQuerySet.as_manager()

    class Meta:
        abstract = True

    def content(self) -> list:
        """What is sealed of the row."""
        raise NotImplementedError

    def digest(self) -> str:
        """The hash over the hash before it and the content."""
        return digest([self.previous_hash, *self.content()])
