"""The pages that know bodies only. Those that also tell of projects stand on the roof: portal/urls.py."""

from django.urls import path

from municipalities import member_views, views

urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
    path("members/standing/", member_views.standing, name="standing"),
]
