from common.dates import today
from common.search.shelves import Shelf
from common.publishing import is_published
from municipalities.models import LocalGovernment, Agreement
from projects.models import Project, Event
from bulletin.models import Topic, Notice, Publication
from surveys.models import Survey
from django.db.models import Q

WARD = LocalGovernment.Kind.SPECIAL_WARD
SHELVES = (
    Shelf(
        "bodies", lambda: LocalGovernment.objects.on(today()).exclude(kind=WARD), by="code", descending=False
    ),
    Shelf("wards", lambda: LocalGovernment.objects.on(today()).special_wards(), by="code", descending=False),
    Shelf("projects", lambda: Project.objects.published(), by="number", behind=Q(parent__isnull=False)),
    Shelf("events", lambda: Event.objects.published(), by="starts_on"),
    Shelf("topics", lambda: Topic.objects.published(), by="published_on"),
    Shelf("notices", lambda: Notice.objects.published(), by="published_on"),
    Shelf("agreements", lambda: Agreement.objects.all(), by="signed_on"),
    Shelf("publications", lambda: Publication.objects.published(), by="issued_on"),
    Shelf("surveys", lambda: Survey.objects.published(), by="opened_on"),
)
