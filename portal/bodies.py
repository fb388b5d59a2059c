"""What the pages of bodies read: each function one statement, written once (common.prepared).

They know a body by its id; where a condition asks for a body, one of that id and kind stands for it.
"""

from django.db.models import Count, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce

from bulletin.models import Topic
from common.dates import today
from common.prepared import prepared
from municipalities.models import LocalGovernment, Partnership
from municipalities.profile import profiles
from projects.models import Event, Project

Kind = LocalGovernment.Kind

#: Shown on the page of a body; the rest stand in the list of projects, narrowed to the body.
MOST_PROJECTS = 30
#: Of what all wards do as one, the page of each shows only the newest.
MOST_JOINT = 6
MOST_OF_COMPANIES = 200
MOST_TOPICS = 8
MOST_EVENTS = 6
MOST_NEIGHBOURS = 12


def _standing(body: int, kind: str) -> LocalGovernment:
    return LocalGovernment(pk=body, kind=kind)


def _ties():
    return Partnership.objects.in_force(today())


def _number(aggregate: Subquery):
    return Coalesce(aggregate, Value(0))


# --- Bodies -------------------------------------------------------------------------------------------


@prepared
def bodies_bearing(code):
    """The body with the code, the latest of several; `unnamed`: partners of ties that name no ward."""
    unnamed = _ties().naming_no_ward().tally_partners()
    return profiles().annotate(unnamed=_number(unnamed)).filter(code=code).latest_first()[:1]


@prepared
def municipalities_of(prefecture):
    return (
        LocalGovernment.objects.on(today())
        .municipalities()
        .filter(prefecture=prefecture)
        .marking(linked=_ties().reaching())
        .order_by("code")
        .only("code", "name", "kind")
    )


@prepared
def neighbours_of(prefecture, body):
    """Other linked municipalities of the prefecture; `total` is how many there are beyond the cut."""
    return (
        LocalGovernment.objects.on(today())
        .municipalities()
        .filter(_ties().reaching(), prefecture=prefecture)
        .exclude(pk=body)
        .annotate(total=Window(Count("pk")))
        .order_by("code")
        .only("code", "name", "kind")[:MOST_NEIGHBOURS]
    )


@prepared
def wards_with_counts():
    """`unnamed` and `joint` are the same for all: partners of no ward's own, projects of every ward."""
    projects = Project.objects.published()
    return (
        LocalGovernment.objects.on(today())
        .special_wards()
        .annotate(
            partners=_number(_ties().per_ward()),
            projects=_number(projects.per_ward()),
            unnamed=_number(_ties().naming_no_ward().tally_partners()),
            joint=_number(projects.entries().joint().tally()),
        )
        .order_by("code")
        .only("code", "name", "kana", "kind")
    )


# --- Ties ---------------------------------------------------------------------------------------------


@prepared
def ties_with(body):
    return _ties().of_partner(_standing(body, Kind.TOWN)).for_list()


@prepared
def ties_of_ward(ward):
    return _ties().of_ward(_standing(ward, Kind.SPECIAL_WARD)).for_list()


# --- Projects, topics, events -------------------------------------------------------------------------


@prepared
def projects_of(body):
    published = Project.objects.published()
    of_body = published.of_body(_standing(body, Kind.TOWN))
    return published.entries_of(of_body).for_body()[:MOST_PROJECTS]


@prepared
def projects_of_prefecture(prefecture):
    published = Project.objects.published()
    of_prefecture = published.of_prefecture(_standing(prefecture, Kind.PREFECTURE))
    return published.entries_of(of_prefecture).for_body()[:MOST_PROJECTS]


@prepared
def projects_of_ward(ward):
    """The ward's own; what all wards do as one is apart."""
    published = Project.objects.published()
    of_ward = published.of_body(_standing(ward, Kind.SPECIAL_WARD))
    return published.entries_of(of_ward).besides_joint().for_body()[:MOST_PROJECTS]


@prepared
def joint_projects():
    return Project.objects.published().entries().joint().for_body()[:MOST_JOINT]


@prepared
def projects_of_companies():
    published = Project.objects.published()
    return published.of_companies().for_body()[:MOST_OF_COMPANIES]


@prepared
def topics_of(body):
    return Topic.objects.published().of_body(_standing(body, Kind.TOWN)).for_list()[:MOST_TOPICS]


@prepared
def topics_of_prefecture(prefecture):
    return (
        Topic.objects.published()
        .of_prefecture(_standing(prefecture, Kind.PREFECTURE))
        .for_list()[:MOST_TOPICS]
    )


@prepared
def topics_of_ward(ward):
    return Topic.objects.published().of_body(_standing(ward, Kind.SPECIAL_WARD)).for_list()[:MOST_TOPICS]


@prepared
def events_of(body):
    """Events a body is or was host or co-host of."""
    return Event.objects.published().hosted_by(Q(pk=body)).for_list().upcoming_first()[:MOST_EVENTS]


@prepared
def events_of_ward(ward):
    """Its own, and those of all wards as one."""
    joint = Q(is_joint=True)
    return (
        Event.objects.published()
        .hosted_by(Q(pk=ward), besides=joint)
        .for_list()
        .upcoming_first()[:MOST_EVENTS]
    )
