import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet, _get_foreign_key
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from accounts import outbox
from accounts.actions import await_confirmation, forget_second_factor, record
from accounts.audit_areas import AreaFilter, area_of
from accounts.exporting import Exported, moment
from accounts.history import belongs, keep, kept_models
from accounts.history_admin import WithHistory
from accounts.history_shown import in_a_line, kind_of, shown
from accounts.models import AuditEvent, Change, Notification, OnceKey, OutgoingMail, PeriodicJob, User


class LeanQueries:
    """Rows and the choices of related models come with all that their texts read.

    `labels` names those relations. Addresses of web pages begin with https when nothing is said.
    """

    labels: tuple[str, ...] = ()
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.select_related(*self.labels) if self.labels else queryset

    def get_changelist_instance(self, request):
        """Titled by what it lists: Django's 「変更する … を選択」 says what the page is not always for."""
        found = super().get_changelist_instance(request)
        found.title = f"{self.opts.verbose_name_plural}の一覧"
        return found

    def get_field_queryset(self, db, db_field, request):
        related = db_field.remote_field.model
        if self.admin_site.is_registered(related):
            return self.admin_site.get_model_admin(related).get_queryset(request)
        return super().get_field_queryset(db, db_field, request)


class RecordedAdmin(WithHistory, LeanQueries, admin.ModelAdmin):
    """Base of every admin that writes: each change is an event of the audit chain, in the same transaction, and the
    history of its records, and of what stands on their pages, is kept, whoever writes them."""

    list_per_page = 50
    show_full_result_count = False
    #: Fields that have no history.
    unkept: tuple[str, ...] = ()

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        keep(model, leaving=self.unkept)
        for inline in self.inlines:
            if not issubclass(inline, ReadOnly):
                keep(inline.model)
                belongs(inline.model, _get_foreign_key(model, inline.model, fk_name=inline.fk_name))

    def response_action(self, request, queryset):
        with transaction.atomic():
            return super().response_action(request, queryset)

    def log_addition(self, request, obj, message):
        entry = super().log_addition(request, obj, message)
        self._record(request, "add", obj, entry.get_change_message())
        return entry

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        self._record(request, "change", obj, entry.get_change_message())
        return entry

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._record(request, "delete", obj, "削除しました。")
        return super().log_deletions(request, queryset)

    def _record(self, request, verb, obj, what):
        meta = obj._meta
        record(
            by=request.user,
            verb=f"admin.{verb}",
            target=f"{meta.label_lower}:{obj.pk}",
            summary=f"{meta.verbose_name}「{obj}」 {what}"[:500],
        )


class OfRecord:
    """Mixed into the inline of what stands on the page of a record: who may change that may change it."""

    def has_view_permission(self, request, obj=None):
        return self._of_record.has_view_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self._of_record.has_add_permission(request)
        return self._of_record.has_change_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission

    @property
    def _of_record(self) -> admin.ModelAdmin:
        return self.admin_site.get_model_admin(self.parent_model)


class LabelledFormSet(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "削除"


class LeanInline(LeanQueries, admin.TabularInline):
    """Rows on the page of what they belong to; the change of that records them."""

    extra = 0
    formset = LabelledFormSet

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """In a table the column's head is no label: each field says its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(field.label))
        return field


class ReadOnly:
    """For rows that only the system writes. Nobody changes them here, the secretariat neither."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, LeanQueries, admin.ModelAdmin):
    list_per_page = 50
    show_full_result_count = False


class ReadOnlyInline(ReadOnly, LeanInline):
    pass


class UserAddForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


class UserChangeForm(DjangoUserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


# What people set up to sign in with is theirs: no secrets and no sessions to leaf through. The user's page tells
# what there is, and the action below takes a lost second factor away.
for _model in (EmailAddress, Authenticator, UserSession):
    admin.site.unregister(_model)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(RecordedAdmin, DjangoGroupAdmin):
    """Django's own, with a history: what a group may do is what its people may do."""


@admin.register(User)
class UserAdmin(RecordedAdmin, DjangoUserAdmin):
    unkept = ("password", "last_login")
    form = UserChangeForm
    add_form = UserAddForm
    list_display = ("email", "name", "is_active", "is_staff", "is_superuser", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined", "address_confirmed", "second_factors")
    actions = ("forget_second_factors",)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("ログイン", {"fields": ("address_confirmed", "second_factors")}),
        ("権限", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("日時", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")},
        ),
    )

    @admin.display(description="メールアドレスの確認", boolean=True)
    def address_confirmed(self, user):
        return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()

    @admin.display(description="二段階認証")
    def second_factors(self, user):
        return "、".join(map(str, Authenticator.objects.filter(user=user).order_by("pk"))) or "なし"

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            await_confirmation(user=obj)

    @admin.action(permissions=["change"], description="二段階認証を解除する")
    def forget_second_factors(self, request, queryset):
        """For who lost the device and the recovery codes; asks first."""
        if "confirmed" in request.POST:
            for user in queryset:
                forget_second_factor(user=user, by=request.user)
            messages.success(request, f"{len(queryset)}人の二段階認証を解除しました。本人にお知らせします。")
            return None
        context = self.admin_site.each_context(request) | {
            "title": "二段階認証を解除する",
            "opts": self.opts,
            "people": queryset,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/confirm_forget.html", context)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Rows are not changed by hand; what to do about one that did not arrive is an action."""

    list_display = ("created_at", "to", "subject", "state", "attempts", "sent_at", "error")
    list_filter = ("state",)
    search_fields = ("to", "subject")
    date_hierarchy = "created_at"
    actions = ("send_again", "mark_bounced")

    def has_handle_permission(self, request):
        return request.user.has_perm("accounts.change_outgoingmail")

    @admin.action(permissions=["handle"], description="届かなかったメールをもう一度送る")
    def send_again(self, request, queryset):
        number = outbox.send_again(mails=queryset, by=request.user)
        self._say(request, number, "通をもう一度送ります。", "送信できず・不達のメールが選ばれていません。")

    @admin.action(permissions=["handle"], description="送信済のメールを不達として記録する")
    def mark_bounced(self, request, queryset):
        number = outbox.mark_bounced(mails=queryset, by=request.user)
        self._say(request, number, "通を不達として記録しました。", "送信済のメールが選ばれていません。")

    def _say(self, request, number, done, nothing):
        text, level = (f"{number}{done}", messages.SUCCESS) if number else (nothing, messages.WARNING)
        self.message_user(request, text, level)


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    labels = ("recipient",)
    list_display = ("created_at", "recipient", "number", "text", "read_at", "digested_at")
    list_filter = (("read_at", admin.EmptyFieldListFilter), "in_digest")
    search_fields = ("recipient__name", "recipient__email", "number", "text")


@admin.register(PeriodicJob)
class PeriodicJobAdmin(ReadOnlyAdmin):
    list_display = (
        "label",
        "due_at",
        "last_started_at",
        "last_ended_at",
        "last_report",
        "last_error",
        "runs",
    )
    list_filter = (("last_error", admin.EmptyFieldListFilter),)
    search_fields = ("name", "label")


@admin.register(OnceKey)
class OnceKeyAdmin(ReadOnlyAdmin):
    """Where a form led that was sent: asked when somebody says that nothing, or too much, was posted."""

    labels = ("user",)
    list_display = ("at", "user", "path")
    list_filter = ("at",)
    search_fields = ("user__name", "user__email", "path")
    date_hierarchy = "at"


# --- What the system writes down ---


@admin.register(AuditEvent)
class AuditEventAdmin(Exported, ReadOnlyAdmin):
    list_display = ("at", "actor_label", "area", "summary")
    list_filter = (AreaFilter,)
    search_fields = ("actor_label", "summary", "target")
    date_hierarchy = "at"
    columns = {
        "番号": lambda event: event.pk,
        "日時": moment,
        "操作者": lambda event: event.actor_label,
        "内容の種類": lambda event: area_of(event.verb),
        "操作": lambda event: event.verb,
        "対象": lambda event: event.target,
        "内容": lambda event: event.summary,
        "詳細": lambda event: json.dumps(event.data, ensure_ascii=False) if event.data else "",
        "ハッシュ": lambda event: event.hash,
    }

    @admin.display(description="内容の種類", ordering="verb")
    def area(self, event):
        return area_of(event.verb)


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "種類", "model"

    def lookups(self, request, model_admin):
        kinds = [(model._meta.label_lower, str(model._meta.verbose_name)) for model in kept_models()]
        return sorted(kinds, key=lambda kind: kind[1])

    def queryset(self, request, queryset):
        return queryset.filter(model=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(Exported, ReadOnlyAdmin):
    """Of all records, those that were deleted among them: 操作 says 削除, and what they held stands there."""

    list_display = ("at", "actor_label", "via", "action", "kind", "label")
    list_filter = ("action", KindFilter)
    search_fields = ("label", "actor_label", "via")
    date_hierarchy = "at"
    fields = (
        "at",
        "actor_label",
        "via",
        "action",
        "kind",
        "object_id",
        "label",
        "owner",
        "differences",
        "hash",
    )
    columns = {
        "番号": lambda change: change.pk,
        "日時": moment,
        "操作者": lambda change: change.actor_label,
        "経路": lambda change: change.via,
        "操作": lambda change: change.get_action_display(),
        "種類": kind_of,
        "記録": lambda change: change.label,
        "対象": lambda change: f"{change.model}:{change.object_id}",
        "違い": in_a_line,
        "ハッシュ": lambda change: change.hash,
    }

    @admin.display(description="種類", ordering="model")
    def kind(self, change):
        return kind_of(change)

    @admin.display(description="違い")
    def differences(self, change):
        return render_to_string("admin/_change_fields.html", {"one": shown(change)})

    def get_readonly_fields(self, request, obj=None):
        return self.fields
