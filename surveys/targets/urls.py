"""The addresses of the bodies that a survey asks, below its desk."""

from django.urls import path

from surveys.targets import proxy_views, sending_views, views

HERE = "members/surveys/<slug:slug>/targets/"

urlpatterns = [
    path(HERE, views.targets, name="targets"),
    path(f"{HERE}list.xlsx", views.targets_export, name="targets_export"),
    path(f"{HERE}confirm/", views.confirm_all, name="confirm_all"),
    path(f"{HERE}letters/", sending_views.letters_page, name="letters"),
    path(f"{HERE}letters/<slug:which>.xlsx", sending_views.letters_file, name="letters_file"),
    path(f"{HERE}letters/<slug:which>/", sending_views.letters_print, name="letters_print"),
    path(f"{HERE}sent/", sending_views.mark_sent, name="mark_sent"),
    path(f"{HERE}remind/", sending_views.remind, name="remind"),
    path(f"{HERE}<code:code>/", views.target, name="target"),
    path(f"{HERE}<code:code>/note/", views.note, name="note_contact"),
    path(f"{HERE}<code:code>/code/", views.reissue, name="reissue"),
    path(f"{HERE}<code:code>/enter/", proxy_views.enter, name="enter_answer"),
    path(f"{HERE}<code:code>/moves/<slug:move>/", views.move_target, name="move_target"),
    path("members/surveys/<slug:slug>/files/<document:document>", views.answer_file, name="answer_file"),
]
