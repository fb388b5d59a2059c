from django import template

from accounts.devices import label

register = template.Library()
#: 「Chrome（Windows）」 for the text a browser gives of itself.
register.filter("device", label)
