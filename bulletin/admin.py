from django.contrib import admin

from accounts.admin import RecordedAdmin
from bulletin import models


@admin.register(models.Publication)
class PublicationAdmin(RecordedAdmin):
    list_display = ("title", "kind", "issuer", "issued", "slug")
    list_filter = ("kind", "issuer")
    search_fields = ("title", "slug", "issuer", "summary")
    autocomplete_fields = ("source",)
    date_hierarchy = "issued_on"

    @admin.display(description="発行日", ordering="issued_on")
    def issued(self, publication):
        return publication.issued


@admin.register(models.PolicyReference)
class PolicyReferenceAdmin(RecordedAdmin):
    list_display = ("title", "decided_on", "slug")
    list_filter = ("decided_on",)
    search_fields = ("title", "slug", "note")
    autocomplete_fields = ("source",)
    date_hierarchy = "decided_on"
