"""The pages that know bodies only. Those that also tell of projects stand on the roof: portal/urls.py."""

from django.urls import path

from municipalities.views import (
    agreements,
    applications,
    corrections,
    joining,
    members,
    memberships,
    offices,
    profiles,
    standing,
)

urlpatterns = [
    path("agreements/", agreements.agreements, name="agreements"),
    # The way in.
    path("join/apply/", joining.apply, name="apply"),
    path("join/apply/done/", joining.applied, name="applied"),
    path("join/confirm/<str:token>/", joining.confirm_address, name="confirm_address"),
    path("join/invitation/<str:token>/", joining.invitation, name="invitation"),
    path("members/standing/", standing.standing, name="standing"),
    path("members/standing/edit/", standing.edit_application, name="edit_application"),
    path("members/standing/withdraw/", standing.withdraw_application, name="withdraw_application"),
    # Applications and registrations, for who decides.
    path("members/applications/", applications.queue, name="applications"),
    path("members/applications/<number:number>/", applications.application, name="application"),
    path("members/applications/<number:number>/forward/", applications.forward, name="forward_application"),
    path("members/applications/<number:number>/<slug:move>/", applications.decide, name="decide_application"),
    path("members/memberships/", memberships.memberships, name="memberships"),
    path("members/memberships/<code:code>/", memberships.membership, name="membership"),
    path(
        "members/memberships/<code:code>/invite/",
        memberships.invite_administrator,
        name="invite_administrator",
    ),
    path("members/memberships/<code:code>/<slug:move>/", memberships.move_membership, name="move_membership"),
    # The office.
    path("members/office/", offices.office, name="office"),
    path("members/office/edit/", offices.edit, name="edit_office"),
    path("members/office/invite/", offices.invite, name="invite"),
    path("members/office/invite/cancel/", offices.cancel_invitation, name="cancel_invitation"),
    path("members/office/role/", offices.change_role, name="change_role"),
    path("members/office/end/", offices.end, name="end_posting"),
    path("members/office/choose/", offices.choose, name="choose_office"),
    path("members/confirm/", memberships.confirm, name="confirm_membership"),
    path("members/profile/", profiles.profile, name="profile"),
    path("members/profile/picture/", profiles.picture, name="profile_picture"),
    path("members/profile/picture/remove/", profiles.remove_picture, name="remove_profile_picture"),
    path("municipalities/<code:code>/pictures/<photo:name>.jpg", profiles.photo, name="profile_photo"),
    path(
        "municipalities/<code:code>/pictures/<photo:name>/card.jpg",
        profiles.photo,
        {"card": True},
        name="profile_photo_card",
    ),
    path("members/profile/facts/", corrections.correct_facts, name="correct_facts"),
    path("members/profile/facts/withdraw/", corrections.withdraw_correction, name="withdraw_correction"),
    path("members/corrections/", corrections.corrections, name="corrections"),
    path("members/corrections/<id:pk>/", corrections.correction, name="correction"),
    # What members see of each other.
    path("members/directory/", members.directory, name="members"),
    path("members/facilities/", members.facilities, name="facilities"),
]
