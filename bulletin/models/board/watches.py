from django.db import models
from django.db.models import Q

from bulletin.models.board.threads import Thread
from municipalities.models import Office
from municipalities.models.bodies import Area
from projects.models import IssueCategory


class WatchQuerySet(models.QuerySet):
    def for_thread(self, thread: Thread):
        """Watches that a thread meets."""
        area = thread.sender.area if thread.sender else ""
        categories = thread.categories.all()
        met = Q(category__in=categories) | Q(category__in=categories.values("parent"))
        return self.filter(met | Q(area=area) if area else met)


class MutedCategory(models.Model):
    """An issue category in which an office wants nothing suggested to it."""

    office = models.ForeignKey(
        Office, verbose_name="課・担当", on_delete=models.CASCADE, related_name="muted_categories"
    )
    category = models.ForeignKey(
        IssueCategory, verbose_name="課題分類", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "提案を受け取らない課題分類"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "category"],
                name="muted_category_once",
                violation_error_message="この課題分類は指定済みです。",
            ),
        ]

    def __str__(self):
        return str(self.category)


class Watch(models.Model):
    """関心: a category or an area of which an office wants to hear in the digest."""

    office = models.ForeignKey(
        Office, verbose_name="課・担当", on_delete=models.CASCADE, related_name="watches"
    )
    category = models.ForeignKey(
        IssueCategory,
        verbose_name="課題分類",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    area = models.CharField("エリア", max_length=8, choices=Area.choices, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "関心のある分類・エリア"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False, area="") | Q(category__isnull=True) & ~Q(area=""),
                name="watch_category_or_area",
                violation_error_message="課題分類かエリアのどちらか一つを選んでください。",
            ),
            models.UniqueConstraint(
                fields=["office", "category"], condition=Q(category__isnull=False), name="watch_category_once"
            ),
            models.UniqueConstraint(fields=["office", "area"], condition=~Q(area=""), name="watch_area_once"),
        ]

    def __str__(self):
        return str(self.category) if self.category else self.get_area_display()
