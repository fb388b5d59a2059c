from django.contrib import admin

from municipalities.models.bodies import Area

LABELS = dict(Area.choices)


class AreaFilter(admin.AllValuesFieldListFilter):
    """The areas by name: the field is computed by the database, which knows no labels."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": LABELS.get(choice["display"], choice["display"])}
