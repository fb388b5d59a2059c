from django.contrib import admin

from accounts.admin import LeanInline, ReadOnlyAdmin, ReadOnlyInline, RecordedAdmin
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


class AnswerFileInline(ReadOnlyInline):
    model = models.AnswerFile
    labels = ("target__survey",)
    fields = ("file", "title", "question")
    view_on_site = False


@admin.register(models.SurveyTarget)
class SurveyTargetAdmin(ReadOnlyAdmin):
    """How far each body is. By which code it answers stands nowhere here: whoever reads it can answer for the body."""

    labels = ("survey", "body__prefecture")
    list_display = ("body", "survey", "state", "state_since", "sent_at", "contacted_at", "reminders")
    list_filter = ("state", "reminders", "survey")
    search_fields = ("body__name", "body__code", "survey__title")
    date_hierarchy = "state_since"
    exclude = ("code",)
    inlines = (AnswerFileInline,)
    view_on_site = False


@admin.register(models.Contact)
class ContactAdmin(ReadOnlyAdmin):
    labels = ("target__survey", "target__body__prefecture", "by")
    list_display = ("at", "target", "what", "way", "by", "note")
    list_filter = ("what", "way")
    search_fields = ("target__body__name", "target__body__code", "note")
    date_hierarchy = "at"


@admin.register(models.Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    labels = ("survey", "by")
    list_display = ("at", "survey", "number", "mailed", "posted", "by")
    list_filter = ("number",)
    search_fields = ("survey__title",)
    date_hierarchy = "at"
