"""The pages that know bodies only. Those that also tell of projects stand on the roof: portal/urls.py."""

from django.urls import path

from municipalities import views

urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
]
