"""A PostgreSQL of our own, to be stopped at any moment: as in production it writes to disk before it says so."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

#: Until a server that recovers takes connections again.
SECONDS_TO_START = 60


class Cluster:
    """Runs on a free port of this machine, its data in a directory of their own that goes with it."""

    def __init__(self, programs: str):
        """`programs`: the directory of initdb and pg_ctl."""
        self.programs = Path(programs)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.stops = 0

    def __enter__(self) -> Self:
        self.place = Path(tempfile.mkdtemp())
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.getuid() == 0 else None
        if self.user:
            shutil.chown(self.place, self.user)
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self._run("pg_ctl", "--mode=immediate", "stop")
        shutil.rmtree(self.place)

    def start(self) -> None:
        options = f"-p {self.port} -k {self.place} -c listen_addresses=127.0.0.1"
        self._run(
            "pg_ctl",
            "--wait",
            f"--timeout={SECONDS_TO_START}",
            f"--log={self.place}/log",
            "-o",
            options,
            "start",
        )

    def crash(self) -> float:
        """Stop it where it stands, as a power cut does, and start it anew: the seconds without it."""
        began = time.monotonic()
        self._run("pg_ctl", "--mode=immediate", "stop")
        self.start()
        self.stops += 1
        return time.monotonic() - began

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), f"--pgdata={self.place}/data", *arguments]
        subprocess.run(command, cwd=self.place, user=self.user, stdout=subprocess.DEVNULL, check=True)
