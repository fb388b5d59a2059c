"""Who may do what on the board: by a posting in the office of one side, or of the secretariat."""

import rules


@rules.predicate
def secretariat_edits(user, record) -> bool:
    return user.has_perm("municipalities.edit_as_secretariat")


@rules.predicate
def author_edits(user, thread) -> bool:
    return user.has_perm("municipalities.edit_for_office", thread.office)


@rules.predicate
def author_approves(user, thread) -> bool:
    """Where an office has no step of its own for it, whoever writes decides."""
    right = "approve_for" if thread.office.needs_approval else "edit_for"
    return user.has_perm(f"municipalities.{right}_office", thread.office)


@rules.predicate
def responder_edits(user, response) -> bool:
    return user.has_perm("municipalities.edit_for_office", response.office)


@rules.predicate
def responder_approves(user, response) -> bool:
    right = "approve_for" if response.office.needs_approval else "edit_for"
    return user.has_perm(f"municipalities.{right}_office", response.office)


@rules.predicate
def author_of_thread_edits(user, response) -> bool:
    return author_edits(user, response.thread)


@rules.predicate
def author_of_thread_approves(user, response) -> bool:
    return author_approves(user, response.thread)
