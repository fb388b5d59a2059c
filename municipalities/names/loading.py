from municipalities.models import BoundaryChange, LocalGovernment, NameVariant
from municipalities.names.records import Body, Change, Spelling
from municipalities.names.resolver import Resolver


def load_resolver() -> Resolver:
    """The resolver over what the database holds now. Build it once per run, not per name."""
    bodies: dict[int | None, Body] = {}
    # Prefectures first: the others point to them.
    for row in sorted(LocalGovernment.objects.all(), key=lambda row: row.prefecture_id is not None):
        bodies[row.pk] = Body(
            code=row.code,
            name=row.name,
            kana=row.kana,
            kind=row.kind,
            prefecture=bodies.get(row.prefecture_id),
            district=row.district,
            district_kana=row.district_kana,
            is_designated_city=row.is_designated_city,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            pk=row.pk,
        )
    spellings = [
        Spelling(
            kind=row.kind,
            written=row.written,
            body=bodies.get(row.body_id),
            prefecture=bodies.get(row.prefecture_id),
            kana=row.kana,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            reason=row.reason,
            decided_on=row.decided_on,
        )
        for row in NameVariant.objects.all()
    ]
    changes = [
        Change(
            effective_on=row.effective_on,
            kind=row.kind,
            title=row.title,
            predecessors=tuple(bodies[body.pk] for body in row.predecessors.all()),
            successors=tuple(bodies[body.pk] for body in row.successors.all()),
        )
        for row in BoundaryChange.objects.prefetch_related("predecessors", "successors")
    ]
    return Resolver(bodies.values(), spellings, changes)
