"""Who a body is, in one statement: with its registration, agreements, changes and names as rows within it."""

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from common.dates import today
from common.db import JsonList
from municipalities.models import (
    Agreement,
    BoundaryChange,
    LocalGovernment,
    Membership,
    NameVariant,
    Profile,
    ProfilePhoto,
)


def _rows(of_outer: QuerySet, **fields: str) -> Subquery:
    """The rows of a relation of the outer query as one JSON list; null where there is none."""
    one = of_outer.order_by().annotate(group=Value(1)).values("group")
    return Subquery(one.annotate(rows=JsonList(JSONObject(**fields))).values("rows"))


def profiles() -> QuerySet:
    """Bodies with what `municipalities.models.shown` puts into words."""
    day = today()
    return (
        LocalGovernment.objects.select_related("prefecture")
        .defer(*(f"prefecture__{name}" for name in ("search_text", "search_grams")))
        .annotate(
            registered_on=Subquery(Membership.objects.active(day).of_outer().values("registered_on")[:1]),
            agreement_rows=_rows(
                Agreement.objects.in_force(day).covering_outer(day),
                title="title",
                signed_on="signed_on",
                kind="association__kind",
                prefecture="association__prefecture__code",
            ),
            profile_rows=_rows(
                Profile.objects.of_outer_body(),
                introduction="introduction",
                offers="offers",
                needs="needs",
                partners="partners",
                links="links",
                office="office__name",
            ),
            picture_rows=_rows(
                ProfilePhoto.objects.of_outer_body(),
                image="image",
                width="width",
                height="height",
                alt="alt",
                rights_holder="rights_holder",
            ),
            change_rows=_rows(
                BoundaryChange.objects.of_outer(),
                effective_on="effective_on",
                kind="kind",
                title="title",
                notice="notice",
            ),
            name_rows=_rows(
                NameVariant.objects.of_body(OuterRef("pk")),
                written="written",
                kana="kana",
                kind="kind",
                valid_to="valid_to",
            ),
        )
    )
