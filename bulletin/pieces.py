"""What pages show of topics, notices and publications, made once per version of the content for all of them."""

from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import QueryDict
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from bulletin.filters import PublicationFilter, TopicFilter
from bulletin.models import Notice, Publication, Topic
from common.kept import Pieces, kept

#: Entries (1 kB each), places of lists (2 kB), forms (8 kB), records (10 kB): more than the visitors of a day ask for.
MOST_ENTRIES, MOST_LISTS, MOST_FORMS, MOST_RECORDS = 5000, 500, 200, 1000

CONTENTS = {
    Topic: "bulletin/_topic.html",
    Notice: "bulletin/_notice.html",
    Publication: "bulletin/_publication.html",
}
FILTERS = {Topic: TopicFilter, Publication: PublicationFilter}
LISTS = {Topic: "bulletin:topics", Publication: "bulletin:publications"}
PAGE_SIZE = 20


def _topics(keys: list[int]) -> dict[int, SafeString]:
    template = get_template("bulletin/_topic_entry.html")
    topics = Topic.objects.filter(pk__in=keys).for_list()
    return {topic.pk: template.render({"topic": topic}) for topic in topics}


def _publications(keys: list[int]) -> dict[int, SafeString]:
    template = get_template("bulletin/_publication_entry.html")
    publications = Publication.objects.filter(pk__in=keys).for_list()
    return {one.pk: template.render({"publication": one}) for one in publications}


#: Entries of the lists, by id. Whoever asks for them has decided that they may be seen.
topic_entries = Pieces(_topics, MOST_ENTRIES)
publication_entries = Pieces(_publications, MOST_ENTRIES)


class Listing(NamedTuple):
    """A page of a list: the ids it holds, the form as it was asked, and what of the query goes along to other pages."""

    page_obj: Page
    form: Form
    query: str


def listing(visible: QuerySet, query: str) -> Listing:
    """What of `visible` records a query asks for. A value that is no choice is told beside its field and does not
    narrow the list: it is no error of the visitor's."""
    asked = QueryDict(query, mutable=True)
    number = asked.pop("page", [""])[-1]
    ids = visible.newest().values_list("pk", flat=True)
    found = FILTERS[visible.model](asked, queryset=ids)
    page = Paginator(found.qs, PAGE_SIZE).get_page(number)
    page.object_list = list(page.object_list)
    return Listing(page, found.form, asked.urlencode())


@kept(MOST_LISTS)
def public_listing(model: type[Model], query: str) -> Listing:
    return listing(model.objects.published(), query)


@kept(MOST_FORMS)
def filter_form(model: type[Model], query: str) -> SafeString:
    """What a list can be narrowed by, as a query has filled it in."""
    context = {"form": FILTERS[model](QueryDict(query)).form, "action": reverse(LISTS[model])}
    return render_to_string("components/filter_form.html", context)


class Record(NamedTuple):
    """A record, for the head of its page, and all that the page says of it."""

    record: Model
    content: SafeString


def record(visible: QuerySet, key: str) -> Record:
    """As far as `visible` records go; DoesNotExist where that one is not among them."""
    found = visible.for_detail().get_by_natural_key(key)
    return Record(found, render_to_string(CONTENTS[visible.model], {"record": found}))


@kept(MOST_RECORDS)
def public_record(model: type[Model], key: str) -> Record:
    return record(model.objects.published(), key)
