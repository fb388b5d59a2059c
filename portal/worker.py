"""The loop of a worker: it runs what is due, pauses, and ends between two pieces of work."""

import logging
import signal
from collections.abc import Callable
from typing import Self

from django.db import Error, close_old_connections

from accounts.jobs import Outcome, run_due
from portal.schedule import JOBS

#: While the database is away it is asked again after so many seconds at most.
LONGEST_PAUSE = 30

logger = logging.getLogger(__name__)


class Ending:
    """SIGTERM and SIGINT, held back until they are asked for: no piece of work is broken off.

    The signals are blocked meanwhile, so no handler runs at a moment it should not.
    """

    SIGNALS = {signal.SIGTERM, signal.SIGINT}

    def __enter__(self) -> Self:
        self._asked = False
        self._mask = signal.pthread_sigmask(signal.SIG_BLOCK, self.SIGNALS)
        return self

    def __exit__(self, *error) -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)

    def asked(self, within: float = 0) -> bool:
        """Whether the worker is to end; waits so many seconds for it."""
        self._asked = self._asked or signal.sigtimedwait(self.SIGNALS, within) is not None
        return self._asked


def work(ending: Ending, *, pause: float, tell: Callable[[Outcome], None]) -> None:
    """Run what is due, again and again, until the end is asked for."""
    wait = 0.0
    while not ending.asked(within=wait):
        try:
            close_old_connections()
            for outcome in run_due(JOBS):
                tell(outcome)
                if ending.asked():
                    return
        except Error:
            logger.exception("The database does not answer; the worker tries again")
            close_old_connections()
            wait = min(max(wait, pause) * 2, LONGEST_PAUSE)
        else:
            wait = pause
