"""What the secretariat is told of yearly releases."""

from django.urls import reverse

from accounts.models import User
from accounts.notifying import Message, tell
from bulletin.board.telling import people_of
from municipalities.models import Office, Posting
from portal.models import Release

READERS = "特別区長会事務局の担当者"


def of_prepared(release: Release) -> None:
    message = Message(
        key=f"release:{release.pk}:prepared",
        number="",
        subject=f"確認のお願い：{release}",
        body=(
            f"{release.prepared_by.name}さんが{release.title}を作成しました。作成した人とは別の方が内容を確かめ、"
            "公表するか、理由を付けて差し戻してください。"
        ),
        path=reverse("portal:prepared_release", args=[release.pk]),
        reason=READERS,
    )
    tell(message, to=_secretariat(), by=release.prepared_by)


def of_decision(release: Release) -> None:
    published = release.state == Release.State.PUBLISHED
    body = (
        f"{release.decided_by.name}さんが{release.title}を確認し、公表しました。"
        if published
        else f"{release.decided_by.name}さんが{release.title}を差し戻しました。\n\n理由：{release.reason}"
    )
    message = Message(
        key=f"release:{release.pk}:{release.state}",
        number="",
        subject=f"{release}：{release.get_state_display()}",
        body=body,
        path=release.get_absolute_url()
        if published
        else reverse("portal:prepared_release", args=[release.pk]),
        reason=READERS,
    )
    tell(message, to=_secretariat(), by=release.decided_by)


def _secretariat() -> list[User]:
    return people_of(
        Office.objects.current().of_secretariat().values_list("pk", flat=True), *Posting.Role.values
    )
