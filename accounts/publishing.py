"""The admin of what the public sees: drafts, days, preview, photographs and files, several records at once."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.template.response import TemplateResponse
from django.utils.html import format_html

from accounts.admin import LeanQueries, OfRecord, RecordedAdmin
from common.attachments import dropping_files
from common.dates import today
from common.publishing import ENDS_TOO_EARLY, NO_DAY, State

PUBLISHING = ("state", "published_on", "expires_on")


class PublishingForm(forms.ModelForm):
    """Says beside the field what the record's constraints would say of the whole."""

    def clean(self):
        super().clean()
        state, begins, ends = map(self.cleaned_data.get, PUBLISHING)
        if state == State.PUBLISHED and begins is None and "published_on" not in self.errors:
            self.add_error("published_on", NO_DAY)
        if begins and ends and ends <= begins:
            self.add_error("expires_on", ENDS_TOO_EARLY)


class AttachmentInline(OfRecord, LeanQueries, admin.StackedInline):
    """Photographs or files."""

    extra = 0
    view_on_site = False

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_max=True, **kwargs)


class PhotoInline(AttachmentInline):
    fields = ("shown", "image", "alt", ("rights_holder", "usable_until"), "order")
    readonly_fields = ("shown",)
    max_num = 12

    @admin.display(description="表示")
    def shown(self, photo):
        if not photo.pk:
            return ""
        if not photo.is_usable:
            return "使用期限を過ぎたため、表示していません。"
        return format_html('<img class="photo-shown" src="{}" alt="">', photo.card_url)


class DocumentInline(AttachmentInline):
    fields = ("file", "title", "order")
    max_num = 20


class PublishingAdmin(RecordedAdmin):
    """Base of the admin of every Publishable."""

    form = PublishingForm
    actions = ("publish", "withdraw")

    def get_fieldsets(self, request, obj=None):
        rest = [name for name in self.get_fields(request, obj) if name not in PUBLISHING]
        described = (
            "「下書き」の間は、この記録を変更できる人だけが「プレビュー」で見られます。"
            "「公開」にすると、公開日から公開終了日の前日まで、公開ページに表示されます。"
        )
        return [
            (None, {"fields": rest}),
            ("公開", {"fields": PUBLISHING, "description": described}),
        ]

    # --- Files leave the storage with what they belong to ---

    def save_related(self, request, form, formsets, change):
        with dropping_files(self.model, [form.instance.pk]):
            super().save_related(request, form, formsets, change)

    def delete_model(self, request, obj):
        with dropping_files(self.model, [obj.pk]):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with dropping_files(self.model, [record.pk for record in queryset]):
            super().delete_queryset(request, queryset)

    # --- Several at once ---

    def has_publish_permission(self, request) -> bool:
        """Whether the person says what is public: who may change the fields that do."""
        return self.has_change_permission(request) and "state" not in self.get_readonly_fields(request)

    @admin.action(permissions=["publish"], description="公開する")
    def publish(self, request, queryset):
        return self._confirmed(request, queryset, "publish") or self._set_state(
            request, queryset, State.PUBLISHED, "公開しました。"
        )

    @admin.action(permissions=["publish"], description="下書きに戻す")
    def withdraw(self, request, queryset):
        return self._confirmed(request, queryset, "withdraw") or self._set_state(
            request, queryset, State.DRAFT, "下書きに戻しました。"
        )

    def _confirmed(self, request, queryset, action) -> TemplateResponse | None:
        """The page that asks; None once it was answered."""
        if not all(self.has_change_permission(request, record) for record in queryset):
            raise PermissionDenied
        if "confirmed" in request.POST:
            return None
        context = self.admin_site.each_context(request) | {
            "title": f"{self.opts.verbose_name}を{self.get_action(action)[2]}",
            "opts": self.opts,
            "records": queryset,
            "action": action,
            "verb": self.get_action(action)[2],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/confirm_state.html", context)

    def _set_state(self, request, queryset, state, done) -> None:
        changed = 0
        for record in queryset.exclude(state=state):
            record.state = state
            if state == State.PUBLISHED and record.published_on is None:
                record.published_on = today()
            try:
                record.full_clean(exclude=record.get_deferred_fields())
            except ValidationError as error:
                self.message_user(request, f"「{record}」：{''.join(error.messages)}", messages.ERROR)
                continue
            record.save()
            self.log_change(request, record, done)
            changed += 1
        self.message_user(request, f"{changed}件を{done}", messages.SUCCESS if changed else messages.WARNING)
