from django.contrib import admin

from accounts.admin import ReadOnlyAdmin, ReadOnlyInline, RecordedAdmin
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

    def get_queryset(self, request):
        """Without what members' offices have not sent."""
        return super().get_queryset(request).out_of_house()

    def has_change_permission(self, request, obj=None):
        """What is under review is changed by its moves alone (bulletin.reviews)."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_under_review)


@admin.register(models.Notice)
class NoticeAdmin(PublishingAdmin):
    list_display = ("number", "title", "is_urgent", "state", "published_on", "expires_on")
    list_display_links = ("number", "title")
    list_filter = ("state", "is_urgent")
    search_fields = ("number", "title", "body")
    date_hierarchy = "published_on"


# --- The board: what its actions write is only read here -------------------------------------------------


class BoardFileInline(ReadOnlyInline):
    fields = ("file", "title")
    view_on_site = False


class ThreadFileInline(BoardFileInline):
    model = models.ThreadFile
    labels = ("thread",)


class ThreadPartnerInline(ReadOnlyInline):
    model = models.ThreadPartner
    labels = ("body__prefecture", "confirmed_by")
    fields = ("body", "confirmed_at", "confirmed_by")


@admin.register(models.Thread)
class ThreadAdmin(ReadOnlyAdmin):
    """What has left its author's house; drafts are the office's own."""

    labels = ("office__body__prefecture", "sender__prefecture", "author")
    list_display = ("number", "title", "kind", "sent_by", "state", "deadline", "is_hidden", "is_archived")
    list_display_links = ("number", "title")
    list_filter = ("state", "kind", "field", "audience", "is_hidden", "is_archived")
    search_fields = ("number", "title", "sender__name", "sender__code")
    date_hierarchy = "deadline"
    inlines = (ThreadPartnerInline, ThreadFileInline)

    def get_queryset(self, request):
        return super().get_queryset(request).out_of_house()

    @admin.display(description="団体")
    def sent_by(self, thread):
        return thread.sent_by


@admin.register(models.ThreadText)
class ThreadTextAdmin(ReadOnlyAdmin):
    labels = ("thread", "user")
    list_display = ("thread", "version", "at", "user")
    list_filter = ("at",)
    search_fields = ("thread__number", "thread__title", "user__name")

    def get_queryset(self, request):
        return super().get_queryset(request).out_of_house()


class ResponsePartnerInline(ReadOnlyInline):
    model = models.ResponsePartner
    labels = ("body__prefecture", "confirmed_by")
    fields = ("body", "confirmed_at", "confirmed_by")


@admin.register(models.Response)
class ResponseAdmin(ReadOnlyAdmin):
    """What was sent; drafts are the office's own."""

    labels = ("thread", "office__body__prefecture", "body__prefecture", "author")
    list_display = ("thread", "place", "body", "state", "submitted_at", "settled_on", "dissolved_on")
    list_filter = ("state",)
    search_fields = ("thread__number", "thread__title", "body__name", "body__code")
    date_hierarchy = "submitted_at"
    inlines = (ResponsePartnerInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).sent()


@admin.register(models.BoardEvent)
class BoardEventAdmin(ReadOnlyAdmin):
    labels = ("thread", "response__body__prefecture", "user", "office__body__prefecture", "on_behalf_of")
    list_display = ("at", "thread", "answered_by", "label", "office", "user")
    list_filter = ("move",)
    search_fields = ("thread__number", "thread__title", "label", "user__name")
    date_hierarchy = "at"

    def get_queryset(self, request):
        return super().get_queryset(request).out_of_house()

    @admin.display(description="回答した団体")
    def answered_by(self, event):
        return event.response.body if event.response else ""


class MessageFileInline(BoardFileInline):
    model = models.MessageFile
    labels = ("message__response__thread",)


@admin.register(models.Message)
class MessageAdmin(ReadOnlyAdmin):
    """What was said between the two sides; internal notes are the office's own."""

    labels = ("response__thread", "response__body__prefecture", "office__body__prefecture", "author")
    list_display = ("at", "response", "office", "author", "beginning")
    list_filter = ("at",)
    search_fields = ("response__thread__number", "text", "author__name")
    date_hierarchy = "at"
    inlines = (MessageFileInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).said()

    @admin.display(description="本文")
    def beginning(self, message):
        return str(message)


@admin.register(models.Terms)
class TermsAdmin(ReadOnlyAdmin):
    labels = ("response__thread", "response__body__prefecture", "office__body__prefecture", "author")
    list_display = ("response", "version", "at", "office", "author", "fiscal_year")
    list_filter = ("fiscal_year", "lead")
    search_fields = ("response__thread__number", "response__thread__title", "what")


@admin.register(models.Confirmation)
class ConfirmationAdmin(ReadOnlyAdmin):
    labels = (
        "terms__response__thread",
        "terms__response__body__prefecture",
        "office__body__prefecture",
        "user",
    )
    list_display = ("terms", "office", "user", "at")
    list_filter = ("at",)
    search_fields = ("terms__response__thread__number", "user__name")


@admin.register(models.TieProposal)
class TieProposalAdmin(ReadOnlyAdmin):
    labels = ("project", "ward__prefecture", "partner__prefecture", "decided_by")
    list_display = ("project", "ward", "partner", "state", "proposed_on", "decided_by")
    list_filter = ("state",)
    search_fields = ("project__number", "project__title", "ward__name", "partner__name")


@admin.register(models.Watch)
class WatchAdmin(RecordedAdmin):
    labels = ("office__body__prefecture", "category__parent")
    list_display = ("office", "category", "area")
    list_filter = ("area",)
    search_fields = ("office__name", "office__body__name", "category__name")
    autocomplete_fields = ("office", "category")


@admin.register(models.MutedCategory)
class MutedCategoryAdmin(RecordedAdmin):
    labels = ("office__body__prefecture", "category__parent")
    list_display = ("office", "category")
    list_filter = ("category",)
    search_fields = ("office__name", "office__body__name", "category__name")
    autocomplete_fields = ("office", "category")


# --- Topics by members, notices to members: likewise ------------------------------------------------------


@admin.register(models.TopicReview)
class TopicReviewAdmin(ReadOnlyAdmin):
    """What was sent; drafts are the office's own."""

    labels = ("topic", "office__body__prefecture", "author", "decided_by")
    list_display = ("topic", "office", "state", "sent_at", "decided_at", "decided_by")
    list_filter = ("state",)
    search_fields = ("topic__number", "topic__title", "office__name", "office__body__name")
    date_hierarchy = "sent_at"

    def get_queryset(self, request):
        return super().get_queryset(request).out_of_house()


@admin.register(models.TopicStep)
class TopicStepAdmin(ReadOnlyAdmin):
    labels = ("review__topic", "office__body__prefecture", "user")
    list_display = ("at", "review", "label", "office", "user")
    list_filter = ("move",)
    search_fields = ("review__topic__number", "review__topic__title", "user__name")
    date_hierarchy = "at"

    def get_queryset(self, request):
        return super().get_queryset(request).out_of_house()


@admin.register(models.MemberNotice)
class MemberNoticeAdmin(ReadOnlyAdmin):
    labels = ("office__body__prefecture", "author")
    list_display = ("number", "title", "importance", "audience", "must_confirm", "deadline", "published_at")
    list_display_links = ("number", "title")
    list_filter = ("importance", "audience", "must_confirm")
    search_fields = ("number", "title", "body")
    date_hierarchy = "published_at"


@admin.register(models.NoticeReceipt)
class NoticeReceiptAdmin(ReadOnlyAdmin):
    labels = ("notice", "office__body__prefecture", "user")
    list_display = ("notice", "office", "user", "read_at")
    list_filter = ("read_at",)
    search_fields = ("notice__number", "notice__title", "office__name", "office__body__name", "user__name")
