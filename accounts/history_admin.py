"""The history of a record on its page in the admin, and the way back for one field of it."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.forms import Field
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from accounts.acting import acting
from accounts.history_shown import kind_of, model_of, shown
from accounts.models import Change
from accounts.reverting import Reversal, can_go_back

#: Changes on one page.
AT_ONCE = 50


class WithHistory:
    """Mixed into an admin: what became of a record and of what stands on its page, for who may see the record."""

    object_history_template = "admin/record_history.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        view = self.admin_site.admin_view(self.revert_view)
        return [
            path("<path:object_id>/history/<int:change_id>/<str:field>/", view, name=name),
            *super().get_urls(),
        ]

    def unreverted(self, request) -> tuple[str, ...]:
        """Fields of the record that the person does not put back."""
        return ()

    # --- Pages ---

    def history_view(self, request, object_id, extra_context=None):
        record = self._seen(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        editable = self._editable(request, record)

        def way_back(change: Change, name: str) -> str:
            ok = name in editable.get(change.model, ()) and can_go_back(change, name)
            return reverse(self._revert_name, args=[object_id, change.pk, name]) if ok else ""

        page = Paginator(Change.objects.of(record), AT_ONCE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": f"変更の履歴：{record}",
            "opts": self.opts,
            "object": record,
            "page": page,
            "changes": [shown(change, way_back) for change in page],
            "own": self.opts.label_lower,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def revert_view(self, request, object_id, change_id, field):
        """Ask, and put the field back."""
        record = self._seen(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        change = get_object_or_404(Change.objects.of(record), pk=change_id)
        form_field = self._editable(request, record).get(change.model, {}).get(field)
        if form_field is None or field not in change.changes or not can_go_back(change, field):
            raise PermissionDenied
        if request.method == "POST":
            return self._revert(request, record, change, field, form_field)
        return self._ask(request, record, Reversal(change, field, _target(change), form_field))

    def _ask(self, request, record, reversal: Reversal, errors: list[str] | None = None) -> HttpResponse:
        if errors is None:
            try:
                reversal.check()
            except ValidationError as error:
                errors = error.messages
        context = self.admin_site.each_context(request) | {
            "title": f"「{reversal.label}」を前の値に戻す",
            "opts": self.opts,
            "object": record,
            "reversal": reversal,
            "kind": kind_of(reversal.change),
            "later": shown(reversal.later) if reversal.later else None,
            "errors": errors or [],
        }
        return TemplateResponse(request, "admin/revert_field.html", context, status=422 if errors else 200)

    def _revert(self, request, record, change: Change, name: str, form_field: Field) -> HttpResponse:
        try:
            with transaction.atomic(), acting(by=request.user, via="管理画面（前の値に戻す）"):
                reversal = Reversal(change, name, _target(change, lock=True), form_field)
                reversal.check()
                self._put_back(request, record, reversal)
        except ValidationError as error:
            return self._ask(
                request, record, Reversal(change, name, _target(change), form_field), error.messages
            )
        messages.success(request, f"「{reversal.label}」を前の値に戻しました。")
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return HttpResponseRedirect(reverse(name, args=[record.pk]))

    def _put_back(self, request, record, reversal: Reversal) -> None:
        reversal.put_back()
        if reversal.record._meta.model is self.model:
            # As the form would, which knows what else a changed field does.
            form = SimpleNamespace(changed_data=[reversal.name], instance=reversal.record)
            self.save_model(request, reversal.record, form, True)
        else:
            reversal.record.save()
        reversal.set_many()
        if not self.has_change_permission(request, record):
            raise ValidationError(
                "戻すと、この記録を変更できる区でなくなるため、戻せません。事務局にお問い合わせください。"
            )
        self.log_change(
            request, record, f"{kind_of(reversal.change)}の「{reversal.label}」を前の値に戻しました。"
        )

    # --- Rights ---

    def _seen(self, request, object_id) -> models.Model | None:
        """The record, where the person sees it."""
        record = self.get_object(request, unquote(object_id))
        if record is not None and not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def _editable(self, request, record) -> dict[str, dict[str, Field]]:
        """Model → the fields that the person can change on the page of the record, as its forms have them."""
        if not self.has_change_permission(request, record):
            return {}
        own = dict(self.get_form(request, record, change=True).base_fields)
        for name in self.unreverted(request):
            own.pop(name, None)
        editable = {self.opts.label_lower: own}
        for inline in self.get_inline_instances(request, record):
            if inline.has_change_permission(request, record):
                fields = inline.get_formset(request, record).form.base_fields
                editable[inline.opts.label_lower] = dict(fields)
        return editable

    @property
    def _revert_name(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_revert"


def _target(change: Change, *, lock: bool = False) -> models.Model:
    """The record that was changed: this one, or one on its page."""
    model = model_of(change)
    rows = model._base_manager.filter(pk=change.object_id).order_by("pk") if model else None
    target = (rows.select_for_update() if lock else rows).first() if model else None
    if target is None:
        raise Http404("この記録は、削除されています。")
    return target
