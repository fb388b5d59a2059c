"""Every number of the directory is the length of the list behind it, and the sets are those of the ledger."""

from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.dates import today
from common.facets import facets
from municipalities.directory import ON, ORDERS, Directory, entries
from municipalities.forms import DirectoryForm
from municipalities.models import Agreement, LocalGovernment
from portal.statistics.ledger import Ledger

LIST = reverse("municipalities:list")

ASKED = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["島", "みなみ", "町", "岩手県", "富谷町"]),
        "area": st.sampled_from(["hokkaido", "tohoku", "kyushu"]),
        "prefecture": st.sampled_from(["010006", "030007", "130001", "460001"]),
        "kind": st.sampled_from(["prefecture", "special_ward", "city", "town", "village"]),
        "linked": st.just(ON),
        "cover": st.just(ON),
        "member": st.just(ON),
        "kana": st.sampled_from(list("あかしにみ")),
    },
)


@given(asked=ASKED)
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_number_is_the_length_of_the_list_it_leads_to(seeded_db, asked):
    form = DirectoryForm(asked)
    found = Directory(form.asked())
    for facet in facets(form, found.counts()):
        for value in facet.values:
            behind = {name: values[0] for name, values in parse_qs(value.address[1:]).items()}
            if value.chosen:
                assert value.number == len(found.found())
            else:
                assert value.number == len(Directory(DirectoryForm(behind).asked()).found()), value


def test_who_is_linked_and_covered_is_what_the_ledger_says(seeded_db):
    linked = Ledger.load().on(today())
    assert {entry.pk for entry in entries() if entry.linked} == set(linked.ties)
    assert {entry.pk for entry in entries() if entry.cover} == set(linked.covered)
    covered = Agreement.objects.covered(today())
    assert {entry.pk for entry in entries() if entry.cover} == set(covered.values_list("pk", flat=True))


def test_all_of_todays_bodies_stand_in_it(seeded_db):
    codes = LocalGovernment.objects.on(today()).order_by("code").values_list("code", flat=True)
    assert [entry.code for entry in Directory({}).found()] == list(codes)
    assert len(codes) == 1788


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_complete(seeded_db, order):
    found = Directory({}).found(order)
    assert len({ORDERS[order][1](entry) for entry in found}) == len(found)


def test_each_first_sound_leads_somewhere(seeded_db):
    """No kana of the index is a dead end today, and no body is left out of it."""
    counts = Directory({}).counts()["kana"]
    assert set(counts) == {kana for kana, _ in DirectoryForm().fields["kana"].choices}
    assert sum(counts.values()) == len(entries())


def test_filters_ask_the_database_nothing_more(client, seeded_db, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(f"{LIST}?prefecture=030007&linked=on&sort=kana")
