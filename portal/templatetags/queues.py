"""What waits, on the home of the admin."""

from django import template

from accounts.models import User
from portal.queues import Home, home_of

register = template.Library()


@register.simple_tag
def queues_of(user: User) -> Home:
    return home_of(user)
