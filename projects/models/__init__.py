from projects.models.attachments import ProjectFile, ProjectPhoto
from projects.models.categories import IssueCategory
from projects.models.disaster import DisasterSupport
from projects.models.events import Event
from projects.models.parties import ProjectParty
from projects.models.plan import PlanCell, PlanItem
from projects.models.projects import Field, Project
from projects.models.years import ProjectYear

__all__ = [
    "DisasterSupport",
    "Event",
    "Field",
    "IssueCategory",
    "PlanCell",
    "PlanItem",
    "Project",
    "ProjectFile",
    "ProjectParty",
    "ProjectPhoto",
    "ProjectYear",
]
