"""The secretariat edits what the public sees: drafts, days, photographs, files, several at once."""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.urls import reverse
from zeal import zeal_ignore

from accounts.models import AuditEvent
from accounts.publishing import PublishingAdmin
from bulletin.models import Notice, Publication, Topic, TopicPhoto
from common.attachments import dropping_files
from common.dates import today, wareki
from common.publishing import Publishable
from projects.models import Project
from tests.factories import (
    NoticeFactory,
    ProjectFactory,
    ProjectFileFactory,
    ProjectPhotoFactory,
    PublicationFactory,
    PublicationFileFactory,
    TopicFactory,
    TopicPhotoFactory,
)
from tests.factories.files import photo as camera
from tests.uploads import PDF, office, upload

pytestmark = pytest.mark.django_db

TOMORROW = today() + dt.timedelta(days=1)
DRAFT = {"state": "draft", "published_on": None}


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def office_client(secretariat, sign_in):
    return sign_in(secretariat)


@pytest.fixture
def editor(arakawa_staff, sign_in):
    """A ward's staff who was granted topics, and nothing else."""

    def granted(*codenames):
        permissions = Permission.objects.filter(content_type__app_label="bulletin", codename__in=codenames)
        arakawa_staff.user_permissions.set(permissions)
        return sign_in(arakawa_staff)

    return granted


def no_rows(prefix: str, number: int = 0) -> dict:
    return {
        f"{prefix}-TOTAL_FORMS": number,
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }


TOPIC = {"title": "雪室の米", "kind": "product", "summary": "販売会", "state": "draft"}
PHOTO = {
    "photos-0-alt": "積まれた米袋",
    "photos-0-rights_holder": "西和賀町",
    "photos-0-usable_until": "2099-03-31",
    "photos-0-order": "0",
}


def errors_of(response) -> dict:
    """Errors of the form and of its first rows, by field."""
    assert response.status_code == 200, "it was saved"
    found = dict(response.context["adminform"].form.errors)
    for formset in response.context["inline_admin_formsets"]:
        found |= formset.formset.errors[0] if formset.formset.errors else {}
    return found


def test_whatever_is_published_is_edited_in_the_same_way():
    publishable = {model for model in admin.site._registry if issubclass(model, Publishable)}
    assert {Topic, Notice, Publication, Project} <= publishable
    for model in publishable:
        model_admin = admin.site.get_model_admin(model)
        assert isinstance(model_admin, PublishingAdmin)
        assert "state" in model_admin.list_filter


# --- A record -----------------------------------------------------------------------------------------


def test_a_draft_is_written_previewed_and_published(office_client, visitor):
    office_client.post(
        address(Topic, "add"), TOPIC | no_rows("photos", 1) | PHOTO | {"photos-0-image": camera()}
    )
    topic = Topic.objects.get()
    assert visitor.get(topic.get_absolute_url()).status_code == 404

    form = office_client.get(address(Topic, "change", topic.pk))
    assert "プレビュー" in form.text
    assert "photo-shown" in form.text
    link = form.context["absolute_url"]
    assert "プレビュー" in office_client.get(link, follow=True).text
    photo = topic.photos.get()
    rows = (
        no_rows("photos", 1)
        | PHOTO
        | {"photos-INITIAL_FORMS": 1, "photos-0-id": photo.pk, "photos-0-topic": topic.pk}
    )
    published = TOPIC | {"state": "published", "published_on": "2026-01-01", "number": topic.number}
    office_client.post(address(Topic, "change", topic.pk), published | rows)
    page = visitor.get(topic.get_absolute_url())
    assert "積まれた米袋" in page.text
    assert visitor.get(photo.get_absolute_url()).status_code == 200
    assert [event.verb for event in AuditEvent.objects.order_by("pk")] == ["admin.add", "admin.change"]
    assert "ページを見る" in office_client.get(address(Topic, "change", topic.pk)).text


def test_what_is_missing_is_said_beside_its_field(office_client):
    def refused(**fields):
        return errors_of(office_client.post(address(Topic, "add"), TOPIC | no_rows("photos") | fields))

    assert refused(state="published") == {"published_on": ["公開するには公開日が必要です。"]}
    assert refused(state="published", published_on="2026-04-02", expires_on="2026-04-02") == {
        "expires_on": ["公開終了日は公開日より後にしてください。"]
    }
    assert "日付" in refused(state="published", published_on="きのう")["published_on"][0]
    assert "の形で入力してください" in refused(number="X-1")["number"][0]
    assert "最終日は初日以降" in refused(ends_on="2026-04-02")["__all__"][0]
    assert not Topic.objects.exists()


@pytest.mark.parametrize("name", ["alt", "rights_holder", "usable_until", "image"])
def test_a_photo_needs_words_rights_and_their_end(office_client, name):
    row = PHOTO | {"photos-0-image": camera()}
    row.pop(f"photos-0-{name}")
    answer = office_client.post(address(Topic, "add"), TOPIC | no_rows("photos", 1) | row)
    assert list(errors_of(answer)) == [name]
    assert not Topic.objects.exists()
    assert not TopicPhoto.objects.exists()


def test_what_is_no_photo_and_no_document_is_said_beside_its_field(office_client):
    wrong = PHOTO | {"photos-0-image": upload(b"<svg/>", "photo.svg")}
    answer = office_client.post(address(Topic, "add"), TOPIC | no_rows("photos", 1) | wrong)
    assert errors_of(answer)["image"] == ["写真として読めません。JPEG、PNG、WebP の写真をお選びください。"]

    publication = PublicationFactory.build()
    fields = {
        "slug": "plan",
        "title": publication.title,
        "kind": publication.kind,
        "issuer": "特別区長会",
        "issued_on": "2026-04-01",
        "issued_precision": "day",
        "summary": "要約",
        "state": "draft",
        "files-0-title": "本文",
        "files-0-order": "0",
    } | no_rows("files", 1)
    macro = upload(office("word", **{"word/vbaProject.bin": b"x"}), "a.docx")
    answer = office_client.post(address(Publication, "add"), fields | {"files-0-file": macro})
    assert errors_of(answer)["file"][0].startswith("マクロを含むファイルは登録できません。")
    assert not Publication.objects.exists()

    office_client.post(address(Publication, "add"), fields | {"files-0-file": upload(PDF, "報告.PDF")})
    assert Publication.objects.get().files.get().name.endswith(".pdf")


def test_no_more_photos_than_a_page_bears(office_client):
    rows = {}
    for number in range(13):
        rows |= {key.replace("-0-", f"-{number}-"): value for key, value in PHOTO.items()}
        rows[f"photos-{number}-image"] = camera(size=(20, 20))
    answer = office_client.post(address(Topic, "add"), TOPIC | no_rows("photos", 13) | rows)
    assert answer.status_code == 200
    assert not TopicPhoto.objects.exists()


def test_a_photo_whose_right_has_ended_is_told_where_it_is_edited(office_client):
    photo = TopicPhotoFactory(usable_until=dt.date(2020, 1, 1))
    page = office_client.get(address(Topic, "change", photo.topic.pk))
    assert "使用期限を過ぎたため、表示していません。" in page.text
    assert photo.card_url not in page.text


# --- Rights -------------------------------------------------------------------------------------------


def test_who_may_change_topics_may_change_their_photos_and_see_drafts(editor):
    photo = TopicPhotoFactory(topic__state="draft")
    client = editor("view_topic", "change_topic")
    assert "photos-0-alt" in client.get(address(Topic, "change", photo.topic.pk)).text
    assert client.get(photo.topic.get_absolute_url()).status_code == 200
    assert client.get(address(Topic, "add")).status_code == 403
    assert client.get(NoticeFactory(**DRAFT).get_absolute_url()).status_code == 404


def test_who_may_only_view_topics_changes_nothing(editor):
    photo = TopicPhotoFactory(topic__state="draft")
    client = editor("view_topic")
    page = client.get(address(Topic, "change", photo.topic.pk))
    assert photo.alt in page.text
    assert "photos-0-alt" not in page.text
    assert client.get(photo.topic.get_absolute_url()).status_code == 404
    chosen(client, Topic, "publish", photo.topic, confirmed="公開する")
    assert Topic.objects.get().state == "draft"


def test_who_may_add_topics_may_add_their_photos(editor):
    client = editor("add_topic", "view_topic")
    client.post(address(Topic, "add"), TOPIC | no_rows("photos", 1) | PHOTO | {"photos-0-image": camera()})
    assert TopicPhoto.objects.count() == 1


# --- Several at once ----------------------------------------------------------------------------------


def chosen(client, model, action, *records, **more):
    data = {"action": action, "_selected_action": [record.pk for record in records], **more}
    return client.post(address(model, "changelist"), data, follow=True)


def test_several_are_published_after_a_question(office_client, visitor):
    undated, dated, already = TopicFactory(**DRAFT), TopicFactory(state="draft"), TopicFactory()
    asked = chosen(office_client, Topic, "publish", undated, dated, already)
    assert "次の3件を公開します。" in asked.text
    assert wareki(dated.published_on) in asked.text
    assert visitor.get(undated.get_absolute_url()).status_code == 404

    done = chosen(office_client, Topic, "publish", undated, dated, already, confirmed="公開する")
    assert "2件を公開しました。" in done.text
    undated.refresh_from_db()
    assert (undated.state, undated.published_on) == ("published", today())
    assert visitor.get(dated.get_absolute_url()).status_code == 200
    events = AuditEvent.objects.order_by("pk")
    assert {event.target for event in events} == {f"bulletin.topic:{topic.pk}" for topic in (undated, dated)}
    assert all("公開しました。" in event.summary for event in events)
    assert AuditEvent.objects.broken() is None


def test_several_are_withdrawn_after_a_question(office_client, visitor):
    project = ProjectFactory()
    assert "下書きに戻します" in chosen(office_client, Project, "withdraw", project).text
    assert visitor.get(project.get_absolute_url()).status_code == 200
    chosen(office_client, Project, "withdraw", project, confirmed="下書きに戻す")
    assert visitor.get(project.get_absolute_url()).status_code == 404


def test_one_that_cannot_be_published_is_told_and_the_others_are(office_client):
    ended = NoticeFactory(
        title="終わった話", state="draft", published_on=None, expires_on=dt.date(2020, 1, 1)
    )
    good = NoticeFactory(**DRAFT)
    done = chosen(office_client, Notice, "publish", ended, good, confirmed="公開する")
    assert "「終わった話」：公開終了日は公開日より後にしてください。" in done.text
    assert "1件を公開しました。" in done.text
    assert list(Notice.objects.published()) == [good]


# --- Files leave the storage with what they belong to --------------------------------------------------


def gone(names):
    return [not default_storage.exists(name) for name in names]


def test_the_files_of_a_deleted_record_are_deleted(office_client, django_capture_on_commit_callbacks):
    project = ProjectFactory()
    stored = ProjectPhotoFactory(project=project).stored + ProjectFileFactory(project=project).stored
    kept = ProjectPhotoFactory().stored
    with django_capture_on_commit_callbacks(execute=True):
        office_client.post(address(Project, "delete", project.pk), {"post": "yes"})
    assert all(gone(stored))
    assert not any(gone(kept))


def test_the_files_of_several_deleted_records_are_deleted(office_client, django_capture_on_commit_callbacks):
    files = PublicationFileFactory.create_batch(2)
    with django_capture_on_commit_callbacks(execute=True):
        chosen(office_client, Publication, "delete_selected", *(one.publication for one in files), post="yes")
    assert not Publication.objects.exists()
    assert all(gone(name for one in files for name in one.stored))


def test_what_is_replaced_or_taken_away_is_deleted(office_client, django_capture_on_commit_callbacks):
    topic = TopicFactory(number="T-2026-0001")
    first, second, third = (TopicPhotoFactory(topic=topic, order=order) for order in range(3))
    rows = no_rows("photos", 3) | {"photos-INITIAL_FORMS": 3}
    for number, photo in enumerate((first, second, third)):
        rows |= {key.replace("-0-", f"-{number}-"): value for key, value in PHOTO.items()}
        rows |= {f"photos-{number}-id": photo.pk, f"photos-{number}-topic": topic.pk}
    rows |= {"photos-0-image": camera(size=(90, 60)), "photos-1-DELETE": "on", "photos-2-order": "2"}
    # The formset of Django asks for each row.
    with zeal_ignore(), django_capture_on_commit_callbacks(execute=True):
        office_client.post(address(Topic, "change", topic.pk), TOPIC | {"number": topic.number} | rows)
    kept = list(topic.photos.order_by("order"))
    assert [photo.pk for photo in kept] == [first.pk, third.pk]
    assert kept[0].width == 90
    assert all(gone(first.stored + second.stored))
    assert not any(gone(kept[0].stored + third.stored))


def test_a_change_that_fails_loses_no_file(django_capture_on_commit_callbacks):
    photo = TopicPhotoFactory()

    def fails():
        with dropping_files(Topic, [photo.topic_id]):
            photo.delete()
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(RuntimeError):
        fails()
    assert callbacks == []
    assert not any(gone(photo.stored))


def test_a_bulk_deletion_that_fails_is_not_recorded(office_client, monkeypatch):
    topic = TopicFactory()

    def fails(*args):
        raise RuntimeError

    monkeypatch.setattr("django.contrib.admin.ModelAdmin.delete_queryset", fails)
    with pytest.raises(RuntimeError):
        chosen(office_client, Topic, "delete_selected", topic, post="yes")
    assert not AuditEvent.objects.exists()
