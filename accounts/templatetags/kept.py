"""Marks of forms whose text survives the end of a session."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.kept_posts import WRITER, writer_mark

register = template.Library()


@register.simple_tag(takes_context=True)
def writer(context: template.Context) -> SafeString:
    """The hidden field that says to whom the form was given."""
    return format_html('<input type="hidden" name="{}" value="{}">', WRITER, writer_mark(context["request"]))
