from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts import saved_filters, second_factor


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
            *super().get_urls(),
        ]

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
