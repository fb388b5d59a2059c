"""Kept pages: the same bytes again, gone with any write, never a member's."""

import datetime as dt
import gzip
from contextlib import suppress

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import Error, OperationalError, connection, transaction
from django.utils import timezone

from bulletin.models import Message
from municipalities.models import LocalGovernment
from portal import page_cache
from portal.models import ContentVersion
from projects.models import Project
from tests.factories import (
    AgreementFactory,
    EventFactory,
    LocalGovernmentFactory,
    MessageFactory,
    NoticeFactory,
    OfficeFactory,
    ProjectFactory,
    PublicationFactory,
    PublicationFileFactory,
    ResponseFactory,
    SurveyFactory,
    ThreadFactory,
    TopicFactory,
    TopicPhotoFactory,
    UserFactory,
)

#: What keeps a search text.
SEARCHED = [
    LocalGovernmentFactory,
    AgreementFactory,
    ProjectFactory,
    EventFactory,
    TopicFactory,
    NoticeFactory,
    PublicationFactory,
    SurveyFactory,
]
#: What only members see.
MEMBERS = {
    "accounts_user",
    "municipalities_posting",
    "municipalities_factcorrection",
    # The board
    "bulletin_boardevent",
    "bulletin_confirmation",
    "bulletin_message",
    "bulletin_messagefile",
    "bulletin_response",
    "bulletin_responsepartner",
    "bulletin_terms",
    "bulletin_thread",
    "bulletin_thread_audience_bodies",
    "bulletin_thread_categories",
    "bulletin_threadfile",
    "bulletin_threadpartner",
    "bulletin_threadtext",
    "bulletin_tieproposal",
    "bulletin_watch",
    "bulletin_mutedcategory",
    # Topics on their way to the public, and notices to members
    "bulletin_topicreview",
    "bulletin_topicstep",
    "bulletin_membernotice",
    "bulletin_noticereceipt",
    "municipalities_membershipapplication",
    "municipalities_applicationstep",
    "municipalities_membershipevent",
    "municipalities_invitation",
    # What a body owes
    "surveys_surveytarget",
    "surveys_returncampaign",
    "surveys_yearlyreturn",
}
#: What no page shows that is kept.
PRIVATE = {
    "portal_seedrecord",
    "portal_contentversion",
    "portal_inboxcalendar",
    "portal_export",
    "portal_inquiry",
    "municipalities_knowndomain",
    "municipalities_importrow",
    "municipalities_importrun",
    "municipalities_namequestion",
    "municipalities_namesighting",
    # Surveys while they are conducted; their result is published as a whole
    "surveys_answer",
    "surveys_answerdraft",
    "surveys_answerfile",
    "surveys_answerversion",
    "surveys_coding",
    "surveys_codingcategory",
    "surveys_contact",
    "surveys_erratum",
    "surveys_question",
    "surveys_reminder",
    "surveys_survey_listed",
    "surveys_trialanswer",
    "surveys_partnershipline",
    "surveys_projectline",
    "surveys_projectline_partners",
    "surveys_returnentry",
}


def number() -> int:
    return ContentVersion.objects.current().public


#: Tables and what their triggers do.
TRIGGERS = {
    "sqlite": "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgrelid::regclass::text, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid",
}


def raising(*, only_members: bool) -> set[str]:
    """The tables that raise the members' number alone, or both."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        raises = [(table, sql) for table, sql in cursor.fetchall() if "UPDATE portal_contentversion" in sql]
    return {table for table, sql in raises if ("WHERE id = 2" in sql) == only_members}


def test_every_table_that_pages_show_raises_a_version(db):
    tables = {
        model._meta.db_table
        for app in ("municipalities", "projects", "bulletin", "surveys", "portal")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    assert raising(only_members=True) == MEMBERS
    assert raising(only_members=False) == tables - MEMBERS - PRIVATE


def test_what_members_see_raises_their_version_alone(pages_kept):
    person = UserFactory()
    before = ContentVersion.objects.current()
    ThreadFactory(author=person, office=OfficeFactory())
    middle = ContentVersion.objects.current()
    assert middle.members > before.members
    person.name = "改めた名前"
    person.save()
    after = ContentVersion.objects.current()
    assert after.members > middle.members
    type(person).objects.update(last_login=timezone.now())
    assert ContentVersion.objects.current() == after
    MessageFactory(response=ResponseFactory())
    said = ContentVersion.objects.current()
    Message.objects.update(text="書き直した")
    assert ContentVersion.objects.current().public == said.public
    assert ContentVersion.objects.current().members > said.members


def test_a_write_raises_it_once_it_is_committed(pages_kept):
    before = number()
    with transaction.atomic():
        LocalGovernmentFactory()
        LocalGovernmentFactory(name="もう一つの町")
    after = number()
    assert after > before

    with transaction.atomic():
        LocalGovernmentFactory(name="書かれなかった町")
        transaction.set_rollback(True)
    assert number() == after

    LocalGovernment.objects.filter(name="もう一つの町").update(kana="ちょう")
    assert number() > after
    LocalGovernment.objects.filter(name="もう一つの町").delete()
    assert number() > after + 1


def test_making_a_blanked_search_text_raises_nothing(pages_kept):
    for factory in SEARCHED:
        record = factory()
        records = type(record).objects.filter(pk=record.pk)
        before = number()
        records.fill_search_texts()
        assert number() == before, factory
        record.save()
        assert number() > before, factory
        before = number()
        records.update(search_text="書き換えた")
        records.update(search_text="もう一度")
        assert number() > before, factory


def test_a_page_is_made_once_and_again_after_a_write(pages_kept, visitor, django_assert_num_queries):
    project = ProjectFactory(title="はじめの題")
    first = visitor.get(project.get_absolute_url())
    # The version itself is asked for past Django's cursors.
    with django_assert_num_queries(0):
        again = visitor.get(project.get_absolute_url())
    assert again.content == first.content
    assert again.headers["ETag"] == first.headers["ETag"]
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options"):
        assert again.headers[name]
    assert int(again.headers["Content-Length"]) == len(again.content)

    Project.objects.update(title="あとの題")
    assert "あとの題" in visitor.get(project.get_absolute_url()).content.decode()


def test_a_photograph_added_changed_or_taken_away_shows_at_once(pages_kept, visitor):
    topic = TopicFactory()
    address = topic.get_absolute_url()
    assert "積まれた米袋" not in visitor.get(address).text
    photo = TopicPhotoFactory(topic=topic, alt="積まれた米袋")
    assert "積まれた米袋" in visitor.get(address).text
    photo.alt = "雪室の入口"
    photo.save()
    assert "雪室の入口" in visitor.get(address).text
    assert "雪室の入口" in visitor.get("/topics/").text
    photo.delete()
    assert "雪室の入口" not in visitor.get(address).text


def test_what_is_withdrawn_is_gone_at_once(pages_kept, visitor):
    records = [TopicFactory(), NoticeFactory(), PublicationFactory()]
    for record in records:
        assert visitor.get(record.get_absolute_url()).status_code == 200
        type(record).objects.update(state="draft")
        assert visitor.get(record.get_absolute_url()).status_code == 404


def test_photographs_and_files_are_not_kept_as_pages(pages_kept, visitor):
    for attachment in (TopicPhotoFactory(), PublicationFileFactory()):
        address = attachment.get_absolute_url()
        assert visitor.get(address).status_code == 200
        getattr(attachment, attachment.OWNER).delete()
        assert visitor.get(address).status_code == 404


def test_a_browser_that_has_the_page_is_told_so(pages_kept, visitor):
    project = ProjectFactory()
    etag = visitor.get(project.get_absolute_url()).headers["ETag"]
    unchanged = visitor.get(project.get_absolute_url(), headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")

    Project.objects.update(title="あとの題")
    changed = visitor.get(project.get_absolute_url(), headers={"If-None-Match": etag})
    assert changed.status_code == 200


def test_whoever_takes_gzip_gets_it(pages_kept, visitor):
    project = ProjectFactory()
    plain = visitor.get(project.get_absolute_url())
    packed = visitor.get(project.get_absolute_url(), headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_the_day_is_part_of_the_page(pages_kept, visitor, monkeypatch):
    project = ProjectFactory()
    today = visitor.get(project.get_absolute_url()).headers["ETag"]
    monkeypatch.setattr(page_cache, "today", lambda: dt.date(2030, 1, 1))
    assert visitor.get(project.get_absolute_url()).headers["ETag"] != today


def test_who_has_a_session_is_neither_answered_from_here_nor_kept(pages_kept, visitor, sign_in):
    draft = ProjectFactory(state=Project.State.DRAFT, published_on=None)
    member = sign_in(UserFactory(is_staff=True, is_superuser=True))

    assert member.get(draft.get_absolute_url()).status_code == 200
    assert "ETag" not in member.get(draft.get_absolute_url()).headers
    assert visitor.get(draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("address", ["/healthz", "/nowhere/", "/admin/login/", "/gallery/"])
def test_what_is_no_public_page_is_not_kept(pages_kept, visitor, address):
    assert "ETag" not in visitor.get(address).headers


def test_without_the_version_pages_are_made_each_time(pages_kept, visitor):
    ContentVersion.objects.all().delete()
    assert "ETag" not in visitor.get(ProjectFactory().get_absolute_url()).headers


def test_a_database_emptied_keeps_its_version(transactional_db):
    call_command("flush", interactive=False, verbosity=0)
    assert ContentVersion.objects.current() == (1, 1)


def test_a_connection_lost_meanwhile_is_opened_again(pages_kept, visitor, monkeypatch):
    read, lost = ContentVersion.objects._read, iter([True])

    def once_lost(database):
        if next(lost, False):
            raise OperationalError("server closed the connection unexpectedly")
        return read(database)

    monkeypatch.setattr(ContentVersion.objects, "_read", once_lost)
    assert "ETag" in visitor.get(ProjectFactory().get_absolute_url()).headers


def test_a_rollback_costs_no_connection(pages_kept, visitor):
    """On PostgreSQL psycopg gives up all that was prepared, also what it did not prepare itself."""
    assert number()
    used = connection.connection
    for _ in range(3):
        with suppress(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nowhere")
        assert number()
        for _ in range(4):  # often enough for psycopg to prepare it
            assert ProjectFactory._meta.model.objects.filter(pk=1).count() == 0
    assert connection.connection is used


def test_while_the_database_is_away_the_page_says_so_itself(pages_kept, visitor, monkeypatch):
    def lost(database):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(ContentVersion.objects, "_read", lost)
    assert visitor.get("/healthz").status_code == 200
    assert "ETag" not in visitor.get("/about/").headers
