"""Photographs and files of projects, topics and publications: seen by whoever may see the record."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage

from common.dates import today
from tests.factories import (
    ProjectFileFactory,
    ProjectPhotoFactory,
    PublicationFileFactory,
    TopicPhotoFactory,
)

pytestmark = pytest.mark.django_db

PHOTOS = [ProjectPhotoFactory, TopicPhotoFactory]
FILES = [ProjectFileFactory, PublicationFileFactory]
HIDDEN = [
    {"state": "draft", "published_on": None},
    {"published_on": today() + dt.timedelta(days=1)},
]

every_photo = pytest.mark.parametrize("factory", PHOTOS)
every_file = pytest.mark.parametrize("factory", FILES)
every_kind = pytest.mark.parametrize("factory", PHOTOS + FILES)


def hide(attachment, fields):
    record = getattr(attachment, attachment.OWNER)
    type(record).objects.filter(pk=record.pk).update(**fields)


@every_photo
def test_a_photo_is_shown_in_both_sizes(client, factory):
    photo = factory()
    for address, stored in ((photo.get_absolute_url(), photo.image), (photo.card_url, photo.card)):
        answer = client.get(address)
        assert answer.getvalue() == default_storage.open(stored.name).read()
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"]


@every_file
@pytest.mark.parametrize("accelerated", ["", "/media/"])
def test_a_file_is_downloaded_under_its_title(client, settings, factory, accelerated):
    settings.ACCEL_REDIRECT = accelerated
    document = factory(title='推進方針 "本文"\r\nX-Evil: 1/2')
    answer = client.get(document.get_absolute_url())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8E%A8")
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    assert "X-Evil" not in answer.headers
    assert accelerated or answer.getvalue() == default_storage.open(document.file.name).read()


def test_a_title_in_latin_letters_cannot_write_headers(client):
    document = ProjectFileFactory(title='plan "A"\r\nX-Evil: 1')
    disposition = client.get(document.get_absolute_url()).headers["Content-Disposition"]
    assert disposition == 'attachment; filename="plan \\"A\\" X-Evil: 1.pdf"'


@every_kind
@pytest.mark.parametrize("fields", HIDDEN, ids=["draft", "later"])
def test_what_belongs_to_a_hidden_record_is_hidden_from_strangers(
    client, sign_in, secretariat, arakawa_staff, nishiwaga_officer, factory, fields
):
    attachment = factory()
    hide(attachment, fields)
    address = attachment.get_absolute_url()
    for stranger in (client, sign_in(nishiwaga_officer), sign_in(arakawa_staff)):
        assert stranger.get(address).status_code == 404
    assert sign_in(secretariat).get(address).status_code == 200


@every_photo
def test_a_photo_is_gone_for_everyone_the_day_after_its_right_has_ended(
    client, sign_in, secretariat, factory
):
    last_day = factory(usable_until=today())
    assert client.get(last_day.get_absolute_url()).status_code == 200
    ended = factory(usable_until=today() - dt.timedelta(days=1))
    for visitor in (client, sign_in(secretariat)):
        assert visitor.get(ended.get_absolute_url()).status_code == 404
        assert visitor.get(ended.card_url).status_code == 404


@every_kind
def test_another_record_does_not_lend_its_address(client, factory):
    own, other = factory(), factory()
    address = own.get_absolute_url().replace(own.name, other.name)
    assert client.get(address).status_code == 404


@every_kind
@pytest.mark.parametrize(
    "wrong",
    [
        "../../etc/passwd",
        "%2e%2e%2f%2e%2e%2fsettings.py",
        "0" * 31,
        "0" * 32,
        "A" * 32,
        "%00" * 32,
        "０" * 32,
    ],
)
def test_no_name_leads_to_anything_else(client, factory, wrong):
    attachment = factory()
    name = attachment.name.partition(".")[0]
    assert client.get(attachment.get_absolute_url().replace(name, wrong)).status_code == 404


@every_kind
def test_they_are_only_read(client, factory):
    assert client.post(factory().get_absolute_url()).status_code == 405


@every_kind
def test_a_browser_that_has_it_is_told_so_but_only_while_it_may_be_seen(client, factory):
    attachment = factory()
    address = attachment.get_absolute_url()
    etag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"
    hide(attachment, HIDDEN[0])
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


@every_kind
def test_a_file_that_is_lost_is_not_found(client, factory):
    attachment = factory()
    for name in attachment.stored:
        default_storage.delete(name)
    assert client.get(attachment.get_absolute_url()).status_code == 404


@every_kind
def test_a_server_in_front_may_send_it(client, settings, factory):
    settings.ACCEL_REDIRECT = "/media/"
    attachment = factory()
    answer = client.get(attachment.get_absolute_url())
    assert answer.headers["X-Accel-Redirect"] == f"/media/{attachment.stored[0]}"
    assert answer.content == b""
    hide(attachment, HIDDEN[0])
    assert client.get(attachment.get_absolute_url()).status_code == 404


@every_kind
def test_one_statement(client, django_assert_num_queries, factory):
    address = factory().get_absolute_url()
    with django_assert_num_queries(1):
        client.get(address)


@every_kind
def test_the_only_address_of_a_stored_file_is_that_of_its_view(factory):
    attachment = factory()
    stored = attachment.image if hasattr(attachment, "image") else attachment.file
    assert stored.url == attachment.get_absolute_url()
