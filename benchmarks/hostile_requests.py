"""Requests that nobody sends by accident, and how each has to be refused."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from benchmarks.hostile_clients import Answer, head
from benchmarks.serving import EMAIL, PASSWORD, Serving, bearer

ANY_REFUSAL = frozenset[int]()
_TOO_LARGE = frozenset({413})
_MOST_BYTES = 400 << 20
_PIECE = bytes(1 << 16)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request.

    Attributes:
        kind: Of which kind.
        what: What it does.
        parts: What is sent.
        wanted: The statuses of a right refusal; empty for any with 4xx.
        needs_code: Whether the refusal must be in the server's own form.
    """

    kind: str
    what: str
    parts: Iterable[bytes]
    wanted: frozenset[int] = ANY_REFUSAL
    needs_code: bool = True

    def is_refused(self, answer: Answer) -> bool:
        """Whether it was refused as it has to be."""
        is_wanted = answer.status in self.wanted if self.wanted else 400 <= answer.status < 500
        return is_wanted and (bool(answer.code) or not self.needs_code)


@dataclass(frozen=True, slots=True)
class Place:
    """A route that takes a body."""

    method: str
    path: str
    is_json: bool


def places(server: Serving) -> list[Place]:
    """Every route that takes a body, as the server itself describes them, with what is really there."""
    with server.client() as client:
        described = client.get("/api/openapi.json").raise_for_status().json()["paths"]
    found = []
    for path, ways in described.items():
        for method, how in ways.items():
            if "requestBody" in how:
                there = path.replace("{project}", server.project).replace("{sha256}", "0" * 64)
                query = f"?project={server.project}&name=a.csv" if path == "/api/files" else ""
                is_json = "application/json" in how["requestBody"]["content"]
                found.append(Place(method.upper(), there + query, is_json))
    return found


def token_line(token: str) -> str:
    """The line of a head that says which device it is."""
    ((name, value),) = bearer(token).items()
    return f"{name}: {value}"


def oversized(server: Serving, there: Iterable[Place]) -> Iterator[Hostile]:
    """Bodies that are too long, or other than they say, for every route that takes one."""
    for place in there:
        what = f"{place.method} {place.path}"

        def begin(*lines: str, place: Place = place) -> bytes:
            return head(place.method, place.path, token_line(server.device()), "Content-Type: application/json", *lines)

        yield Hostile("oversized", f"{what}, honest", _sent(begin(f"Content-Length: {_MOST_BYTES}")), _TOO_LARGE)
        chunks = _sent(begin("Transfer-Encoding: chunked"), b"%x\r\n%b\r\n" % (len(_PIECE), _PIECE))
        # A file has to say how long it is.
        yield Hostile("oversized", f"{what}, in chunks", chunks, _TOO_LARGE if place.is_json else frozenset({411}))
        yield Hostile("oversized", f"{what}, more than it says", _sent(begin("Content-Length: 100")))
        huge = begin(f"Content-Length: {10**30}")
        yield Hostile("oversized", f"{what}, a length beyond numbers", [huge], frozenset({400, 413}))


def _sent(begin: bytes, piece: bytes = _PIECE) -> Iterator[bytes]:
    yield begin
    yield from repeat(piece, _MOST_BYTES // len(piece))


def malformed(server: Serving, there: Iterable[Place]) -> Iterator[Hostile]:
    """What is no HTTP, and what is no JSON or another than is wanted."""
    login, health = "/api/auth/login", "/api/health"
    for what, sent in (
        ("two lengths", head("POST", login, "Content-Length: 5", "Content-Length: 6") + b"12345"),
        ("a negative length", head("POST", login, "Content-Length: -1")),
        ("a length that is no number", head("POST", login, "Content-Length: 0x10")),
        ("a chunk without a size", head("POST", login, "Transfer-Encoding: chunked") + b"xyz\r\n"),
        ("a chunk of negative size", head("POST", login, "Transfer-Encoding: chunked") + b"-1\r\n"),
        ("two hosts", head("GET", health, "Host: other")),
        ("no host", b"GET /api/health HTTP/1.1\r\n\r\n"),
        ("a head without end", head("GET", health, "X-A: " + "x" * 40_000)),
        ("a path without end", head("GET", "/api/" + "x" * 40_000)),
        ("a NUL in the path", head("GET", "/api/runs/%00")),
        ("a space in a name of the head", head("GET", health, "X A: b")),
        ("no HTTP", b"\x16\x03\x01\x00" + bytes(100)),
        ("a word that is no method", b"g<t /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        ("TRACE", head("TRACE", health)),
        ("CONNECT", b"CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    ):
        yield Hostile("malformed", what, [sent], needs_code=False)
    # Said with 5xx, as HTTP has it, of what is not HTTP as it is known here.
    version = b"GET /api/health HTTP/9.9\r\nHost: localhost\r\n\r\n"
    yield Hostile("malformed", "an unknown version", [version], frozenset({505}), needs_code=False)
    encoding = head("POST", login, "Transfer-Encoding: xyz")
    yield Hostile("malformed", "an unknown transfer encoding", [encoding], frozenset({501}), needs_code=False)
    for place in (place for place in there if place.is_json and "/auth/" not in place.path):
        for content in _NO_JSON:
            yield Hostile("malformed", f"{place.path}: {content[:20]!r}", [with_body(server, place, content)])


_NO_JSON = (
    b"", b"{", b"\xff\xfe", b"null", b"[" * 500_000, b'{"a":' * 100_000, b"NaN", b'{"name": 1e999}',
    b'{"name": "\\u0000"}', b'{"name": "\\ud800"}', b'{"name": ' + b"9" * 100_000 + b"}",
    json.dumps({"email": "\0", "role": "owner", "project": "x", "runs": []}).encode(),
)  # fmt: skip


def with_body(server: Serving, place: Place, content: bytes, token: str = "") -> bytes:
    """A whole request with JSON."""
    lines = (token_line(token or server.device()), "Content-Type: application/json", f"Content-Length: {len(content)}")
    return head(place.method, place.path, *lines) + content


def replayed(server: Serving, invite: str) -> Iterator[Hostile]:
    """What was right once and is sent again; its first time is over."""
    with server.client() as client:
        used = {"invite": invite, "name": "Eve", "password": "quite a long one", "device_name": "x"}
        client.post("/api/auth/accept-invite", json=used).raise_for_status()
        gone = client.post("/api/auth/login", json=_SIGN_IN).raise_for_status().json()
        out = bearer(gone["token"])
        client.delete(f"/api/auth/devices/{gone['account']['device']}", headers=out).raise_for_status()
    server.wait(server.ask(["replayed"]))
    invited = Place("POST", "/api/auth/accept-invite", is_json=True)
    for what, body in (("a used invite", used), ("a used invite for another", used | {"name": "Mallory"})):
        yield Hostile("replayed", what, [with_body(server, invited, _plain(body))], frozenset({410}))
    for method, path in (("GET", "/api/auth/me"), ("GET", f"/api/projects/{server.project}"), ("GET", "/api/projects")):
        sent = head(method, path, token_line(gone["token"]))
        yield Hostile("replayed", f"{path} with a revoked token", [sent], frozenset({401}))
    run = {"scenario": "Another", "snapshot": server.snapshot, "input_hash": "x", "idempotency_key": "replayed"}
    again = with_body(server, Place("POST", "/api/optimize", is_json=True), _plain(run | {"project": server.project}))
    yield Hostile("replayed", "a run's key for another run", [again], frozenset({409}))
    blob = Place("PUT", f"/api/projects/{server.project}/blobs/{server.snapshot}", is_json=False)
    yield Hostile("replayed", "a blob's name for other bytes", [with_body(server, blob, b"other")], frozenset({422}))


_SIGN_IN = {"email": EMAIL, "password": PASSWORD, "device_name": "gone"}


def _plain(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def forged(server: Serving, stranger: str, run: str) -> Iterator[Hostile]:
    """Requests of those who are not who they say, and ones that would lead elsewhere.

    Args:
        server: The server.
        stranger: Token of somebody who is no member of the project.
        run: A run of the project.
    """
    project = f"/api/projects/{server.project}"
    for token in ("x", "x" * 43, server.token[:-1], server.token + "x", "x" * 4000, server.token.swapcase(), "\xe9"):
        for path in (project, f"/api/runs/{run}", "/api/auth/devices"):
            sent = head("GET", path, f"Authorization: Bearer {token}")
            yield Hostile("forged", f"{path} with the token {token[:8]}", [sent], frozenset({401}))
    inside = (project, f"{project}/members", f"/api/runs?project={server.project}", f"/api/runs/{run}")
    for path in (*inside, f"/api/runs/{run}/result", f"/api/runs/{run}/events", f"{project}/blobs/{server.snapshot}"):
        sent = head("GET", path, token_line(stranger))
        yield Hostile("forged", f"{path} by a stranger", [sent], frozenset({404}))
    own = "X-Forwarded-For: 127.0.0.1", "X-Real-Ip: 127.0.0.1", "X_Forwarded_For: 127.0.0.1", "Forwarded: for=127.0.0.1"
    for path in ("/metrics", "/api/../metrics", "/api/%2e%2e/metrics", "//metrics", "/api/..%2fmetrics", "/api/..;/x"):
        yield Hostile("forged", path, [head("GET", path, *own)], frozenset({400, 404}))
    for path in ("/api/runs/..%2f..%2fetc%2fpasswd", "/api/../../../etc/passwd", "/..%5c..%5cetc"):
        yield Hostile("forged", path, [head("GET", path, token_line(server.device()))], frozenset({400, 404}))
    elsewhere = head("GET", "/api/projects/", token_line(server.device()), "X-Forwarded-Host: evil.example")
    yield Hostile("forged", "another host", [elsewhere.replace(b"localhost", b"evil.example")], frozenset({404}))
    yield from _smuggled(server)


def _smuggled(server: Serving) -> Iterator[Hostile]:
    inner = head("GET", f"/api/projects/{server.project}", token_line(server.token))
    both = f"Content-Length: {len(inner) + 5}", "Transfer-Encoding: chunked"
    for what, lines in (
        ("a length and chunks", both),
        ("chunks and a length", both[::-1]),
        ("chunks twice", (both[1], "Transfer-Encoding: identity")),
        ("chunks with a blank before the colon", (both[0], "Transfer-Encoding : chunked")),
        ("chunks on a folded line", (both[0], "Transfer-Encoding:\r\n chunked")),
    ):
        outer = head("POST", "/api/auth/login", "Content-Type: application/json", *lines)
        yield Hostile("forged", f"smuggled by {what}", [outer + b"0\r\n\r\n" + inner], needs_code=False)


def slow(server: Serving, there: Iterable[Place], count: int) -> list[bytes]:
    """What so many slow clients begin with: nothing, a part of a head, or a part of a body."""
    bodies = [place for place in there if "/auth/" not in place.path]
    begins = [b"", b"PO", head("GET", "/api/health", "X-A: ")[:-4]]
    for number in range(count - len(begins)):
        place = bodies[number % len(bodies)]
        # Those without an account are as many: a route of JSON reads them, a route of files does not.
        token = server.device() if number % 2 else secrets.token_urlsafe(32)
        in_chunks = place.is_json and number % 3 == 0
        lines = token_line(token), "Transfer-Encoding: chunked" if in_chunks else "Content-Length: 90000"
        body = head(place.method, place.path, *lines) + (b"ffff\r\n" if in_chunks else b"")
        begins.append((begins[0], begins[1], begins[2], body, body, body)[number % 6])
    return begins
