"""The site in Debian's Chromium, over the real data."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.conftest import on_database
from tests.pages import member_client
from tests.samples import samples

#: Playwright keeps an event loop in the test's thread; Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# As long as every other wait: a busy machine is slower than the five seconds it has by itself.
expect.set_options(timeout=30_000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail(
            "Chromium がありません。make install か apt-get install chromium fonts-noto-cjk で入れてください。"
        )
    return browser_type_launch_args | {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="class")
def site(seeded_database, django_db_blocker):
    """Address of the running site with the real data. Browser tests read; what they wrote would stay.

    Not by `seeded_db`: the transaction of its test would keep SQLite's only write lock from the server.
    """
    with django_db_blocker.unblock(), on_database(seeded_database):
        made = samples()
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        for one in made:
            one.delete()


@pytest.fixture
def own_site(seeded_database, django_db_blocker, tmp_path):
    """Address of a site on a copy of the real data, for what writes: nothing of it reaches another test."""
    copy = tmp_path / "story.sqlite3"
    with (
        contextlib.closing(sqlite3.connect(seeded_database)) as seeded,
        contextlib.closing(sqlite3.connect(copy)) as own,
    ):
        seeded.backup(own)
    with django_db_blocker.unblock(), on_database(str(copy)):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def page(page, site):
    """A page that writes down what goes wrong: messages of the console, and requests to other hosts."""
    page.wrong = []
    page.on(
        "console", lambda message: message.type in ("error", "warning") and page.wrong.append(message.text)
    )
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on(
        "request", lambda request: request.url.startswith((site, "data:")) or page.wrong.append(request.url)
    )
    page.on(
        "response", lambda answer: answer.status < 400 or page.wrong.append(f"{answer.status} {answer.url}")
    )
    return page


@pytest.fixture(scope="module")
def members_site(demo_database, django_db_blocker, tmp_path_factory):
    """Address of a site on a copy of the sample world: what is written here reaches no other test."""
    copy = tmp_path_factory.mktemp("members") / "db.sqlite3"
    with (
        contextlib.closing(sqlite3.connect(demo_database)) as world,
        contextlib.closing(sqlite3.connect(copy)) as own,
    ):
        world.backup(own)
    with django_db_blocker.unblock(), on_database(str(copy)):
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture(scope="module")
def page_of(members_site, browser):
    """The page of somebody signed in: `page_of("arakawa")`; one browser window a person."""
    pages = {}

    def page(who: str, *, scripts: bool = True):
        if (who, scripts) not in pages:
            context = browser.new_context(locale="ja-JP", java_script_enabled=scripts)
            session = member_client(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": members_site}])
            pages[who, scripts] = context.new_page()
        return pages[who, scripts]

    yield page
    for one in pages.values():
        one.context.close()
