"""Pages of prefectures and municipalities: who a body is and all it does with the project."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.codes import check_digit
from common.dates import today
from common.kept import kept
from municipalities.forms import CameFromForm
from municipalities.models import BoundaryChange, LocalGovernment
from portal import bodies as read
from portal import tilemap
from projects.models.shown import shortened

Kind = LocalGovernment.Kind

#: All there are; some 8 kB each.
MOST_BODIES = 2000


class Page(NamedTuple):
    """A body, for the head of its page, and all that the page says of it; nothing where that is another page's."""

    body: LocalGovernment
    content: SafeString | None


@login_not_required
@require_safe
def body(request, code):
    body, content = page_or_404(code)
    if content is None:
        return _elsewhere(request, body)
    was = CameFromForm(request.GET).code
    led_here = BoundaryChange.objects.leading(was, body) if was else ()
    context = {"body": body, "content": content, "led_here": led_here}
    return render(request, "municipalities/body.html", context)


def page_or_404(code: str) -> Page:
    page = _page(code) if check_digit(code[:5]) == code[5] else None
    if page is None:
        raise Http404(f"団体コード{code}の団体はありません。")
    return page


@kept(MOST_BODIES)
def _page(code: str) -> Page | None:
    found = read.bodies_bearing(code)
    if not found:
        return None
    (body,) = found
    if body.is_past or body.kind == Kind.SPECIAL_WARD:
        return Page(body, None)
    if body.kind == Kind.PREFECTURE:
        return Page(body, render_to_string("municipalities/_prefecture.html", prefecture(body)))
    return Page(body, render_to_string("municipalities/_municipality.html", municipality(body)))


def municipality(body: LocalGovernment) -> dict:
    ties, projects = read.ties_with(body.pk), read.projects_of(body.pk)
    return {
        "body": body,
        "day": today(),
        "ties": ties,
        "thread": thread(ties),
        "names_no_ward": any(tie.ward_id is None for tie in ties),
        "projects": projects,
        "project_count": count(projects),
        "topics": read.topics_of(body.pk),
        "events": read.events_of(body.pk),
        "neighbours": read.neighbours_of(body.prefecture_id, body.pk),
        "here": mark_of(body.prefecture),
        "ward_marks": ward_marks(ties),
    }


def prefecture(body: LocalGovernment) -> dict:
    municipalities, projects = read.municipalities_of(body.pk), read.projects_of_prefecture(body.pk)
    return {
        "body": body,
        "ties": read.ties_with(body.pk),
        "municipalities": municipalities,
        "linked_count": sum(one.linked for one in municipalities),
        "projects": projects,
        "project_count": count(projects),
        "topics": read.topics_of_prefecture(body.pk),
        "events": read.events_of(body.pk),
        "here": mark_of(body),
    }


def _elsewhere(request, body):
    """A ward has its own page; an ended body leads on to what it became, or to the story where that is not one."""
    if not body.is_past:
        return redirect(body, permanent=True)
    changes = list(BoundaryChange.objects.ending(body))
    heirs = {heir for change in changes for heir in change.successors.all()}
    if len(heirs) == 1:
        return redirect(f"{heirs.pop().get_absolute_url()}?was={body.code}", permanent=True)
    return render(request, "municipalities/ended.html", {"body": body, "changes": changes})


def count(rows: list) -> int:
    """How many there are of what is shown cut."""
    return rows[0].total if rows else 0


def thread(ties: list) -> str:
    """The wards' end of the thread to a body: 「荒川区・墨田区」; 「特別区」 where no ward is named."""
    return shortened(list(dict.fromkeys(tie.ward.name for tie in ties if tie.ward_id)), "区") or "特別区"


def mark_of(prefecture: LocalGovernment) -> list[tilemap.Mark]:
    return tilemap.prefecture_marks([(prefecture.code[:2], prefecture.name, None, "")])


def ward_marks(ties: list) -> list[tilemap.Mark]:
    wards = {tie.ward_id: tie.ward for tie in ties if tie.ward_id}.values()
    return tilemap.ward_marks((ward.code, ward.name, None, ward.get_absolute_url()) for ward in wards)
