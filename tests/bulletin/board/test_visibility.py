"""Who sees what: one answer at every door. Whoever is meant to see a thread finds it in the list and by its words, and
reads its page, files, versions and record; whoever is not finds 404 at each of them."""

import pytest
from django.urls import reverse

from bulletin.board.actions import Said, flag_thread, move_response, move_thread
from bulletin.board.audience import audience_of
from bulletin.board.writing import write_thread
from bulletin.models import Thread
from municipalities.models import LocalGovernment, Office
from tests import factories as f
from tests.bulletin.board.samples import SAID

pytestmark = pytest.mark.django_db

WORD = "ひみつの杜"
Kind = LocalGovernment.Kind


#: Audience → the readers it means; "own" and "secretariat" see all that has gone out.
AUDIENCES = {
    "all": {
        *("own other office", "ward", "tokyo", "town in tokyo", "iwate", "town in iwate", "city in iwate"),
        *("town left out", "town elsewhere", "town joined"),
    },
    "wards": {"own other office", "ward"},
    "prefectures 030007": {"iwate", "town in iwate", "city in iwate", "town left out"},
    "prefectures 130001": {"own other office", "ward", "tokyo", "town in tokyo"},
    "agreement": {"town in iwate", "town joined"},
    "named 336068": {"town elsewhere"},
    "named 030007 131083": {"iwate", "ward"},
}


def doors(client, thread) -> dict[str, bool]:
    """Door → whether it shows the thread."""
    numbered = {
        name: reverse(f"bulletin:{name}", args=[thread.number])
        for name in ("thread", "thread_history", "thread_record")
    }
    numbered["file"] = thread.files.get().get_absolute_url()
    board = reverse("bulletin:board")
    seen = {}
    for name, address in numbered.items():
        status = client.get(address).status_code
        assert status in (200, 404), name
        seen[name] = status == 200
    for name, asked in (("list", {}), ("word", {"q": WORD}), ("number", {"q": thread.number})):
        seen[name] = thread.get_absolute_url() in client.get(board, asked).text
    return seen


def agree(thread, readers, sign_in, expected: set[str]) -> None:
    """All doors say the same, and the same as the question they are to ask."""
    for name, (office, person) in readers.items():
        found = doors(sign_in(person), thread)
        assert set(found.values()) == {name in expected}, f"{name}: {found}"
        assert Thread.objects.visible_to(office).filter(pk=thread.pk).exists() == (name in expected), name


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_door_asks_who_is_meant(addressed, readers, sign_in, audience):
    agree(addressed(audience), readers, sign_in, AUDIENCES[audience] | {"own", "secretariat"})


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_offices_said_to_see_a_thread_are_those_that_do(addressed, readers, audience):
    thread = addressed(audience)
    f.OfficeFactory(ended_on=thread.deadline.replace(year=2020))  # offices that no longer act
    f.OfficeFactory(body=f.MembershipFactory(suspended_on=thread.deadline.replace(year=2020)).body)
    seeing = {
        office
        for office in Office.objects.acting().filter(body__isnull=False)
        if office != thread.office and Thread.objects.visible_to(office).filter(pk=thread.pk).exists()
    }
    assert set(audience_of(thread)) == seeing
    assert {readers[name][0] for name in AUDIENCES[audience]} == seeing


@pytest.mark.parametrize("state", ["draft", "internal"])
def test_what_is_in_its_house_is_shown_to_no_other(addressed, readers, sign_in, state):
    agree(addressed("all", state=state), readers, sign_in, {"own"})


def test_what_is_in_review_the_secretariat_sees(addressed, readers, sign_in):
    agree(addressed("all", state="review"), readers, sign_in, {"own", "secretariat"})


@pytest.mark.parametrize("state", ["closed", "settled", "failed", "withdrawn", "lapsed"])
def test_what_has_ended_is_seen_by_who_saw_it(addressed, readers, sign_in, state):
    agree(addressed("wards", state=state), readers, sign_in, AUDIENCES["wards"] | {"own", "secretariat"})


def test_a_draft_that_was_given_up_is_shown_to_nobody(addressed, readers, sign_in, arakawa_staff):
    thread = addressed("all", state="draft")
    move_thread(thread=thread, move="withdraw", by=arakawa_staff, said=SAID)
    agree(thread, readers, sign_in, {"own"})


def test_what_was_withdrawn_from_review_the_secretariat_has_seen(addressed, readers, sign_in, arakawa_staff):
    thread = addressed("all", state="draft")
    move_thread(thread=thread, move="review", by=arakawa_staff)
    move_thread(thread=thread, move="withdraw", by=arakawa_staff, said=SAID)
    agree(thread, readers, sign_in, {"own", "secretariat"})


def test_what_is_hidden_its_office_and_the_secretariat_see(addressed, readers, sign_in, secretariat):
    thread = addressed("all")
    flag_thread(thread=thread, flag="hide", by=secretariat, reason="個人名があるため")
    agree(thread, readers, sign_in, {"own", "secretariat"})
    flag_thread(thread=thread, flag="unhide", by=secretariat, reason="直ったため")
    agree(thread, readers, sign_in, set(readers))
    for name in ("ward", "town elsewhere"):
        assert "個人名があるため" not in sign_in(readers[name][1]).get(thread.get_absolute_url()).text
    assert "個人名があるため" in sign_in(readers["own"][1]).get(thread.get_absolute_url()).text


def test_what_is_put_away_is_found_where_it_lies(addressed, readers, sign_in, secretariat):
    thread = addressed("all")
    flag_thread(thread=thread, flag="archive", by=secretariat, reason="整理のため")
    client, board = sign_in(readers["ward"][1]), reverse("bulletin:board")
    assert thread.title not in client.get(board).text
    assert thread.title in client.get(board, {"scope": "archived"}).text
    assert client.get(thread.get_absolute_url()).status_code == 200


def test_who_answered_sees_a_thread_also_when_it_is_meant_for_others_by_now(addressed, readers, sign_in):
    thread = addressed("agreement")
    office, _ = readers["town in iwate"]
    f.ResponseFactory(thread=thread, office=office)
    f.ResponseFactory(thread=thread, office=readers["city in iwate"][0], state="draft")
    Thread.objects.update(audience="named", audience_agreement=None)
    agree(thread, readers, sign_in, {"own", "secretariat", "town in iwate"})


def test_who_is_named_in_an_answer_sees_the_thread_once_it_is_sent(addressed, readers, sign_in):
    thread = addressed("named 336068")
    response = f.ResponseFactory(thread=thread, office=readers["town elsewhere"][0], state="internal")
    f.ResponsePartnerFactory(response=response, body=readers["town joined"][0].body)
    expected = {"own", "secretariat", "town elsewhere"}
    agree(thread, readers, sign_in, expected)
    move_response(response=response, move="send", by=readers["town elsewhere"][1])
    agree(thread, readers, sign_in, expected | {"town joined"})


# --- Words from before ------------------------------------------------------------------------------------


def test_the_text_and_the_words_from_before_the_opening_stay_with_those_who_had_them(
    readers, sign_in, arakawa_office, arakawa_staff, secretariat
):
    """庁内確認 is its office's own, the review that and the secretariat's; readers begin where it was opened."""
    values = {
        "kind": "offer",
        "title": "雪",
        "body": "庁内の本文",
        "field": "exchange",
        "deadline": SAID.deadline,
    }

    def change(thread, body):
        version = Thread.objects.get(pk=thread.pk).version
        write_thread(
            thread=thread, office=arakawa_office, by=arakawa_staff, values={"body": body}, version=version
        )

    thread = write_thread(thread=None, office=arakawa_office, by=arakawa_staff, values=values)
    move_thread(thread=thread, move="submit", by=arakawa_staff)
    move_thread(thread=thread, move="return", by=arakawa_staff, said=Said(reason="庁内の言葉"))
    change(thread, "確認用の本文")
    move_thread(thread=thread, move="review", by=arakawa_staff)
    move_thread(thread=thread, move="send_back", by=secretariat, said=Said(reason="差戻しの言葉"))
    change(thread, "公開した本文")
    move_thread(thread=thread, move="review", by=arakawa_staff)
    move_thread(thread=thread, move="accept", by=secretariat)
    change(thread, "直した本文")

    words = ("庁内の言葉", "庁内の本文", "差戻しの言葉", "確認用の本文", "公開した本文", "直した本文")
    known = {"own": words, "secretariat": words[2:], "ward": words[4:], "town elsewhere": words[4:]}
    for name, expected in known.items():
        client = sign_in(readers[name][1])
        pages = "".join(
            client.get(reverse(f"bulletin:{page}", args=[thread.number])).text
            for page in ("thread", "thread_history", "thread_record")
        )
        assert {word for word in words if word in pages} == set(expected), name
    admin = sign_in(secretariat)
    for model in ("thread", "threadtext", "boardevent"):
        assert "庁内の" not in admin.get(reverse(f"admin:bulletin_{model}_changelist")).text
    hidden = thread.events.get(move="return")
    assert admin.get(reverse("admin:bulletin_boardevent_change", args=[hidden.pk])).status_code == 302
