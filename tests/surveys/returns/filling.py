"""How the tests of the yearly return fill in pages and files."""

import datetime as dt
import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from common.dates import today
from municipalities.exchange.records import STAMP
from municipalities.models import Posting
from surveys.models import ReturnCampaign, YearlyReturn
from surveys.returns.actions import open_campaign, prepare_campaign
from tests.factories import OfficeFactory, PostingFactory, UserFactory, WardFactory
from tests.factories.municipalities import code

NAMES = (
    *("千代田区", "中央区", "港区", "新宿区", "文京区", "台東区", "墨田区", "江東区", "品川区", "目黒区"),
    *("大田区", "世田谷区", "渋谷区", "中野区", "杉並区", "豊島区", "北区", "荒川区", "板橋区", "練馬区"),
    *("足立区", "葛飾区", "江戸川区"),
)


def last_august() -> int:
    """The latest fiscal year whose 1 August has come: its campaign can be closed."""
    return today().year if today() >= dt.date(today().year, 8, 1) else today().year - 1


def all_wards() -> list:
    return [WardFactory(code=code(f"13{101 + n}"), name=name) for n, name in enumerate(NAMES)]


def officer_of(ward, role=Posting.Role.APPROVER):
    """Somebody of an office of the ward, which needs an approval."""
    person = UserFactory()
    PostingFactory(office=OfficeFactory(body=ward, name="企画課"), user=person, role=role)
    return person


def opened(secretariat, year: int | None = None) -> ReturnCampaign:
    year = year or last_august()
    due = max(today(), ReturnCampaign.day_of(year)) + dt.timedelta(days=30)
    campaign = prepare_campaign(
        fiscal_year=year, due_on=due, guidance="根拠も確かめてください。", by=secretariat
    )
    return open_campaign(campaign=campaign, by=secretariat)


def return_of(campaign: ReturnCampaign, ward) -> YearlyReturn:
    return YearlyReturn.objects.select_related("campaign", "ward").get(campaign=campaign, ward=ward)


# --- On the pages -------------------------------------------------------------------------------------


def sent(client: Client, address: str, **changes: Any):
    """The form of a page, as it stands there but for some fields, sent."""
    page = client.get(address)
    assert page.status_code == 200, address
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in values.items()} | changes
    return client.post(address, data)


def done(answer) -> None:
    """The form was taken."""
    if answer.status_code != 302:
        form = answer.context["form"]
        raise AssertionError(f"{answer.status_code}: {form.errors.as_text()}")


# --- In files -----------------------------------------------------------------------------------------


def file_of(client: Client, found: YearlyReturn) -> openpyxl.Workbook:
    answer = client.get(f"{found.get_absolute_url()}file.xlsx")
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


class Table:
    """A sheet of the file by its labels."""

    def __init__(self, book: openpyxl.Workbook, title: str):
        self.sheet = book[title]
        self.columns = {cell.value: cell.column for cell in self.sheet[1]}

    def row_of(self, label: str, begins: str) -> int:
        """The row whose cell begins so."""
        column = self.columns[label]
        found = [
            row
            for row in range(2, self.sheet.max_row + 1)
            if str(self.sheet.cell(row, column).value or "").startswith(begins)
        ]
        assert len(found) == 1, (label, begins, found)
        return found[0]

    def write(self, row: int, **cells: Any) -> None:
        for label, value in cells.items():
            self.sheet.cell(row, self.columns[label], value)

    def add(self, **cells: Any) -> None:
        self.write(self.sheet.max_row + 1, **cells)

    def stamp(self, row: int) -> str:
        return self.sheet.cell(row, self.columns[STAMP]).value


def handed_in(client: Client, found: YearlyReturn, book: openpyxl.Workbook):
    """The page of the run of a file that was uploaded."""
    file = io.BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("調査.xlsx", file.getvalue())
    answer = client.post(f"{found.get_absolute_url()}imports/new/", {"file": upload})
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer.url)


def taken_over(client: Client, page) -> None:
    """What is accepted of a run, written into the lines."""
    address = page.request["PATH_INFO"]
    assert client.get(f"{address}write/").status_code == 200
    answer = client.post(f"{address}write/", follow=True)
    run = answer.context["run"]
    assert run.state == "done", (run.state, run.messages)
