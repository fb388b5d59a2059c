from portal.models.content import ContentVersion
from portal.models.exports import Export
from portal.models.figures import Figure
from portal.models.inbox import InboxCalendar
from portal.models.inquiries import Inquiry
from portal.models.releases import Release, ReleaseRemark, ReleaseTable, ReleaseWorkbook
from portal.models.seeds import SeedRecord

__all__ = [
    "ContentVersion",
    "Export",
    "Figure",
    "InboxCalendar",
    "Inquiry",
    "Release",
    "ReleaseRemark",
    "ReleaseTable",
    "ReleaseWorkbook",
    "SeedRecord",
]
