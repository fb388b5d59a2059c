"""A room is the two sides' own: nobody else has its pages, and what is internal leaves its office by no door."""

import pytest
from django.urls import reverse

from accounts.models import Notification, OutgoingMail
from bulletin.board.actions import Said, move_response
from bulletin.board.rooms import propose_terms, say
from bulletin.models import Message, MessageFile
from municipalities.models import Posting
from tests import factories as f
from tests.bulletin.board.samples import TERMS
from tests.factories.files import pdf

pytestmark = pytest.mark.django_db


# --- Rooms ------------------------------------------------------------------------------------------------


@pytest.fixture
def room(addressed, readers):
    """A room in talks between 荒川区 and a town, with messages, files, notes and terms; another town is named."""
    thread = addressed("all")
    (_, author), (office, person) = readers["own"], readers["town in iwate"]
    response = f.ResponseFactory(thread=thread, office=office, state="internal", text="部屋の回答")
    f.ResponsePartnerFactory(response=response, body=readers["town elsewhere"][0].body)
    move_response(response=response, move="return", by=person, said=Said(reason="回答側の庁内確認"))
    move_response(response=response, move="send", by=person)
    move_response(response=response, move="talk", by=author)
    said = say(response=response, by=person, text="部屋の連絡", files=[("資料", pdf())])
    note = say(response=response, by=person, text="回答側のメモ", is_internal=True)
    f.MessageFileFactory(message=note)
    say(response=response, by=author, text="投稿側のメモ", is_internal=True)
    propose_terms(response=response, by=author, values=TERMS | {"what": "合意案の中身"}, version=0)
    assert said.files.exists()
    return response


def addresses(room) -> dict[str, str]:
    """Every page of a room."""
    place = [room.thread.number, room.place]
    pages = {name: reverse(f"bulletin:{name}", args=place) for name in ("room", "packet", "note", "terms")}
    pages |= {
        f"move {key}": reverse("bulletin:room_move", args=[*place, key])
        for key in ("take_up", "ask", "talk", "pass", "decline", "dissolve", "nonsense")
    }
    pages["confirm"] = reverse("bulletin:confirm_terms", args=[*place, 1])
    pages["join"] = reverse("bulletin:room_join", args=place)
    files = MessageFile.objects.filter(message__is_internal=False)
    return pages | {f"file {file.pk}": file.get_absolute_url() for file in files}


STRANGERS = ("ward", "own other office", "iwate", "city in iwate", "town joined")


@pytest.mark.parametrize("name", STRANGERS)
def test_a_room_is_no_page_for_others(room, readers, sign_in, name):
    client = sign_in(readers[name][1])
    for page, address in addresses(room).items():
        assert client.get(address).status_code == 404, page
        assert client.post(address, {"once": "1", "text": "よそから"}).status_code in (404, 405), page
    assert not Message.objects.filter(text="よそから").exists()
    record = client.get(reverse("bulletin:thread_record", args=[room.thread.number])).text
    for words in ("部屋の回答", "部屋の連絡", "合意案の中身", "のメモ", "庁内確認"):
        assert words not in record


@pytest.mark.parametrize("name", ["own", "town in iwate", "secretariat"])
def test_a_room_is_open_to_its_sides_and_the_secretariat(room, readers, sign_in, name):
    client = sign_in(readers[name][1])
    pages = {page: client.get(address) for page, address in addresses(room).items()}
    for page in ("room", "packet"):
        assert pages[page].status_code == 200
        for words in ("部屋の回答", "部屋の連絡", "合意案の中身"):
            assert words in pages[page].text
    assert all(answer.status_code == 200 for page, answer in pages.items() if page.startswith("file"))


def test_the_secretariat_observes_and_writes_nothing(room, readers, sign_in):
    client, pages = sign_in(readers["secretariat"][1]), addresses(room)
    for page in ("terms", "confirm", "move pass", "move take_up"):
        assert client.get(pages[page]).status_code == 403, page
    for page in ("room", "note"):
        assert client.post(pages[page], {"once": page, "text": "事務局から"}).status_code == 403
    assert not Message.objects.filter(text="事務局から").exists()


#: Whose note → the reader who sees it.
NOTES = {"回答側のメモ": "town in iwate", "投稿側のメモ": "own"}


@pytest.mark.parametrize("note", NOTES)
def test_an_internal_note_is_seen_by_its_office_and_nowhere_else(room, readers, sign_in, note):
    number = room.thread.number
    pages = [
        *(addresses(room)[page] for page in ("room", "packet")),
        *(
            reverse(f"bulletin:{page}", args=[number])
            for page in ("thread", "thread_record", "thread_history")
        ),
        *(reverse(page) for page in ("bulletin:board", "portal:members", "portal:notifications")),
    ]
    for name in ("own", "town in iwate", "town elsewhere", "secretariat"):
        client = sign_in(readers[name][1])
        shown = [address for address in pages if note in client.get(address).text]
        assert shown == (pages[:1] if name == NOTES[note] else []), name
    assert not OutgoingMail.objects.filter(body__contains=note).exists()
    assert not Notification.objects.filter(text__contains=note).exists()
    admin = sign_in(readers["secretariat"][1])
    hidden = Message.objects.get(text=note)
    assert note not in admin.get(reverse("admin:bulletin_message_changelist")).text
    assert admin.get(reverse("admin:bulletin_message_change", args=[hidden.pk])).status_code == 302


def test_the_file_of_a_note_is_its_offices_own(room, readers, sign_in):
    file = MessageFile.objects.get(message__is_internal=True)
    for name in ("own", "secretariat", "town elsewhere", "ward", "town in iwate"):
        status = sign_in(readers[name][1]).get(file.get_absolute_url()).status_code
        assert status == (200 if name == "town in iwate" else 404), name


def test_the_step_inside_an_office_is_its_own(room, readers, sign_in):
    pages = [addresses(room)["room"], addresses(room)["packet"]]
    pages.append(reverse("bulletin:thread_record", args=[room.thread.number]))
    for name in ("own", "town in iwate", "town elsewhere", "secretariat"):
        client = sign_in(readers[name][1])
        for address in pages:
            assert ("回答側の庁内確認" in client.get(address).text) == (name == "town in iwate"), address


def test_who_is_only_named_reads_the_answer_and_not_the_talks(room, readers, sign_in):
    client = sign_in(readers["town elsewhere"][1])
    pages = addresses(room)
    for page in ("room", "packet"):
        shown = client.get(pages[page]).text
        assert "部屋の回答" in shown
        for words in ("部屋の連絡", "合意案の中身", "協議に進みました"):
            assert words not in shown, page
    file = next(address for page, address in pages.items() if page.startswith("file"))
    assert client.get(file).status_code == 404
    client.post(pages["join"], {"once": "1"})
    assert "部屋の連絡" in client.get(pages["room"]).text
    assert client.get(file).status_code == 200
    assert client.post(pages["room"], {"once": "2", "text": "共同側から"}).status_code == 403


def test_an_answer_that_was_never_sent_is_shown_to_nobody(addressed, readers, sign_in):
    thread = addressed("all")
    office, person = readers["town in iwate"]
    draft = f.ResponseFactory(thread=thread, office=office, state="draft", text="出さなかった回答")
    f.ResponsePartnerFactory(response=draft, body=readers["town elsewhere"][0].body)
    for _ in range(2):
        for name in ("own", "secretariat", "town elsewhere", "ward"):
            client = sign_in(readers[name][1])
            assert client.get(draft.get_absolute_url()).status_code == 404, name
            for page in ("thread", "thread_record"):
                shown = client.get(reverse(f"bulletin:{page}", args=[thread.number])).text
                assert "出さなかった回答" not in shown
                assert draft.get_absolute_url() not in shown
        if draft.state == "draft":
            draft = move_response(response=draft, move="discard", by=person)
    assert sign_in(person).get(draft.get_absolute_url()).status_code == 200


# --- Doors of moves ---------------------------------------------------------------------------------------


def test_a_move_of_a_room_is_404_for_a_third_403_without_the_right_and_a_sign_in_for_a_visitor(
    room, readers, sign_in, visitor, kagamino
):
    viewer = f.PostingFactory(office=readers["town in iwate"][0], role=Posting.Role.VIEWER).user
    before = (Message.objects.count(), room.events.count(), OutgoingMail.objects.count())
    pages = {page: address for page, address in addresses(room).items() if page.startswith("move")}
    pages.pop("move nonsense")
    for page, address in pages.items():
        assert sign_in(readers["ward"][1]).get(address).status_code == 404, page
        assert sign_in(viewer).get(address).status_code == 403, page
        assert visitor.get(address).status_code == 302, page
        for client in (sign_in(readers["own"][1]), sign_in(readers["town in iwate"][1])):
            assert client.get(address).status_code in (200, 403), page
    room.refresh_from_db()
    assert room.state == "terms"
    assert before == (Message.objects.count(), room.events.count(), OutgoingMail.objects.count())


@pytest.mark.parametrize(
    "key", ["submit", "return", "review", "open", "close", "extend", "settle", "fail", "withdraw"]
)
def test_a_move_of_a_thread_is_403_for_readers_and_404_for_who_does_not_see_it(
    addressed, readers, sign_in, visitor, key
):
    thread = addressed("wards")
    address = reverse("bulletin:thread_move", args=[thread.number, key])
    viewer = f.PostingFactory(office=thread.office, role=Posting.Role.VIEWER).user
    wanted = {"own": 200, "ward": 403, "own other office": 403, "town in iwate": 404}
    for name, status in wanted.items():
        assert sign_in(readers[name][1]).get(address).status_code == status, name
    assert sign_in(viewer).get(address).status_code == 403
    assert visitor.get(address).status_code == 302
    secretariat = sign_in(readers["secretariat"][1]).get(address)
    assert secretariat.status_code == (200 if key == "fail" else 403)
    assert not thread.events.exists(), "asking writes nothing"


@pytest.mark.parametrize("key", ["expire", "fill", "lapse", "nonsense"])
def test_what_the_system_does_has_no_page(addressed, readers, sign_in, key):
    thread = addressed("all")
    for name in ("own", "secretariat"):
        client = sign_in(readers[name][1])
        assert client.get(reverse("bulletin:thread_move", args=[thread.number, key])).status_code == 404
