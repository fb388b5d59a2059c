"""Statements written once give the rows that their querysets give."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from common import prepared as module
from common.prepared import prepared
from municipalities.models import LocalGovernment, Partnership
from tests.factories import PartnershipFactory

pytestmark = pytest.mark.django_db


@prepared
def ties_of(partner, kind):
    return Partnership.objects.filter(partner=partner, kind=kind).for_list()


def test_rows_are_whole_records_with_their_relations(nishiwaga, kagamino):
    tie = PartnershipFactory(partner=nishiwaga)
    PartnershipFactory(partner=nishiwaga, kind="sister")
    PartnershipFactory(partner=kagamino)
    with CaptureQueriesContext(connection) as captured:
        (found,) = ties_of(nishiwaga.pk, "disaster")
        assert (found, found.partner.prefecture.name, found.started_on) == (tie, "岩手県", tie.started_on)
    assert len(captured) == 1
    assert [one.partner for one in ties_of(kagamino.pk, "disaster")] == [kagamino]
    assert ties_of(nishiwaga.pk, "declaration") == []


def test_a_value_is_a_value_whatever_it_says(nishiwaga):
    PartnershipFactory(partner=nishiwaga)
    assert ties_of(nishiwaga.pk, "' OR 1=1 --") == []
    assert ties_of(nishiwaga.pk, module.TEXTS[1]) == []
    assert ties_of(module.NUMBERS[0], "disaster") == []


def test_it_is_written_once_a_day(nishiwaga, monkeypatch):
    written = []

    @prepared
    def named(name):
        written.append(name)
        return LocalGovernment.objects.filter(name=name).values("code", "name")

    for _ in range(3):
        assert named("西和賀町") == [{"code": "033669", "name": "西和賀町"}]
    assert len(written) == 1
    monkeypatch.setattr(module, "today", lambda: dt.date(2999, 1, 1))
    named("西和賀町")
    assert len(written) == 2


def test_annotations_are_filled_in_and_converted(nishiwaga):
    @prepared
    def with_word(word, body):
        return LocalGovernment.objects.filter(pk=body).annotate(word=Value(word))

    assert with_word("雪", nishiwaga.pk)[0].word == "雪"
    assert with_word("森", nishiwaga.pk)[0].word == "森"


def test_a_value_that_is_changed_on_its_way_is_refused(nishiwaga):
    @prepared
    def containing(word):
        return LocalGovernment.objects.filter(name__contains=word)

    with pytest.raises(TypeError, match="containing"):
        containing("西")


@prepared
def listed(pks):
    return LocalGovernment.objects.filter(pk__listed=pks).for_list()


def test_any_number_of_ids_is_one_value(nishiwaga, kagamino, arakawa):
    assert listed(f"{nishiwaga.pk},{kagamino.pk}") == [nishiwaga, kagamino]
    assert listed(str(arakawa.pk)) == [arakawa]
    assert listed("0") == []
