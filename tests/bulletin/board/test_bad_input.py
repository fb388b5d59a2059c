"""Whatever is typed into a form of the board: it is said in Japanese which field is amiss, all that was typed comes
back, and nothing is written."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bulletin.models import BoardEvent, Message, Response, Terms, Thread
from tests import factories as f
from tests.bulletin.board.browser import refusal, typed
from tests.factories.files import pdf
from tests.hostile import MARK, TEXTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(arakawa_office, arakawa_staff, sign_in):
    return sign_in(arakawa_staff)


@pytest.fixture
def draft(arakawa_office, arakawa_staff):
    return f.ThreadFactory(office=arakawa_office, author=arakawa_staff, state="draft")


@pytest.fixture
def room(arakawa_office, nishiwaga_office):
    return f.ResponseFactory(thread__office=arakawa_office, office=nishiwaga_office, state="talks")


@pytest.fixture
def forms(author, draft, room, nishiwaga_officer, secretariat, secretariat_office, sign_in, kagamino_office):
    """Form → who opens it, and where."""
    open_thread = f.ThreadFactory(office=kagamino_office)
    place = [room.thread.number, room.place]
    overdue = f.ThreadFactory(office=draft.office, state="closed")
    return {
        "new": (author, reverse("bulletin:new_thread")),
        "edit": (author, reverse("bulletin:edit_thread", args=[draft.number])),
        "respond": (sign_in(nishiwaga_officer), reverse("bulletin:respond", args=[open_thread.number])),
        "message": (author, room.get_absolute_url()),
        "note": (author, reverse("bulletin:note", args=place)),
        "terms": (author, reverse("bulletin:terms", args=place)),
        "pass": (author, reverse("bulletin:room_move", args=[*place, "pass"])),
        "extend": (author, reverse("bulletin:thread_move", args=[overdue.number, "extend"])),
        "flag": (sign_in(secretariat), reverse("bulletin:thread_flag", args=[open_thread.number, "hide"])),
    }


def written():
    return [
        *(model.objects.count() for model in (Response, Terms, Message, BoardEvent)),
        *Thread.objects.order_by("pk").values_list("version", "state", "title", "body"),
    ]


def form_of(page, name):
    return page.context["note_form" if name == "note" else "form"]


def sent(forms, name, **changes):
    client, address = forms[name]
    page = client.get(address)
    assert page.status_code == 200
    data = typed(page, "note_form" if name == "note" else "form")
    return client.post(address, data | changes)


#: Form, what is typed, and what is said about it.
REFUSED = [
    ("new", {"title": ""}, "題名を入力してください。"),
    ("new", {"title": "　\u200b \x00"}, "題名を入力してください。"),
    ("new", {"title": "雪" * 121, "kind": "offer"}, "120字以内で入力してください（現在121字）。"),
    ("new", {"title": "雪"}, "種類を選んでください。"),
    ("new", {"title": "雪", "kind": "gift"}, "種類"),
    ("new", {"title": "雪", "kind": "offer", "body": "雪" * 8001}, "8000字以内で入力してください"),
    ("new", {"title": "雪", "kind": "offer", "field": "nothing"}, "分野"),
    ("new", {"title": "雪", "kind": "offer", "categories": ["x"]}, "課題分類"),
    ("new", {"title": "雪", "kind": "offer", "categories": ["999999"]}, "課題分類"),
    ("new", {"title": "雪", "kind": "offer", "quantity": "たくさん"}, "数量"),
    ("new", {"title": "雪", "kind": "offer", "quantity": "-1"}, "数量"),
    ("new", {"title": "雪", "kind": "offer", "quantity": "9" * 30}, "数量"),
    ("new", {"title": "雪", "kind": "offer", "slots": "0"}, "募集する団体数"),
    ("new", {"title": "雪", "kind": "offer", "deadline": "2026-02-30"}, "回答の期限"),
    ("new", {"title": "雪", "kind": "offer", "deadline": "来月"}, "日付として読めません"),
    ("new", {"title": "雪", "kind": "offer", "audience": "everybody"}, "公開する範囲"),
    ("new", {"title": "雪", "kind": "offer", "audience": "prefectures"}, "一つ以上選んでください"),
    (
        "new",
        {"title": "雪", "kind": "offer", "audience": "prefectures", "prefectures": ["999999"]},
        "都道府県",
    ),
    ("new", {"title": "雪", "kind": "offer", "audience": "agreement", "agreement": "x"}, "協定"),
    ("new", {"title": "雪", "kind": "offer", "audience": "named", "named": "どこか町"}, "1行目「どこか町」"),
    ("new", {"title": "雪", "kind": "offer", "partners": "どこか町"}, "1行目「どこか町」"),
    ("new", {"title": "雪", "kind": "offer", "partners": "\n".join(["西和賀町"] * 21)}, "20団体まで"),
    ("edit", {"title": ""}, "題名を入力してください。"),
    ("edit", {"version": "x"}, ""),
    ("respond", {"text": "雪" * 8001}, "8000字以内で入力してください"),
    ("respond", {"text": "はい", "partners": "どこか町"}, "1行目「どこか町」"),
    ("message", {"text": ""}, "連絡の内容を入力してください。"),
    ("message", {"text": "雪" * 8001}, "8000字以内で入力してください"),
    ("note", {"text": " "}, "庁内メモの内容を入力してください。"),
    ("terms", {"what": ""}, "行うことを入力してください。"),
    ("terms", {"what": "雪", "lead": "nobody"}, "主管する側"),
    ("terms", {"what": "雪", "fiscal_year": "1868"}, "実施する年度"),
    ("terms", {"what": "雪", "payment": "雪" * 2001}, "2000字以内で入力してください"),
    ("pass", {"reason": "理由"}, "理由の区分を選んでください。"),
    ("pass", {"category": "other"}, "理由を入力してください。"),
    ("pass", {"category": "whim", "reason": "理由"}, "理由の区分"),
    ("extend", {"deadline": ""}, "新しい回答の期限を入力してください。"),
    ("extend", {"deadline": "2015-08-01"}, "今日以降の日を入力してください。"),
    ("flag", {"reason": ""}, "理由を入力してください。"),
]


@pytest.mark.parametrize(("name", "changes", "message"), REFUSED)
def test_what_cannot_be_is_told_and_given_back(forms, name, changes, message):
    before = written()
    answer = sent(forms, name, **changes)
    shown = refusal(answer)
    assert message in shown
    assert "この項目" not in shown, "the field is named"
    form = form_of(answer, name)
    for field, value in changes.items():
        if field in form.fields:
            assert form[field].value() == value
            if isinstance(value, str) and value.isprintable():
                assert (
                    html.escape(value) in answer.text or form[field].is_hidden or form.fields[field].choices
                )
    assert written() == before


#: Texts that differ in what a field or a page might make of them: one in five, and all that could become markup.
SOME = [text for number, text in enumerate(TEXTS) if MARK in text or number % 5 == 0]
#: Form → fields that take any text, and fields that read it.
TYPED = {
    "new": (["title", "body", "season", "unit", "cost", "wanted"], []),
    "edit": ([], ["quantity", "slots", "deadline", "named", "partners", "kind", "prefectures", "version"]),
    "respond": ([], ["partners", "version"]),
    "message": (["text"], []),
    "note": (["text"], []),
    "terms": (["what", "who", "payment", "schedule", "contact"], []),
    "pass": ([], ["category"]),
    "extend": ([], ["deadline"]),
}


@pytest.mark.parametrize("name", TYPED)
def test_hostile_texts_are_text(forms, name):
    """Taken as it is or refused with words, never run and never an error; shown again, it is no markup."""
    client, address = forms[name]
    page = client.get(address)
    data = typed(page, "note_form" if name == "note" else "form")
    if name in ("new", "edit"):
        data |= {"kind": "offer", "audience": "named"}
    free, read = TYPED[name]
    data |= dict.fromkeys(("named",) if name == "new" else (), "荒川区")
    for number, text in enumerate(SOME):
        answer = client.post(
            address, data | {"once": f"{name}{number}"} | dict.fromkeys((*free, *read), text)
        )
        assert answer.status_code == 422 if read else answer.status_code in (302, 422), text
        shown = client.get(answer.url) if answer.status_code == 302 and MARK in text else answer
        assert f"<{MARK}" not in shown.text, text


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_form_without_its_key_is_given_back(forms, key):
    for name in ("new", "message", "terms"):
        before = written()
        answer = sent(forms, name, once=key, title="雪", kind="offer", text="雪")
        assert answer.status_code == 422
        assert written() == before


# --- Files ------------------------------------------------------------------------------------------------

#: What is uploaded, and what is said about it.
FILES = {
    "a program": ([("plan.exe", b"MZ\x90")], "plan.exe"),
    "a page": ([("plan.html", b"<script>1</script>")], "plan.html"),
    "a false name": ([("plan.pdf", b"MZ\x90\x00")], "plan.pdf"),
    "nothing": ([("plan.pdf", b"")], "plan.pdf"),
    "too many": ([(f"{n}.pdf", b"%PDF-1.7\n%%EOF\n") for n in range(6)], "5件まで"),
    "one of two": ([("good.pdf", b"%PDF-1.7\n%%EOF\n"), ("bad.docx", b"PK\x03\x04")], "bad.docx"),
}


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("name", ["new", "edit", "message"])
def test_files_that_are_not_taken_are_named(forms, name, what):
    uploads, message = FILES[what]
    before = written()
    files = [SimpleUploadedFile(called, content) for called, content in uploads]
    answer = sent(forms, name, title="雪の提供", kind="offer", text="資料を送ります", files=files)
    assert message in refusal(answer)
    assert ("資料を送ります" if name == "message" else "雪の提供") in answer.text
    assert written() == before


def test_a_file_is_kept_under_its_name_and_served_to_who_may_read_it(forms, room):
    assert sent(forms, "message", text="資料です", files=[pdf("見本の計画.pdf")]).status_code == 302
    file = Message.objects.get().files.get()
    assert file.title == "見本の計画"
    client, _ = forms["message"]
    answer = client.get(file.get_absolute_url())
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- Conditions of the list -------------------------------------------------------------------------------


def test_the_list_stands_whatever_is_asked(author, draft):
    board = reverse("bulletin:board")
    conditions = ("q", "kind", "state", "field", "category", "area", "scope", "sort", "after")
    for text in SOME:
        answer = author.get(board, dict.fromkeys(conditions, text))
        assert answer.status_code == 200, text
        assert f"<{MARK}" not in answer.text
