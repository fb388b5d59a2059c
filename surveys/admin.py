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
    exclude = ("version",)
    #: How a survey is conducted is decided at its desk (surveys.asking).
    CONDUCT = (
        *("state", "base_day", "opens_at", "closes_at", "eligible", "agreement", "listed"),
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


# --- What belongs to a survey that is conducted here: kept at its desk and by who answers, read here -----------------


@admin.register(models.Question)
class QuestionAdmin(ReadOnlyAdmin):
    labels = ("survey",)
    list_display = ("text", "survey", "order", "kind", "is_required")
    list_filter = ("kind", "is_required", "leads_to")
    search_fields = ("text", "survey__title")


@admin.register(models.Erratum)
class ErratumAdmin(ReadOnlyAdmin):
    labels = ("question", "by")
    list_display = ("question", "number", "text", "reason", "at", "by")
    list_filter = ("at",)
    search_fields = ("text", "reason", "question__text")
    date_hierarchy = "at"


@admin.register(models.Answer)
class AnswerAdmin(ReadOnlyAdmin):
    """Who answers, and when it was saved; what is written stands with the body until it is handed in."""

    labels = ("target__survey", "target__body__prefecture", "saved_by")
    list_display = ("target", "office", "person", "saved_at", "saved_by")
    list_filter = ("saved_at",)
    search_fields = ("target__body__name", "target__body__code", "target__survey__title")
    exclude = ("typed",)


@admin.register(models.AnswerVersion)
class AnswerVersionAdmin(ReadOnlyAdmin):
    labels = ("target__survey", "target__body__prefecture", "submitted_by")
    list_display = ("target", "number", "door", "submitted_at", "signed")
    list_filter = ("door", "submitted_at")
    search_fields = ("target__body__name", "target__body__code", "target__survey__title", "signed")
    date_hierarchy = "submitted_at"


@admin.register(models.TrialAnswer)
class TrialAnswerAdmin(ReadOnlyAdmin):
    labels = ("survey", "by")
    list_display = ("survey", "by", "at")
    list_filter = ("at",)
    search_fields = ("survey__title", "by__name")


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


# --- The yearly return: written on the members' pages alone, where each change is checked ---------------


@admin.register(models.ReturnCampaign)
class ReturnCampaignAdmin(ReadOnlyAdmin):
    labels = ("closed_by",)
    list_display = ("fiscal_year", "as_of", "due_on", "state", "closed_at", "closed_by")
    list_filter = ("state",)
    search_fields = ("fiscal_year", "guidance")
    date_hierarchy = "as_of"


@admin.register(models.YearlyReturn)
class YearlyReturnAdmin(ReadOnlyAdmin):
    labels = ("campaign", "ward", "changed_by")
    list_display = ("ward", "campaign", "state", "state_since", "changed_at", "changed_by")
    list_filter = ("state", "campaign__fiscal_year")
    search_fields = ("ward__name", "ward__code")


@admin.register(models.ReturnEntry)
class ReturnEntryAdmin(ReadOnlyAdmin):
    labels = ("yearly_return__campaign", "yearly_return__ward", "user")
    list_display = ("yearly_return", "kind", "line_label", "text", "user", "at")
    list_filter = ("kind", "is_of_secretariat")
    search_fields = ("text", "line_label", "yearly_return__ward__name", "user__name")
    date_hierarchy = "at"


@admin.register(models.PartnershipLine)
class PartnershipLineAdmin(ReadOnlyAdmin):
    labels = ("yearly_return__campaign", "yearly_return__ward", "partner__prefecture", "changed_by")
    list_display = ("yearly_return", "status", "partner", "kind", "started_on", "ended_on", "changed_by")
    list_filter = ("status", "kind", "yearly_return__campaign__fiscal_year")
    search_fields = ("partner__name", "partner__code", "yearly_return__ward__name", "evidence", "note")


@admin.register(models.ProjectLine)
class ProjectLineAdmin(ReadOnlyAdmin):
    labels = ("yearly_return__campaign", "yearly_return__ward", "record", "changed_by")
    list_display = ("yearly_return", "status", "record", "title", "field", "progress", "changed_by")
    list_filter = ("status", "progress", "yearly_return__campaign__fiscal_year")
    search_fields = ("title", "summary", "record__number", "yearly_return__ward__name", "note")
