"""Rows that come in many at once (common.db.insert), on either database."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from common.db import insert
from municipalities.models import ImportRow, ImportRun
from tests import factories as f

pytestmark = pytest.mark.django_db

#: What a line of PostgreSQL's COPY has a meaning of its own for.
HARD = ["", "\\N", "a\tb\nc\\d", '"引用", {括弧}', "区 𠮷"]


@pytest.fixture
def run() -> ImportRun:
    by: User = f.UserFactory()
    return ImportRun.objects.create(
        book="partnerships", filename="表", size=1, by=by, at="2026-04-01T00:00:00Z"
    )


def rows(run, texts) -> list[ImportRow]:
    return [
        ImportRow(
            run=run, number=number, outcome=ImportRow.Outcome.NEW, label=text, cells=[["列", "", text, False]]
        )
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("number", [1, len(HARD)])
def test_rows_arrive_as_they_are(run, number):
    insert(rows(run, HARD[:number]))
    found = ImportRow.objects.order_by("number").values_list("label", "cells", "messages", "is_accepted")
    assert list(found) == [(text, [["列", "", text, False]], [], False) for text in HARD[:number]]


def test_of_rows_that_the_database_refuses_none_stays(run):
    again = [*rows(run, HARD), *rows(run, HARD)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(again)
    assert not run.rows.exists()
