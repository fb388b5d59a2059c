from municipalities.models.agreements import Agreement, Company, Initiative
from municipalities.models.associations import Association, AssociationException
from municipalities.models.bodies import BoundaryChange, LocalGovernment
from municipalities.models.facilities import Facility
from municipalities.models.membership import Membership
from municipalities.models.names import NameVariant
from municipalities.models.offices import Office, Posting
from municipalities.models.partner_lists import PartnerList, PartnerListEntry
from municipalities.models.partnerships import Partnership
from municipalities.models.sources import Source

__all__ = [
    "Agreement",
    "Association",
    "AssociationException",
    "BoundaryChange",
    "Company",
    "Facility",
    "Initiative",
    "LocalGovernment",
    "Membership",
    "NameVariant",
    "Office",
    "PartnerList",
    "PartnerListEntry",
    "Partnership",
    "Posting",
    "Source",
]
