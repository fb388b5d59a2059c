from django.conf import settings
from django.db import models


class SavedFilterQuerySet(models.QuerySet):
    def of(self, user, model: str):
        """A person's own for the list of a model."""
        return self.filter(user=user, model=model)


class SavedFilter(models.Model):
    """保存した条件: what somebody asks of a list of the admin, under a name. Nobody else sees it.

    It is an address and no more: what it shows is decided when it is opened.
    """

    #: More than anybody finds again, for one list.
    MOST = 20

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.CASCADE, related_name="+"
    )
    model = models.CharField("一覧", max_length=100)
    name = models.CharField("名前", max_length=40)
    query = models.CharField("条件", max_length=2000)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保存した条件"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "model", "name"],
                name="saved_filter_name_unique",
                violation_error_message="この名前の条件は保存済みです。別の名前を付けてください。",
            ),
        ]

    def __str__(self):
        return self.name
