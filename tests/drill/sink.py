"""A mail server that keeps what it is handed: as much of SMTP (RFC 5321) as a client needs.

Each mail is in the journal before the client is told so, as in a server that loses none.
"""

import asyncio
import email
import threading
from collections import Counter
from typing import Self


class Sink:
    """Runs in a thread of its own, on a free port of this machine."""

    def __init__(self, *, seconds_each: float):
        """`seconds_each`: how long it thinks over a mail."""
        self.seconds_each = seconds_each
        self.accepted: Counter[str] = Counter()  # by Message-ID
        self.port = 0
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(timeout=30):
            raise RuntimeError("The mail server does not start")
        return self

    def __exit__(self, *error) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=30)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stop.wait()
        server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it says goodbye or is gone."""
        try:
            writer.write(b"220 sink ESMTP\r\n")
            while line := await reader.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    writer.write(b"354 go on\r\n")
                    await self._take(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                await writer.drain()
                if verb == b"QUIT":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # killed: that is what it is here for
        finally:
            writer.close()

    async def _take(self, source: bytes) -> None:
        await asyncio.sleep(self.seconds_each)
        self.accepted[email.message_from_bytes(source)["Message-ID"]] += 1
