"""What the public lists can be narrowed by."""

from projects.filters.events import EventFilter
from projects.filters.projects import ProjectFilter

__all__ = ["EventFilter", "ProjectFilter"]
