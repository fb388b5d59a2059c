from django.contrib import admin

from accounts.admin import RecordedAdmin
from accounts.publishing import DocumentInline, PhotoInline, PublishingAdmin
from bulletin import models


class PublicationFileInline(DocumentInline):
    model = models.PublicationFile
    labels = ("publication",)


@admin.register(models.Publication)
class PublicationAdmin(PublishingAdmin):
    list_display = ("title", "kind", "issuer", "issued", "state", "published_on", "slug")
    list_filter = ("state", "kind", "issuer")
    search_fields = ("title", "slug", "issuer", "summary")
    autocomplete_fields = ("source",)
    date_hierarchy = "issued_on"
    inlines = (PublicationFileInline,)

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


class TopicPhotoInline(PhotoInline):
    model = models.TopicPhoto
    labels = ("topic",)


@admin.register(models.Topic)
class TopicAdmin(PublishingAdmin):
    labels = ("sender__prefecture", "project")
    list_display = ("number", "title", "kind", "sender", "state", "published_on", "expires_on")
    list_display_links = ("number", "title")
    list_filter = ("state", "kind")
    search_fields = ("number", "title", "title_kana", "summary", "sender__name", "sender__code")
    autocomplete_fields = ("sender", "project")
    date_hierarchy = "published_on"
    inlines = (TopicPhotoInline,)


@admin.register(models.Notice)
class NoticeAdmin(PublishingAdmin):
    list_display = ("number", "title", "is_urgent", "state", "published_on", "expires_on")
    list_display_links = ("number", "title")
    list_filter = ("state", "is_urgent")
    search_fields = ("number", "title", "body")
    date_hierarchy = "published_on"
