from typing import Any

from django.db import transaction

from accounts.actions import record
from accounts.models import User
from common.attachments import dropping_files
from common.dates import today
from municipalities.models import Profile, ProfilePhoto


@transaction.atomic
def save_profile(*, profile: Profile, by: User) -> Profile:
    """Keep what was written; what becomes public today is so from today on."""
    if profile.state == Profile.State.PUBLISHED and profile.published_on is None:
        profile.published_on = today()
    profile.save()
    record(
        by=by,
        verb="profile.save",
        target=f"municipalities.profile:{profile.pk}",
        summary=f"{profile}を保存（{profile.get_state_display()}）",
    )
    return profile


@transaction.atomic
def set_picture(*, profile: Profile, by: User, values: dict[str, Any] | None) -> None:
    """Give the profile this picture in place of what it had; None takes it away."""
    Profile.objects.select_for_update().get(pk=profile.pk)
    with dropping_files(Profile, [profile.pk]):
        ProfilePhoto.objects.filter(profile=profile).delete()
        if values is not None:
            ProfilePhoto.objects.create(profile=profile, **values)
    record(
        by=by,
        verb="profile.picture",
        target=f"municipalities.profile:{profile.pk}",
        summary=f"{profile}の絵・写真を{'外した' if values is None else '登録'}",
    )
