"""The public pages for search engines: an index, and sections in parts that stay small in memory."""

from functools import partial

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from bulletin.models import Notice, Publication, Topic
from common.dates import today
from municipalities.models import LocalGovernment
from portal import site_map
from portal.models import Release
from portal.opendata.catalogue import DATASETS
from projects.models import Event, Project
from surveys.models import Survey


class Pages(Sitemap):
    """What stands on its own, without parameters: the same as on the map for people, but for the sign-in, which is
    nothing to be found by a search."""

    def items(self):
        pages = [page for section in site_map.SECTIONS for page in section.pages]
        return [page for page in pages if page.name != "account_login"]


class Records(Sitemap):
    """Published records, in an order that a new one does not shift. Read is only what address and day need."""

    limit = 10_000
    #: Columns of the address, and the day of the last change.
    key, changed = "number", "updated_on"

    def __init__(self, model):
        self.model = model

    def items(self):
        return self.published().order_by("pk").only(self.key, self.changed)

    def published(self):
        return self.model.objects.published()

    def lastmod(self, item):
        return getattr(item, self.changed)

    def get_latest_lastmod(self):
        """Asked of the database: Django's own reads every record for it."""
        return self.published().aggregate(latest=Max(self.changed))["latest"]


class Slugged(Records):
    key = "slug"


class PublishedOnce(Slugged):
    """Of which the day of publication alone is on record."""

    changed = "published_on"


class Bodies(Sitemap):
    """Today's bodies: wards, municipalities, prefectures."""

    def items(self):
        return LocalGovernment.objects.on(today()).order_by("code").only("code", "kind")


class Datasets(Sitemap):
    """The pages of open data, each as of the day it is read."""

    def items(self):
        return list(DATASETS)

    def location(self, item):
        return reverse("portal:opendata_dataset", args=[item])


class Releases(Records):
    """Those of persons, and those of documents, by the year they are of."""

    key, changed = "fiscal_year", "decided_at"


#: Made anew for each request: a site map notes on itself what it read.
SECTIONS = {
    "pages": Pages,
    "bodies": Bodies,
    "opendata": Datasets,
    "projects": partial(Records, Project),
    "events": partial(Slugged, Event),
    "topics": partial(Records, Topic),
    "notices": partial(Records, Notice),
    "publications": partial(PublishedOnce, Publication),
    "surveys": partial(PublishedOnce, Survey),
    "releases": partial(Releases, Release),
}
