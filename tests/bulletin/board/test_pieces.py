"""Pages of the board that are kept: who looks is part of what is kept, and whatever is written shows at once."""

import time

import pytest

from bulletin.board.actions import move_response
from bulletin.board.rooms import say
from portal.models import ContentVersion
from tests import factories as f
from tests.bulletin.board.samples import SAID
from tests.pages import text_of

BOARD = "/members/board/"


pytestmark = pytest.mark.usefixtures("pieces_kept")


def commit() -> None:
    """As the database does with a commit (tests/portal/test_page_cache.py); a test's transaction never comes to one."""
    ContentVersion.objects.update(number=time.time_ns())


def test_an_entry_tells_its_own_office_alone_how_many_wait(
    sign_in, response, arakawa_staff, nishiwaga_officer
):
    for _ in range(2):
        assert "検討中の回答1件" in text_of(sign_in(arakawa_staff).get(BOARD))
        assert "検討中の回答" not in text_of(sign_in(nishiwaga_officer).get(BOARD))


def test_a_thread_and_a_room_are_each_persons_own(
    sign_in, thread, response, arakawa_staff, nishiwaga_officer, kagamino_office, kagamino_outsider
):
    room, page = response.get_absolute_url(), thread.get_absolute_url()
    for _ in range(2):
        assert "内容を直す" in text_of(sign_in(arakawa_staff).get(page))
        assert room in text_of(sign_in(arakawa_staff).get(page))
        assert "内容を直す" not in text_of(sign_in(nishiwaga_officer).get(page))
        assert room not in text_of(sign_in(kagamino_outsider).get(page))
        assert "連絡を送る" in text_of(sign_in(nishiwaga_officer).get(room))
        assert sign_in(kagamino_outsider).get(room).status_code == 404


def test_a_thread_that_is_hidden_is_gone_at_once(sign_in, thread, nishiwaga_office, nishiwaga_officer):
    member = sign_in(nishiwaga_officer)
    assert thread.title in text_of(member.get(BOARD))
    assert member.get(thread.get_absolute_url()).status_code == 200
    thread.is_hidden = True
    thread.save()
    commit()
    assert thread.title not in text_of(member.get(BOARD))
    assert member.get(thread.get_absolute_url()).status_code == 404


def test_what_is_said_and_done_shows_at_once(sign_in, response, arakawa_staff, nishiwaga_officer):
    reader, room = sign_in(nishiwaga_officer), response.get_absolute_url()
    assert "届きました" not in text_of(reader.get(room))
    say(response=response, by=arakawa_staff, text="雪が届きました。")
    commit()
    assert "届きました" in text_of(reader.get(room))
    arakawa_staff.name = "改名 一郎"
    arakawa_staff.save()
    commit()
    assert "改名 一郎" in text_of(reader.get(room))
    move_response(response=response, move="decline", by=nishiwaga_officer, said=SAID)
    commit()
    assert "辞退" in text_of(reader.get(room))


def test_who_leaves_an_office_sees_no_more_of_what_is_kept(sign_in, response, nishiwaga_officer):
    member, room = sign_in(nishiwaga_officer), response.get_absolute_url()
    assert member.get(room).status_code == 200
    nishiwaga_officer.postings.all().delete()
    commit()
    assert member.get(room).status_code == 302


def test_a_long_room_is_read_in_parts(sign_in, response, arakawa_office, arakawa_staff, nishiwaga_officer):
    for place in range(120):
        f.MessageFactory(
            response=response, office=arakawa_office, author=arakawa_staff, text=f"連絡{place:03}。"
        )
    reader, room = sign_in(nishiwaga_officer), response.get_absolute_url()
    newest = text_of(reader.get(room))
    assert [f"連絡{place:03}。" in newest for place in (69, 70, 119)] == [False, True, True]
    first = response.messages.order_by("pk")[70].pk
    assert f"{room}?before={first}#messages" in newest
    middle = text_of(reader.get(f"{room}?before={first}"))
    assert [f"連絡{place:03}。" in middle for place in (19, 20, 69, 70)] == [False, True, True, False]
    assert "最新のやりとりに戻る" in middle
    last = text_of(reader.get(f"{room}?before={response.messages.order_by('pk')[20].pk}"))
    assert "連絡000。" in last
    assert "これより前のやりとりを見る" not in last
    assert "これより前のやりとりはありません" in text_of(reader.get(f"{room}?before=0"))
    for asked in ("", "x", "-1", "1.5", "9" * 40, "２"):
        assert "連絡119。" in text_of(reader.get(room, {"before": asked}))
    packet = text_of(reader.get(f"{room}packet/"))
    assert "連絡000。" in packet
    assert "連絡119。" in packet
