"""What a page is about, for machines: JSON-LD in the words of schema.org, in a block that no browser executes."""

import json
from collections.abc import Callable, Iterable

from django.utils.safestring import SafeString, mark_safe

#: Makes an address whole: `request.build_absolute_uri`.
Absolute = Callable[[str], str]

#: What could end the block or a line of it, written as JSON may: "<" in a title closes no element.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


def data_block(data: dict) -> SafeString:
    """The element that carries the data; names without a value are left out."""
    known = {name: value for name, value in data.items() if value not in (None, "", [], {})}
    text = json.dumps({"@context": "https://schema.org", **known}, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped just above)


def breadcrumb_list(steps: Iterable[tuple[str, str]], absolute: Absolute) -> dict:
    """The way from home to a page: labels with addresses, the page's own without."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": label}
            | ({"item": absolute(address)} if address else {})
            for place, (label, address) in enumerate(steps, 1)
        ],
    }
