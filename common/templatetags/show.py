"""Filters that show values to people; loaded in every template (settings: builtins)."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from common import dates
from common.markdown import render

register = template.Library()

register.filter("wareki", dates.wareki)
register.filter("fiscal_year", dates.fiscal_year_label)


@register.filter
def markdown(text: str) -> SafeString:
    """A text in Markdown as HTML, cleaned of everything that is not on the allow-list."""
    return mark_safe(render(text))  # noqa: S308
