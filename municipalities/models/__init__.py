from municipalities.models.agreements import Agreement, Company, Initiative
from municipalities.models.applications import ApplicationStep, KnownDomain, MembershipApplication
from municipalities.models.associations import Association, AssociationException
from municipalities.models.bodies import BoundaryChange, LocalGovernment
from municipalities.models.corrections import FactCorrection
from municipalities.models.facilities import Facility
from municipalities.models.imports import ImportRow, ImportRun
from municipalities.models.invitations import Invitation
from municipalities.models.membership import Membership, MembershipEvent
from municipalities.models.names import NameVariant
from municipalities.models.offices import Office, Posting
from municipalities.models.partner_lists import PartnerList, PartnerListEntry
from municipalities.models.partnerships import Partnership
from municipalities.models.profiles import Profile, ProfilePhoto
from municipalities.models.questions import NameQuestion, NameSighting
from municipalities.models.sources import Source

__all__ = [
    "Agreement",
    "ApplicationStep",
    "Association",
    "AssociationException",
    "BoundaryChange",
    "Company",
    "Facility",
    "FactCorrection",
    "ImportRow",
    "ImportRun",
    "Initiative",
    "Invitation",
    "KnownDomain",
    "LocalGovernment",
    "Membership",
    "MembershipApplication",
    "MembershipEvent",
    "NameQuestion",
    "NameSighting",
    "NameVariant",
    "Office",
    "PartnerList",
    "PartnerListEntry",
    "Partnership",
    "Posting",
    "Profile",
    "ProfilePhoto",
    "Source",
]
