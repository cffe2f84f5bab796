"""Every line of the log is JSON, carries the ids of what it is about, and holds no secret."""

import io
import json
import logging
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server_stub.logs import HIDDEN, configure_logs, logging_about, note
from tests.patience import PATIENCE_S

LOG = logging.getLogger("server_stub.tests")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    others = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "huey", "uvicorn.access")}
    made = io.StringIO()
    configure_logs("DEBUG", made)
    yield made
    root.handlers[:] = before
    root.setLevel(level)
    for name, was in others.items():
        logging.getLogger(name).setLevel(was)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_that_a_line_is_json_with_time_level_and_logger(stream: io.StringIO) -> None:
    LOG.warning("the %s is away", "queue", extra={"status": 503})
    (line,) = lines(stream)
    assert line["event"] == "the queue is away"
    assert (line["level"], line["logger"], line["status"]) == ("warning", "server_stub.tests", 503)
    assert str(line["timestamp"]).endswith("Z")


def test_that_lines_carry_the_ids_of_what_they_are_about_in_threads_too(stream: io.StringIO) -> None:
    with logging_about(request="abc"):
        note(account="ann")
        LOG.info("inside")
    LOG.info("outside")
    inside, outside = lines(stream)
    assert (inside["request"], inside["account"]) == ("abc", "ann")
    assert "request" not in outside


def test_that_nothing_is_noted_where_no_request_is_under_way(stream: io.StringIO) -> None:
    note(account="ann")
    LOG.info("later")
    assert "account" not in lines(stream)[0]


def test_that_requests_in_two_threads_keep_their_ids_apart(stream: io.StringIO) -> None:
    both = threading.Barrier(2)

    def work(name: str) -> None:
        with logging_about(request=name):
            both.wait(PATIENCE_S)
            LOG.info("of %s", name)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {line["event"]: line["request"] for line in lines(stream)} == {"of one": "one", "of two": "two"}


def test_that_a_run_named_in_a_message_becomes_a_field(stream: io.StringIO) -> None:
    LOG.warning("run %s: Finished was not written", "20270131-142501-9f3c11ab")
    assert lines(stream)[0]["run"] == "20270131-142501-9f3c11ab"


SECRET = "s3cr3t-w0rd"


@pytest.mark.parametrize(
    "message",
    [
        f"Authorization: Bearer {SECRET}",
        f"postgresql+psycopg://networx_app:{SECRET}@localhost:5432/networx refused",
        f"redis://:{SECRET}@localhost/0",
        f'{{"email": "a@example.com", "password": "{SECRET}"}}',
        f"invite={SECRET}&name=Ann",
        f"device_token: {SECRET}",
        f"{{'new_password': '{SECRET}'}}",
    ],
)
def test_that_a_secret_in_a_message_is_hidden(message: str, stream: io.StringIO) -> None:
    LOG.error(message)
    assert SECRET not in stream.getvalue()
    assert HIDDEN in stream.getvalue()


def test_that_a_secret_in_a_field_or_a_traceback_is_hidden(stream: io.StringIO) -> None:
    fields = {"headers": {"Authorization": f"Bearer {SECRET}"}, "body": [{"password": SECRET}], "token": SECRET}
    failure = ConnectionError(f"postgresql://networx:{SECRET}@db/networx is away")
    LOG.error("it failed", exc_info=failure, extra=fields)
    (line,) = lines(stream)
    assert SECRET not in stream.getvalue()
    assert "ConnectionError" in str(line["exception"])


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="@:/ "), min_size=8))
def test_that_no_password_of_a_url_is_ever_logged(password: str) -> None:
    made, handler = io.StringIO(), logging.getLogger().handlers[:]
    level = logging.getLogger().level
    configure_logs("DEBUG", made)
    try:
        LOG.info("refused by postgresql://somebody:%s@host/name", f"<{password}>")
    finally:
        logging.getLogger().handlers[:] = handler
        logging.getLogger().setLevel(level)
    assert f"<{password}>" not in json.loads(made.getvalue())["event"]
