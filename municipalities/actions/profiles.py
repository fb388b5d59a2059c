from django.db import transaction

from accounts.actions import record
from accounts.models import User
from common.dates import today
from municipalities.models import Profile


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
