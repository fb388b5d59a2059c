"""Open data in the words of schema.org, for catalogues that gather datasets."""

from collections.abc import Iterable

from django.urls import reverse

from common.linked_data import Absolute
from portal.linked_data import OPERATOR, SITE
from portal.opendata.catalogue import LICENCE_URL
from portal.opendata.edition import Edition
from portal.opendata.files import FORMATS


def catalogue(editions: Iterable[Edition], absolute: Absolute) -> dict:
    return {
        "@type": "DataCatalog",
        "name": f"{SITE}のオープンデータ",
        "description": "自治体、連携・交流、協定、連携事業、催し、統計値などの記録です。",
        "url": absolute(reverse("portal:opendata")),
        "inLanguage": "ja",
        "license": LICENCE_URL,
        "publisher": OPERATOR,
        "dataset": [_named(edition) for edition in editions],
    }


def _named(edition: Edition) -> dict:
    return {
        "@type": "Dataset",
        "name": edition.dataset.title,
        "description": edition.dataset.about,
        "url": edition.page,
        "license": LICENCE_URL,
        "creator": OPERATOR,
    }


def dataset(edition: Edition) -> dict:
    return _named(edition) | {
        "inLanguage": "ja",
        "isAccessibleForFree": True,
        "temporalCoverage": edition.day.isoformat(),
        "dateModified": edition.changed_on.isoformat() if edition.changed_on else None,
        "publisher": OPERATOR,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": f"{SITE}のオープンデータ",
            "url": edition.absolute(reverse("portal:opendata")),
        },
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.label, "description": column.meaning}
            for column in edition.dataset.columns
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one.label,
                "encodingFormat": one.media_type.split(";")[0],
                "contentUrl": edition.absolute(edition.file_address(one.suffix)),
            }
            for one in FORMATS.values()
        ],
    }
