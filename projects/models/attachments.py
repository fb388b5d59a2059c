from django.db import models
from django.urls import reverse

from common.attachments import Document, Photo


class ProjectPhoto(Photo):
    OWNER = "project"

    project = models.ForeignKey(
        "projects.Project", verbose_name="連携事業", on_delete=models.CASCADE, related_name="photos"
    )

    class Meta(Photo.Meta):
        verbose_name = verbose_name_plural = "連携事業の写真"
        indexes = [models.Index(fields=["project", "order"], name="project_photo_order")]

    def get_absolute_url(self):
        return reverse("projects:photo", args=[self.project.number, self.name])

    @property
    def card_url(self) -> str:
        return reverse("projects:photo_card", args=[self.project.number, self.name])


class ProjectFile(Document):
    OWNER = "project"

    project = models.ForeignKey(
        "projects.Project", verbose_name="連携事業", on_delete=models.CASCADE, related_name="files"
    )

    class Meta(Document.Meta):
        verbose_name = verbose_name_plural = "連携事業の資料"
        indexes = [models.Index(fields=["project", "order"], name="project_file_order")]

    def get_absolute_url(self):
        return reverse("projects:file", args=[self.project.number, self.name])
