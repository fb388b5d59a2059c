from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from municipalities import urls as municipalities
from portal.returns import views as returns
from portal.views import (
    agreements,
    bodies,
    closing,
    contact,
    directory,
    exports,
    gallery,
    guide,
    handover,
    home,
    machines,
    members,
    opendata,
    pages,
    releases,
    search,
    statistics,
    survey_drafts,
    wards,
)

portal_pages = [
    path("", home.home, name="home"),
    path("about/", pages.about, name="about"),
    path("history/", pages.history, name="history"),
    path("plan/", pages.plan, name="plan"),
    path("search/", search.search, name="search"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/releases/", releases.releases, name="releases"),
    path("statistics/releases/<int:year>/", releases.release, name="release"),
    path("statistics/releases/<int:year>/workbook.xlsx", releases.workbook, name="release_workbook"),
    path("statistics/releases/<int:year>/<slug:key>/", releases.table, name="release_table"),
    path("statistics/releases/<int:year>/<slug:key>.json", releases.data, name="release_data"),
    path("statistics/compare/", statistics.statistics_compare, name="statistics_compare"),
    path("statistics/charts/<slug:key>.svg", statistics.statistics_chart, name="statistics_chart"),
    path("statistics/<slug:key>/", statistics.statistics_table, name="statistics_table"),
    path("statistics/<key>/list/", statistics.statistics_list, name="statistics_list"),
    path("opendata/", opendata.catalogue, name="opendata"),
    path("opendata/<slug:dataset>/", opendata.dataset, name="opendata_dataset"),
    path("opendata/<slug:dataset>.<slug:suffix>", opendata.file, name="opendata_file"),
    path("join/", guide.join, name="join"),
    path("contact/", contact.contact, name="contact"),
    path("contact/done/", contact.contact_done, name="contact_done"),
    path("policy/", guide.policy, name="policy"),
    path("accessibility/", guide.accessibility, name="accessibility"),
    path("sitemap/", guide.sitemap, name="sitemap"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("healthz", pages.healthz, name="healthz"),
    path("feeds/", machines.feeds, name="feeds"),
    path("feeds/<slug:name>.atom", machines.feed, name="feed"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", machines.sitemap_section, name="sitemap_section"),
    path("robots.txt", machines.robots, name="robots"),
    path("members/", members.dashboard, name="members"),
    path("members/exports/", exports.exports, name="exports"),
    path("members/exports/<int:pk>/file", exports.export_file, name="export_file"),
    path("members/returns/<int:year>/close/", returns.close, name="close_returns"),
    path("members/releases/", closing.prepared_releases, name="prepared_releases"),
    path("members/releases/<int:pk>/", closing.prepared_release, name="prepared_release"),
    path("members/releases/<int:pk>/publish/", closing.publish_release, name="publish_release"),
    path("members/releases/<int:pk>/return/", closing.return_release, name="return_release"),
    path("members/releases/<int:pk>/remark/", closing.remark_release, name="remark_release"),
    path("members/surveys/<slug:slug>/drafts/", survey_drafts.survey_drafts, name="survey_drafts"),
    path("members/calendar/new/", members.make_calendar, name="make_calendar"),
    path("members/calendar/drop/", members.drop_calendar, name="drop_calendar"),
    path("calendars/<token:token>.ics", members.inbox_calendar, name="inbox_calendar"),
    path("members/handover/", handover.handover, name="handover"),
    path("members/autosave/", members.autosave, name="autosave"),
    path("members/notifications/", members.notifications, name="notifications"),
    path("members/notifications/read/", members.read_notifications, name="read_notifications"),
    path("members/notifications/<uuid:notification>/", members.notification, name="notification"),
]

# A body's own page tells of its projects, which the room of bodies does not know: its views are up here.
body_pages = [
    *municipalities.urlpatterns,
    path("municipalities/", directory.directory, name="list"),
    path("companies/", agreements.companies, name="companies"),
    path("municipalities/<code:code>/", bodies.body, name="detail"),
    path("wards/", wards.wards, name="wards"),
    path("wards/<code:code>/", wards.ward, name="ward"),
]

urlpatterns = [
    path("", include((portal_pages, "portal"))),
    path("", include((body_pages, "municipalities"))),
    path("", include("projects.urls")),
    path("", include("surveys.urls")),
    path("members/returns/", include("surveys.returns.urls")),
    path("", include("bulletin.urls")),
    # There is no sign-up of its own: accounts come with the application for membership.
    path(
        "accounts/signup/",
        login_not_required(RedirectView.as_view(pattern_name="portal:join")),
        name="account_signup",
    ),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "portal.handlers.bad_request"
handler403 = "portal.handlers.permission_denied"
handler404 = "portal.handlers.page_not_found"
#: Asked for by allauth.
handler429 = "portal.handlers.too_many_requests"
handler500 = "portal.handlers.server_error"
