from django.urls import path

from surveys.results import public, views

#: Below the root.
urlpatterns = [
    path("surveys/<slug:slug>/results.xlsx", public.workbook, name="result_workbook"),
    path("surveys/<slug:slug>/results.json", public.data, name="result_data"),
    path("members/surveys/<slug:slug>/results.xlsx", views.answers_workbook, name="answers_workbook"),
    path("members/surveys/<slug:slug>/results/", views.results, name="results"),
    path("members/surveys/<slug:slug>/results/cross/", views.cross, name="result_cross"),
    path("members/surveys/<slug:slug>/results/publish/", views.publish, name="publish_result"),
    path("members/surveys/<slug:slug>/results/opinions/", views.opinions, name="opinions"),
    path(
        "members/surveys/<slug:slug>/results/opinions/<id:pk>/drop/", views.drop_opinion, name="drop_opinion"
    ),
    path("members/surveys/<slug:slug>/results/answers/<id:pk>/", views.result_answers, name="result_answers"),
    path(
        "members/surveys/<slug:slug>/results/answers/<id:pk>/categories/",
        views.add_category,
        name="add_category",
    ),
    path(
        "members/surveys/<slug:slug>/results/answers/<id:pk>/opinions/<id:version>/",
        views.choose_opinion,
        name="choose_opinion",
    ),
    path("members/surveys/<slug:slug>/results/categories/<id:pk>/", views.category, name="category"),
    path(
        "members/surveys/<slug:slug>/results/categories/<id:pk>/remove/",
        views.remove_category,
        name="remove_category",
    ),
    path(
        "members/surveys/<slug:slug>/results/categories/<id:pk>/up/",
        views.order_category,
        {"steps": -1},
        name="category_up",
    ),
    path(
        "members/surveys/<slug:slug>/results/categories/<id:pk>/down/",
        views.order_category,
        {"steps": 1},
        name="category_down",
    ),
]
