from django.db import models
from django.db.models import Q

from common.dates import today


class State(models.TextChoices):
    DRAFT = "draft", "下書き"
    PUBLISHED = "published", "公開"


def is_published(prefix: str = "") -> Q:
    """The one condition under which the public sees a project; `prefix` reaches over a relation ("project__")."""
    return Q(**{f"{prefix}state": State.PUBLISHED, f"{prefix}published_on__lte": today()})
