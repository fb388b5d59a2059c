from django.urls import path

from surveys import views
from surveys.asking import views as asking
from surveys.results.urls import urlpatterns as results

app_name = "surveys"
urlpatterns = [
    path("surveys/", views.SurveyList.as_view(), name="list"),
    path("surveys/<slug:slug>/", views.SurveyDetail.as_view(), name="detail"),
    path("members/surveys/", asking.surveys, name="surveys"),
    path("members/surveys/<slug:slug>/", asking.desk, name="desk"),
    *results,
]
