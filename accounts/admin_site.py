from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts import saved_filters, second_factor
from common.attachments import Attachment


def _model_of(content_type_id: str) -> type[Model] | None:
    try:
        return ContentType.objects.get_for_id(int(content_type_id)).model_class()
    except (ContentType.DoesNotExist, ValueError, OverflowError):
        return None


class PortalAdminSite(admin.AdminSite):
    """The admin behind the sign-in of everybody, and for who used a second factor in the session."""

    def get_urls(self):
        return [
            path("saved-filters/", self.admin_view(saved_filters.save_filter), name="save_filter"),
            path(
                "saved-filters/<int:pk>/delete/",
                self.admin_view(saved_filters.drop_filter),
                name="drop_filter",
            ),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def view_on_site(self, request, content_type_id, object_id):
        """Django's own leads anybody of the admin to any record; the address alone may be the secret of it (the link
        of an invitation). Here it leads to what the person sees in the admin."""
        model = _model_of(content_type_id)
        try:
            record = model._default_manager.filter(pk=object_id).first() if model else None
        except (ValueError, ValidationError):
            record = None
        if isinstance(record, Attachment):
            shown, record = record, getattr(record, record.OWNER)
        else:
            shown = record
        model_admin = self._registry.get(type(record))
        if (
            model_admin is None
            or not hasattr(shown, "get_absolute_url")
            or not model_admin.has_view_or_change_permission(request, record)
            or not model_admin.get_queryset(request).filter(pk=record.pk).exists()
        ):
            raise Http404
        return redirect(shown.get_absolute_url())

    def has_permission(self, request):
        return super().has_permission(request) and (
            not settings.ADMIN_REQUIRES_MFA or second_factor.was_used(request)
        )

    @method_decorator([never_cache, login_not_required])
    def login(self, request, extra_context=None):
        """Leads on to what is still missing: the sign-in, the second factor, or nothing."""
        page = get_next_redirect_url(request) or reverse("admin:index")
        if not request.user.is_authenticated:
            way = reverse("account_login")
        elif not super().has_permission(request):
            raise PermissionDenied
        elif self.has_permission(request):
            return redirect(page)
        else:
            way = second_factor.way_to_use_it(request)
            request.session[second_factor.WAITING_PAGE] = page
        return redirect(f"{way}?{urlencode({'next': page})}")

    def logout(self, request, extra_context=None):
        get_adapter().logout(request)
        return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")
