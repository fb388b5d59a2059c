from django.contrib import admin
from django.urls import include, path

from portal.views.gallery import gallery
from portal.views.home import home

portal_urls = [
    path("", home, name="home"),
    path("gallery/", gallery, name="gallery"),
]

urlpatterns = [
    path("", include((portal_urls, "portal"))),
    path("admin/", admin.site.urls),
]

handler400 = "portal.handlers.bad_request"
handler403 = "portal.handlers.permission_denied"
handler404 = "portal.handlers.page_not_found"
handler500 = "portal.handlers.server_error"
