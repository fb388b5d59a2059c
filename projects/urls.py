from django.urls import path, register_converter

from common.converters import ProjectNumberConverter
from projects import views

register_converter(ProjectNumberConverter, "project_number")

app_name = "projects"
urlpatterns = [
    path("", views.ProjectList.as_view(), name="list"),
    path("<project_number:number>/", views.ProjectDetail.as_view(), name="detail"),
]
