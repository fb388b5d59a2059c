"""What became of bodies since the base day of a survey. Whom it asks stays as it was: the page marks them."""

from collections.abc import Iterable

from common.dates import today
from municipalities.models import BoundaryChange, LocalGovernment, NameVariant
from surveys.models import Survey


def fates(survey: Survey, bodies: Iterable[LocalGovernment]) -> dict[int, str]:
    """Body id → 「合併等：→○○市」 or 「旧称：○○町」, of those that ended or were renamed since the base day. As many
    statements for one body as for all."""
    bodies = list(bodies)
    if survey.base_day is None or not bodies:
        return {}
    into = _successors(survey)
    found = {}
    for body in bodies:
        if heirs := _heirs(body, into):
            names = "、".join(sorted({str(heir) for heir in heirs}))
            found[body.pk] = f"合併等：→{names}"
    renamed = NameVariant.objects.filter(
        body__in=[body.pk for body in bodies], kind=NameVariant.Kind.FORMER, valid_to__gt=survey.base_day
    )
    for variant in renamed.filter(valid_to__lte=today()).order_by("-valid_to"):
        found.setdefault(variant.body_id, f"旧称：{variant.written}")
    return found


def _successors(survey: Survey) -> dict[int, list[LocalGovernment]]:
    """Id of each body that ended since → what came of it."""
    changes = BoundaryChange.objects.effective(today()).filter(effective_on__gt=survey.base_day)
    into: dict[int, list[LocalGovernment]] = {}
    for change in changes.prefetch_related("predecessors", "successors__prefecture").order_by("effective_on"):
        after = list(change.successors.all())
        for before in change.predecessors.all():
            if before not in after:
                into.setdefault(before.pk, []).extend(after)
    return into


def _heirs(body: LocalGovernment, into: dict[int, list[LocalGovernment]]) -> list[LocalGovernment]:
    """What it is today, over any number of changes."""
    heirs, waiting, seen = [], list(into.get(body.pk, ())), {body.pk}
    while waiting:
        one = waiting.pop()
        if one.pk in seen:
            continue
        seen.add(one.pk)
        if one.pk in into:
            waiting += into[one.pk]
        else:
            heirs.append(one)
    return heirs
