"""The admin of ward staff: they see and change what is their own ward's, at every door. Who has Django's permissions
(the secretariat) sees and changes everything."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet

from accounts.models import User
from municipalities.models import LocalGovernment
from municipalities.models.offices import wards_of


def seen_by(user: User, records: QuerySet) -> QuerySet:
    """Those of some records that a person sees in the admin: all by Django's permission; ward staff their wards', and
    what everybody may see."""
    if _may(user, records.model, "view") or _may(user, records.model, "change"):
        return records
    if isinstance(admin.site._registry.get(records.model), PublicReference):
        return records if wards_of(user) else records.none()
    return records.of_wards(wards_of(user)) if hasattr(records, "of_wards") else records.none()


def kept_by(user: User, records: QuerySet) -> QuerySet:
    """Those that a person changes."""
    if _may(user, records.model, "change"):
        return records
    return records.kept_by_wards(wards_of(user)) if hasattr(records, "kept_by_wards") else records.none()


def may_add(model: type[Model], user: User, ward_field: str) -> bool:
    """`ward_field` names the ward that a record of ward staff belongs to; empty where these add none."""
    return _may(user, model, "add") or bool(ward_field and wards_of(user))


def may_import(user: User) -> bool:
    """Whether there are imports for a person at all: own ones, or everybody's to look at."""
    return user.has_perm("municipalities.view_importrun") or bool(wards_of(user))


def may_keep_all(user: User, model: type[Model]) -> bool:
    """Whether the person changes all records of a model, and not their ward's alone."""
    return _may(user, model, "change")


def _may(user: User, model: type[Model], verb: str) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")


class PublicReference:
    """Mixed into the admin of what everybody may see: ward staff look it up and choose it, and change nothing."""

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or bool(wards_of(request.user))

    def has_module_permission(self, request):
        return super().has_module_permission(request) or bool(wards_of(request.user))


class OwnWard:
    """Mixed into the admin of what belongs to a ward. The model's queryset says what: `of_wards(ids)` what they see,
    `kept_by_wards(ids)` what they change."""

    #: The field that names the ward a record belongs to: ward staff choose their own there.
    ward_field: str
    #: Whether ward staff may remove what is theirs, and what they may not change of it.
    wards_delete = False
    wards_leave: tuple[str, ...] = ()

    def is_limited(self, request) -> bool:
        """Whether the person sees only what is a ward's."""
        return not super().has_view_permission(request)

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return found.of_wards(wards_of(request.user)) if self.is_limited(request) else found

    def has_view_permission(self, request, obj=None):
        if not self.is_limited(request):
            return True
        return self._has(request, obj, "of_wards")

    def has_module_permission(self, request):
        return super().has_module_permission(request) or bool(wards_of(request.user))

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or self._has(request, obj, "kept_by_wards")

    def has_add_permission(self, request):
        return super().has_add_permission(request) or bool(wards_of(request.user))

    def has_delete_permission(self, request, obj=None):
        if super().has_delete_permission(request, obj):
            return True
        return self.wards_delete and self._has(request, obj, "kept_by_wards")

    def _has(self, request, obj, condition: str) -> bool:
        wards = wards_of(request.user)
        if not wards or obj is None:
            return bool(wards)
        records: QuerySet = self.model._default_manager.filter(pk=obj.pk)
        return getattr(records, condition)(wards).exists()

    # --- Forms: the ward is one's own ---

    def get_autocomplete_fields(self, request):
        fields = super().get_autocomplete_fields(request)
        return [name for name in fields if name != self.ward_field] if self.is_limited(request) else fields

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == self.ward_field and self.is_limited(request):
            own = LocalGovernment.objects.filter(pk__in=wards_of(request.user))
            field = super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": own})
            field.required, field.empty_label = True, None
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, *self.wards_leave) if self.is_limited(request) else fields

    def unreverted(self, request):
        return (self.ward_field,) if self.is_limited(request) else ()

    # --- Several at once: only what one may change ---

    def response_action(self, request, queryset):
        if self.is_limited(request):
            kept = queryset.filter(
                pk__in=queryset.model._default_manager.kept_by_wards(wards_of(request.user))
            )
            left = queryset.count() - kept.count()
            if left and "confirmed" not in request.POST:
                text = f"選んだもののうち{left}件は、この区が主管していないため、対象にしません。"
                self.message_user(request, text, messages.WARNING)
            queryset = kept
        return super().response_action(request, queryset)
