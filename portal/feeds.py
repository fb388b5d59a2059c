"""What is new, as Atom feeds: for readers of news, and for other sites that show it."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from bulletin.models import Notice, Publication, Topic
from common.linked_data import Absolute
from common.text import printable
from projects.models import Event, Project

NEWEST = 50
OPERATOR = "特別区長会"


@dataclass(frozen=True)
class Entry:
    """One line of a feed. `updated_on`: the day of its last change that readers could see."""

    title: str
    address: str
    published_on: dt.date
    updated_on: dt.date
    summary: str
    author: str = OPERATOR
    kind: str = ""

    @classmethod
    def of(cls, record, summary: str, author: str = OPERATOR) -> "Entry":
        # Written before the day it was published, it is new on that day.
        updated_on = max(record.published_on, getattr(record, "updated_on", record.published_on))
        return cls(
            title=record.title,
            address=record.get_absolute_url(),
            published_on=record.published_on,
            updated_on=updated_on,
            summary=summary,
            author=author,
            kind=record._meta.verbose_name,
        )


def _newest(records):
    """The newest published ones; search columns are left where they are."""
    return records.order_by("-published_on", "-pk")[:NEWEST]


def projects() -> Iterable[Entry]:
    return [Entry.of(one, one.summary) for one in _newest(Project.objects.published().defer("body"))]


def topics() -> Iterable[Entry]:
    on_show = Topic.objects.published().current().select_related("sender__prefecture").defer("body")
    return [Entry.of(one, one.summary, author=one.sent_by) for one in _newest(on_show)]


def events() -> Iterable[Entry]:
    return [
        Entry.of(one, "\n".join(filter(None, [one.when, one.venue, one.summary])))
        for one in _newest(Event.objects.published())
    ]


def notices() -> Iterable[Entry]:
    return [Entry.of(one, one.body) for one in _newest(Notice.objects.published())]


def publications() -> Iterable[Entry]:
    return [
        Entry.of(one, one.summary, author=one.issuer)
        for one in _newest(Publication.objects.published().defer("body"))
    ]


def everything() -> Iterable[Entry]:
    found = [entry for kind in (notices, projects, topics, events, publications) for entry in kind()]
    return sorted(found, key=lambda entry: (entry.published_on, entry.address), reverse=True)[:NEWEST]


@dataclass(frozen=True)
class Feed:
    name: str
    title: str
    description: str
    entries: Callable[[], Iterable[Entry]]
    #: The name of the page that shows the same to people.
    page: str


FEEDS = {
    feed.name: feed
    for feed in (
        Feed("all", "更新情報", "このサイトに新しく載ったもののすべて", everything, "portal:home"),
        Feed("notices", "お知らせ", "特別区長会事務局からのお知らせ", notices, "bulletin:notices"),
        Feed("topics", "トピックス", "全国の自治体からのトピックス", topics, "bulletin:topics"),
        Feed("events", "催し", "新しく登録された催し", events, "projects:events"),
        Feed("projects", "連携事業", "新しく公開された連携事業", projects, "projects:list"),
    )
}


class TextAtom(Atom1Feed):
    """Atom whose summaries are text. Django's are HTML, in which "5<6" would lose its end."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def atom(feed: Feed, address: str, page: str, absolute: Absolute) -> str:
    """The feed as XML. `address`: its own; `page`: that of the page for people. An entry is known by its page's
    address, which stays."""
    made = TextAtom(
        title=f"{feed.title}｜特別区全国連携プロジェクト",
        link=page,
        description=feed.description,
        language="ja",
        author_name=OPERATOR,
        feed_url=address,
        feed_guid=address,
    )
    for entry in feed.entries():
        made.add_item(
            title=printable(entry.title),
            link=absolute(entry.address),
            description=printable(entry.summary),
            author_name=printable(entry.author),
            unique_id=absolute(entry.address),
            pubdate=_start_of(entry.published_on),
            updateddate=_start_of(entry.updated_on),
            categories=[entry.kind],
        )
    return made.writeString("utf-8")


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
