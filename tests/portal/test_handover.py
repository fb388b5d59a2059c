"""What the page of the handover tells of the office, besides its business and people (tests/municipalities)."""

import pytest
from django.urls import reverse

from tests.factories import (
    InboxCalendarFactory,
    MutedCategoryFactory,
    ResponseFactory,
    ThreadFactory,
    TopicReviewFactory,
    WatchFactory,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_the_handover_lists_drafts_and_what_the_office_subscribes_to(
    sign_in, nishiwaga_office, nishiwaga_officer
):
    administrator = sign_in(nishiwaga_officer)
    empty = text_of(administrator.get(reverse("portal:handover")))
    assert "この課の下書きはありません" in empty
    assert "登録していません" in empty
    draft = ThreadFactory(office=nishiwaga_office, state="draft", title="雪の提供の下書き")
    answer = ResponseFactory(office=nishiwaga_office, state="internal", thread__title="お祭りの雪")
    topic = TopicReviewFactory(office=nishiwaga_office, state="draft", topic__title="雪まつりの記事")
    ThreadFactory(state="draft", title="よその下書き")
    ThreadFactory(office=nishiwaga_office, title="受付中の投稿")
    WatchFactory(office=nishiwaga_office)
    MutedCategoryFactory(office=nishiwaga_office, category__name="防災の分類")
    InboxCalendarFactory(office=nishiwaga_office, made_by=nishiwaga_officer)
    page = text_of(administrator.get(reverse("portal:handover")))
    for record in (draft, answer, topic):
        assert f'href="{record.get_absolute_url()}"' in page
    assert "雪の提供の下書き" in page
    assert "防災の分類" in page
    assert f"{nishiwaga_officer.name}さんが作成" in page
    assert "よその下書き" not in page
    assert "受付中の投稿" not in page
