from django.urls import path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("", views.SurveyList.as_view(), name="list"),
    path("<slug:slug>/", views.SurveyDetail.as_view(), name="detail"),
]
