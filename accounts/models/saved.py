from django.conf import settings
from django.db import models


class SavedInput(models.Model):
    """What a person has typed into a form and not sent yet, saved while typing."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="利用者", on_delete=models.CASCADE, related_name="+"
    )
    path = models.CharField("ページ", max_length=200)
    text = models.TextField("入力の途中の内容")
    saved_at = models.DateTimeField("保存日時", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "入力の途中の内容"
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "path"], name="saved_input_once"),
        ]

    def __str__(self):
        return self.path
