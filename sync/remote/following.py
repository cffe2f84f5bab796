"""What runs on servers tell, read on a few threads, however many runs there are."""

from __future__ import annotations

import math
import queue
import threading
import time
from collections import deque
from dataclasses import dataclass

from engine.errors import KnownError
from engine.runs.events import ENDINGS, Event, Progressed
from sync.remote.client import Server

AT_ONCE = 8
_SILENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class _Followed:
    server: Server
    run: str
    there: str


class Follower:
    """Follows a few runs at a time, the others in their turn; a cut is mended by itself.

    A run that is silent makes room for one that waits, and is taken up again where it was left. So whoever has ended is
    soon found, in whatever order the server computes.
    """

    def __init__(
        self, patience_s: float = math.inf, silence_s: float = _SILENCE_S, *, tells_away: bool = False
    ) -> None:
        """Follow nothing yet.

        Args:
            patience_s: How long a server may be away before a run is given up.
            silence_s: How long a run may be silent before it makes room for one that waits.
            tells_away: Whether a server that is away is told, as progress of its runs.
        """
        self._patience_s = patience_s
        self._silence_s = silence_s
        self._tells_away = tells_away
        self._waiting: deque[_Followed] = deque()
        self._followed: set[str] = set()
        self._last: dict[str, int] = {}
        self._heard: queue.SimpleQueue[tuple[str, Event | KnownError]] = queue.SimpleQueue()
        self._changing = threading.Lock()
        self._threads = 0
        self._is_stopped = False

    @property
    def is_idle(self) -> bool:
        """Whether no run is followed and nothing is left to be taken."""
        with self._changing:
            return not self._followed and self._heard.empty()

    def follow(self, server: Server, run: str, there: str) -> None:
        """Follow a run from where it was left, unless it is followed already; its ending is told each time.

        Args:
            server: Where it is computed.
            run: Its name in the project.
            there: Its name on the server.
        """
        with self._changing:
            if run in self._followed:
                return
            self._followed.add(run)
            self._waiting.append(_Followed(server, run, there))
            if self._threads < AT_ONCE:
                self._threads += 1
                threading.Thread(target=self._serve, name="follower", daemon=True).start()

    def take(self, wait_s: float = 0.0) -> tuple[str, Event | KnownError] | None:
        """The next event of a run, by its name in the project, or why it is followed no further; None for no news.

        Args:
            wait_s: How long to wait for news.
        """
        try:
            return self._heard.get(timeout=wait_s) if wait_s else self._heard.get_nowait()
        except queue.Empty:
            return None

    def stop(self) -> None:
        """Hear no more; does not wait."""
        self._is_stopped = True

    def _serve(self) -> None:
        while (one := self._next()) is not None:
            try:
                has_ended = self._listen(one)
            except KnownError as error:
                has_ended = True
                self._tell(one.run, error)
            except RuntimeError:
                if not self._is_stopped:  # else the connections were closed at the end of the program
                    raise
                return
            if not has_ended:
                with self._changing:
                    self._waiting.append(one)

    def _next(self) -> _Followed | None:
        with self._changing:
            if self._waiting and not self._is_stopped:
                return self._waiting.popleft()
            self._threads -= 1
            return None

    def _listen(self, one: _Followed) -> bool:
        """Whether the run has ended; else it made room for another one."""
        heard = time.monotonic()

        def give_way() -> bool:
            return bool(self._waiting) and time.monotonic() - heard > self._silence_s

        def met(error: KnownError) -> None:
            if self._tells_away:
                self._heard.put((one.run, Progressed(run=one.run, seconds=0.0, text=f"waits: {error.message}")))

        after = self._last.get(one.run, 0)
        for number, event in one.server.events(
            one.there, after, lambda: not self._is_stopped, self._patience_s, give_way, met
        ):
            heard = time.monotonic()
            if isinstance(event, ENDINGS):
                self._tell(one.run, event)
                return True
            self._last[one.run] = number
            self._heard.put((one.run, event))
        return False

    def _tell(self, run: str, last: Event | KnownError) -> None:
        with self._changing:
            self._followed.discard(run)
            self._heard.put((run, last))
