"""What the board does by itself when days go by: deadlines, reminders, and threads that nobody decides. Each piece is
its own transaction, and doing it twice does it once."""

import datetime as dt

from django.db import transaction

from accounts.notifying import Message, tell
from bulletin.board import telling
from bulletin.board.actions import locked_thread, move_thread
from bulletin.board.moves import DAYS_TO_DECIDE, THREAD_MOVES
from bulletin.board.turns import Owed, owed_by
from bulletin.models import Thread
from bulletin.models.board.states import ThreadState
from common.dates import today, wareki
from municipalities.models import Office

#: So many days before a move is due its office is reminded, and again once it is overdue.
DAYS_BEFORE = 3


def check_deadlines() -> dict[str, int]:
    """Close what is past its deadline, remind whoever owes a move, let lapse what nobody decides; how many of each."""
    closed = sum(_close(pk) for pk in list(Thread.objects.past_deadline().values_list("pk", flat=True)))
    reminded = sum(remind(office) for office in Office.objects.acting().select_related("body__prefecture"))
    lapsed = sum(_lapse(thread) for thread in _undecided())
    return {"closed": closed, "reminded": reminded, "lapsed": lapsed}


@transaction.atomic
def _close(pk: int) -> bool:
    return locked_thread(pk).state == ThreadState.CLOSED


def _undecided() -> list[Thread]:
    """Closed threads whose time to decide is over, twice reminded by then, and about which nobody talks."""
    limit = today() - dt.timedelta(days=DAYS_TO_DECIDE)
    closed = Thread.objects.filter(state=ThreadState.CLOSED, deadline__lte=limit)
    return [thread for thread in closed if not THREAD_MOVES["lapse"].guard(thread)]


def _lapse(thread: Thread) -> bool:
    return move_thread(thread=thread, move="lapse", by=None).state == ThreadState.LAPSED


@transaction.atomic
def remind(office: Office) -> int:
    """Remind an office of what it owes, each move before it is due and twice when it is overdue; how many."""
    reminders = [(owed, stage) for owed in owed_by(office) if (stage := _stage(owed))]
    if not reminders:
        return 0
    people = telling.people_of([office])
    for owed, stage in reminders:
        tell(_reminder(office, owed, stage), to=people, by=None)
    return len(reminders)


#: Stage of a reminder → so many days after the move was due, and in words.
STAGES = {
    "soon": (-DAYS_BEFORE, "期限が近づいています"),
    "due": (1, "期限を過ぎています"),
    "again": (14, "期限を過ぎたままです"),
}


def _stage(owed: Owed) -> str:
    """The reminder that is due now; none, empty. A reminder once written is not written again (its key)."""
    if owed.due is None:
        return ""
    late = (today() - owed.due).days
    return next((stage for stage, (days, _) in reversed(STAGES.items()) if late >= days), "")


def _reminder(office: Office, owed: Owed, stage: str) -> Message:
    said = STAGES[stage][1]
    return Message(
        key=f"owed:{office.pk}:{owed.what}:{owed.number}:{owed.place}:{owed.due}:{stage}",
        number=owed.number,
        subject=f"{said}：{owed.words}",
        body=f"{said}。\n\nすること：{owed.words}\n{owed.about}：{owed.title}（{owed.number}）\n期限：{wareki(owed.due)}",
        path=owed.path,
        reason=f"次の操作を行う課（{office}）の担当者",
    )
