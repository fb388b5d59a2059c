"""Who may do what with a yearly return: by a posting in an office of the ward, or of the secretariat."""

import rules


@rules.predicate
def fills_return(user, record) -> bool:
    posting = record.posting_of(user)
    return posting is not None and posting.may_edit


@rules.predicate
def submits_return(user, record) -> bool:
    """An approver of the ward; where the office has no step of its own for it, whoever writes."""
    posting = record.posting_of(user)
    return posting is not None and (
        posting.may_approve or (posting.may_edit and not posting.office.needs_approval)
    )


@rules.predicate
def checks_return(user, record) -> bool:
    return user.has_perm("municipalities.edit_as_secretariat")


@rules.predicate
def sees_return(user, record) -> bool:
    return record.posting_of(user) is not None or user.has_perm("municipalities.act_as_secretariat")
