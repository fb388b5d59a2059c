"""What the frame of every page is made of."""

from django import template

from portal.site_map import SECTIONS, Section

register = template.Library()


@register.simple_tag
def site_sections() -> list[Section]:
    """The parts of the site and their pages, as the site map has them."""
    return SECTIONS
