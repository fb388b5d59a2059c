"""成立: what two sides have agreed becomes a project, in the transaction of the last confirmation."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import history
from accounts.models import User
from accounts.notifying import Message, tell
from bulletin.board import telling
from bulletin.board.actions import Said, locked_thread, settle_if_full, write_event
from bulletin.board.moves import RESPONSE_MOVES
from bulletin.models import Response, Terms, Thread, TieProposal
from bulletin.models.board.states import THREAD_LIVE
from bulletin.transitions import Move
from common.dates import today
from common.publishing import is_published, next_number
from municipalities.models import LocalGovernment, Office, Partnership
from projects.models import Project, ProjectParty, ProjectYear


def settle(*, response: Response, terms: Terms) -> Project:
    """Settle a response whose terms both sides have confirmed. The first one of a thread makes the project, a draft for
    the secretariat to publish; the others join it. Called inside a transaction that holds the thread's row."""
    thread = response.thread
    if thread.state not in THREAD_LIVE:
        raise ValidationError(
            f"この投稿は{thread.state_label}のため、成立にできません。受付中に戻すことを、事務局へご依頼ください。"
        )
    numbered = Thread.objects.with_numbers().get(pk=thread.pk)
    wanted = len(response.bodies)
    if numbered.slots_left is not None and wanted > numbered.slots_left:
        raise ValidationError(
            f"募集の枠の残り（{numbered.slots_left}団体）を超えるため、成立にできません（{wanted}団体）。"
        )
    response.settled_on = today()
    move = RESPONSE_MOVES["settled"]
    event = write_event(move, thread, response, by=None, office=None, said=Said(), version=terms.version)
    response.save()
    project = thread.project or _new_project(thread, terms)
    _join(project, thread, response, terms)
    telling.tell_of(event, move)
    settle_if_full(thread)
    return project


def _new_project(thread: Thread, terms: Terms) -> Project:
    project = Project.objects.create(
        number=next_number(Project.objects.all(), "P"),
        title=thread.title,
        scope=Project.Scope.WARDS,
        field=thread.field,
        summary=_first_line(terms.what),
        body=_drafted_body(thread, terms),
        contact_office=thread.office,
    )
    project.categories.set(thread.categories.all())
    thread.project = project
    thread.save(update_fields=["project"])
    return project


def _first_line(text: str) -> str:
    """As a summary: the first paragraph, as long as a summary may be."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= 400 else f"{first[:399]}…"


def _drafted_body(thread: Thread, terms: Terms) -> str:
    """What the public page may say, out of the terms; the secretariat reads it before it is published."""
    return f"{thread.body.strip()}\n\n## 行うこと\n\n{terms.what}\n\n## 時期・日程\n\n{terms.schedule}\n"


def _join(project: Project, thread: Thread, response: Response, terms: Terms) -> None:
    """Both sides as parties, the year as planned, ties for the wards to look at."""
    Lead, Role = Terms.Lead, ProjectParty.Role  # noqa: N806 — as everywhere
    there = set(project.parties.values_list("body", flat=True))
    parties = ProjectParty.objects.bulk_create(
        ProjectParty(
            project=project, body=body, role=Role.LEAD if leads else Role.PARTICIPANT, valid_from=today()
        )
        for bodies, leads in (
            (thread.bodies, terms.lead in (Lead.AUTHOR, Lead.BOTH)),
            (response.bodies, terms.lead in (Lead.RESPONDER, Lead.BOTH)),
        )
        for body in bodies
        if body.pk not in there
    )
    history.note(rows=[history.Row(party, history.Action.CREATE) for party in parties])
    ProjectYear.objects.get_or_create(
        project=project,
        fiscal_year=terms.fiscal_year,
        defaults={"status": ProjectYear.Status.PLANNED, "plan": terms.what},
    )
    parties = LocalGovernment.objects.filter(pk__in=project.parties.filter(body__isnull=False).values("body"))
    wards = parties.filter(kind=LocalGovernment.Kind.SPECIAL_WARD)
    scope = Project.Scope.WARDS if wards else Project.Scope.REGIONAL
    if project.scope != scope:
        project.scope = scope
        project.save()
    _propose_ties(project, wards, parties.exclude(kind=LocalGovernment.Kind.SPECIAL_WARD))


def _propose_ties(project: Project, wards, partners) -> None:
    """Ties that the ledger lacks are proposed to the ward, never written."""
    known = set(Partnership.objects.in_force(today()).filter(ward__in=wards).values_list("ward", "partner"))
    known |= set(project.tie_proposals.values_list("ward", "partner"))
    TieProposal.objects.bulk_create(
        TieProposal(project=project, ward=ward, partner=partner, proposed_on=today())
        for ward in wards
        for partner in partners
        if (ward.pk, partner.pk) not in known
    )


@transaction.atomic
def decide_tie(*, proposal: TieProposal, office: Office, by: User, write: bool) -> TieProposal:
    """A ward writes a proposed tie into the ledger, or not."""
    proposal = TieProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.ward_id != office.body_id or not by.has_perm("municipalities.approve_for_office", office):
        raise PermissionDenied
    if proposal.state != TieProposal.State.WAITING:
        raise ValidationError("この提案は処理済みです。")
    proposal.state = TieProposal.State.WRITTEN if write else TieProposal.State.DECLINED
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save()
    if write:
        Partnership.objects.create(
            ward=proposal.ward,
            partner=proposal.partner,
            kind=Partnership.Kind.PROJECT,
            started_on=today(),
            evidence=f"連携事業 {proposal.project.number}（掲示板での成立）",
        )
    return proposal


#: Told once of a thread: its event says so.
PUBLISHED = Move("published", "", "連携事業として公開されました", frozenset(), "", ())


def tell_of_publications() -> int:
    """Tell the parties of every agreement whose project has become public since; how many."""
    threads = Thread.objects.filter(is_published("project__")).exclude(events__move=PUBLISHED.key)
    return sum(_tell_of_publication(pk) for pk in list(threads.values_list("pk", flat=True)))


@transaction.atomic
def _tell_of_publication(pk: int) -> bool:
    thread = locked_thread(pk)
    if thread.events.filter(move=PUBLISHED.key).exists():
        return False
    move = replace(PUBLISHED, target=thread.state)
    write_event(move, thread, None, by=None, office=None, said=Said())
    offices = [thread.office_id, *thread.responses.settled().values_list("office", flat=True)]
    project = thread.project
    tell(
        Message(
            key=f"project:{project.pk}:published",
            number=thread.number,
            subject=f"連携事業として公開されました：{project.title}",
            body=f"成立した投稿（{thread.number}）は、連携事業 {project.number} として公開されました。",
            path=project.get_absolute_url(),
            reason="この連携事業に参加する課の担当者",
        ),
        to=telling.people_of(offices),
        by=None,
    )
    return True
