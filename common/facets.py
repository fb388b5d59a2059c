"""What a list is asked for, and how much each further condition would leave of it."""

from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms

#: Facet → value → number of entries under all other conditions.
Counts = dict[str, dict[str, int]]


class FacetForm(forms.Form):
    """The parameters of a list: `q`, `sort` and those named in `FACETS`."""

    #: What is chosen from with numbers, in this order.
    FACETS: tuple[str, ...] = ()

    def asked(self) -> dict[str, str]:
        """What narrows the list; what cannot be read does not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}

    def query(self) -> str:
        """What is asked as the query of an address, in order of the fields."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})


class FacetValue(NamedTuple):
    """A value of a facet: its number of entries, and the address that chooses it, or leaves it once chosen."""

    value: str
    label: str
    number: int
    address: str
    chosen: bool


#: As many values of a facet are in sight at once; more are folded until one is chosen.
FEW = 5


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[FacetValue]
    chosen: FacetValue | None

    @property
    def is_open(self) -> bool:
        return self.chosen is not None or len(self.values) <= FEW


def facets(form: FacetForm, counts: Counts) -> list[Facet]:
    """What the list can be narrowed by further: values with entries, and those chosen."""
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    return [_facet(form, name, asked, counts.get(name, {})) for name in form.FACETS]


def _facet(form: FacetForm, name: str, asked: dict[str, str], numbers: dict[str, int]) -> Facet:
    field: Any = form.fields[name]
    current = asked.get(name)
    left = urlencode({key: value for key, value in asked.items() if key != name})
    values = [
        FacetValue(value, label, numbers.get(value, 0), f"?{left}", True)
        if value == current
        else FacetValue(
            value, label, numbers[value], f"?{left}&{name}={value}" if left else f"?{name}={value}", False
        )
        for value, label in field.choices
        if value == current or numbers.get(value)
    ]
    return Facet(name, field.label, values, next((value for value in values if value.chosen), None))
