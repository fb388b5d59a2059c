from django.contrib import admin

from accounts.admin import LeanInline, RecordedAdmin
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
