"""The kinds of records that the search page finds, and what it shows of each. All of it is public: what finds a
record may be more (its text), but never anything that its page does not show."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Case, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Concat, JSONObject, Left
from django.urls import reverse

from bulletin.models import Notice, Publication, Topic
from common.dates import today, wareki
from common.db import JsonList
from common.kept import Pieces
from common.prepared import prepared
from common.search import search_columns
from common.search.shelves import Shelf
from municipalities.models import Agreement, Association, Initiative, LocalGovernment, NameVariant
from projects.models import Event, Project, ProjectParty
from surveys.models import Survey, SurveyOpinion

#: So many letters of a long text are looked through for a part to show.
DEPTH = 4000
#: Kept for one version of the content, some 2 kB each.
MOST_SHOWN = 5000


class Shown(NamedTuple):
    """What the page says of a record."""

    title: str
    url: str
    #: Short facts.
    about: list[str]
    #: Where the words may stand that found it, the most telling first.
    texts: Iterable[str] = ()
    #: Names it goes or went by besides: what kind of name, and the name.
    names: Iterable[tuple[str, str]] = ()


@dataclass(frozen=True)
class Kind:
    label: str
    shelf: Shelf
    rows: Callable[[QuerySet], QuerySet]
    shown: Callable[[Model], Shown]
    #: The list of all records of the kind, which takes the same word.
    list_page: str = ""

    @property
    def key(self) -> str:
        return self.shelf.key

    @cached_property
    def read(self) -> Callable[[str], list[Model]]:
        """The records with the ids listed, as `shown` takes them."""
        return prepared(lambda pks: self.rows(self.shelf.records().filter(pk__listed=pks).order_by()))

    @property
    def list_url(self) -> str:
        return reverse(self.list_page) if self.list_page else ""


# --- Local governments --------------------------------------------------------------------------------


def _with_names(bodies: QuerySet) -> QuerySet:
    """Former names, other spellings, and the names and codes of the bodies that became each."""
    variants = NameVariant.objects.of_body(OuterRef("pk")).order_by().values("body")
    before = LocalGovernment.objects.filter(changes_after__successors=OuterRef("pk")).order_by()
    return (
        bodies.select_related("prefecture")
        .defer(*search_columns("prefecture"))
        .annotate(
            variants=Subquery(
                variants.annotate(rows=JsonList(JSONObject(name="written", kind="kind"))).values("rows")
            ),
            before=Subquery(
                before.values("changes_after__successors")
                .annotate(rows=JsonList(JSONObject(name="name", code="code")))
                .values("rows")
            ),
        )
    )


def _body(body: LocalGovernment) -> Shown:
    variants = [(NameVariant.Kind(row["kind"]).label, row["name"]) for row in body.variants or []]
    before = [("前の団体", f"{row['name']}（{row['code']}）") for row in body.before or []]
    return Shown(
        body.full_name,
        body.get_absolute_url(),
        [body.kana, f"団体コード {body.code}"],
        names=sorted(variants) + sorted(name for name in before if body.code not in name[1]),
    )


# --- Projects and events ------------------------------------------------------------------------------


def _with_parties(projects: QuerySet) -> QuerySet:
    """With the names of all parties; each is one of three, and what it is not adds nothing to the name."""
    kind = Case(
        *(When(association__kind=value, then=Value(label)) for value, label in Association.Kind.choices)
    )
    ward = Q(body__kind=LocalGovernment.Kind.SPECIAL_WARD)
    name = Concat(
        "company__name",
        Concat("association__prefecture__name", kind),
        Case(When(ward, then=Value("")), default="body__prefecture__name"),
        "body__name",
        output_field=TextField(),
    )
    parties = ProjectParty.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return (
        projects.select_related("parent")
        .defer("body", "parent__body", *search_columns("parent"))
        .annotate(
            beginning=Left("body", DEPTH),
            party_names=Subquery(parties.annotate(rows=JsonList(name)).values("rows")),
        )
    )


def _project(project: Project) -> Shown:
    about = [project.get_field_display(), project.get_scope_display()]
    if project.public_parent:
        about.append(f"プログラム「{project.public_parent.title}」に属する事業")
    parties = "、".join(sorted(project.party_names or []))
    return Shown(
        project.title,
        project.get_absolute_url(),
        about,
        [project.summary, project.beginning, f"参加団体：{parties}" if parties else ""],
    )


def _event(event: Event) -> Shown:
    about = [event.when, event.get_kind_display(), event.venue]
    return Shown(event.title, event.get_absolute_url(), about, [event.summary, event.note])


# --- What is told -------------------------------------------------------------------------------------


def _topic(topic: Topic) -> Shown:
    about = [wareki(topic.published_on), topic.sent_by]
    return Shown(topic.title, topic.get_absolute_url(), about, [topic.summary, topic.place, topic.beginning])


def _notice(notice: Notice) -> Shown:
    return Shown(notice.title, notice.get_absolute_url(), [wareki(notice.published_on)], [notice.beginning])


def _publication(publication: Publication) -> Shown:
    about = [publication.issued, publication.get_kind_display(), publication.issuer]
    texts = [publication.summary, publication.beginning]
    return Shown(publication.title, publication.get_absolute_url(), about, texts)


# --- Agreements and surveys ---------------------------------------------------------------------------


def _with_initiatives(agreements: QuerySet) -> QuerySet:
    named = Initiative.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    related = agreements.select_related("association__prefecture", "company")
    return related.defer(*search_columns("association__prefecture")).annotate(
        initiative_texts=Subquery(named.annotate(rows=JsonList("text")).values("rows"))
    )


def _agreement(agreement: Agreement) -> Shown:
    about = [str(agreement.counterparty), f"{wareki(agreement.signed_on)}締結"]
    initiatives = "、".join(sorted(agreement.initiative_texts or []))
    return Shown(agreement.title, agreement.get_absolute_url(), about, [initiatives, agreement.note])


def _with_opinions(surveys: QuerySet) -> QuerySet:
    given = SurveyOpinion.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    return surveys.annotate(
        opinion_texts=Subquery(
            given.annotate(
                rows=JsonList(Concat("heading", Value("："), "text", output_field=TextField()))
            ).values("rows")
        )
    )


def _survey(survey: Survey) -> Shown:
    texts = [survey.purpose, *sorted(survey.opinion_texts or []), survey.note]
    return Shown(survey.title, survey.get_absolute_url(), [f"{wareki(survey.opened_on)}開始"], texts)


def _as_they_are(rows: QuerySet) -> QuerySet:
    return rows


def _beginning(rows: QuerySet) -> QuerySet:
    return rows.defer("body").annotate(beginning=Left("body", DEPTH))


def _sent(rows: QuerySet) -> QuerySet:
    sender = search_columns("sender", "sender__prefecture")
    return _beginning(rows).select_related("sender__prefecture").defer(*sender)


def _bodies() -> QuerySet:
    return LocalGovernment.objects.on(today()).besides_wards()


def _wards() -> QuerySet:
    return LocalGovernment.objects.on(today()).special_wards()


#: In the order in which they stand where their hits are equally good.
KINDS = (
    Kind(
        "自治体",
        Shelf("bodies", _bodies, "code", descending=False),
        _with_names,
        _body,
        "municipalities:list",
    ),
    Kind("特別区", Shelf("wards", _wards, "code", descending=False), _with_names, _body),
    Kind(
        "連携事業",
        Shelf("projects", Project.objects.published, "number", behind=Q(parent__isnull=False)),
        _with_parties,
        _project,
        "projects:list",
    ),
    Kind("催し", Shelf("events", Event.objects.published, "starts_on"), _as_they_are, _event),
    Kind(
        "トピックス",
        Shelf("topics", Topic.objects.published, "published_on"),
        _sent,
        _topic,
        "bulletin:topics",
    ),
    Kind("お知らせ", Shelf("notices", Notice.objects.published, "published_on"), _beginning, _notice),
    Kind("協定", Shelf("agreements", Agreement.objects.all, "signed_on"), _with_initiatives, _agreement),
    Kind(
        "刊行物",
        Shelf("publications", Publication.objects.published, "issued_on"),
        _beginning,
        _publication,
        "bulletin:publications",
    ),
    Kind("アンケート", Shelf("surveys", Survey.objects.published, "opened_on"), _with_opinions, _survey),
)
BY_KEY = {kind.key: kind for kind in KINDS}


def make_texts() -> None:
    """All search texts that are blank, so that no visitor waits for them."""
    for kind in KINDS:
        kind.shelf.records().fill_search_texts()


def _read(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], tuple]:
    """One statement for each kind."""
    wanted = defaultdict(list)
    for key, pk in keys:
        wanted[key].append(str(pk))
    return {
        (key, row.pk): ((key, row.pk), BY_KEY[key].shown(row))
        for key, pks in wanted.items()
        for row in BY_KEY[key].read(",".join(pks))
    }


#: What the page says of records, with their kind and id, by these.
shown = Pieces(_read, MOST_SHOWN)
