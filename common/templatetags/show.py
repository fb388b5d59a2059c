"""Tags and filters that show values to people; loaded in every template (settings: builtins)."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from common import dates
from common.linked_data import breadcrumb_list, data_block
from common.markdown import render

register = template.Library()

register.filter("wareki", dates.wareki)
register.filter("fiscal_year", dates.fiscal_year_label)

#: The shape of the chip for a state of anything.
CHIPS = {
    "done": "done",
    "held": "done",
    "planned": "plan",
    "going_on": "alive",
    "cancelled": "warn",
    "postponed": "warn",
}


@register.filter
def markdown(text: str) -> SafeString:
    """A text in Markdown as HTML, cleaned of everything that is not on the allow-list."""
    return mark_safe(render(text))  # noqa: S308


@register.filter
def chip_kind(state: str) -> str:
    return CHIPS.get(state, "neutral")


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: Context, *steps: str) -> dict:
    """The way from home to a page: label and address (or its name) in turn, last the page's own label.
    Machines are told the same."""
    *above, here = ("ホーム", "portal:home", *steps)
    addresses = (step if step.startswith("/") else reverse(step) for step in above[1::2])
    items = [*zip(above[::2], addresses, strict=True), (here, "")]
    return {"items": items, "data": data_block(breadcrumb_list(items, context["request"].build_absolute_uri))}
