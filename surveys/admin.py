from django.contrib import admin

from accounts.admin import LeanInline, ReadOnlyAdmin, RecordedAdmin
from surveys import models


class SurveyOpinionInline(LeanInline):
    model = models.SurveyOpinion


@admin.register(models.Survey)
class SurveyAdmin(RecordedAdmin):
    list_display = ("title", "state", "opened_on", "asked", "answered", "published_on")
    list_filter = (
        "state",
        ("published_on", admin.EmptyFieldListFilter),
    )
    search_fields = ("title", "slug", "purpose")
    autocomplete_fields = ("source",)
    date_hierarchy = "opened_on"
    inlines = (SurveyOpinionInline,)
    exclude = ("version", "listed")
    #: How a survey is conducted is decided at its desk (surveys.asking).
    CONDUCT = (
        *("state", "base_day", "opens_at", "closes_at", "eligible", "agreement"),
        *("is_anonymous", "smallest_cell", "cancelled_because"),
    )
    #: What is said of one that is conducted here, besides.
    SAID = ("slug", "title", "purpose", "opened_on", "asked", "answered", "published_on")

    def get_readonly_fields(self, request, obj=None):
        return (*self.CONDUCT, *self.SAID) if obj and obj.is_conducted else self.CONDUCT

    def save_model(self, request, obj, form, change):
        obj.follow_record()
        super().save_model(request, obj, form, change)


@admin.register(models.SurveyOpinion)
class SurveyOpinionAdmin(RecordedAdmin):
    labels = ("survey",)
    list_display = ("heading", "survey", "order", "text")
    list_filter = ("survey",)
    search_fields = ("heading", "text", "survey__title")
    autocomplete_fields = ("survey",)


# --- Results: sorted, published and handed on in the members' area (surveys.results) ---


@admin.register(models.CodingCategory)
class CodingCategoryAdmin(ReadOnlyAdmin):
    labels = ("question",)
    list_display = ("name", "question", "order")
    list_filter = ("question__survey",)
    search_fields = ("name", "question__text", "question__survey__title")


@admin.register(models.Coding)
class CodingAdmin(ReadOnlyAdmin):
    labels = ("category", "version__target__survey", "version__target__body__prefecture", "by")
    list_display = ("category", "version", "by")
    list_filter = ("category__question__survey",)
    search_fields = ("category__name", "version__target__body__name", "by__name")


@admin.register(models.PublishedResult)
class PublishedResultAdmin(ReadOnlyAdmin):
    labels = ("survey", "made_by")
    list_display = ("survey", "made_at", "made_by", "sha256")
    list_filter = ("made_at",)
    search_fields = ("survey__title", "survey__slug", "sha256")
    exclude = ("text",)


@admin.register(models.AnswerDraft)
class AnswerDraftAdmin(ReadOnlyAdmin):
    labels = ("question", "version__target__survey", "version__target__body__prefecture")
    list_display = ("number", "version", "question", "at")
    list_filter = ("question__survey",)
    search_fields = ("number", "version__target__body__name", "question__text")
