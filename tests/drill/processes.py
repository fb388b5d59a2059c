"""Processes of the portal that are killed and begun anew."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(environment: dict, *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


class Process:
    """A `manage.py` command that is always running, however often it is killed; it says so when it has begun."""

    def __init__(self, environment: dict, *arguments: str):
        self.environment, self.arguments = environment, arguments
        self.kills = 0
        self._start()

    def _start(self) -> None:
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", *self.arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=self._said,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """kill -9, and another in its place."""
        self._process.kill()
        self._process.wait()
        self._said.close()
        self.kills += 1
        self._start()

    def stop(self) -> int:
        """SIGTERM, once it has begun; the exit status."""
        while self._process.poll() is None and not os.fstat(self._said.fileno()).st_size:
            time.sleep(0.1)
        self._process.terminate()
        return self._process.wait(timeout=60)
