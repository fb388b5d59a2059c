from django.urls import path

from bulletin import views
from bulletin.member_views import activity, notices, rooms, threads, topics, watches

app_name = "bulletin"
urlpatterns = [
    path("topics/", views.topics, name="topics"),
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
    path("publications/", views.publications, name="publications"),
    path("publications/<slug:slug>/", views.publication, name="publication"),
    path("members/topics/", topics.own_topics, name="own_topics"),
    path("members/topics/new/", topics.new_topic, name="new_topic"),
    path("members/topics/review/", topics.review_queue, name="topic_reviews"),
    path("members/topics/<number:number>/", topics.own_topic, name="own_topic"),
    path("members/topics/<number:number>/edit/", topics.edit_topic, name="edit_topic"),
    path("members/topics/<number:number>/photos/", topics.photos, name="topic_photos"),
    path("members/topics/<number:number>/photos/remove/", topics.remove_photos, name="remove_topic_photos"),
    path("members/topics/<number:number>/propose/", topics.propose, name="propose_wording"),
    path("members/topics/<number:number>/moves/<slug:key>/", topics.move, name="topic_move"),
    path("members/notices/", notices.member_notices, name="member_notices"),
    path("members/notices/new/", notices.new_member_notice, name="new_member_notice"),
    path("members/notices/<number:number>/", notices.member_notice, name="member_notice"),
    path("members/notices/<number:number>/confirm/", notices.confirm, name="confirm_notice"),
    path("members/notices/<number:number>/edit/", notices.edit_member_notice, name="edit_member_notice"),
    path("members/notices/<number:number>/publish/", notices.publish, name="publish_notice"),
    path("members/notices/<number:number>/withdraw/", notices.withdraw, name="withdraw_notice"),
    path("members/board/", threads.board, name="board"),
    path("members/activity/", activity.figures, name="activity"),
    path("members/activity/list/", activity.listed, name="activity_list"),
    path("members/board/new/", threads.new_thread, name="new_thread"),
    path("members/board/watches/", watches.watches, name="watches"),
    path("members/board/ties/", rooms.ties, name="ties"),
    path(
        "members/board/ties/<number:number>/<code:code>/write/", rooms.tie, {"write": True}, name="tie_write"
    ),
    path(
        "members/board/ties/<number:number>/<code:code>/decline/",
        rooms.tie,
        {"write": False},
        name="tie_decline",
    ),
    path("members/board/<number:number>/", threads.thread, name="thread"),
    path("members/board/<number:number>/edit/", threads.edit_thread, name="edit_thread"),
    path("members/board/<number:number>/history/", threads.history, name="thread_history"),
    path("members/board/<number:number>/record/", threads.record, name="thread_record"),
    path("members/board/<number:number>/moves/<slug:key>/", threads.move, name="thread_move"),
    path("members/board/<number:number>/flags/<slug:key>/", threads.flag, name="thread_flag"),
    path("members/board/<number:number>/files/<document:document>", threads.file, name="thread_file"),
    path("members/board/<number:number>/join/", rooms.join, name="thread_join"),
    path("members/board/<number:number>/respond/", rooms.respond, name="respond"),
    path("members/board/<number:number>/<place:place>/", rooms.room, name="room"),
    path("members/board/<number:number>/<place:place>/note/", rooms.note, name="note"),
    path("members/board/<number:number>/<place:place>/moves/<slug:key>/", rooms.move, name="room_move"),
    path("members/board/<number:number>/<place:place>/terms/", rooms.terms, name="terms"),
    path(
        "members/board/<number:number>/<place:place>/terms/<place:version>/",
        rooms.confirm,
        name="confirm_terms",
    ),
    path("members/board/<number:number>/<place:place>/join/", rooms.join, name="room_join"),
    path("members/board/<number:number>/<place:place>/packet/", rooms.packet, name="packet"),
    path(
        "members/board/<number:number>/<place:place>/files/<document:document>",
        rooms.file,
        name="message_file",
    ),
    path(
        "publications/<slug:slug>/files/<document:document>", views.publication_file, name="publication_file"
    ),
]
