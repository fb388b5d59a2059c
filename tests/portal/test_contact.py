"""The contact form: typed, confirmed, kept once, told of; what is wrong is said and nothing is lost."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.urls import reverse

from portal.models import Inquiry
from tests.pages import hostile, text_of

CONTACT, DONE = reverse("portal:contact"), reverse("portal:contact_done")


# --- The way through ----------------------------------------------------------------------------------


def test_the_form_is_filled_in_by_its_address(visitor, db):
    text = text_of(visitor.get(CONTACT, {"about": "/projects/P-2015-0001/", "kind": "correction"}))
    assert 'value="/projects/P-2015-0001/"' in text
    assert re.search(r'value="correction"[^>]* checked', text)


@pytest.mark.parametrize(
    "about", ["https://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com", "x" * 300]
)
def test_the_address_fills_in_no_page_but_ours(visitor, db, about):
    assert re.search(r'name="about"(?![^>]*value=)', text_of(visitor.get(CONTACT, {"about": about})))


def test_what_was_typed_is_shown_before_it_is_sent(visitor, db, typed):
    text = text_of(visitor.post(CONTACT, typed | {"step": "confirm"}))
    assert "まだ送信していません" in text
    assert "品川区も参加しています。<br>ご確認ください。" in text
    assert "掲載内容の誤り" in text
    assert "希望しない" in text
    assert not Inquiry.objects.exists()


def test_it_can_be_corrected_before_it_is_sent(visitor, db, typed):
    text = text_of(visitor.post(CONTACT, typed | {"step": "edit"}))
    assert "入力内容を確認してください" not in text
    assert 'value="参加区について"' in text
    assert f'name="ticket" value="{typed["ticket"]}"' in text


def test_what_is_sent_is_kept_and_has_a_receipt(visitor, db, send):
    response = send(visitor, wants_answer="on")
    inquiry = Inquiry.objects.get()
    assert (inquiry.kind, inquiry.about) == ("correction", "/projects/P-2015-0001/")
    assert inquiry.body == "品川区も参加しています。\nご確認ください。"
    assert inquiry.wants_answer
    assert inquiry.state == Inquiry.State.NEW
    assert re.fullmatch(r"\d{8}-\d{4}", inquiry.number)
    assert response.status_code == 302
    assert inquiry.number in text_of(visitor.get(response.url))


def test_the_least_one_may_send(visitor, db, typed):
    least = {name: typed[name] for name in ("kind", "subject", "body", "ticket")}
    assert visitor.post(CONTACT, least | {"step": "send"}).status_code == 302
    assert Inquiry.objects.get().email == ""


def test_a_button_that_is_none_asks_for_confirmation(visitor, db, typed):
    assert "まだ送信していません" in visitor.post(CONTACT, typed | {"step": "nai"}).text
    assert "まだ送信していません" in visitor.post(CONTACT, typed).text


def test_the_page_may_be_given_as_the_browser_shows_it(visitor, db, send):
    send(visitor, about="http://testserver/projects/P-2015-0001/?q=雪")
    assert Inquiry.objects.get().about == "/projects/P-2015-0001/?q=雪"


def test_a_receipt_of_ones_own_making_is_not_shown(visitor, db):
    for receipt in ("20261125-0001", "20261125-0001:forged", ""):
        assert visitor.get(DONE, {"receipt": receipt}).status_code == 404
    assert visitor.get(DONE).status_code == 404


@pytest.mark.parametrize("address", [CONTACT, DONE])
def test_other_methods_are_refused(visitor, db, address):
    assert visitor.put(address).status_code == 405
    assert visitor.delete(address).status_code == 405
    assert visitor.post(DONE).status_code == 405


# --- What is wrong is said, and nothing is lost -------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"kind": ""}, "お問い合わせの区分を選んでください。"),
        ({"kind": "nai"}, "お問い合わせの区分を選び直してください。"),
        ({"email": "", "wants_answer": "on"}, "回答を希望する場合は、メールアドレスを入力してください。"),
        ({"email": "nai"}, "メールアドレスの形になっていません。"),
        ({"subject": ""}, "件名を入力してください。"),
        ({"subject": "件" * 101}, "100字以内で入力してください（現在101字）。"),
        ({"body": "  \r\n "}, "本文を入力してください。"),
        ({"about": "https://example.com/"}, "このサイトのページのアドレス"),
        ({"body": "品川区も参加しています。https://a www.b http://c HTTPS://d"}, "3つまで"),
        ({"homepage": "https://spam.example.com/"}, "欄は空に戻しました"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(visitor, db, send, typed, changed, message):
    response = send(visitor, **changed)
    assert response.status_code == 200
    assert message in response.text
    assert "入力内容を確認してください" in response.text
    for name in {"subject", "name", "about"} - changed.keys():
        assert f'value="{typed[name]}"' in response.text
    assert "homepage" not in changed or "spam.example.com" not in response.text
    assert not Inquiry.objects.exists()


def test_a_long_text_comes_back_whole(visitor, db, send):
    text = "雪\r\n" * 2001
    response = send(visitor, body=text)
    assert "4000字以内で入力してください（現在4001字）。" in response.text
    assert response.text.count("雪") == 2001
    assert not re.search(
        r"<(input|textarea)[^>]*name=.(body|subject|name|about)[^>]*maxlength", response.text
    )


def test_a_line_end_counts_as_one_character(visitor, db, send):
    send(visitor, body="雪\r\n" * 1999 + "雪雪")
    assert len(Inquiry.objects.get().body) == 4000


def test_a_line_cannot_hold_a_line_end(visitor, db, send):
    send(visitor, subject="件名\r\nBcc: a@example.com", name="名\n前")
    inquiry = Inquiry.objects.get()
    assert (inquiry.subject, inquiry.name) == ("件名 Bcc: a@example.com", "名 前")


def test_signs_that_are_no_text_are_left_out(visitor, db, send):
    send(visitor, body="一行目\x0b二行目\x00\x1b[1m\t。", subject="件\x00名")
    inquiry = Inquiry.objects.get()
    assert (inquiry.subject, inquiry.body) == ("件名", "一行目\n二行目[1m\t。")


@hostile
def test_hostile_texts_are_no_error(visitor, db, typed, value):
    for name in typed:
        response = visitor.post(CONTACT, typed | {name: value})
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert visitor.get(CONTACT, {name: value}).status_code == 200
    assert visitor.get(DONE, {"receipt": value}).status_code == 404


# --- Told of by mail ----------------------------------------------------------------------------------


@pytest.fixture
def told(settings):
    settings.CONTACT_EMAIL = ["jimukyoku@example.jp"]


def test_the_secretariat_is_told_by_a_plain_mail(visitor, db, send, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(visitor, subject="件名\r\nBcc: a@example.com")
    (message,) = mail.outbox
    inquiry = Inquiry.objects.get()
    assert message.subject == f"[全国連携] お問い合わせ {inquiry.number}（掲載内容の誤り）"
    assert message.recipients() == ["jimukyoku@example.jp"]
    assert message.reply_to == ["kikaku@nishiwaga.example.jp"]
    assert message.content_subtype == "plain"
    assert not message.attachments
    assert "品川区も参加しています。\nご確認ください。" in message.body
    assert "件名：件名 Bcc: a@example.com" in message.body
    assert inquiry.notified_at


def test_markup_stays_text_in_the_mail(visitor, db, send, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(visitor, body="<b>&{{ 7*7 }}")
    assert "<b>&{{ 7*7 }}" in mail.outbox[0].body


def test_a_mail_that_fails_is_logged_and_the_visitor_has_the_receipt(
    visitor, db, send, told, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def fail(self, messages):
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(visitor).status_code == 302
    inquiry = Inquiry.objects.get()
    assert inquiry.notified_at is None
    assert inquiry.number in caplog.text
    assert "品川区" not in caplog.text


def test_without_an_address_nobody_is_told(visitor, db, send, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(visitor)
    assert not mail.outbox
    assert Inquiry.objects.get().notified_at is None


def test_nobody_is_told_of_what_was_not_kept(visitor, db, send, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send(visitor)
        send(visitor)
    assert len(mail.outbox) == 1
