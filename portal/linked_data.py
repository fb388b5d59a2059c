"""Records in the words of schema.org, out of what the page has read of them."""

import datetime as dt
from functools import singledispatch

from django.urls import reverse

from bulletin.models import Notice, Publication, Topic
from common.dates import Precision
from common.linked_data import Absolute
from municipalities.models import LocalGovernment
from projects.models import Event, Project

SITE = "特別区全国連携プロジェクト"
OPERATOR = {"@type": "GovernmentOrganization", "name": "特別区長会"}


def site(absolute: Absolute) -> dict:
    """The site, with how it is searched."""
    return {
        "@type": "WebSite",
        "name": SITE,
        "url": absolute(reverse("portal:home")),
        "inLanguage": "ja",
        "publisher": OPERATOR,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{absolute(reverse('portal:search'))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def statistics(day: dt.date, absolute: Absolute) -> dict:
    """The statistical tables of a day."""
    return {
        "@type": "Dataset",
        "name": f"{SITE}の統計",
        "description": "連携自治体数、広域連携協定に含まれる市町村数、連携事業数などの統計表です。",
        "url": absolute(reverse("portal:statistics")),
        "inLanguage": "ja",
        "temporalCoverage": day.isoformat(),
        "isAccessibleForFree": True,
        "creator": OPERATOR,
    }


@singledispatch
def describe(one, absolute: Absolute) -> dict:
    """What a record is. A kind of record that pages show and nothing here knows is a mistake of ours."""
    raise TypeError(f"{type(one).__name__} is not described for machines.")


@describe.register
def _(event: Event, absolute: Absolute) -> dict:
    cancelled = event.status == Event.Status.CANCELLED
    organisers = [event.host, *event.co_hosts.all()] if event.host else [*event.co_hosts.all()]
    return {
        "@type": "Event",
        "name": event.title,
        "url": absolute(event.get_absolute_url()),
        "description": event.summary,
        "inLanguage": "ja",
        "startDate": _moment(event.starts_on, event.starts_at, event.starts_precision),
        "endDate": _moment(event.last_day, event.ends_at, event.starts_precision),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "location": event.venue and {"@type": "Place", "name": event.venue, "address": event.venue},
        "organizer": [_body(body, absolute) for body in organisers] or (OPERATOR if event.is_joint else None),
        "maximumAttendeeCapacity": event.capacity,
    }


@describe.register
def _(project: Project, absolute: Absolute) -> dict:
    return {
        "@type": "Article",
        "headline": project.title,
        "url": absolute(project.get_absolute_url()),
        "description": project.summary,
        "inLanguage": "ja",
        "identifier": project.number,
        "articleSection": project.get_field_display(),
        "image": _pictures(project, absolute),
        "datePublished": _day(project.published_on),
        "dateModified": _day(project.updated_on),
        "publisher": OPERATOR,
    }


@describe.register
def _(topic: Topic, absolute: Absolute) -> dict:
    return {
        "@type": "NewsArticle",
        "headline": topic.title,
        "url": absolute(topic.get_absolute_url()),
        "description": topic.summary,
        "image": _pictures(topic, absolute),
        "inLanguage": "ja",
        "datePublished": _day(topic.published_on),
        "dateModified": _day(topic.updated_on),
        "author": _body(topic.sender, absolute) if topic.sender else OPERATOR,
        "publisher": OPERATOR,
    }


@describe.register
def _(notice: Notice, absolute: Absolute) -> dict:
    return {
        "@type": "Article",
        "headline": notice.title,
        "url": absolute(notice.get_absolute_url()),
        "inLanguage": "ja",
        "datePublished": _day(notice.published_on),
        "dateModified": _day(notice.updated_on),
        "author": OPERATOR,
        "publisher": OPERATOR,
    }


@describe.register
def _(publication: Publication, absolute: Absolute) -> dict:
    return {
        "@type": "Report",
        "name": publication.title,
        "url": absolute(publication.get_absolute_url()),
        "description": publication.summary,
        "inLanguage": "ja",
        "datePublished": _day(publication.issued_on, publication.issued_precision),
        "publisher": {"@type": "Organization", "name": publication.issuer},
    }


@describe.register
def _(body: LocalGovernment, absolute: Absolute) -> dict:
    located = body.latitude is not None and body.longitude is not None
    region = body.prefecture.name if body.prefecture_id else body.name
    return _body(body, absolute) | {
        "alternateName": body.kana,
        "identifier": body.code,
        "sameAs": body.website or None,
        "address": {"@type": "PostalAddress", "addressCountry": "JP", "addressRegion": region},
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": float(body.latitude),
            "longitude": float(body.longitude),
        }
        if located
        else None,
    }


def _pictures(one: Project | Topic, absolute: Absolute) -> list[str]:
    """Addresses of the photographs that may be shown, out of `for_detail()`."""
    return [absolute(photo.get_absolute_url()) for photo in one.photos_shown]


def _body(body: LocalGovernment, absolute: Absolute) -> dict:
    return {
        "@type": "GovernmentOrganization",
        "name": str(body),
        "url": absolute(body.get_absolute_url()),
    }


def _day(day: dt.date | None, precision: str = Precision.DAY) -> str | None:
    """A day as far as it is known: "2015-10-17", "2015-10", "2015"."""
    return day and day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision, 10)]


def _moment(day: dt.date | None, time: dt.time | None, precision: str) -> str | None:
    """A day, with the hour in Japan where it is known."""
    if day is None or time is None or precision != Precision.DAY:
        return _day(day, precision)
    return f"{day.isoformat()}T{time:%H:%M}:00+09:00"
