"""The conditions that a person keeps for a list of the admin, above it."""

from django import template

from accounts.models import SavedFilter
from accounts.saved_filters import query_of

register = template.Library()


@register.inclusion_tag("admin/saved_filters.html", takes_context=True)
def saved_filters(context: template.Context, cl) -> dict:
    request = context["request"]
    model = cl.opts.label_lower
    return {
        "filters": [] if cl.is_popup else SavedFilter.objects.of(request.user, model),
        "model": model,
        "query": query_of(request.GET),
        "is_popup": cl.is_popup,
        "csrf_token": context.get("csrf_token"),
    }
