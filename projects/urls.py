from django.urls import path, register_converter

from common.converters import NumberConverter
from projects import views

register_converter(NumberConverter, "number")

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("<number:number>/", views.project_detail, name="detail"),
]
