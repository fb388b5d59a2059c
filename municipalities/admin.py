from django.contrib import admin

from accounts.admin import LeanInline, ReadOnlyAdmin, RecordedAdmin
from accounts.publishing import PhotoInline, PublishingAdmin
from municipalities import (
    desk,  # noqa: F401 — registers the reconciliation desk
    models,
)
from municipalities.area_filter import AreaFilter
from municipalities.exchange import books
from municipalities.exchange.admin import Exchanged
from municipalities.own_ward import OwnWard, PublicReference


class NameVariantInline(LeanInline):
    model = models.NameVariant
    labels = ("body__prefecture",)
    fk_name = "body"
    fields = ("written", "kana", "kind", "valid_from", "valid_to", "reason")
    show_change_link = True


@admin.register(models.LocalGovernment)
class LocalGovernmentAdmin(Exchanged, PublicReference, RecordedAdmin):
    book = books.BODIES
    labels = ("prefecture",)
    list_display = (
        "code",
        "name",
        "kana",
        "kind",
        "prefecture",
        "district",
        "is_designated_city",
        "valid_from",
        "valid_to",
    )
    list_display_links = ("code", "name")
    list_filter = ("kind", "is_designated_city", ("area", AreaFilter), "prefecture")
    search_fields = ("code", "name", "kana", "district", "prefecture__name")
    autocomplete_fields = ("prefecture",)
    readonly_fields = ("area",)
    inlines = (NameVariantInline,)


@admin.register(models.BoundaryChange)
class BoundaryChangeAdmin(RecordedAdmin):
    list_display = ("effective_on", "kind", "title", "notice")
    list_display_links = ("title",)
    list_filter = ("kind",)
    search_fields = ("title", "notice", "predecessors__name", "successors__name")
    autocomplete_fields = ("predecessors", "successors")
    date_hierarchy = "effective_on"


@admin.register(models.NameVariant)
class NameVariantAdmin(Exchanged, PublicReference, RecordedAdmin):
    book = books.NAMES
    labels = ("body__prefecture", "prefecture", "decided_by", "source")
    list_display = ("written", "prefecture", "kind", "body", "reason", "decided_by", "decided_on")
    list_filter = ("kind", "prefecture")
    search_fields = ("written", "kana", "body__name", "body__code", "reason")
    autocomplete_fields = ("prefecture", "body", "decided_by", "source")


class AssociationExceptionInline(LeanInline):
    model = models.AssociationException
    labels = ("association__prefecture", "body__prefecture")
    autocomplete_fields = ("body",)


@admin.register(models.Association)
class AssociationAdmin(PublicReference, RecordedAdmin):
    labels = ("prefecture",)
    list_display = ("__str__", "kind", "website")
    list_filter = ("kind", "prefecture")
    search_fields = ("prefecture__name", "prefecture__kana", "prefecture__code")
    autocomplete_fields = ("prefecture",)
    inlines = (AssociationExceptionInline,)


@admin.register(models.AssociationException)
class AssociationExceptionAdmin(RecordedAdmin):
    labels = ("association__prefecture", "body__prefecture")
    list_display = ("association", "body", "belongs", "reason", "valid_from", "valid_to")
    list_filter = ("belongs", "association__kind")
    search_fields = ("association__prefecture__name", "body__name", "body__code", "reason")
    autocomplete_fields = ("association", "body")


@admin.register(models.Company)
class CompanyAdmin(PublicReference, RecordedAdmin):
    list_display = ("name", "slug", "website")
    search_fields = ("name", "slug")


class InitiativeInline(LeanInline):
    model = models.Initiative


@admin.register(models.Agreement)
class AgreementAdmin(PublicReference, RecordedAdmin):
    labels = ("association__prefecture", "company", "source")
    list_display = ("title", "association", "company", "signed_on", "ends_on", "printed_members")
    list_filter = ("association__kind", "renews_automatically")
    search_fields = ("title", "slug", "association__prefecture__name", "company__name")
    autocomplete_fields = ("association", "company", "source")
    date_hierarchy = "signed_on"
    inlines = (InitiativeInline,)


@admin.register(models.Initiative)
class InitiativeAdmin(RecordedAdmin):
    labels = ("agreement",)
    list_display = ("text", "agreement", "order")
    list_filter = ("agreement__association__kind",)
    search_fields = ("text", "agreement__title")
    autocomplete_fields = ("agreement",)


@admin.register(models.Partnership)
class PartnershipAdmin(Exchanged, OwnWard, RecordedAdmin):
    book = books.PARTNERSHIPS
    ward_field, wards_delete = "ward", True
    labels = ("ward__prefecture", "partner__prefecture", "source")
    list_display = ("partner", "ward", "kind", "since", "ended_on", "confirmed_on", "source")
    list_filter = ("kind", "ward", ("partner__area", AreaFilter), "source")
    search_fields = (
        "partner__name",
        "partner__kana",
        "partner__code",
        "partner__prefecture__name",
        "ward__name",
        "evidence",
    )
    autocomplete_fields = ("ward", "partner", "source")

    @admin.display(description="開始", ordering="started_on")
    def since(self, tie):
        return tie.since


@admin.register(models.Membership)
class MembershipAdmin(Exchanged, RecordedAdmin):
    book = books.MEMBERSHIPS
    labels = ("body__prefecture",)
    list_display = ("body", "registered_on", "withdrawn_on")
    list_filter = (("withdrawn_on", admin.EmptyFieldListFilter), "body__kind", "body__prefecture")
    search_fields = ("body__name", "body__kana", "body__code", "body__prefecture__name")
    autocomplete_fields = ("body",)
    date_hierarchy = "registered_on"


@admin.register(models.Office)
class OfficeAdmin(OwnWard, RecordedAdmin):
    ward_field = "body"
    labels = ("body__prefecture",)
    list_display = ("name", "body", "phone", "mailbox", "ended_on")
    list_filter = (("ended_on", admin.EmptyFieldListFilter), "body__kind", "body__prefecture")
    search_fields = ("name", "mailbox", "body__name", "body__kana", "body__code")
    autocomplete_fields = ("body",)


@admin.register(models.Posting)
class PostingAdmin(RecordedAdmin):
    labels = ("office__body__prefecture", "user")
    list_display = ("user", "office", "role", "valid_from", "valid_to")
    list_filter = ("role", ("valid_to", admin.EmptyFieldListFilter), "office__body__prefecture")
    search_fields = ("user__name", "user__email", "office__name", "office__body__name", "office__body__code")
    autocomplete_fields = ("office", "user")


class StepInline(LeanInline):
    """The history, written by the actions alone."""

    model = models.ApplicationStep
    fields = readonly_fields = ("at", "state", "by", "office", "reason")
    labels = ("by", "office__body__prefecture")
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(models.MembershipApplication)
class MembershipApplicationAdmin(ReadOnlyAdmin):
    """Decided in the members' area, where the applicant is told and the history is written."""

    labels = ("body__prefecture", "applicant", "office__body__prefecture", "decided_by")
    list_display = ("number", "body", "office_name", "applicant", "state", "submitted_at", "decided_by")
    list_filter = ("state", "body__kind", "body__prefecture")
    search_fields = ("number", "body__name", "body__kana", "body__code", "office_name", "applicant__email")
    date_hierarchy = "submitted_at"
    inlines = (StepInline,)


@admin.register(models.FactCorrection)
class FactCorrectionAdmin(ReadOnlyAdmin):
    """Decided in the members' area, where the office is told."""

    labels = ("body__prefecture", "office__body__prefecture", "proposed_by", "decided_by")
    list_display = ("body", "office", "state", "proposed_at", "decided_at", "decided_by")
    list_filter = ("state", "body__prefecture")
    search_fields = ("body__name", "body__kana", "body__code", "office__name", "ground")
    date_hierarchy = "proposed_at"


@admin.register(models.ApplicationStep)
class ApplicationStepAdmin(ReadOnlyAdmin):
    labels = ("application", "by", "office__body__prefecture")
    list_display = ("at", "application_number", "state", "by", "office")
    list_filter = ("state",)
    search_fields = ("application__number", "by__name", "reason")
    date_hierarchy = "at"

    @admin.display(description="申請番号", ordering="application__number")
    def application_number(self, step):
        return step.application.number


@admin.register(models.MembershipEvent)
class MembershipEventAdmin(ReadOnlyAdmin):
    labels = ("membership__body__prefecture", "by")
    list_display = ("at", "membership", "kind", "by", "reason")
    list_filter = ("kind",)
    search_fields = ("membership__body__name", "membership__body__code", "by__name", "reason")
    date_hierarchy = "at"


@admin.register(models.KnownDomain)
class KnownDomainAdmin(RecordedAdmin):
    labels = ("body__prefecture",)
    list_display = ("domain", "body", "note")
    list_filter = ("body__kind", "body__prefecture")
    search_fields = ("domain", "body__name", "body__kana", "body__code")
    autocomplete_fields = ("body",)


@admin.register(models.Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    labels = ("office__body__prefecture", "invited_by", "accepted_by", "replaces__user")
    list_display = ("created_at", "email", "office", "role", "invited_by", "expires_at", "accepted_at")
    list_filter = ("role", ("accepted_at", admin.EmptyFieldListFilter))
    search_fields = ("email", "office__name", "office__body__name", "office__body__code")
    date_hierarchy = "created_at"


class ProfilePhotoInline(PhotoInline):
    model = models.ProfilePhoto
    labels = ("profile__body__prefecture",)


@admin.register(models.Profile)
class ProfileAdmin(PublishingAdmin):
    labels = ("body__prefecture", "office__body__prefecture")
    list_display = ("body", "state", "published_on", "expires_on", "office")
    list_filter = ("state", "body__kind", "body__prefecture")
    search_fields = ("body__name", "body__kana", "body__code", "introduction", "offers", "needs")
    autocomplete_fields = ("body", "office")
    inlines = (ProfilePhotoInline,)


@admin.register(models.Facility)
class FacilityAdmin(Exchanged, OwnWard, RecordedAdmin):
    book = books.FACILITIES
    ward_field, wards_delete = "ward", True
    labels = ("ward__prefecture",)
    list_display = ("name", "ward", "kind", "capacity", "address", "ended_on")
    list_filter = ("kind", "ward", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "address", "ward__name", "ward__code")
    autocomplete_fields = ("ward",)


@admin.register(models.Source)
class SourceAdmin(PublicReference, RecordedAdmin):
    list_display = ("title", "issuer", "issued_on", "as_of", "slug")
    list_filter = ("issuer",)
    search_fields = ("title", "slug", "issuer")


class PartnerListEntryInline(LeanInline):
    """As printed and as read: changed by the import and its verdicts, never by hand."""

    model = models.PartnerListEntry
    fields = readonly_fields = (
        "line",
        "prefecture_name",
        "printed_name",
        "verdict",
        "reason",
        "body",
        "duplicate_of",
    )
    labels = ("body__prefecture", "duplicate_of")
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(models.PartnerList)
class PartnerListAdmin(ReadOnlyAdmin):
    """Read in from a file, never by hand; one that was read in wrongly can be taken out."""

    list_display = ("source", "as_of", "imported_at")
    list_filter = ("as_of",)
    search_fields = ("source__title", "source__slug")
    inlines = (PartnerListEntryInline,)

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(models.PartnerListEntry)
class PartnerListEntryAdmin(ReadOnlyAdmin):
    list_display = ("line", "prefecture_name", "printed_name", "verdict", "body", "reason", "candidates")
    list_display_links = ("line", "printed_name")
    labels = ("partner_list__source", "body__prefecture", "duplicate_of")
    list_filter = ("verdict", "partner_list__source")
    search_fields = ("printed_name", "prefecture_name", "body__name", "body__code", "reason")
