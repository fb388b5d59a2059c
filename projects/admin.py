from django.contrib import admin

from accounts.admin import LeanInline, OfRecord, RecordedAdmin
from accounts.publishing import PUBLISHING, DocumentInline, PhotoInline, PublishingAdmin
from municipalities.area_filter import AreaFilter
from municipalities.exchange.admin import Exchanged
from municipalities.models.offices import wards_of
from municipalities.own_ward import OwnWard, PublicReference
from projects import models
from projects.exchange import EVENTS, PROJECTS


@admin.register(models.IssueCategory)
class IssueCategoryAdmin(PublicReference, RecordedAdmin):
    labels = ("parent",)
    list_display = ("name", "parent", "slug", "order")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name", "slug")
    autocomplete_fields = ("parent",)


class ProjectPartyInline(OfRecord, LeanInline):
    model = models.ProjectParty
    labels = ("body__prefecture", "association__prefecture", "company")
    fields = ("role", "body", "association", "company", "valid_from", "valid_to", "note")
    autocomplete_fields = ("body", "association", "company")


class ProjectYearInline(OfRecord, LeanInline):
    model = models.ProjectYear
    labels = ("project",)
    fields = ("fiscal_year", "status", "plan", "results", "budget_yen", "participants")

    def get_formset(self, request, obj=None, **kwargs):
        self.show_change_link = request.user.has_perm("projects.change_projectyear")
        return super().get_formset(request, obj, **kwargs)


class ProjectPhotoInline(PhotoInline):
    model = models.ProjectPhoto
    labels = ("project",)


class ProjectFileInline(DocumentInline):
    model = models.ProjectFile
    labels = ("project",)


@admin.register(models.Project)
class ProjectAdmin(Exchanged, OwnWard, PublishingAdmin):
    book = PROJECTS
    ward_field, wards_leave = "", PUBLISHING
    list_display = ("number", "title", "scope", "field", "approach", "state", "published_on", "updated_on")
    list_display_links = ("number", "title")
    list_filter = ("state", "scope", "field", "approach", "categories")
    search_fields = (
        "number",
        "title",
        "summary",
        "parties__body__name",
        "parties__company__name",
    )
    autocomplete_fields = ("categories", "parent", "contact_office", "source")
    date_hierarchy = "published_on"
    inlines = (ProjectPartyInline, ProjectYearInline, ProjectPhotoInline, ProjectFileInline)

    def save_related(self, request, form, formsets, change):
        """What ward staff enter, or change, their ward organises: or it would be gone from their sight."""
        super().save_related(request, form, formsets, change)
        if self.is_limited(request):
            form.instance.let_one_lead(wards_of(request.user))


@admin.register(models.ProjectParty)
class ProjectPartyAdmin(RecordedAdmin):
    labels = ("project", "body__prefecture", "association__prefecture", "company")
    list_display = ("project", "party", "role", "valid_from", "valid_to")
    list_filter = ("role", "body__kind", ("body__area", AreaFilter))
    search_fields = (
        "project__number",
        "project__title",
        "body__name",
        "body__code",
        "association__prefecture__name",
        "company__name",
    )
    autocomplete_fields = ("project", "body", "association", "company")

    @admin.display(description="団体")
    def party(self, party):
        return party.party


@admin.register(models.ProjectYear)
class ProjectYearAdmin(RecordedAdmin):
    labels = ("project", "source")
    list_display = ("project", "fiscal_year", "status", "budget_yen", "participants")
    list_filter = ("fiscal_year", "status", "project__scope")
    search_fields = ("project__number", "project__title", "plan", "results")
    autocomplete_fields = ("project", "source")


@admin.register(models.Event)
class EventAdmin(Exchanged, OwnWard, PublishingAdmin):
    book = EVENTS
    ward_field, wards_leave = "host", PUBLISHING
    labels = ("host__prefecture", "project")
    list_display = (
        "title",
        "kind",
        "fiscal_year",
        "starts_on",
        "venue",
        "is_joint",
        "status",
        "state",
        "project",
    )
    list_filter = ("state", "status", "kind", "is_joint", "fiscal_year")
    search_fields = ("title", "slug", "venue", "project__title")
    autocomplete_fields = ("host", "co_hosts", "project", "source")
    date_hierarchy = "starts_on"
    readonly_fields = ("updated_on",)
    fieldsets = (
        (None, {"fields": ("title", "slug", "kind", "status")}),
        (
            "開催日",
            {
                "fields": (
                    ("starts_on", "starts_precision", "ends_on"),
                    ("starts_at", "ends_at"),
                    "fiscal_year",
                ),
                "description": "日まで分かる催しだけがカレンダーに載ります。年度だけの催しは一覧に載ります。",
            },
        ),
        ("主催と会場", {"fields": ("is_joint", "host", "co_hosts", "venue", "project")}),
        ("参加", {"fields": ("capacity", "registration_url", "attendance")}),
        ("内容", {"fields": ("summary", "note", "source")}),
        ("公開", {"fields": ("state", "published_on", "expires_on", "updated_on")}),
    )


@admin.register(models.DisasterSupport)
class DisasterSupportAdmin(RecordedAdmin):
    labels = ("body__prefecture", "source")
    list_display = ("disaster", "kind", "body", "people_total", "people_now", "amount_yen", "as_of")
    list_filter = ("kind", "disaster")
    search_fields = ("disaster", "slug", "body__name", "body__code", "note")
    autocomplete_fields = ("body", "wards", "source")


class PlanCellInline(LeanInline):
    model = models.PlanCell
    labels = ("item",)


@admin.register(models.PlanItem)
class PlanItemAdmin(RecordedAdmin):
    list_display = ("title", "section", "order", "slug")
    list_filter = ("section",)
    search_fields = ("title", "section", "slug", "cells__text")
    autocomplete_fields = ("source",)
    inlines = (PlanCellInline,)


@admin.register(models.PlanCell)
class PlanCellAdmin(RecordedAdmin):
    labels = ("item",)
    list_display = ("item", "first_year", "last_year", "text")
    list_filter = ("item__section", "first_year")
    search_fields = ("item__title", "text")
    autocomplete_fields = ("item",)
