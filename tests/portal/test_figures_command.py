import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command

from municipalities.models import LocalGovernment
from portal.statistics.content import TABLES
from tests.factories import BoundaryChangeFactory, LocalGovernmentFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(nishiwaga):
    """西和賀町 as if it had become a city in 2016."""
    LocalGovernment.objects.filter(pk=nishiwaga.pk).update(valid_to=dt.date(2016, 4, 1))
    city = LocalGovernmentFactory(kind="city", prefecture=nishiwaga.prefecture)
    LocalGovernment.objects.filter(pk=city.pk).update(valid_from=dt.date(2016, 4, 1))
    change = BoundaryChangeFactory(effective_on=dt.date(2016, 4, 1))
    change.predecessors.set([nishiwaga])
    change.successors.set([city])
    PartnershipFactory(partner=nishiwaga, started_on=dt.date(2010, 4, 1))
    return city


def told(capsys, *arguments) -> dict:
    call_command("figures", "--on", "平成27年8月1日", "--json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_every_table_with_members_and_reasons(capsys, merged, nishiwaga):
    data = told(capsys)

    assert [table["table"] for table in data["tables"]] == list(TABLES)
    t1 = data["tables"][0]
    (count,) = (one for one in t1["counts"] if (one["row"], one["column"]) == ("2015", "union"))
    assert (count["value"], count["members"]) == (1, [nishiwaga.code])
    assert "災害時相互応援協定" in t1["reasons"][nishiwaga.code][0]


def test_read_onto_the_bodies_of_today(capsys, merged):
    data = told(capsys, "--table", "T6", "--basis", "today")
    assert [row[0] for row in data["tables"][0]["rows"]] == [merged.code]


def test_a_table_in_words(capsys, merged):
    call_command("figures", "--on", "2015-08-01", "--table", "T1")
    out = capsys.readouterr().out
    assert "平成27年度（2015年度）：各区の交流自治体 1" in out
    call_command("figures", "--on", "2015-08-01", "--table", "T6")
    assert "1行" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [("--on", "昨日"), ("--on", "2015-08-01", "--table", "T99"), ("--on", "2015-08-01", "--basis", "x")],
)
def test_what_cannot_be_told_is_said(arguments):
    with pytest.raises(CommandError):
        call_command("figures", *arguments)
