"""The audit log in words."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.audit_areas import AREAS, DISPOSAL, area_of
from tests.factories import AuditEventFactory

ROOMS = ("accounts", "municipalities", "projects", "bulletin", "surveys", "portal")
#: `verb="import.begin"`, and what `_record(…)` of a room is called with.
VERB = re.compile(r'verb=f?"([a-z_]+)[."]|_record(?:ed)?\([^")]*, f?"([a-z_]+)\.')


@pytest.fixture
def office_client(secretariat, sign_in):
    return sign_in(secretariat)


def verbs() -> set[str]:
    files = [path for room in ROOMS for path in Path(settings.BASE_DIR, room).rglob("*.py")]
    return {first or second for path in files for first, second in VERB.findall(path.read_text())}


def test_every_verb_has_its_words():
    assert len(verbs()) > 10
    assert {verb for verb in verbs() if area_of(verb) == verb} == set()


@pytest.mark.django_db
def test_the_list_is_narrowed_by_them(office_client):
    for verb in ("account.login", "admin.change", "dispose_mails", "import.begin", "import_partner_list"):
        AuditEventFactory(verb=verb, summary=f"見本の{verb}")

    def found(area):
        page = office_client.get("/admin/accounts/auditevent/", {"area": area}).content.decode()
        return set(re.findall(r"見本の([a-z_.]+)", page))

    assert found(AREAS["import"]) == {"import.begin", "import_partner_list"}
    assert found(DISPOSAL) == {"dispose_mails"}
    assert found("誰も知らない種類") == set()


@pytest.mark.django_db
def test_a_list_is_titled_by_what_it_lists(office_client):
    page = office_client.get("/admin/accounts/auditevent/").content.decode()
    assert "<h1>監査記録の一覧</h1>" in page
    assert "を選択" not in page.split("<h1>")[1].split("</h1>")[0]
