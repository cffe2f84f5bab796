"""Requests to a server that misbehaves: what is tried again, and what the user is told."""

import hashlib

import httpx
import pytest

from engine.errors import KnownError
from engine.runs.events import LogWritten, PhaseStarted, to_json
from sync.protocol import HEADER, SPOKEN, TOO_OLD
from sync.remote import Server
from sync.remote.http import TRIES, is_away, is_passing

URL = "http://127.0.0.1:9"
FIRST, SECOND = PhaseStarted(run="r", phase="read", seconds=0.0), LogWritten(run="r", text="a line: with a colon")


class Odd:
    """A server that answers as a test says, and notes what it was asked."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []
        self.server = Server(URL, "token", sleep=self.slept.append)
        self.server._http._client = httpx.Client(base_url=URL, transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def odd():
    made = []

    def make(*answers) -> Odd:
        made.append(Odd(*answers))
        return made[-1]

    yield make
    for each in made:
        each.server.close()


def refusal(status: int, code: str, **headers: str) -> httpx.Response:
    body = {"error": {"code": code, "message": "No.", "where": "", "what_to_do": "Else."}}
    return httpx.Response(status, json=body, headers=headers)


ME = httpx.Response(200, json={"email": "ann@example.com", "device": "d"})


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut"),
        refusal(503, "database-unavailable"),
    ],
)
def test_that_a_question_is_asked_again_until_it_is_answered(failure, odd) -> None:
    made = odd(failure, failure, ME)
    assert made.server.whoami() == "ann@example.com"
    assert len(made.asked) == 3
    assert len(made.slept) == 2


def test_that_patience_ends(odd) -> None:
    made = odd(httpx.ConnectError("refused"))
    with pytest.raises(KnownError) as met:
        made.server.whoami()
    assert met.value.code == "server-unreachable"
    assert is_away(met.value)
    assert len(made.asked) == TRIES


@pytest.mark.parametrize("ask", [lambda s: s.sign_in("a", "b", "c"), lambda s: s.create_project("p")])
def test_that_what_would_be_done_twice_is_sent_once(ask, odd) -> None:
    made = odd(httpx.ReadTimeout("slow"))
    with pytest.raises(KnownError):
        ask(made.server)
    assert len(made.asked) == 1


def test_that_a_refusal_is_told_in_the_words_of_the_server_and_not_tried_again(odd) -> None:
    made = odd(refusal(401, "signed-out"))
    with pytest.raises(KnownError) as met:
        made.server.whoami()
    assert (met.value.code, met.value.what_to_do) == ("signed-out", "Else.")
    assert not is_away(met.value)
    assert len(made.asked) == 1


def test_that_a_server_is_given_the_time_it_asks_for(odd) -> None:
    made = odd(refusal(429, "too-many-requests", **{"Retry-After": "3"}), ME)
    made.server.whoami()
    assert made.slept[0] >= 3.0


def test_that_a_page_of_somebody_else_is_not_taken_for_an_answer(odd) -> None:
    with pytest.raises(KnownError) as met:
        odd(httpx.Response(200, text="<html>Sign in to this network</html>")).server.whoami()
    assert met.value.code == "server-strange"


def test_that_the_token_is_not_carried_on_to_where_a_redirection_leads(odd) -> None:
    made = odd(httpx.Response(302, headers={"Location": "http://127.0.0.1:10/"}))
    with pytest.raises(KnownError):
        made.server.whoami()
    assert len(made.asked) == 1


@pytest.mark.parametrize("url", ["http://networx.example.com", "ftp://localhost", "networx", ""])
def test_that_passwords_never_go_over_the_net_in_clear(url) -> None:
    with pytest.raises(KnownError) as met:
        Server(url)
    assert met.value.code == "server-url"


def test_that_a_result_that_comes_damaged_is_refused(odd) -> None:
    good = hashlib.sha256(b"tables").hexdigest()
    assert odd(httpx.Response(200, content=b"tables", headers={"ETag": f'"{good}"'})).server.result("r") == b"tables"
    with pytest.raises(KnownError) as met:
        odd(httpx.Response(200, content=b"tablet", headers={"ETag": f'"{good}"'})).server.result("r")
    assert met.value.code == "result-damaged"


def test_that_events_are_taken_up_after_a_cut_where_they_were_left(odd) -> None:
    first = f": alive\n\nid: 4\ndata: {to_json(FIRST)}\n\n"
    second = f"id: 7\ndata: {to_json(SECOND)}\n\n"
    made = odd(httpx.Response(200, text=first), httpx.ReadError("cut"), httpx.Response(200, text=second))
    told = made.server.events("r")
    assert next(told) == (4, FIRST)
    assert next(told) == (7, SECOND)
    told.close()
    assert [request.headers["Last-Event-ID"] for request in made.asked] == ["0", "4", "4"]


def test_that_devices_are_told_with_this_one_first_and_without_those_that_cannot_be_used(odd) -> None:
    def device(name: str, seen: str, *, is_usable: bool = True) -> dict:
        return {"id": name, "name": name, "created": "", "seen": seen, "expires": "", "is_usable": is_usable}

    listed = [device("new", "2027-01-03"), device("old", "2026-01-01", is_usable=False), device("d", "2027-01-01")]
    made = odd(ME, httpx.Response(200, json=[*listed, device("newer", "2027-01-04")]))
    assert [(one.name, one.is_this) for one in made.server.devices()] == [
        ("d", True),
        ("newer", False),
        ("new", False),
    ]


def test_that_a_password_whose_answer_is_lost_is_not_sent_again(odd) -> None:
    made = odd(httpx.ReadTimeout("slow"), httpx.Response(204))
    with pytest.raises(KnownError, match="did not answer in time"):
        made.server.change_password("old", "new")
    assert len(made.asked) == 1


def test_that_every_request_says_which_protocol_it_speaks(odd) -> None:
    server = odd(ME)
    server.server.whoami()
    assert server.asked[0].headers[HEADER] == str(SPOKEN)


@pytest.mark.parametrize("code", sorted(TOO_OLD))
def test_that_a_server_of_another_version_is_asked_once_and_told_in_its_own_words(odd, code: str) -> None:
    server = odd(refusal(400, code))
    with pytest.raises(KnownError, match="No") as met:
        server.server.whoami()
    assert (met.value.code, met.value.what_to_do, len(server.asked)) == (code, "Else.", 1)
    assert is_passing(met.value)
    assert not is_away(met.value)


@pytest.mark.parametrize(("status", "code"), [(400, "client-too-old"), (401, "signed-out"), (403, "role-too-low")])
def test_that_nothing_is_sent_to_a_server_that_refuses_to_look_for_it(odd, tmp_path, status: int, code: str) -> None:
    path = tmp_path / "network"
    path.write_bytes(b"network")
    server = odd(httpx.Response(status), refusal(status, code))
    with pytest.raises(KnownError) as met:
        server.server.bring("project", path)
    assert met.value.code == code
    assert [request.method for request in server.asked] == ["HEAD", "GET"]
