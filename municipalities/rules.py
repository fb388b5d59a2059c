"""Who may do what for an office: a posting there gives the right, its role how much of it."""

import rules
from django.apps import apps


def _by_posting(name: str, gives) -> rules.Predicate:
    """The person's own posting in the office gives the right."""

    def has_right(user, office) -> bool:
        posting = office.posting_of(user)
        return posting is not None and gives(posting)

    return rules.predicate(has_right, name=name)


#: See what the office sees.
acts_for = _by_posting("acts_for", lambda posting: True)
#: Write for it.
edits_for = _by_posting("edits_for", lambda posting: posting.may_edit)
#: Decide for it (決裁者, and the administrator).
approves_for = _by_posting("approves_for", lambda posting: posting.may_approve)
#: Say who belongs to it.
administers = _by_posting("administers", lambda posting: posting.may_administer)


@rules.predicate
def _decides_for_secretariat(user) -> bool:
    """An approver of the secretariat."""
    posting = apps.get_model("municipalities.Office").secretariat_posting_of(user)
    return posting is not None and posting.may_approve


#: Keep an office, or the registration of a body, from outside; decide what the directory says.
supervises = keeps_membership = decides_correction = _decides_for_secretariat


@rules.predicate
def reads_application(user, application) -> bool:
    """The applicant, the administrators of the office that decides, everybody in the secretariat."""
    return application.applicant_id == user.pk or application.handling_posting(user) is not None


@rules.predicate
def decides_application(user, application) -> bool:
    """The administrators of the office that decides, and the secretariat's approvers; nobody one's own."""
    posting = application.handling_posting(user)
    return posting is not None and posting.may_approve and application.applicant_id != user.pk
