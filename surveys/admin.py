from django.contrib import admin

from accounts.admin import LeanInline, ReadOnlyAdmin, RecordedAdmin
from surveys import models


class SurveyOpinionInline(LeanInline):
    model = models.SurveyOpinion


@admin.register(models.Survey)
class SurveyAdmin(RecordedAdmin):
    list_display = ("title", "opened_on", "asked", "answered", "published_on")
    list_filter = (("published_on", admin.EmptyFieldListFilter),)
    search_fields = ("title", "slug", "purpose")
    autocomplete_fields = ("source",)
    date_hierarchy = "opened_on"
    inlines = (SurveyOpinionInline,)


@admin.register(models.SurveyOpinion)
class SurveyOpinionAdmin(RecordedAdmin):
    labels = ("survey",)
    list_display = ("heading", "survey", "order", "text")
    list_filter = ("survey",)
    search_fields = ("heading", "text", "survey__title")
    autocomplete_fields = ("survey",)


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
