from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("<number:number>/", views.project_detail, name="detail"),
    path("<number:number>/photos/<photo:name>.jpg", views.photo, name="photo"),
    path("<number:number>/photos/<photo:name>/card.jpg", views.photo, {"card": True}, name="photo_card"),
    path("<number:number>/files/<document:name>", views.file, name="file"),
]
