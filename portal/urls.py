from django.contrib import admin
from django.urls import include, path, register_converter

from common.converters import CodeConverter
from municipalities import urls as municipalities
from portal.views import bodies, gallery, home, pages, search, statistics

register_converter(CodeConverter, "code")

portal_pages = [
    path("", home.home, name="home"),
    path("about/", pages.about, name="about"),
    path("history/", pages.history, name="history"),
    path("plan/", pages.plan, name="plan"),
    path("search/", search.search, name="search"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/<key>/list/", statistics.statistics_list, name="statistics_list"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("healthz", pages.healthz, name="healthz"),
    path("robots.txt", pages.robots, name="robots"),
]

# A body's own page tells of its projects, which the room of bodies does not know: its views are up here.
body_pages = [
    *municipalities.urlpatterns,
    path("municipalities/<code:code>/", bodies.body, name="detail"),
    path("wards/", bodies.wards, name="wards"),
    path("wards/<code:code>/", bodies.ward, name="ward"),
]

urlpatterns = [
    path("", include((portal_pages, "portal"))),
    path("", include((body_pages, "municipalities"))),
    path("projects/", include("projects.urls")),
    path("surveys/", include("surveys.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.handlers.bad_request"
handler403 = "portal.handlers.permission_denied"
handler404 = "portal.handlers.page_not_found"
handler500 = "portal.handlers.server_error"
