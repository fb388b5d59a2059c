from django.urls import path

from bulletin import views

app_name = "bulletin"
urlpatterns = [
    path("topics/", views.TopicList.as_view(), name="topics"),
    path("topics/<number:number>/", views.topic, name="topic"),
    path("topics/<number:number>/photos/<photo:name>.jpg", views.topic_photo, name="topic_photo"),
    path(
        "topics/<number:number>/photos/<photo:name>/card.jpg",
        views.topic_photo,
        {"card": True},
        name="topic_photo_card",
    ),
    path("notices/", views.NoticeList.as_view(), name="notices"),
    path("notices/<number:number>/", views.notice, name="notice"),
    path("publications/", views.PublicationList.as_view(), name="publications"),
    path("publications/<slug:slug>/", views.publication, name="publication"),
    path(
        "publications/<slug:slug>/files/<document:document>", views.publication_file, name="publication_file"
    ),
]
