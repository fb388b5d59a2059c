"""What every test may use: the cast, the real data, and a check of what a page asks of other hosts."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from hypothesis import HealthCheck

from accounts.models import Change, ChangeSeal
from common.db import AppendOnly
from municipalities.models import Posting
from portal.demo import make_world
from portal.models import ContentVersion
from tests.factories import (
    LocalGovernmentFactory,
    MembershipFactory,
    OfficeFactory,
    PostingFactory,
    PrefectureFactory,
    UserFactory,
    WardFactory,
)
from tests.samples import member_samples

pytest_plugins = ["tests.board"]

# No test is timed: how fast examples come says something of the machine alone.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

#: src, href and the like that lead a browser to load or send something, not links a person follows nor the page's
#: own address.
LOADS = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed|object|form|link(?! rel=\"canonical\")|use|image)\b[^>]*?"
    r"(?:src|href|action|data|srcset|poster)\s*=\s*[\"']?(?:https?:)?//([^/\"'\s>]+)",
    re.IGNORECASE,
)


# --- The cast -----------------------------------------------------------------------------------------


@pytest.fixture
def arakawa(db):
    return WardFactory(code="131181", name="荒川区", kana="あらかわく")


@pytest.fixture
def nishiwaga(db):
    iwate = PrefectureFactory(code="030007", name="岩手県", kana="いわてけん")
    return LocalGovernmentFactory(
        code="033669",
        name="西和賀町",
        kana="にしわがまち",
        district="和賀郡",
        district_kana="わがぐん",
        prefecture=iwate,
    )


@pytest.fixture
def kagamino(db):
    okayama = PrefectureFactory(code="330001", name="岡山県", kana="おかやまけん")
    return LocalGovernmentFactory(
        code="336068",
        name="鏡野町",
        kana="かがみのちょう",
        district="苫田郡",
        district_kana="とまたぐん",
        prefecture=okayama,
    )


@pytest.fixture
def secretariat(db):
    """特別区長会事務局: sees and changes everything."""
    return UserFactory(email="jimukyoku@example.jp", name="事務局 花子", is_staff=True, is_superuser=True)


@pytest.fixture
def arakawa_staff(arakawa):
    """荒川区の担当課: may enter the admin; what it may see there has to be granted."""
    return UserFactory(email="renkei@arakawa.example.jp", name="荒川 一郎", is_staff=True)


@pytest.fixture
def nishiwaga_officer(nishiwaga):
    """西和賀町の担当者: a member, without the admin."""
    return UserFactory(email="kikaku@nishiwaga.example.jp", name="西和賀 二郎")


@pytest.fixture
def kagamino_outsider(kagamino):
    """鏡野町の担当者: a member who is no party to what the others do."""
    return UserFactory(email="kikaku@kagamino.example.jp", name="鏡野 三郎")


def office_of(body, name, person, role=Posting.Role.ADMINISTRATOR):
    """The office of a body (None: the secretariat) that a person acts for."""
    office = OfficeFactory(body=body, name=name, mailbox=person.email)
    PostingFactory(office=office, user=person, role=role)
    return office


@pytest.fixture
def secretariat_office(secretariat):
    return office_of(None, "連携推進課", secretariat)


@pytest.fixture
def arakawa_office(arakawa, arakawa_staff):
    return office_of(arakawa, "総務企画課", arakawa_staff)


@pytest.fixture
def nishiwaga_office(nishiwaga, nishiwaga_officer):
    MembershipFactory(body=nishiwaga)
    return office_of(nishiwaga, "企画課", nishiwaga_officer)


@pytest.fixture
def kagamino_office(kagamino, kagamino_outsider):
    MembershipFactory(body=kagamino)
    return office_of(kagamino, "まちづくり課", kagamino_outsider)


@pytest.fixture
def visitor():
    """The client of someone without an account."""
    return Client()


@pytest.fixture
def sign_in():
    """A client signed in as the person given."""

    def signed_in(person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def _django_db_helper(_django_db_helper):
    """pytest-django's own. After a test that commits it empties the tables, which on SQLite is a deletion of rows: the
    history, that almost every write adds to, would refuse it."""
    yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        for model in (ChangeSeal, Change):
            table = model._meta.db_table
            with connection.cursor() as cursor:
                for sql in AppendOnly(table).backwards_sql["sqlite"]:
                    cursor.execute(sql)
                model._base_manager.all()._raw_delete(using="default")
                for sql in AppendOnly(table).forwards_sql["sqlite"]:
                    cursor.execute(sql)


@pytest.fixture
def read_only(db):
    """Makes the database what a replica is, which takes no writes, until the test is over."""
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        yield lambda: cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")
        if is_sqlite:
            cursor.execute("PRAGMA query_only = OFF")
        transaction.set_rollback(True)


@pytest.fixture
def shared(transactional_db, tmp_path):
    """A database that several connections write to; on SQLite the tests' own is in the memory of one."""
    if connection.vendor == "postgresql":
        yield
        return
    name = str(tmp_path / "db.sqlite3")
    connection.ensure_connection()
    with sqlite3.connect(name) as copy:
        connection.connection.backup(copy)
    copy.close()
    with on_database(name):
        yield


# --- What is kept -------------------------------------------------------------------------------------


@pytest.fixture
def own_version(db):
    """The content under a version that no other test has: what another kept in this process is not met here."""
    for row in (ContentVersion.PUBLIC, ContentVersion.MEMBERS):
        ContentVersion.objects.update_or_create(pk=row, defaults={"number": time.time_ns()})


@pytest.fixture
def pieces_kept(own_version, settings):
    """Pieces of pages are kept, as in life."""
    settings.KEEP_PIECES = True


@pytest.fixture
def pages_kept(transactional_db, own_version, settings):
    """Pages are kept and writes committed, as in life."""
    settings.PAGE_CACHE = True


# --- The real data ------------------------------------------------------------------------------------


@contextmanager
def on_database(name: str):
    """The default connection, of this thread and of those started meanwhile, leads to another database."""
    plain, plain_name = connections["default"], connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = plain
        connections.settings["default"]["NAME"] = plain_name


@contextmanager
def copy_of(origin: str | None, suffix: str, directory) -> Iterator[str]:
    """Name of a copy of a database (None: of the test database), dropped afterwards."""
    with on_database(origin) if origin else nullcontext():
        if connection.vendor == "sqlite":
            name = str(directory.mktemp(suffix) / "db.sqlite3")
            connection.ensure_connection()
            with closing(sqlite3.connect(name)) as copy:
                connection.connection.backup(copy)
        else:
            connection.creation.clone_test_db(suffix, autoclobber=True, verbosity=0)
            name = connection.creation.get_test_db_clone_settings(suffix)["NAME"]
    yield name
    if connection.vendor == "postgresql":
        with on_database(name):
            connection.creation.destroy_test_db(verbosity=0)


@pytest.fixture(scope="session")
def seeded_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """Name of a second test database that holds what `manage.py seed` loads; made once a session."""
    with django_db_blocker.unblock(), copy_of(None, "seeded", tmp_path_factory) as name:
        with on_database(name):
            # Where only browser tests run, none has had the test database made that was copied.
            call_command("migrate", verbosity=0)
            call_command("seed", verbosity=0)
        yield name


@pytest.fixture(scope="session")
def demo_database(seeded_database, django_db_blocker, tmp_path_factory):
    """Name of a third: the real data with the sample world, and what the world lacks of the members' pages."""
    with django_db_blocker.unblock(), copy_of(seeded_database, "demo", tmp_path_factory) as name:
        with on_database(name):
            make_world()
            member_samples()
        yield name


@pytest.fixture(scope="class")
def seeded_db(seeded_database):
    """The test sees the real data; what it writes is rolled back. Scope "class" only to come before `db`."""
    with on_database(seeded_database):
        yield


@pytest.fixture(scope="class")
def demo_db(demo_database):
    """As `seeded_db`, with the sample world."""
    with on_database(demo_database):
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if {"seeded_db", "demo_db"} & set(item.fixturenames):
            item.add_marker(pytest.mark.django_db)


# --- Pages --------------------------------------------------------------------------------------------


@pytest.fixture
def no_foreign_hosts():
    """Fails where a response would have the browser load from, or send to, another host."""

    def check(response):
        found = LOADS.findall(response.content.decode())
        assert not found, f"{response.request['PATH_INFO']} asks other hosts: {found}"

    return check
