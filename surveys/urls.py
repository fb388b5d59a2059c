from django.urls import path

from surveys import views
from surveys.answering import entering, pages
from surveys.asking import trial
from surveys.asking import views as asking
from surveys.results.urls import urlpatterns as results
from surveys.targets.urls import urlpatterns as targets

app_name = "surveys"
urlpatterns = [
    path("surveys/", views.SurveyList.as_view(), name="list"),
    path("surveys/<slug:slug>/", views.SurveyDetail.as_view(), name="detail"),
    # Short: they are typed from paper.
    path("surveys/a/<slug:key>/", entering.enter, name="enter"),
    path("surveys/a/<slug:key>/leave/", entering.leave, name="leave"),
    path("surveys/a/<slug:key>/answer/", pages.code_answer, name="code_answer"),
    path("surveys/a/<slug:key>/answer/save/", pages.code_save, name="code_save"),
    path("surveys/a/<slug:key>/answer/submit/", pages.code_submit, name="code_submit"),
    path("surveys/a/<slug:key>/answer/copy/", pages.code_copy, name="code_copy"),
    path("members/surveys/", asking.surveys, name="surveys"),
    path("members/surveys/new/", asking.new_survey, name="new"),
    path("members/surveys/<slug:slug>/", asking.desk, name="desk"),
    path("members/surveys/<slug:slug>/edit/", asking.edit_survey, name="edit"),
    path("members/surveys/<slug:slug>/copy/", asking.copy_survey, name="copy"),
    path("members/surveys/<slug:slug>/preview/", trial.preview, name="preview"),
    path("members/surveys/<slug:slug>/extend/", asking.extend, name="extend"),
    path("members/surveys/<slug:slug>/moves/<slug:move>/", asking.move_survey, name="move"),
    path("members/surveys/<slug:slug>/questions/", asking.questions, name="questions"),
    path("members/surveys/<slug:slug>/questions/new/", asking.question, name="new_question"),
    path("members/surveys/<slug:slug>/questions/<id:pk>/", asking.question, name="question"),
    path(
        "members/surveys/<slug:slug>/questions/<id:pk>/remove/",
        asking.remove_question,
        name="remove_question",
    ),
    path("members/surveys/<slug:slug>/questions/<id:pk>/erratum/", asking.correct_wording, name="erratum"),
    path(
        "members/surveys/<slug:slug>/questions/<id:pk>/up/",
        asking.order_question,
        {"steps": -1},
        name="question_up",
    ),
    path(
        "members/surveys/<slug:slug>/questions/<id:pk>/down/",
        asking.order_question,
        {"steps": 1},
        name="question_down",
    ),
    path("members/surveys/<slug:slug>/own/", pages.own_answer, name="own"),
    path("members/surveys/<slug:slug>/own/save/", pages.own_save, name="own_save"),
    path("members/surveys/<slug:slug>/own/submit/", pages.own_submit, name="own_submit"),
    path("members/surveys/<slug:slug>/own/copy/", pages.own_copy, name="own_copy"),
    *targets,
    *results,
]
