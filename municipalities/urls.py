"""The pages that know bodies only. Those that also tell of projects stand on the roof: portal/urls.py."""

from django.urls import path

from municipalities.views import agreements, standing

urlpatterns = [
    path("agreements/", agreements.agreements, name="agreements"),
    path("members/standing/", standing.standing, name="standing"),
]
