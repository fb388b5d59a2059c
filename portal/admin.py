from django import forms
from django.contrib import admin

from accounts.actions import record
from accounts.admin import ReadOnlyAdmin, RecordedAdmin
from portal import models
from portal.exchange import admin as exchange  # noqa: F401 — registers the pages of imports

admin.site.site_header = "特別区全国連携プロジェクト 管理"
admin.site.site_title = "特別区全国連携プロジェクト 管理"
admin.site.index_title = "記録の管理"


@admin.register(models.Figure)
class FigureAdmin(RecordedAdmin):
    labels = ("source",)
    list_display = ("table", "fiscal_year", "label", "column", "printed", "value", "source")
    list_display_links = ("label",)
    list_filter = ("table", "fiscal_year", "source")
    search_fields = ("label", "row", "column", "printed", "remark")
    autocomplete_fields = ("source",)


@admin.register(models.Export)
class ExportAdmin(ReadOnlyAdmin):
    labels = ("office__body__prefecture", "by")
    list_display = ("what", "filter", "format", "state", "office", "by", "asked_at", "expires_on")
    list_filter = ("state", "what", "format")
    search_fields = ("by__name", "office__name", "sha256")
    exclude = ("file",)


@admin.register(models.Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """Prepared, published and sent back in the members' area, where a second person looks."""

    labels = ("source", "prepared_by", "decided_by")
    list_display = ("fiscal_year", "as_of", "state", "prepared_by", "decided_by", "decided_at", "source")
    list_filter = ("state",)
    search_fields = ("fiscal_year", "sha256")


@admin.register(models.ReleaseTable)
class ReleaseTableAdmin(ReadOnlyAdmin):
    labels = ("release",)
    list_display = ("release", "key", "sha256")
    list_filter = ("key",)
    search_fields = ("release__fiscal_year", "sha256")
    exclude = ("text",)


@admin.register(models.ReleaseRemark)
class ReleaseRemarkAdmin(ReadOnlyAdmin):
    labels = ("release", "by")
    list_display = ("release", "table", "text", "by", "at")
    list_filter = ("table",)
    search_fields = ("text",)


@admin.register(models.ReleaseWorkbook)
class ReleaseWorkbookAdmin(ReadOnlyAdmin):
    labels = ("release",)
    list_display = ("release", "size", "sha256", "made_at")
    list_filter = ("made_at",)
    search_fields = ("release__fiscal_year", "sha256")
    exclude = ("file",)


@admin.register(models.SeedRecord)
class SeedRecordAdmin(ReadOnlyAdmin):
    list_display = ("model", "key")
    list_filter = ("model",)
    search_fields = ("model", "key")


class HandlingForm(forms.ModelForm):
    """What the secretariat adds to an inquiry. Whoever takes it up without naming anybody is in charge."""

    user = None

    def clean(self):
        handling = super().clean()
        if handling.get("state") != models.Inquiry.State.NEW and not handling.get("handled_by"):
            handling["handled_by"] = self.user
        return handling


@admin.register(models.Inquiry)
class InquiryAdmin(RecordedAdmin):
    """Personal data: the list shows none but the subject, and each reading is in the audit record."""

    #: Read by who handles it and disposed of in time: the history is for ever.
    unkept = ("subject", "body", "email", "name", "about", "note")
    form = HandlingForm
    labels = ("handled_by",)
    list_display = ("number", "received_at", "kind", "subject", "state", "handled_by", "is_notified")
    list_filter = ("state", "kind", "wants_answer", ("notified_at", admin.EmptyFieldListFilter))
    search_fields = ("number", "subject", "body", "name", "email")
    autocomplete_fields = ("handled_by",)
    written = ("number", "received_at", "kind", "about", "subject", "body", "wants_answer", "email", "name")
    readonly_fields = (*written, "notified_at")
    fieldsets = (
        ("お問い合わせ", {"fields": written}),
        ("対応", {"fields": ("state", "handled_by", "note", "notified_at")}),
    )

    @admin.display(boolean=True, description="通知", ordering="notified_at")
    def is_notified(self, inquiry):
        return inquiry.notified_at is not None

    def has_add_permission(self, request):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user
        return form

    def change_view(self, request, object_id, form_url="", extra_context=None):
        response = super().change_view(request, object_id, form_url, extra_context)
        if request.method == "GET" and response.status_code == 200:
            inquiry = response.context_data["original"]
            record(
                by=request.user,
                verb="inquiry.read",
                target=f"portal.inquiry:{inquiry.pk}",
                summary=f"お問い合わせ「{inquiry}」を閲覧しました。",
            )
        return response


@admin.register(models.InboxCalendar)
class InboxCalendarAdmin(ReadOnlyAdmin):
    """Whether there is one: its address is the office's own."""

    labels = ("office__body__prefecture", "made_by")
    list_display = ("office", "made_by", "made_at")
    list_filter = ("made_at",)
    search_fields = ("office__name", "office__body__name")
    exclude = ("token",)
