"""nginx before the real interface: who is slow is cut off while others are answered, and who is hostile is refused."""

import contextlib
import itertools
import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
from httpx import Client, Response

from server_stub.app import create_app
from server_stub.certificate import Certificate
from server_stub.loopback import Nginx
from server_stub.loopback.part import free_port
from server_stub.loopback.rendering import make_certificate, render_nginx
from server_stub.services import Services
from server_stub.settings import ServerSettings
from tests.integration.server.conftest import Person, join, served, share
from tests.patience import PATIENCE_S, until

SLOW_CLIENTS = 40
IMPATIENCE_S = 4
MANY = 1000
CUT_OFF = {(408, "request-too-slow"), (0, "")}


@dataclass(frozen=True)
class Door:
    """nginx with the interface behind it, and a client that goes through it."""

    port: int
    certificate: Path
    trust: ssl.SSLContext
    client: Client
    services: Services

    def connection(self) -> ssl.SSLSocket:
        """A connection on which anything can be sent."""
        plain = socket.create_connection(("localhost", self.port), timeout=PATIENCE_S)
        return self.trust.wrap_socket(plain, server_hostname="localhost")

    def say(self, sent: bytes) -> tuple[int, str]:
        """Send bytes; gives the status and the code of the answer."""
        with self.connection() as connection:
            connection.sendall(sent)
            return understood(answer_of(connection))


def answer_of(connection: ssl.SSLSocket, drips: bool = False) -> bytes:
    """All that comes until the other side closes or has answered in full; may send a byte now and then meanwhile."""
    got, until = b"", time.monotonic() + PATIENCE_S
    connection.settimeout(0.2 if drips else PATIENCE_S)
    while not _is_whole(got):
        try:
            more = connection.recv(65536)
        except TimeoutError:
            assert time.monotonic() < until, "the other side is more patient than it says"
            with contextlib.suppress(OSError):  # it may have closed; what it said before can still be read
                connection.sendall(b" ")
            continue
        except OSError:
            break
        if not more:
            break
        got += more
    return got


def _is_whole(got: bytes) -> bool:
    head, _, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return length is not None and len(body) >= int(length[1])


def understood(answer: bytes) -> tuple[int, str]:
    """Status and code; 0 and nothing where the connection was closed without an answer."""
    if not answer:
        return 0, ""
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    return status, json.loads(body)["error"]["code"] if status >= 400 else ""


@pytest.fixture
def door(settings: ServerSettings, server_folder: Path) -> Iterator[Door]:
    """The deployment's nginx with its timeouts shortened, before an interface that is as impatient.

    Not by more than that: who sends at once must not be slow because the computer is busy.
    """
    folder = Path(mkdtemp(prefix="nginx-", dir=server_folder))
    folder.chmod(0o755)  # its workers are another user's
    certificate, port = make_certificate(folder), free_port()
    hasty = create_app(settings.model_copy(update={"slow_body_s": float(IMPATIENCE_S)}))
    trust = ssl.create_default_context(cafile=str(certificate))
    with served(hasty) as address:
        configuration = render_nginx(folder, http=free_port(), https=port, api=[int(address.rpartition(":")[2])])
        content, count = re.subn(
            r"(client_header_timeout|client_body_timeout) \d+s;",
            rf"\1 {IMPATIENCE_S}s;",
            configuration.read_text("utf-8"),
        )
        assert count == 2
        configuration.write_text(content, "utf-8")
        nginx = Nginx(folder, configuration, port=port)
        nginx.start()
        try:
            with Client(base_url=f"https://localhost:{port}", verify=trust, timeout=PATIENCE_S) as client:
                yield Door(port, certificate, trust, client, hasty.state.services)
        finally:
            nginx.stop()


@pytest.fixture
def ann(door: Door) -> Person:
    """Somebody signed in."""
    return join(door.client, door.services, "ann")


def head(method: str, path: str, *lines: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "", "")).encode()


def drip(connection: ssl.SSLSocket, begin: bytes) -> tuple[int, str]:
    """Send a beginning and then a byte now and then, until the other side has had enough."""
    connection.sendall(begin)
    return understood(answer_of(connection, drips=True))


SLOW: dict[str, Callable[[str], bytes]] = {
    "head": lambda _: b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX-A: ",
    "body": lambda token: head("POST", "/api/projects", f"Authorization: Bearer {token}", "Content-Length: 100000"),
    "sign-in": lambda _: head("POST", "/api/auth/login", "Content-Length: 10000"),
    "chunk": lambda token: (
        head("POST", "/api/projects", f"Authorization: Bearer {token}", "Transfer-Encoding: chunked") + b"ffff\r\n"
    ),
}


def fall_silent(connection: ssl.SSLSocket, begin: bytes) -> tuple[int, str]:
    """Send a beginning and nothing more, until the other side has had enough."""
    connection.sendall(begin)
    return understood(answer_of(connection))


def be_slow(door: Door, how: Callable[[ssl.SSLSocket, bytes], tuple[int, str]], begin: bytes) -> tuple[int, str]:
    with door.connection() as connection:
        return how(connection, begin)


def test_that_who_drips_or_falls_silent_is_cut_off(door: Door, ann: Person) -> None:
    ways = [(how, begin(ann.token)) for how in (drip, fall_silent) for begin in SLOW.values()]
    with ThreadPoolExecutor(len(ways)) as pool:
        ends = list(pool.map(lambda way: be_slow(door, *way), ways))
    assert set(ends) <= CUT_OFF
    assert (408, "request-too-slow") in ends


def test_that_a_file_that_drips_is_cut_off(door: Door, ann: Person) -> None:
    project = door.client.post("/api/projects", json={"name": "Tea"}, headers=ann.headers).json()["id"]
    token = f"Authorization: Bearer {ann.token}"
    for method, path in (
        ("POST", f"/api/files?project={project}&name=a.csv"),
        ("PUT", f"/api/projects/{project}/blobs/{'0' * 64}"),
    ):
        with door.connection() as connection:
            asked = drip(connection, head(method, path, token, "Content-Length: 1000000"))
            assert asked == (408, "request-too-slow")


def test_that_others_are_answered_while_many_are_slow(door: Door, ann: Person) -> None:
    begins = list(SLOW.values())
    with ThreadPoolExecutor(SLOW_CLIENTS) as pool:
        slow = [
            pool.submit(be_slow, door, drip, begins[number % len(begins)](f"forged-{number}"))
            for number in range(SLOW_CLIENTS)
        ]
        answers = [door.client.get("/api/auth/me", headers=ann.headers).status_code for _ in range(5)]
        ends = {one.result() for one in slow}
    assert answers == [200] * 5
    assert ends <= CUT_OFF
    assert door.client.get("/api/health").status_code == 200


def test_that_nobody_sends_bytes_who_may_not(door: Door) -> None:
    refused = door.say(head("PUT", f"/api/projects/x/blobs/{'0' * 64}", "Content-Length: 200000000") + b"x" * 1000)
    assert refused == (401, "signed-out")


def test_that_a_body_whose_length_is_not_told_ends_at_the_limit(door: Door, ann: Person) -> None:
    token = f"Authorization: Bearer {ann.token}"
    chunk = b"20000\r\n" + b"x" * 0x20000 + b"\r\n"
    refused = door.say(head("POST", "/api/projects", token, "Transfer-Encoding: chunked") + chunk * 9)
    assert refused == (413, "body-too-large")


MALFORMED = (
    head("POST", "/api/auth/login", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n",
    head("POST", "/api/auth/login", "Content-Length: 5", "Content-Length: 6") + b"12345",
    head("POST", "/api/auth/login", "Content-Length: -1"),
    head("POST", "/api/auth/login", "Transfer-Encoding: chunked") + b"xyz\r\n",
    head("GET", "/api/health", "Host: other"),
    head("GET", "/api/../../etc/passwd"),
    head("GET", "/api/%00"),
    head("GET", "/api/health", "X-A: " + "x" * 9000),
    b"GET /api/health HTTP/1.1\r\n\r\n",
)


def test_that_what_is_malformed_is_refused_with_a_code(door: Door) -> None:
    assert [door.say(sent) for sent in MALFORMED] == [(400, "request-unreadable")] * len(MALFORMED)


def test_that_nobody_outside_sees_the_inside(door: Door) -> None:
    for path in ("/metrics", "/api/../metrics", "/api/%2e%2e/metrics", "/", "/api/health/../../metrics", "/malformed"):
        assert door.say(head("GET", path, "X-Forwarded-For: 127.0.0.1")) == (404, "route-unknown"), path


def test_that_a_request_cannot_say_who_it_is_or_where_it_leads(door: Door, ann: Person) -> None:
    forged = {
        **ann.headers,
        "X-Request-Id": "forged-request",
        "X-Forwarded-Host": "evil.example",
    }
    answer = door.client.get("/api/projects/", headers=forged)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "route-unknown")
    assert answer.headers["X-Request-Id"] != "forged-request"


def until_too_many(ask: Callable[[], Response]) -> list[Response]:
    """Answers up to the first that refuses for their number; however slow the computer is, it comes."""
    answers = [ask()]
    while answers[-1].status_code != 429:
        assert len(answers) < MANY, "nothing limits them"
        answers.append(ask())
    return answers


def test_that_who_asks_for_another_name_learns_nothing(door: Door) -> None:
    answer = door.client.get("/api/health", headers={"Host": "evil.example"})
    assert (answer.status_code, "location" in answer.headers) == (421, False)
    strange = ssl.create_default_context()
    strange.check_hostname, strange.verify_mode = False, ssl.CERT_NONE
    for name in ("evil.example", None):
        plain = socket.create_connection(("localhost", door.port), timeout=PATIENCE_S)
        with plain, pytest.raises(ssl.SSLError):
            strange.wrap_socket(plain, server_hostname=name)


def test_that_every_answer_of_the_door_is_kept_by_nobody_and_taken_for_what_it_is(door: Door, ann: Person) -> None:
    login = {"email": "nobody@example.com", "password": "x" * 20_000, "device_name": "laptop"}
    answers = [
        door.client.get("/api/auth/me", headers=ann.headers),
        door.client.get("/nothing"),
        door.client.post("/api/auth/login", json=login),
        *until_too_many(lambda: door.client.post("/api/optimize", headers=ann.headers, json={})),
    ]
    assert [answer.status_code for answer in answers[:6]] == [200, 404, 413, 422, 422, 422]
    assert [answer.headers.get_list("retry-after") for answer in answers[-2:]] == [[], ["1"]]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"] == "max-age=63072000"


def test_that_what_the_interface_says_of_waiting_is_said_once(door: Door) -> None:
    seats = door.services.accounts._passwords._seats
    taken = 0
    while seats.acquire(blocking=False):
        taken += 1
    login = {"email": "nobody@example.com", "password": "wrong", "device_name": "laptop"}
    answer = door.client.post("/api/auth/login", json=login)
    seats.release(taken)
    assert (answer.status_code, answer.headers.get_list("retry-after")) == (503, ["2"])


def test_that_a_stolen_token_guesses_its_password_no_faster_than_a_stranger(door: Door, ann: Person) -> None:
    guess = {"old": "wrong", "new": "correct horse battery staple"}
    answers = until_too_many(lambda: door.client.post("/api/auth/password", headers=ann.headers, json=guess))
    assert len(answers) > 20
    assert {answer.status_code for answer in answers[:-1]} == {401}


def test_that_what_cannot_be_a_token_is_counted_by_its_address(door: Door) -> None:
    words, answers = itertools.count(), set()

    def ask(_: int) -> int:
        return door.client.get("/api/auth/me", headers={"Authorization": f"{next(words)} {'x' * 500}"}).status_code

    with ThreadPoolExecutor(8) as pool:  # ten in a second are allowed, which a busy computer may take for one by one
        until(lambda: answers.update(pool.map(ask, range(40))) or 429 in answers)
    assert answers == {401, 429}


def test_that_the_certificate_is_seen_from_inside_under_the_name_that_clients_use(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = f"127.0.0.1:{door.port}"
    assert Certificate("https://localhost", inside).expires() == 0.0, "clients refuse what signs itself"
    monkeypatch.setenv("SSL_CERT_FILE", str(door.certificate))
    assert (Certificate("https://localhost", inside).expires() or 0.0) > time.time()
    assert Certificate("https://evil.example", inside).expires() is None, "no such name there"
    assert Certificate("https://localhost", f"127.0.0.1:{free_port()}").expires() is None


def test_that_a_project_of_others_takes_no_file(door: Door) -> None:
    people = {name: join(door.client, door.services, name) for name in ("owner", "editor", "viewer", "stranger")}
    project = share(door.client, people)
    token = f"Authorization: Bearer {people['stranger'].token}"
    sent = head("POST", f"/api/files?project={project}&name=a.csv", token, "Content-Length: 4000000")
    assert door.say(sent) == (404, "project-unknown")
