"""Whether a mail domain speaks for the body that somebody applies for: a hint, never the gate."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from municipalities.models import KnownDomain, MembershipApplication


class DomainHint(NamedTuple):
    label: str
    #: The look of its chip.
    kind: str
    text: str


def domain_hints(applications: Iterable[MembershipApplication]) -> dict[int, DomainHint]:
    """By application, in one statement for all."""
    applications = list(applications)
    bodies = [application.body_id for application in applications]
    domains = {application.domain for application in applications}
    of_body, of_domain = defaultdict(set), defaultdict(dict)
    touching = KnownDomain.objects.filter(Q(body__in=bodies) | Q(domain__in=domains))
    for known in touching.select_related("body__prefecture"):
        of_body[known.body_id].add(known.domain.lower())
        of_domain[known.domain.lower()][known.body_id] = known.body
    return {one.pk: _hint(one, of_body[one.body_id], of_domain[one.domain]) for one in applications}


def _hint(application: MembershipApplication, known: set[str], bodies: dict) -> DomainHint:
    domain = application.domain
    if domain in known:
        return DomainHint(
            "一致", "done", f"「{domain}」は、{application.body}のドメインとして記録されています。"
        )
    others = "、".join(str(body) for body in bodies.values())
    if others:
        return DomainHint("不一致", "warn", f"「{domain}」は、{others}のドメインとして記録されています。")
    if known:
        return DomainHint(
            "不一致",
            "warn",
            f"「{domain}」は、{application.body}の記録にないドメインです（記録：{'、'.join(sorted(known))}）。",
        )
    return DomainHint(
        "記録なし", "neutral", f"{application.body}のドメインの記録はありません（「{domain}」）。"
    )
