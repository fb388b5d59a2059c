"""The pages that know bodies only. Those that also tell of projects stand on the roof: portal/urls.py."""

from django.urls import path

from municipalities import views

urlpatterns = [
    path("municipalities/", views.LocalGovernmentList.as_view(), name="list"),
    path("agreements/", views.agreements, name="agreements"),
    path("companies/", views.companies, name="companies"),
]
