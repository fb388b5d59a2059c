"""The loop of a worker: it runs what is due, pauses, and ends between two pieces of work."""

import gc
import logging
import select
import signal
import socket
from collections.abc import Callable
from typing import Self

from django.db import Error

from accounts.jobs import Outcome, run_due
from common.db import renew_connection
from portal.schedule import JOBS

#: While the database is away it is asked again after so many seconds at most.
LONGEST_PAUSE = 30

logger = logging.getLogger(__name__)


class Ending:
    """SIGTERM and SIGINT are noted until they are asked for: no piece of work is broken off, a pause is."""

    SIGNALS = (signal.SIGTERM, signal.SIGINT)

    def __enter__(self) -> Self:
        self._asked = False
        self._heard, self._hearing = socket.socketpair()
        self._hearing.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._hearing.fileno())
        self._handlers = {number: signal.signal(number, self._note) for number in self.SIGNALS}
        return self

    def __exit__(self, *error) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._heard.close()
        self._hearing.close()

    def _note(self, *signalled) -> None:
        self._asked = True

    def asked(self, within: float = 0) -> bool:
        """Whether the worker is to end; waits so many seconds for it."""
        if not self._asked and within:
            select.select([self._heard], [], [], within)
        return self._asked


def settle() -> None:
    """Before the first piece of work: what is loaded by now stays. Garbage is not to be looked for among it, again and
    again, while an import makes a million objects (a tenth of its time)."""
    gc.collect()
    gc.freeze()


def work(ending: Ending, *, pause: float, tell: Callable[[Outcome], None]) -> None:
    """Run what is due, again and again, until the end is asked for."""
    wait = 0.0
    while not ending.asked(within=wait):
        try:
            renew_connection()
            for outcome in run_due(JOBS):
                tell(outcome)
                if ending.asked():
                    return
        except Error:
            logger.exception("The database does not answer; the worker tries again")
            renew_connection()
            wait = min(max(wait, pause) * 2, LONGEST_PAUSE)
        else:
            wait = pause
