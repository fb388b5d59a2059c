"""What is counted of answers, kind by kind."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.models import Erratum, Question
from surveys.reading import Numbered
from surveys.results.counting import classes, cross, crossed, plain, section_of
from surveys.results.given import AREA, CHOOSING, SIZE, Given, told
from surveys.results.rates import percent, rates_of
from tests import factories as f
from tests.surveys.results import samples


def question(kind, **values):
    made = Question(pk=7, kind=kind, text="設問", **values)
    made._prefetched_objects_cache = {"errata": Erratum.objects.none()}
    return made


def given_(*values, kind="town", designated=False, area="tohoku", key="7"):
    return [
        Given(
            number,
            {} if value is None else {key: value},
            f"03{number:04}",
            f"見本{number}町",
            kind,
            designated,
            area,
            "岩手県",
        )
        for number, value in enumerate(values)
    ]


def counted(made, *values, **more):
    return section_of(Numbered("問1", made), given_(*values), **more)


def counts(table):
    return {row["label"]: row["count"] for row in table["rows"]}


def test_one_of_several_options():
    section = counted(question("one", options=["はい", "いいえ"]), 1, 1, 2, None, "")
    assert section["n"] == 3
    assert counts(section["tables"][0]) == {"はい": 2, "いいえ": 1}


def test_several_options_do_not_sum_up():
    (table,) = counted(question("several", options=["甲", "乙", "丙"]), [1, 2], [2], [], [2, 9])["tables"]
    assert (table["n"], table["sums"]) == (3, False)
    assert counts(table) == {"甲": 1, "乙": 3, "丙": 0}


def test_a_matrix_has_a_table_for_each_row():
    made = question("matrix", rows=["産業", "観光"], options=["高い", "低い"])
    first, second = counted(made, {"1": 1, "2": 2}, {"1": 1}, {"1": None})["tables"]
    assert (first["title"], first["n"], counts(first)) == ("産業", 2, {"高い": 2, "低い": 0})
    assert (second["title"], second["n"], counts(second)) == ("観光", 1, {"高い": 0, "低い": 1})


def test_numbers_are_exact():
    section = counted(question("number", unit="人"), "0.1", "0.2", "1200", "x", "NaN")
    facts = {fact["key"]: fact["value"] for fact in section["facts"]}
    assert facts == {"sum": "1200.3", "mean": "400.1", "median": "0.2", "minimum": "0.1", "maximum": "1200"}
    assert sum(counts(section["tables"][0]).values()) == 3
    assert counted(question("number"), None)["facts"] == []


def test_no_number_stands_for_itself_where_that_would_tell_it():
    (table,) = counted(question("number", unit="人"), "12", "12", "30", exact=False)["tables"]
    assert all("未満" in label for label in counts(table))


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=2), min_size=1, max_size=60))
def test_every_number_is_in_one_class(numbers):
    values = sorted(numbers)
    rows = classes(values, "円", exact=False)
    assert sum(count for _, count in rows) == len(values)
    assert len(rows) <= 8
    assert rows[0][1] > 0
    assert rows[-1][1] > 0


def test_numbers_are_written_plainly():
    assert [plain(Decimal(text)) for text in ("1E+3", "2.50", "0.005", "-0.5", "7")] == [
        "1000",
        "2.5",
        "0.01",
        "-0.5",
        "7",
    ]


def test_days_by_month_or_year():
    section = counted(question("date"), "2026-04-01", "2026-04-30", "2026-05-01", "いつか")
    assert counts(section["tables"][0]) == {"2026-04": 2, "2026-05": 1}
    assert [fact["value"] for fact in section["facts"]] == ["2026-04-01", "2026-05-01"]
    long = [(dt.date(1990, 1, 1) + dt.timedelta(days=40 * step)).isoformat() for step in range(40)]
    assert "1990年" in counts(counted(question("date"), *long)["tables"][0])


def test_consent_is_yes_or_no():
    section = counted(question("consent"), True, False, True, None)
    assert counts(section["tables"][0]) == {"同意する": 2, "同意しない": 1}


def test_words_are_counted_by_category():
    section = counted(question("text"), "雪", None, "山", categories=[("雪害", 1), ("その他", 0)])
    assert section["n"] == 2
    assert counts(section["tables"][0]) == {"雪害": 1, "その他": 0}
    assert counted(question("text"), "雪")["tables"] == []


def test_an_answer_in_words():
    options = {"options": ["甲", "乙"]}
    assert told(question("several", **options), [2, 1]) == "甲、乙"
    assert told(question("matrix", rows=["行"], **options), {"1": 2}) == "行：乙"
    assert told(question("file"), ["計画", "図面"]) == "計画、図面"
    assert told(question("consent"), False) == "同意しない"
    assert told(question("number"), "1.5") == "1.5"


def test_cross_tables():
    one = question("one", options=["甲", "乙"])
    answers = [*given_(1, 2, None), *given_(1, kind="city", designated=True, area="kinki")]
    table = cross(one, answers, AREA)
    assert [(group["label"], group["n"]) for group in table["groups"]] == [("東北", 2), ("近畿", 1)]
    assert [(row["total"], row["counts"]) for row in table["rows"]] == [(2, [1, 1]), (1, [1, 0])]
    assert [group["label"] for group in cross(one, answers, SIZE)["groups"]] == ["政令指定都市", "町"]


def test_by_another_question():
    one, other = question("one", options=["甲", "乙"]), question("several", options=["東", "西"])
    other.pk = 8
    answers = [Given(1, {"7": 1, "8": [1, 2]}, "1", "a", "town", False, "kanto", None)]
    answers += [Given(2, {"7": 2}, "2", "b", "town", False, "kanto", None)]
    table = crossed(one, answers, other)
    assert [(group["label"], group["n"]) for group in table["groups"]] == [
        ("東", 1),
        ("西", 1),
        ("無回答", 1),
    ]
    assert [row["counts"] for row in table["rows"]] == [[1, 1, 0], [0, 0, 1]]


def test_what_can_be_crossed():
    assert set(CHOOSING) == {"one", "several", "consent"}


@pytest.mark.parametrize(
    ("part", "whole", "shown"), [(328, 1718, 19.1), (1, 8, 12.5), (1, 16, 6.3), (0, 5, 0.0), (0, 0, None)]
)
def test_percent(part, whole, shown):
    assert percent(part, whole) == shown


@pytest.mark.django_db
def test_the_base_never_changes(django_assert_num_queries):
    survey = samples.answered(4, 0, state="draft")
    for state in ("declined", "excluded", "returned"):
        samples.ask(survey, f.LocalGovernmentFactory(kind="city"), state)
    samples.be(survey, "final")
    with django_assert_num_queries(2):
        rates = rates_of(survey)
    assert (rates.whole.base, rates.whole.answered) == (7, 4)
    assert rates.states["excluded"] == 1
    assert sum(rate.base for rate in rates.prefectures) == 7
    assert sum(rate.base for rate in rates.areas) == sum(rate.base for rate in rates.kinds) == 7


@pytest.mark.django_db
def test_an_erratum_is_what_is_shown():
    survey = samples.survey_with_questions()
    one = survey.questions.get(kind="one")
    f.ErratumFactory(question=one, text="正しい設問文")
    section = section_of(Numbered("問1", survey.questions.in_order().get(pk=one.pk)), [])
    assert section["text"] == "正しい設問文"
