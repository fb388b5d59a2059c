"""Names that a person has to read: asked by whatever takes in files, answered at the desk (`verdicts`)."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from accounts.actions import record
from accounts.models import User
from common.db import queue
from common.text import letters, shown
from municipalities.models import NameQuestion, NameSighting
from municipalities.names import Resolution

#: Key of the advisory lock at which those who ask queue, so that a name is asked once (any constant of our own).
ASKING_LOCK = 20150801


class Asked(NamedTuple):
    """A name of a file that the resolver left open."""

    #: As the file has them; what counts is what the resolver made of them.
    written: str
    prefecture: str
    on: dt.date
    #: 「連携.xlsx 12行目」, and that line as it stood.
    where: str
    line: str
    resolution: Resolution


@transaction.atomic
def ask_names(*, asked: Iterable[Asked], by: User | None) -> list[NameQuestion]:
    """The questions that wait for a verdict on these names, each once; new names and lines are added, known ones stay
    as they are.

    Left out is what no verdict would help (`Resolution.open`): sure names, and what has to be corrected in the file.
    """
    rows = [(one, one.resolution.open) for one in asked if one.resolution.open]
    if not rows:
        return []
    queue(ASKING_LOCK)
    waiting = NameQuestion.objects.waiting().select_related("prefecture")
    questions = {(one.letters, one.prefecture_id): one for one in waiting}
    new = {}
    for one, written in rows:
        key = _key(written)
        if key not in questions:
            questions[key] = new[key] = _question(one)
    NameQuestion.objects.bulk_create(new.values())
    NameSighting.objects.bulk_create(
        [_sighting(one, questions[_key(written)]) for one, written in rows], ignore_conflicts=True
    )
    if new:
        record(
            by=by,
            verb="name.ask",
            target="municipalities.namequestion",
            summary=f"照合する名称{len(new)}件が加わりました。",
            data={"names": [str(one) for one in new.values()][:100]},
        )
    return list(dict.fromkeys(questions[_key(written)] for _, written in rows))


def _key(written) -> tuple[str, int | None]:
    return letters(written.name), written.prefecture.pk if written.prefecture else None


def _question(asked: Asked) -> NameQuestion:
    found, written = asked.resolution, asked.resolution.open
    text, prefecture = _key(written)
    return NameQuestion(
        written=written.name,
        letters=text,
        prefecture_id=prefecture,
        on=asked.on,
        verdict=found.verdict,
        reason=found.reason[:300],
        candidates=[candidate.body.pk for candidate in found.candidates],
    )


def _sighting(asked: Asked, question: NameQuestion) -> NameSighting:
    # Tabs and line breaks within cells.
    line = " ".join(asked.line.split())
    return NameSighting(question=question, where=shown(asked.where, 199), line=shown(line, 499), on=asked.on)
