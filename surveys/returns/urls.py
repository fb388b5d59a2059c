from django.urls import path

from surveys.returns import checking, files, views

app_name = "returns"
urlpatterns = [
    path("", views.returns, name="list"),
    path("new/", checking.new_campaign, name="new"),
    path("<int:year>/", checking.board, name="board"),
    path("<int:year>/edit/", checking.edit, name="edit"),
    path("<int:year>/open/", checking.open_page, name="open"),
    path("<int:year>/<code:code>/", views.yearly_return, name="return"),
    path("<int:year>/<code:code>/print/", views.printed, name="print"),
    path("<int:year>/<code:code>/rest/", views.continue_all, name="continue_rest"),
    path("<int:year>/<code:code>/submit/", views.submit, name="submit"),
    path("<int:year>/<code:code>/return/", checking.return_page, name="send_back"),
    path("<int:year>/<code:code>/accept/", checking.accept, name="accept"),
    path("<int:year>/<code:code>/comment/", views.comment_page, name="comment"),
    path("<int:year>/<code:code>/file.xlsx", files.download, name="download"),
    path("<int:year>/<code:code>/imports/new/", files.upload, name="upload"),
    path("<int:year>/<code:code>/imports/<id:pk>/", files.run_page, name="run"),
    path("<int:year>/<code:code>/imports/<id:pk>/choose/", files.choose, name="choose"),
    path("<int:year>/<code:code>/imports/<id:pk>/write/", files.write, name="write"),
    path("<int:year>/<code:code>/imports/<id:pk>/again/", files.again, name="again"),
    path("<int:year>/<code:code>/imports/<id:pk>/cancel/", files.cancel, name="cancel"),
    path("<int:year>/<code:code>/imports/<id:pk>/report.csv", files.report, name="report"),
    path("<int:year>/<code:code>/<slug:sheet>/new/", views.new_line, name="new_line"),
    path("<int:year>/<code:code>/<slug:sheet>/<id:pk>/", views.edit_line, name="line"),
    path("<int:year>/<code:code>/<slug:sheet>/<id:pk>/continue/", views.continue_one, name="continue"),
    path("<int:year>/<code:code>/<slug:sheet>/<id:pk>/renew/", views.renew, name="renew"),
    path("<int:year>/<code:code>/<slug:sheet>/<id:pk>/remove/", views.remove, name="remove"),
    path("<int:year>/<code:code>/<slug:sheet>/<id:pk>/comment/", views.line_comment, name="line_comment"),
]
