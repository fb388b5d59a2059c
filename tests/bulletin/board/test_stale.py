"""What somebody else saved first is shown, and nothing that was typed is lost."""

import pytest
from django.urls import reverse

from bulletin.board.actions import move_response
from bulletin.board.rooms import propose_terms
from bulletin.board.writing import write_response, write_thread
from bulletin.models import Terms
from common.stale import StaleError
from tests.bulletin.board.browser import refusal, send
from tests.bulletin.board.samples import TERMS, now

pytestmark = pytest.mark.django_db


def test_a_thread_saved_by_two_shows_the_difference_and_loses_nothing(thread, sign_in, arakawa_staff):
    client = sign_in(arakawa_staff)
    edit = reverse("bulletin:edit_thread", args=[thread.number])
    page = client.get(edit)
    assert send(client, edit, body="先に保存された本文").status_code == 302
    late = {"once": page.context["form"]["once"].value(), "version": thread.version}
    late |= {"title": thread.title, "body": "あとから送る本文", "field": "exchange", "season": "冬"}
    stale = client.post(edit, late)
    shown = refusal(stale)
    assert "ほかの人が、この投稿を先に保存しました。" in shown
    assert "先に保存された本文" in shown
    assert "あとから送る本文" in shown
    assert 'value="冬"' in stale.text
    assert now(thread).body == "先に保存された本文"

    form = stale.context["form"]
    again = late | {"version": form["version"].value(), "once": form["once"].value()}
    assert client.post(edit, again).status_code == 302
    assert now(thread).body == "あとから送る本文"
    assert [text.version for text in thread.texts.order_by("version")] == [1, 2, 3]


def test_a_response_saved_by_two_shows_the_difference(thread, sign_in, nishiwaga_office, nishiwaga_officer):
    values = {"text": "先の回答", "brings": "", "partners": []}
    draft = write_response(thread=thread, office=nishiwaga_office, by=nishiwaga_officer, values=values)
    client = sign_in(nishiwaga_officer)
    stale = send(client, reverse("bulletin:respond", args=[thread.number]), text="あとの回答", version=0)
    assert "先の回答" in refusal(stale)
    assert "あとの回答" in stale.text
    assert now(draft).text == "先の回答"


def test_terms_written_by_both_sides_show_the_difference(response, sign_in, arakawa_staff, nishiwaga_officer):
    move_response(response=response, move="talk", by=arakawa_staff)
    address = reverse("bulletin:terms", args=[response.thread.number, response.place])
    town = sign_in(nishiwaga_officer)
    page = town.get(address)
    propose_terms(response=response, by=arakawa_staff, values=TERMS, version=0)
    stale = town.post(
        address, TERMS | {"once": page.context["form"]["once"].value(), "version": 0, "payment": "折半"}
    )
    assert "先に合意案を改めました" in refusal(stale)
    assert "折半" in stale.text
    assert Terms.objects.count() == 1
    again = TERMS | {"once": "1", "version": stale.context["form"]["version"].value(), "payment": "折半"}
    assert town.post(address, again).status_code == 302
    assert Terms.objects.newest().first().payment == "折半"


def test_a_stale_draft_is_refused_by_the_action_too(written, arakawa_office, arakawa_staff):
    thread = written(arakawa_office, arakawa_staff)
    values = {"title": "新しい題名"}
    write_thread(thread=thread, office=arakawa_office, by=arakawa_staff, values=values, version=1)
    with pytest.raises(StaleError):
        write_thread(thread=thread, office=arakawa_office, by=arakawa_staff, values=values, version=1)


def test_who_decides_decides_about_what_was_read(written, sign_in, arakawa_office, arakawa_staff):
    """Between opening the page of a move and pressing its button the text was changed."""
    draft = written(arakawa_office, arakawa_staff)
    client = sign_in(arakawa_staff)
    review = reverse("bulletin:thread_move", args=[draft.number, "review"])
    page = client.get(review)
    assert (
        send(client, reverse("bulletin:edit_thread", args=[draft.number]), body="別の本文").status_code == 302
    )
    late = {name: page.context["form"][name].value() for name in ("once", "version")}
    stale = client.post(review, late)
    assert "ページを開いたあとに内容が変わりました" in refusal(stale)
    assert now(draft).state == "draft"
    form = stale.context["form"]
    again = {name: form[name].value() for name in ("once", "version")}
    assert client.post(review, again).status_code == 302
    assert now(draft).state == "review"
