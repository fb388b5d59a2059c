"""Whom a survey asks: the bodies that are eligible on its base day."""

from django.db.models import QuerySet

from municipalities.models import LocalGovernment, Membership
from surveys.models import Survey

Eligible = Survey.Eligible


def bodies_of(survey: Survey) -> QuerySet[LocalGovernment]:
    """By code. None while the base day is not known; a survey of members or of an agreement asks no prefecture."""
    bodies = LocalGovernment.objects.for_list()
    day = survey.base_day
    if day is None:
        return bodies.none()
    there = bodies.on(day)
    if survey.eligible == Eligible.MUNICIPALITIES:
        return there.municipalities()
    if survey.eligible == Eligible.WARDS:
        return there.special_wards()
    if survey.eligible == Eligible.MEMBERS:
        return there.filter(pk__in=Membership.objects.active(day).values("body"))
    if survey.eligible == Eligible.AGREEMENT:
        return there.filter(pk__in=_of_agreement(survey))
    return there.filter(pk__in=survey.listed.values("pk"))


def _of_agreement(survey: Survey) -> list[int]:
    agreement = survey.agreement
    if agreement is None or agreement.association is None or not agreement.is_in_force(survey.base_day):
        return []
    return [body.pk for body in agreement.association.members(survey.base_day)]


def gone_on_base_day(survey: Survey) -> list[LocalGovernment]:
    """Bodies that were named and are none on the base day."""
    if survey.eligible != Eligible.LISTED or survey.base_day is None:
        return []
    return [body for body in survey.listed.for_list() if not body.exists_on(survey.base_day)]
