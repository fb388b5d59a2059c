"""Tags and filters that show values to people; loaded in every template (settings: builtins)."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from common import dates
from common.linked_data import breadcrumb_list, data_block
from common.markdown import render

register = template.Library()

register.filter("wareki", dates.wareki)
register.filter("wareki_time", dates.wareki_time, expects_localtime=True)
register.filter("machine_time", dates.machine_time, expects_localtime=True)
register.filter("fiscal_year", dates.fiscal_year_label)

#: The shape of the chip for a state of anything.
CHIPS = {
    "done": "done",
    "held": "done",
    "planned": "plan",
    "going_on": "alive",
    "settled": "done",
    "open": "alive",
    "terms": "alive",
    "talks": "alive",
    "draft": "plan",
    "internal": "plan",
    "review": "plan",
    "submitted": "plan",
    "reviewing": "plan",
    "asking": "plan",
    "failed": "warn",
    "withdrawn": "warn",
    "lapsed": "warn",
    "proposed": "alive",
    "published": "done",
    "ahead": "plan",
    "stopped": "warn",
    "passed": "warn",
    "declined": "warn",
    "dissolved": "warn",
    "cancelled": "warn",
    "postponed": "warn",
    # Applications for membership, and registrations.
    "confirmed": "alive",
    "in_review": "alive",
    "returned": "warn",
    "approved": "done",
    "valid": "done",
    "to_confirm": "warn",
    "suspended": "warn",
    # Yearly releases.
    "prepared": "alive",
    # The yearly return: campaigns, returns, lines.
    "preparing": "plan",
    "untouched": "neutral",
    "editing": "plan",
    "resubmitted": "alive",
    "continued": "done",
    "changed": "alive",
    "ended": "neutral",
    "new": "plan",
    # Rows of an import.
    "fault": "warn",
    "doubt": "warn",
    "conflict": "warn",
    # Exports; those that wait are told like corrections that do.
    "making": "alive",
    "ready": "done",
    "expired": "neutral",
    # Surveys, and the bodies they ask.
    "checking": "plan",
    "scheduled": "plan",
    "closed": "neutral",
    "final": "done",
    "unsent": "plan",
    "sent": "alive",
    "bounced": "warn",
    "writing": "alive",
    "by_proxy": "done",
    "excluded": "neutral",
    # Proposed corrections.
    "waiting": "alive",
    "accepted": "done",
}


@register.filter
def markdown(text: str) -> SafeString:
    """A text in Markdown as HTML, cleaned of everything that is not on the allow-list."""
    return mark_safe(render(text))  # noqa: S308


#: The look of a notice for the level of a message.
NOTICES = {"debug": "info", "info": "info", "success": "success", "warning": "warn", "error": "error"}


@register.filter
def notice_kind(level: str) -> str:
    return NOTICES[level]


@register.filter
def chip_kind(state: str) -> str:
    return CHIPS.get(state, "neutral")


@register.inclusion_tag("components/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: template.Context, *steps: str) -> dict:
    """The way from home to a page: label and address (or its name) in turn, last the page's own label.
    Machines are told the same."""
    way = ["ホーム", "portal:home", *steps]
    above, here = way[:-1], way[-1]
    addresses = (step if step.startswith("/") else reverse(step) for step in above[1::2])
    items = [*zip(above[::2], addresses, strict=True), (here, "")]
    return {"items": items, "data": data_block(breadcrumb_list(items, context["request"].build_absolute_uri))}


@register.simple_tag(takes_context=True)
def chrome(context: template.Context, name: str) -> SafeString:
    """A component that depends on nothing but the kind of page it stands on (`here`): made once a process."""
    request = context.get("request")
    match = request and request.resolver_match
    here = match.view_name if match else ""
    return _chrome(name, here) if not settings.DEBUG else _chrome.__wrapped__(name, here)


@lru_cache(256)
def _chrome(name: str, here: str) -> SafeString:
    return render_to_string(name, {"here": here})
