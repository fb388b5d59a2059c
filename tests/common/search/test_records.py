"""Search finds what a plain look through all texts finds, on either database."""

import threading

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulletin.models import Notice
from common.search import records
from common.text import folded, folded_forms
from municipalities.models import LocalGovernment
from projects.models import Project, ProjectParty
from tests.factories import (
    LocalGovernmentFactory,
    NoticeFactory,
    ProjectFactory,
    ProjectPartyFactory,
    ProjectYearFactory,
)

LETTERS = "雪山崎﨑茅竜龍三之ノのがヶケけユキゆきﾕｷﾊﾞーｰ-・･Ａaｚ％%_\\'\"０0 　\n😀が゛"
texts = st.text(LETTERS, min_size=1, max_size=30)
asked = st.text([*LETTERS, "\x00"], min_size=1, max_size=6)


def found_by_looking(rows, text: str) -> set[int]:
    """Every word, in one of its forms, in one of the lines of a record."""
    wanted = [folded_forms(word) for word in text.split() if folded(word)]
    lines = {row.pk: [folded(part) for part in [*row.search_names(), *row.search_parts()]] for row in rows}
    return {
        pk
        for pk, parts in lines.items()
        if all(any(form in part for form in forms for part in parts) for forms in wanted)
    }


@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(bodies=st.lists(texts, min_size=3, max_size=3), word=asked, cut=st.integers(0, 20))
@example(bodies=["100%", "100", "1_0"], word="%", cut=0)
@example(bodies=["1_0", "100", "1\\0"], word="_", cut=0)
@example(bodies=["1\\0", "'", '"'], word="\\", cut=0)
@example(bodies=["雪が降る", "雪がない", "雪か"], word="雪が", cut=0)
@example(bodies=["茅ヶ崎", "茅が崎", "茅崎"], word="茅ケ崎", cut=0)
def test_search_finds_what_a_look_through_all_texts_finds(db, bodies, word, cut):
    with transaction.atomic():
        rows = [NoticeFactory(title=f"知らせ{place}", body=body) for place, body in enumerate(bodies)]
        for text in (word, bodies[0][cut : cut + 6], f"{word} 知らせ1"):
            expected = found_by_looking(rows, text)
            assert {row.pk for row in Notice.objects.written(text)} == expected, repr(text)
        transaction.set_rollback(True)


def test_a_word_in_every_word_that_was_asked(db):
    snow = NoticeFactory(title="雪と森", body="水")
    NoticeFactory(title="雪", body="森")
    assert list(Notice.objects.written("森 水")) == [snow]
    assert Notice.objects.written("雪　森").count() == 2
    assert Notice.objects.written("\u202e").count() == 2


def test_a_name_of_any_length_is_kept_and_found(db):
    # One letter that becomes eighteen: an index takes no piece of any length.
    notice = NoticeFactory(title="\ufdfa" * 120, body="あ" * 20_000)
    assert list(Notice.objects.written("\ufdfa" * 3)) == [notice]


def test_names_one_letter_off(db):
    LocalGovernmentFactory(name="飯舘村")
    LocalGovernmentFactory(name="飯.村町")
    LocalGovernment.objects.all().fill_search_texts()
    found = LocalGovernment.objects.nearly_named
    assert [body.name for body in found(folded("飯館村"))] == ["飯舘村"]
    assert not found(folded("飯舘"))
    assert not found("(" * 5)
    assert not found("[^" * 60)


# --- Filling ------------------------------------------------------------------------------------------


def test_texts_are_made_in_batches(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(records, "BATCH", 10)
    NoticeFactory.create_batch(25)
    # Three batches: the blanks, whether there are more, locked rows, the write, and the savepoint around both.
    with django_assert_num_queries(3 * 6 + 1):
        assert Notice.objects.all().fill_search_texts()
    with django_assert_num_queries(1):
        assert Notice.objects.all().fill_search_texts()


def test_what_is_not_needed_is_not_read(db):
    NoticeFactory()
    Notice.objects.written("見本")
    assert {"search_text", "search_grams"} <= Notice.objects.get().get_deferred_fields()


def test_where_nothing_can_be_written_search_finds_what_is_there(read_only, caplog):
    found = NoticeFactory(title="雪の知らせ")
    Notice.objects.all().fill_search_texts()
    NoticeFactory(title="雪のもう一つの知らせ")
    read_only()
    assert list(Notice.objects.written("雪")) == [found]
    assert not Notice.objects.all().fill_search_texts()
    assert "Search texts of bulletin.Notice could not be made" in caplog.text


class Elsewhere(threading.Thread):
    """Work on a connection of its own, as another process does it."""

    def __init__(self, work):
        super().__init__(target=self.then_close, args=[work])
        self.start()

    @staticmethod
    def then_close(work):
        try:
            work()
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["add a party", "change a year", "rename a body"])
def test_a_search_waits_for_who_writes_and_misses_nothing(write, nishiwaga):
    """On SQLite there is one writer at a time; on PostgreSQL the row's lock makes it so."""
    project = ProjectFactory()
    year = ProjectYearFactory(project=project)
    ProjectPartyFactory(project=project, body=nishiwaga)
    town = LocalGovernmentFactory(name="雪国町")
    writes = {
        "add a party": lambda: ProjectParty.objects.create(project=project, body=town),
        "change a year": lambda: type(year).objects.filter(pk=year.pk).update(plan="雪国の計画"),
        "rename a body": lambda: LocalGovernment.objects.filter(pk=nishiwaga.pk).update(name="雪国東町"),
    }
    filled = threading.Event()

    def search():
        Project.objects.all().fill_search_texts()
        filled.set()

    if connection.vendor == "sqlite":  # in memory, for this thread alone
        writes[write]()
    else:
        with transaction.atomic():
            writes[write]()
            searching = Elsewhere(search)
            assert not filled.wait(0.3)
        searching.join()
        assert filled.is_set()
    assert list(Project.objects.written("雪国")) == [project]


@pytest.mark.django_db(transaction=True)
def test_searches_share_the_work_and_wait_for_no_row_while_they_hold_others(monkeypatch):
    """Two that hold each other's rows would wait for ever."""
    if connection.vendor == "sqlite":
        return
    first, second = ProjectFactory(), ProjectFactory()
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=first.pk)
        searching = Elsewhere(lambda: Project.objects.all().fill_search_texts())
        while Project.objects.filter(pk=second.pk, search_text__isnull=True).exists():
            searching.join(0.01)
        Project.objects.select_for_update().get(pk=second.pk)
    searching.join()
    assert not Project.objects.filter(search_text__isnull=True).exists()
