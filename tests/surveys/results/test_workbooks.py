"""Workbooks of results: what is published, and what the secretariat takes away for itself."""

import io
import json

import openpyxl
import pytest

from accounts.models import AuditEvent
from surveys.reading import questions_of
from surveys.results.answers_workbook import ANSWERS, BODY_COLUMNS, question_columns
from surveys.results.figures import FIGURE_COLUMNS, FIGURES
from surveys.results.workbook import OPINIONS, RESPONDENTS
from tests import factories as f
from tests.machine_readable import of_workbook
from tests.surveys.results import samples

pytestmark = pytest.mark.django_db

#: What people write, and a spreadsheet would run.
FORMULA = '=HYPERLINK("http://example.com","x")'


@pytest.fixture
def desk(sign_in, secretariat, secretariat_office):
    return sign_in(secretariat)


def book(response):
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows(sheet):
    header, *others = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in others]


def published(**values):
    survey = samples.answered(**values)
    f.SurveyOpinionFactory(survey=survey, heading=FORMULA, text="=1+1")
    samples.publish_at_once(survey, f.UserFactory())
    survey.refresh_from_db()
    return survey


def test_the_published_workbook_says_what_was_frozen(visitor):
    survey = published(is_anonymous=False)
    response = visitor.get(f"/surveys/{survey.slug}/results.xlsx")
    made = book(response)
    assert made.sheetnames[:2] == ["印刷用", "クロス集計 印刷用"]
    figures = rows(made[FIGURES])
    first = figures[0]
    assert (first["数値"], first["母数（団体）"], first["割合（％）"]) == (6, 10, 60.0)
    matrix = [row for row in figures if row["表の行"] == "産業" and row["項目"] == "高い"]
    assert [row["数値"] for row in matrix] == [6]
    assert ("334000", "岡山県見本0市") in set(made[RESPONDENTS].iter_rows(values_only=True))
    assert made[OPINIONS]["A2"].value == FORMULA
    assert made[OPINIONS]["A2"].data_type == "s"
    assert of_workbook(response.content, FIGURE_COLUMNS, [FIGURES]) == []
    again = visitor.get(f"/surveys/{survey.slug}/results.xlsx")
    assert again.content == response.content
    etag = response["ETag"]
    headers = {"if-none-match": etag}
    assert visitor.get(f"/surveys/{survey.slug}/results.xlsx", headers=headers).status_code == 304


def test_what_is_hidden_is_hidden_in_every_file(visitor):
    survey = published(smallest_cell=5)
    content = json.loads(visitor.get(f"/surveys/{survey.slug}/results.json").content)
    assert [part["answered"] for part in content["response"]["by_area"]] == ["x", "x"]
    figures = rows(book(visitor.get(f"/surveys/{survey.slug}/results.xlsx"))[FIGURES])
    hidden = [row for row in figures if row["秘匿"]]
    assert hidden
    assert all(row["数値"] is None and row["割合（％）"] is None for row in hidden)
    assert not any(row["数値"] in (1, 2, 3, 4) for row in figures if row["単位"] == "団体")
    assert "秘匿した数です" in visitor.get(f"/surveys/{survey.slug}/").text


def test_every_answer_is_a_row(desk, secretariat):
    survey = samples.answered(6)
    target = survey.targets.answered().first()
    text = survey.questions.get(kind="long_text")
    f.AnswerVersionFactory(target=target, number=2, content={str(text.pk): FORMULA})
    target.version = 2
    target.save(update_fields=["version"])
    response = desk.get(f"/members/surveys/{survey.slug}/results.xlsx")
    assert response["Cache-Control"] == "private, no-store"
    made = book(response)
    found = rows(made[ANSWERS])
    assert len(found) == 6
    own = next(row for row in found if row["団体コード"] == target.body.code)
    assert next(value for label, value in own.items() if "困っていること" in label) == FORMULA
    assert own["政令指定都市"] == 0
    other = next(row for row in found if row["団体コード"] == "334020")
    assert other["問2-1 産業"] == 1
    assert other["問3（人） 職員数を教えてください。"] == 20
    assert other["問4-1 産業"] == "高い"
    columns = [*BODY_COLUMNS, *question_columns(questions_of(survey))]
    assert of_workbook(response.content, columns, [ANSWERS]) == []
    for sheet in made:
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    event = AuditEvent.objects.get(verb="export.survey_answers")
    assert event.actor == secretariat
    assert survey.title in event.summary


def test_days_before_excel_are_texts(desk):
    survey = samples.answered(1, 1)
    target = survey.targets.answered().get()
    day = survey.questions.get(kind="date")
    f.AnswerVersionFactory(target=target, number=2, content={str(day.pk): "1899-12-31"})
    target.version = 2
    target.save(update_fields=["version"])
    (row,) = rows(book(desk.get(f"/members/surveys/{survey.slug}/results.xlsx"))[ANSWERS])
    assert row["問5 希望する時期"] == "1899-12-31"


def test_a_file_of_nothing_public_is_not_found(visitor):
    survey = samples.answered()
    recorded = f.SurveyFactory(slug="recorded")
    for slug in (survey.slug, recorded.slug, "nowhere"):
        for name in ("results.xlsx", "results.json"):
            assert visitor.get(f"/surveys/{slug}/{name}").status_code == 404
