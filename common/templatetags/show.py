"""Filters that show values to people; loaded in every template (settings: builtins)."""

from django import template

from common import dates

register = template.Library()

register.filter("wareki", dates.wareki)
register.filter("fiscal_year", dates.fiscal_year_label)
