"""The yearly return of the sample world (見本): a campaign that is running, some wards on their way. Nothing of it is
accepted: what a sample says never becomes the ledger's."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from accounts.models import User
from common.dates import fiscal_year, today
from municipalities.models import LocalGovernment, Office
from surveys.models import PartnershipLine, ReturnCampaign, YearlyReturn
from surveys.returns.actions import (
    continue_rest,
    open_campaign,
    prepare_campaign,
    send_back,
    submit_return,
    write_line,
)

State = YearlyReturn.State


def make_returns(told: dict[str, Any], offices: dict[str, Office], head: Callable[[str], User]) -> None:
    """`head` gives who decides for an office, by its key in the world."""
    year, secretariat = fiscal_year(today()), head("secretariat")
    due = max(today(), ReturnCampaign.day_of(year)) + dt.timedelta(days=told["days"])
    campaign = prepare_campaign(fiscal_year=year, due_on=due, guidance=told["guidance"], by=secretariat)
    campaign = open_campaign(campaign=campaign, by=secretariat)
    for one in told["wards"]:
        found = campaign.returns.select_related("campaign", "ward").get(ward=offices[one["ward"]].body)
        _fill(found, one, head(one["ward"]))
        _send(found, one, head(one["ward"]), secretariat)


def _fill(found: YearlyReturn, told: dict[str, Any], by: User) -> None:
    for new in told["new"]:
        values = {
            "status": PartnershipLine.NEW,
            "partner": LocalGovernment.objects.on(today()).get(code=new["partner"]),
            "kind": new["kind"],
            "started_on": dt.date.fromisoformat(new["started_on"]),
            "evidence": new["evidence"],
        }
        write_line(yearly_return=found, line=PartnershipLine(), values=values, by=by)
    if told["continue"]:
        continue_rest(yearly_return=found, by=by)


def _send(found: YearlyReturn, told: dict[str, Any], by: User, secretariat: User) -> None:
    def submit() -> None:
        found.refresh_from_db(fields=["version"])
        submit_return(yearly_return=found, by=by, version=found.version)

    if told["to"] != State.EDITING:
        submit()
    if told["to"] in (State.RETURNED, State.RESUBMITTED):
        send_back(yearly_return=found, by=secretariat, reason=told["reason"])
    if told["to"] == State.RESUBMITTED:
        submit()
