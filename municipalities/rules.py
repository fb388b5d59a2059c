"""Who may do what for an office: a posting there gives the right, its role how much of it."""

import rules


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
