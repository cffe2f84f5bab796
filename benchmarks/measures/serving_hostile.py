"""Oversized, slow, malformed, replayed and forged requests, and files that are bombs: refused, at a bounded cost."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from benchmarks.hostile_clients import drip_all, say
from benchmarks.hostile_files import FILES, MEBIBYTE, OUTSIDE, HostileFile
from benchmarks.hostile_requests import Hostile, forged, malformed, oversized, places, replayed, slow
from benchmarks.measure import Measure, Options, Reading
from benchmarks.serving import Serving, bearer, most_of, serving
from server_stub.loopback.rendering import DEPLOY
from server_stub.settings import ServerSettings
from server_stub.workers import reading
from sync.server.database import SERVICE
from sync.server.file_tables import FILES as TABLE_OF_FILES
from sync.server.run_tables import BLOBS, RUNS
from sync.server.tables import ACCOUNTS, MEMBERS, PROJECTS

SLOW_CLIENTS = 900
MOST_REQUEST_S, MOST_BYTES = 30.0, reading.MEMORY_BYTES + (1 << 30)
# Above the timeouts: many handshakes of one process on the very cores that the server runs on.
_MARGIN_S = 10.0
_PAUSE_S = 0.25
_FILE_S = 300.0
_FAILURES = frozenset({500, 502, 503, 504})


@dataclass(slots=True)
class _Tally:
    """What was tried, how long the slowest took, and what did not end as it has to."""

    tried: Counter[str] = field(default_factory=Counter)
    longest_s: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def add(self, kind: str, seconds: float, trouble: str) -> None:
        """One more of a kind; no trouble where it was refused as it has to be."""
        self.tried[kind] += 1
        self.longest_s[kind] = max(self.longest_s.get(kind, 0.0), seconds)
        if trouble:
            self.wrong.append(f"{kind}: {trouble}")

    def told(self) -> str:
        """Counts of each kind, with the seconds of the slowest."""
        return ", ".join(f"{count} {kind} (≤ {self.longest_s[kind]:.1f} s)" for kind, count in self.tried.items())


def _take(_options: Options) -> Reading:
    tally = _Tally()
    with serving() as server:
        there = places(server)
        (run,) = server.ask(["run"])
        server.wait([run])
        invites = [server.invite(f"{name}@example.com") for name in ("eve", "stranger")]
        stranger = _join(server, invites[1])
        with most_of(server.resident_bytes, _PAUSE_S) as most:
            _send_all(server, replayed(server, invites[0]), tally)
            _repeat_harmlessly(server, tally)
            before = _counts(server)
            for hostile in (oversized(server, there), malformed(server, there), forged(server, stranger, run)):
                _send_all(server, hostile, tally)
            answered, longest = _be_slow(server, slow(server, there, SLOW_CLIENTS), tally)
            if _counts(server) != before:
                tally.wrong.append(f"something came of it: {before} became {_counts(server)}")
            requests_peak = most[0]
            for file in FILES:
                _hand_in(server, file, tally)
            _check_worker_lives(server, tally)
        failures = _failures(server)
    return _reading(
        tally, f"{answered} others answered meanwhile (≤ {longest:.1f} s)", failures, requests_peak, most[0]
    )


def _reading(tally: _Tally, meanwhile: str, failures: int, requests_peak: int, peak: int) -> Reading:
    value = f"{tally.tried.total():,} tried: {tally.told()}; {meanwhile}; {failures} answers with 5xx, "
    value += f"{len(tally.wrong)} not refused; memory of the stack at most {requests_peak / MEBIBYTE:,.0f} MiB, "
    value += f"with the files {peak / MEBIBYTE:,.0f} MiB"
    value += "".join(f"; {one}" for one in tally.wrong[:5])
    return Reading(value, not tally.wrong and not failures and peak <= MOST_BYTES)


def _send_all(server: Serving, requests: Iterable[Hostile], tally: _Tally) -> None:
    for hostile in requests:
        answer = say(server.stack.url, server.trust(), hostile.parts)
        is_fine = hostile.is_refused(answer) and answer.seconds <= MOST_REQUEST_S
        told = f"{hostile.what}: {answer.status} {answer.code} after {answer.seconds:.1f} s"
        tally.add(hostile.kind, answer.seconds, "" if is_fine else told)


def _repeat_harmlessly(server: Serving, tally: _Tally) -> None:
    """What may be sent twice, since it comes to the same: a run under its key, a blob under its name."""
    before = _counts(server)
    blob = (server.stack.folder / "network.snapshot").read_bytes()
    with server.client() as client:
        client.put(f"/api/projects/{server.project}/blobs/{server.snapshot}", content=blob).raise_for_status()
        time.sleep(1.0)  # the door's pace for this route
    server.ask(["run"])
    after = _counts(server)
    tally.add("replayed", 0.0, "" if before == after else f"a run or a blob came twice: {before}, {after}")


def _be_slow(server: Serving, begins: list[bytes], tally: _Tally) -> tuple[int, float]:
    """Slow clients, all at once, and one that is not; gives how often that one was answered, and its longest wait."""
    head_s, body_s = _timeouts()
    ending, waits = threading.Event(), list[float]()
    other = threading.Thread(target=_ask_until, args=(server, ending, waits, tally))
    other.start()
    try:
        answers = drip_all(server.stack.url, server.trust(), begins, body_s + 2 * _MARGIN_S)
    finally:
        ending.set()
        other.join()
    for begin, answer in zip(begins, answers, strict=True):
        limit = (body_s if b"\r\n\r\n" in begin else head_s) + _MARGIN_S
        is_fine = answer.seconds <= limit and (answer.status == 0 or answer.is_refusal)
        told = f"{begin[:40]!r}: {answer.status} {answer.code} after {answer.seconds:.1f} s"
        tally.add("slow", answer.seconds, "" if is_fine else told)
    return len(waits), max(waits)


def _timeouts() -> tuple[float, float]:
    """The deployment's, for heads and for bodies, in seconds."""
    template = (DEPLOY / "nginx" / "nginx.conf.template").read_text("utf-8")
    (head_s,) = re.findall(r"client_header_timeout (\d+)s;", template)
    (silence_s,) = re.findall(r"client_body_timeout (\d+)s;", template)
    return float(head_s), max(float(silence_s), float(ServerSettings.model_fields["slow_body_s"].default))


def _ask_until(server: Serving, ending: threading.Event, waits: list[float], tally: _Tally) -> None:
    """A client as any other: it asks, and sends, and each time on a new connection."""
    while not ending.wait(_PAUSE_S):
        began = time.monotonic()
        try:
            with server.client() as client:
                seen = client.get("/api/auth/me").status_code
                sent = client.put(f"/api/projects/{server.project}/members", json=_NOBODY).status_code
        except httpx.TransportError as error:
            tally.wrong.append(f"one who was not slow had {type(error).__name__}")
            continue
        waits.append(time.monotonic() - began)
        if (seen, sent) != (200, 404):
            tally.wrong.append(f"one who was not slow was answered {seen} and {sent}")


_NOBODY = {"email": "nobody@example.com", "role": "viewer"}


def _hand_in(server: Serving, file: HostileFile, tally: _Tally) -> None:
    """Send a file and wait until its reading has ended."""
    content = file.make()
    began = time.monotonic()
    entry = _read(server, file.name, content)
    outside = Path(tempfile.gettempdir(), OUTSIDE)
    is_refused = entry["status"] == "refused" and bool(entry["outcome"].get("code")) and not outside.exists()
    told = f"{file.what}: {entry['status']} {str(entry['outcome'])[:80]}"
    tally.add("files", time.monotonic() - began, "" if is_refused else told)


def _read(server: Serving, name: str, content: bytes) -> dict[str, Any]:
    place = {"project": server.project, "name": name}
    with server.client() as client:
        client.headers = httpx.Headers(bearer(server.device()))
        sent = client.post("/api/files", params=place, content=content)
        if sent.status_code != 202:
            return {"status": "refused", "outcome": sent.json()["error"]}
        path, until = f"/api/files/{sent.json()['id']}", time.monotonic() + _FILE_S
        while (entry := client.get(path).raise_for_status().json())["status"] in ("queued", "reading"):
            if time.monotonic() > until:
                break
            time.sleep(_PAUSE_S)
    return dict(entry)


def _check_worker_lives(server: Serving, tally: _Tally) -> None:
    entry = _read(server, "customers.csv", b"customer\nOslo\n")
    if entry["status"] != "read":
        tally.wrong.append(f"a good file after all of them: {entry['status']}")


def _join(server: Serving, invite: str) -> str:
    body = {"invite": invite, "name": "Bob", "password": "another long password", "device_name": "x"}
    with server.client() as client:
        return str(client.post("/api/auth/accept-invite", json=body).raise_for_status().json()["token"])


def _counts(server: Serving) -> dict[str, int]:
    """Rows of the tables that people write into."""
    with server.database.transaction(SERVICE) as connection:
        return {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in (ACCOUNTS, PROJECTS, MEMBERS, RUNS, BLOBS, TABLE_OF_FILES)
        }


def _failures(server: Serving) -> int:
    """Answers that say that the server has failed, as nginx has noted them."""
    noted = (server.stack.folder / "nginx" / "access").read_text("utf-8")
    return sum(int(status) in _FAILURES for status in re.findall(r'"status":(\d+)', noted))


MEASURES = (
    Measure(
        "server",
        "oversized, slow, malformed, replayed, forged requests through nginx; bombs to the file worker",
        f"refused with a code, no 5xx; slow ones cut off within their timeouts; stack ≤ {MOST_BYTES / 2**30:.0f} GiB",
        _take,
    ),
)
