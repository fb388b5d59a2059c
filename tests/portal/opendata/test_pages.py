"""The pages of open data, and what machines read of them."""

import datetime as dt

import pytest

from portal.opendata.catalogue import DATASETS, LICENCE_URL
from portal.opendata.files import FORMATS
from portal.opendata.pages import MOST_LETTERS, PREVIEWED
from tests.factories import PartnershipFactory, ProjectFactory, ProjectYearFactory
from tests.pages import hostile, statements, text_of
from tests.portal.test_linked_data import blocks

pytestmark = pytest.mark.django_db


def test_the_catalogue_has_every_dataset_in_every_format(visitor):
    text = text_of(visitor.get("/opendata/"))
    for key, dataset in DATASETS.items():
        assert f'href="/opendata/{key}/">{dataset.title}</a>' in text
        for suffix in FORMATS:
            assert f'href="/opendata/{key}.{suffix}"' in text
    assert f'href="{LICENCE_URL}"' in text
    assert 'href="/events.ics"' in text


def test_the_statistics_lead_there(visitor):
    assert 'href="/opendata/"' in text_of(visitor.get("/statistics/"))
    assert "オープンデータ" in text_of(visitor.get("/sitemap/"))
    assert "http://testserver/opendata/bodies/" in text_of(visitor.get("/sitemap-opendata.xml"))


def test_catalogues_read_what_there_is(visitor):
    catalogue = blocks(text_of(visitor.get("/opendata/")))["DataCatalog"]
    assert [one["url"] for one in catalogue["dataset"]] == [
        f"http://testserver/opendata/{key}/" for key in DATASETS
    ]
    dataset = blocks(text_of(visitor.get("/opendata/partnerships/?on=2015-08-01")))["Dataset"]
    assert dataset["license"] == LICENCE_URL
    assert dataset["temporalCoverage"] == "2015-08-01"
    assert "dateModified" not in dataset
    assert [one["contentUrl"] for one in dataset["distribution"]] == [
        f"http://testserver/opendata/partnerships.{suffix}?on=2015-08-01" for suffix in FORMATS
    ]
    assert len(dataset["variableMeasured"]) == len(DATASETS["partnerships"].columns)


@pytest.mark.parametrize("key", DATASETS)
def test_a_page_shows_the_dictionary_and_the_terms(visitor, key):
    text = text_of(visitor.get(f"/opendata/{key}/"))
    for column in DATASETS[key].columns:
        assert column.label in text
        assert column.meaning in text
    assert "公共データ利用規約" in text
    assert "UTF-8（BOM付き）" in text


def test_addresses_name_the_day_only_where_it_was_asked_for(visitor):
    now, then = (text_of(visitor.get(f"/opendata/bodies/{on}")) for on in ("", "?on=平成27年8月1日"))
    assert 'href="/opendata/bodies.csv"' in now
    assert 'href="/opendata/bodies.csv?on=2015-08-01"' in then
    assert "平成27年8月1日（2015年）現在" in then
    assert "/opendata/bodies/?on=2015-08-01" in then


@pytest.mark.parametrize("day", ["nai", "2015-02-30", "9999-01-01"])
def test_a_day_that_is_none_is_told_at_its_field(visitor, day):
    text = text_of(visitor.get("/opendata/bodies/", {"on": day}))
    assert 'aria-invalid="true"' in text
    assert 'href="/opendata/bodies.csv"' in text


@hostile
def test_nothing_typed_breaks_a_page(visitor, value):
    assert visitor.get("/opendata/surveys/", {"on": value}).status_code == 200


def test_a_preview_is_the_first_rows_and_the_beginning_of_long_texts(visitor):
    for year in range(PREVIEWED + 5):
        ProjectYearFactory(fiscal_year=2000 + year, plan="計画" * 200)
    text = text_of(visitor.get("/opendata/project-years/"))
    assert f"<strong>{PREVIEWED + 5}</strong>行" in text
    assert f"最初の{PREVIEWED}行" in text
    assert f"{'計画' * (MOST_LETTERS // 2)}…" in text
    assert ">2000<" in text
    assert f">{2000 + PREVIEWED}<" not in text


def test_a_day_without_rows_says_so(visitor):
    assert "この日のデータはありません" in text_of(visitor.get("/opendata/partnerships/?on=1950-01-01"))


def test_a_page_takes_the_same_statements_for_one_row_and_thirty(visitor):
    def make():
        project = ProjectFactory()
        ProjectYearFactory(project=project)
        PartnershipFactory(started_on=dt.date(2012, 4, 1))

    make()
    found = {
        key: statements(visitor, f"/opendata/{key}/") for key in ("projects", "project-years", "partnerships")
    }
    for _ in range(29):
        make()
    assert found == {key: statements(visitor, f"/opendata/{key}/") for key in found}
    assert found == {"projects": 3, "project-years": 3, "partnerships": 3}
    assert statements(visitor, "/opendata/") == 0


@pytest.mark.parametrize("path", ["", "bodies/"])
def test_pages_are_only_read(visitor, path):
    assert visitor.post(f"/opendata/{path}").status_code == 405
