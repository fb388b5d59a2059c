"""Tags for what machines read of a page: its own address, what it is about. Loaded in every template (settings:
builtins). None of them asks the database."""

import datetime as dt

from django import template
from django.db.models import Model
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from common.linked_data import data_block
from portal.canonical import canonical_address
from portal.linked_data import describe, site, statistics

register = template.Library()


class CaptureNode(Node):
    def __init__(self, nodelist: NodeList, name: str):
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> str:
        context[self.name] = self.nodelist.render(context)
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """`{% capture as name %}…{% endcapture %}`: a block's content to be set in several places."""
    _, _, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)


@register.simple_tag(takes_context=True)
def absolute(context: Context, path: str) -> str:
    """An address with scheme and host, for whoever meets it outside the site."""
    return context["request"].build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The one address of the page. Empty where there is no request: the page of a server's error."""
    request = context.get("request")
    parts = (context.get(name) for name in ("form", "page_obj", "run"))
    return canonical_address(request, *parts) if request else ""


@register.simple_tag(takes_context=True)
def linked_data(context: Context, record: Model) -> SafeString:
    """What the page is about, a record, as a data block."""
    return data_block(describe(record, context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def linked_site(context: Context) -> SafeString:
    """The site itself, as a data block."""
    return data_block(site(context["request"].build_absolute_uri))


@register.simple_tag(takes_context=True)
def linked_dataset(context: Context, day: dt.date) -> SafeString:
    """The statistics of a day, as a data block."""
    return data_block(statistics(day, context["request"].build_absolute_uri))
