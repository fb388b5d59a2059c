"""Processes of the portal that are killed and begun anew."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(environment: dict, *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


class Process:
    """A `manage.py` command that is always running, however often it is killed; it says so when it has begun."""

    def __init__(self, environment: dict, *arguments: str):
        self.environment, self.arguments = environment, arguments
        self.kills = self.deaths = 0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", *self.arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """kill -9, and another in its place; one that ended by itself is a death."""
        self.deaths += self._process.poll() is not None
        self._process.kill()
        self._process.communicate()
        self.kills += 1
        self._start()

    def stop(self) -> int:
        """SIGTERM, once it has begun; the exit status."""
        self._process.stdout.readline()
        self._process.terminate()
        self._process.communicate(timeout=60)
        return self._process.returncode
