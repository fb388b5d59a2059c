import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from municipalities.models import (
    Agreement,
    Association,
    AssociationException,
    LocalGovernment,
    Membership,
    Partnership,
)
from portal.statistics.ledger import Change, Ledger

PREFECTURES = [
    LocalGovernment(pk=pk, code=f"{pk:02}0000", name=f"{pk}県", kind="prefecture") for pk in (1, 2)
]
DAYS = [dt.date(2015, 1, 1) + dt.timedelta(days=200 * step) for step in range(8)]


def body(pk, kind="town", prefecture=0, valid_from=None, valid_to=None):
    return LocalGovernment(
        pk=pk,
        code=f"{pk:06}",
        name=f"{pk}町",
        kind=kind,
        prefecture=PREFECTURES[prefecture],
        valid_from=valid_from,
        valid_to=valid_to,
    )


def ledger_of(*bodies, **records):
    everyone = {one.pk: one for one in [*PREFECTURES, *bodies]}
    return Ledger(**({"bodies": everyone, "ties": [], "memberships": [], "agreements": []} | records))


def tie(partner, started_on=DAYS[0], ended_on=None, confirmed_on=None):
    return Partnership(
        partner=partner, kind="sister", started_on=started_on, ended_on=ended_on, confirmed_on=confirmed_on
    )


def test_a_tie_counts_in_its_half_open_period():
    town = body(10)
    ledger = ledger_of(town, ties=[tie(town, DAYS[1], DAYS[3])])

    assert [bool(ledger.on(day).ties) for day in DAYS[:5]] == [False, True, True, False, False]


def test_a_tie_without_a_known_start_counts_from_its_confirmation():
    town = body(10)
    ledger = ledger_of(town, ties=[tie(town, None, None, DAYS[2])])

    assert not ledger.on(DAYS[1]).ties
    assert ledger.on(DAYS[2]).ties


def test_the_tie_of_a_merged_body_is_shown_on_its_successor_to_be_confirmed():
    old, new = body(10, valid_to=DAYS[2]), body(11, kind="city", valid_from=DAYS[2])
    ledger = ledger_of(old, new, ties=[tie(old)], changes=[Change(DAYS[2], 10, 11)])

    assert set(ledger.on(DAYS[1]).ties) == {10}
    assert set(ledger.on(DAYS[2]).ties) == {11}
    assert "承継。区の確認待ち" in str(ledger.on(DAYS[2]).ties[11][0])


def test_a_tie_recorded_on_todays_body_counts_for_the_one_it_came_from():
    old, new = body(10, valid_to=DAYS[2]), body(11, kind="city", valid_from=DAYS[2])
    ledger = ledger_of(old, new, ties=[tie(new)], changes=[Change(DAYS[2], 10, 11)])

    assert set(ledger.on(DAYS[1]).ties) == {10}
    assert "現在の" in str(ledger.on(DAYS[1]).ties[10][0])


def test_of_several_bodies_a_merged_one_came_from_none_is_guessed():
    olds, new = [body(10, valid_to=DAYS[2]), body(12, valid_to=DAYS[2])], body(11, valid_from=DAYS[2])
    ledger = ledger_of(
        *olds, new, ties=[tie(new)], changes=[Change(DAYS[2], 10, 11), Change(DAYS[2], 12, 11)]
    )

    assert not ledger.on(DAYS[1]).ties
    assert set(ledger.on(DAYS[2]).ties) == {11}


def test_a_tie_of_todays_body_goes_back_through_several_changes():
    first, second = body(10, valid_to=DAYS[2]), body(11, valid_from=DAYS[2], valid_to=DAYS[4])
    changes = [Change(DAYS[2], 10, 11), Change(DAYS[4], 11, 12)]
    ledger = ledger_of(
        first, second, body(12, valid_from=DAYS[4]), ties=[tie(body(12, valid_from=DAYS[4]))], changes=changes
    )

    assert [set(ledger.on(day).ties) for day in (DAYS[1], DAYS[3], DAYS[5])] == [{10}, {11}, {12}]


def test_changes_that_go_round_in_a_circle_lead_nowhere():
    one, other = body(10, valid_from=DAYS[4]), body(11, valid_from=DAYS[4])
    circle = [Change(DAYS[4], 10, 11), Change(DAYS[4], 11, 10)]

    assert not ledger_of(one, other, ties=[tie(one)], changes=circle).on(DAYS[1]).ties


def test_an_agreement_covers_the_bodies_of_its_kind_but_for_exceptions():
    town, village, city, elsewhere = body(10), body(11, "village"), body(12, "city"), body(13, prefecture=1)
    association = Association(pk=1, prefecture=PREFECTURES[0], kind="towns")
    agreement = Agreement(pk=7, association=association, signed_on=DAYS[1], ends_on=DAYS[4])
    exceptions = [
        AssociationException(association=association, body=village, belongs=False, valid_from=DAYS[2]),
        AssociationException(association=association, body=city, belongs=True, valid_to=DAYS[3]),
    ]
    ledger = ledger_of(town, village, city, elsewhere, agreements=[agreement], exceptions=exceptions)

    covered = [set(ledger.on(day).covered) for day in DAYS[:5]]
    assert covered == [set(), {10, 11, 12}, {10, 12}, {10}, set()]


day = st.sampled_from(DAYS)
ends = st.one_of(st.none(), day)


@st.composite
def worlds(draw):
    """Bodies in two prefectures with random ties, memberships and agreements over the days."""
    kinds = draw(st.lists(st.sampled_from(["city", "town", "village"]), min_size=1, max_size=8))
    bodies = [body(10 + n, kind, draw(st.integers(0, 1))) for n, kind in enumerate(kinds)]
    one = st.sampled_from(bodies)
    associations = [
        Association(pk=10 * p + k, prefecture=PREFECTURES[p], kind=kind)
        for p in (0, 1)
        for k, kind in enumerate(("cities", "towns"))
    ]
    ties = draw(st.lists(st.builds(tie, one, day, ends), max_size=8))
    memberships = draw(
        st.lists(
            st.builds(lambda b, s, e: Membership(body=b, registered_on=s, withdrawn_on=e), one, day, ends),
            max_size=8,
        )
    )
    agreements = [
        Agreement(pk=n, association=association, signed_on=draw(day), ends_on=draw(ends))
        for n, association in enumerate(draw(st.lists(st.sampled_from(associations), max_size=3)))
    ]
    return bodies, ties, memberships, agreements


@given(worlds(), day)
def test_the_figures_equal_a_naive_count(world, on):
    bodies, ties, memberships, agreements = world
    linked = ledger_of(*bodies, ties=ties, memberships=memberships, agreements=agreements).on(on)

    tied = {t.partner_id for t in ties if t.started_on <= on and not (t.ended_on and t.ended_on <= on)}
    members = {
        m.body_id
        for m in memberships
        if m.registered_on <= on and not (m.withdrawn_on and m.withdrawn_on <= on)
    }
    covered = {
        b.pk
        for b in bodies
        for a in agreements
        if a.signed_on <= on
        and not (a.ends_on and a.ends_on <= on)
        and a.association.prefecture_id == b.prefecture_id
        and (a.association.kind == "cities") == (b.kind == "city")
    }
    assert (set(linked.ties), set(linked.members), set(linked.covered)) == (tied, members, covered)
    assert set(linked.union) == tied | members | covered
    assert all(linked.union.values())


# --- Read onto other bodies, and over mergers ---------------------------------------------------------------


def test_what_was_linked_is_read_onto_the_bodies_of_another_day():
    old, new = body(10, valid_to=DAYS[2]), body(11, kind="city", valid_from=DAYS[2])
    ledger = ledger_of(old, new, ties=[tie(old, DAYS[0], DAYS[2])], changes=[Change(DAYS[2], 10, 11)])
    today = ledger.read_onto(DAYS[4])

    assert (set(ledger.on(DAYS[1]).ties), set(today.on(DAYS[1]).ties)) == ({10}, {11})
    assert "当時の1県10町" in str(today.on(DAYS[1]).ties[11][0])
    assert not today.on(DAYS[3]).ties  # the tie had ended, whichever body is asked for
    assert {one.pk for one in today.existing(DAYS[1])} == {1, 2, 11}


def test_two_bodies_that_became_one_are_counted_once_as_it():
    olds, new = [body(10, valid_to=DAYS[2]), body(12, valid_to=DAYS[2])], body(11, valid_from=DAYS[2])
    changes = [Change(DAYS[2], 10, 11), Change(DAYS[2], 12, 11)]
    ledger = ledger_of(*olds, new, ties=[tie(one) for one in olds], changes=changes)

    assert len(ledger.on(DAYS[1]).ties) == 2
    assert {pk: len(why) for pk, why in ledger.read_onto(DAYS[4]).on(DAYS[1]).ties.items()} == {11: 2}


@st.composite
def merging_worlds(draw):
    """Towns some of which merge into new ones, one after the other; ties and members recorded on any of them."""
    kinds = st.sampled_from(["city", "town", "village"])
    bodies = [body(10 + n, draw(kinds), draw(st.integers(0, 1))) for n in range(draw(st.integers(2, 6)))]
    changes, number = [], 100
    for when in draw(st.lists(st.sampled_from(DAYS[1:]), unique=True, max_size=3)):
        living = [
            one for one in bodies if one.exists_on(when) and (one.valid_from is None or one.valid_from < when)
        ]
        joining = draw(st.lists(st.sampled_from(living), unique_by=id, max_size=3)) if living else []
        joining = [one for one in joining if one.valid_to is None]
        if joining:
            number += 1
            for one in joining:
                one.valid_to = when
                changes.append(Change(when, one.pk, number))
            bodies.append(body(number, draw(kinds), draw(st.integers(0, 1)), valid_from=when))
    associations = [
        Association(pk=10 * p + k, prefecture=PREFECTURES[p], kind=kind)
        for p in (0, 1)
        for k, kind in enumerate(("cities", "towns"))
    ]
    agreements = [
        Agreement(pk=n, association=association, signed_on=draw(day), ends_on=draw(ends))
        for n, association in enumerate(draw(st.lists(st.sampled_from(associations), max_size=3)))
    ]
    return bodies, sorted(changes), draw(recorded(bodies)), draw(recorded(bodies)), agreements


@st.composite
def recorded(draw, bodies):
    """Of some bodies, each from the day it was there: when it began, and when it ended if it did."""
    return [
        (one, one.valid_from or DAYS[0], draw(ends))
        for one in draw(st.lists(st.sampled_from(bodies), max_size=8))
    ]


def in_force(start, end, on) -> bool:
    return start <= on and (end is None or on < end)


@given(merging_worlds(), day)
def test_t1_equals_a_naive_count_over_mergers(world, on):
    bodies, changes, ties, members, agreements = world
    linked = ledger_of(
        *bodies,
        ties=[tie(one, start, end) for one, start, end in ties],
        memberships=[
            Membership(body=one, registered_on=start, withdrawn_on=end) for one, start, end in members
        ],
        agreements=agreements,
        changes=changes,
    ).on(on)

    def standing(records):
        found = set()
        for one, start, end in records:
            if in_force(start, end, on):
                pk = one.pk
                for change in changes:  # in the order of their days
                    if change.day <= on and change.before == pk:
                        pk = change.after
                found.add(pk)
        return found

    covered = {
        one.pk
        for one in bodies
        if in_force(one.valid_from or DAYS[0], one.valid_to, on)
        for agreement in agreements
        if in_force(agreement.signed_on, agreement.ends_on, on)
        and agreement.association.prefecture_id == one.prefecture_id
        and (agreement.association.kind == "cities") == (one.kind == "city")
    }
    sets = standing(ties), standing(members), covered
    assert (set(linked.ties), set(linked.members), set(linked.covered)) == sets
    assert set(linked.union) == set.union(*sets)
