from django.contrib import admin

from accounts.admin import ReadOnlyAdmin, RecordedAdmin
from portal import models

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


@admin.register(models.SeedRecord)
class SeedRecordAdmin(ReadOnlyAdmin):
    list_display = ("model", "key")
    list_filter = ("model",)
    search_fields = ("model", "key")
