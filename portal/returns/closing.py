from django.db import transaction

from accounts.models import User
from portal.models import Release
from portal.releases.making import prepare
from surveys.models import ReturnCampaign
from surveys.returns.actions import close_campaign


@transaction.atomic
def close_year(*, campaign: ReturnCampaign, by: User, missing: list[str]) -> Release:
    """Close the campaign and freeze the tables of its day, for another of the secretariat to look at and publish (ADR
    0018). Where the tables cannot be frozen (they are published already) the campaign stays open."""
    campaign = close_campaign(campaign=campaign, by=by, missing=missing)
    return prepare(year=campaign.fiscal_year, by=by)
