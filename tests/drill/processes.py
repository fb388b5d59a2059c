"""Processes of the portal that are killed and begun anew."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.bench.processes import tree

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(environment: dict, *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)


class Running:
    """A command that is always running, however often it is killed."""

    def __init__(self, environment: dict, *command: str):
        self.environment, self.command = environment, command
        self.kills = self.deaths = 0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, *self.command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """kill -9 of it and all its children, and another in its place; one that ended by itself is a death."""
        self.deaths += self._process.poll() is not None
        for pid in tree(self._process.pid):
            _kill(pid)
        self._process.communicate()
        self.kills += 1
        self._start()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self._process.terminate()
        self._process.communicate(timeout=60)
        return self._process.returncode


class Process(Running):
    """A `manage.py` command, which says so when it has begun."""

    def __init__(self, environment: dict, *arguments: str):
        super().__init__(environment, "manage.py", *arguments)

    def stop(self) -> int:
        self._process.stdout.readline()
        return super().stop()


class Web(Running):
    """gunicorn as in production, on a free port of this machine."""

    def __init__(self, environment: dict):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.child_kills = 0
        options = "--worker-class gthread --workers 2 --threads 4 --no-control-socket --log-level critical"
        super().__init__(
            environment, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", *options.split()
        )

    def kill_child(self, rng: random.Random) -> None:
        """kill -9 of one of its workers; gunicorn itself puts another in its place."""
        children = sorted(tree(self._process.pid) - {self._process.pid})
        if children:
            _kill(rng.choice(children))
            self.child_kills += 1


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
