"""The yearly statistics as a workbook to print and to compute with, and one long list as a workbook that streams."""

from portal.workbook.cover import Cover
from portal.workbook.longlist import write_list_workbook
from portal.workbook.yearly import write_yearly_workbook

__all__ = ["Cover", "write_list_workbook", "write_yearly_workbook"]
