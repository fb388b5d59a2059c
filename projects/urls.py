"""Projects and events: one room, two parts of the site."""

from django.urls import path

from projects.models.events import CALENDAR
from projects.views import events, projects

app_name = "projects"

project_pages = [
    path("projects/", projects.project_list, name="list"),
    path("projects/<number:number>/", projects.project_detail, name="detail"),
    path("projects/<number:number>/photos/<photo:name>.jpg", projects.photo, name="photo"),
    path(
        "projects/<number:number>/photos/<photo:name>/card.jpg",
        projects.photo,
        {"card": True},
        name="photo_card",
    ),
    path("projects/<number:number>/files/<document:document>", projects.file, name="file"),
]

event_pages = [
    path("events/", events.event_list, name="events"),
    path("events.ics", events.events_ics, name="events_ics"),
    path(f"events/{CALENDAR}/", events.calendar, name="calendar"),
    path(f"events/{CALENDAR}/<month:month>/", events.calendar, name="calendar"),
    path("events/<slug:slug>/", events.event_detail, name="event"),
    path("events/<slug:slug>.ics", events.event_ics, name="event_ics"),
]

urlpatterns = [*project_pages, *event_pages]
