"""Generated requests of every kind against every route that the server describes."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.measure import Measure, Options, Reading
from benchmarks.serving import PATIENCE_S, Serving, bearer, serving
from sync.server.files import FileStatus

CASES = 10_000
_EACH = 500
# Answered with 501 until synchronising is offered.
_LATER = "/(versions|snapshot)$"
# Generated cases revoke the very device that they are sent from, as soon as they have learned its name.
_ENDS_ITSELF = "/auth/devices/"
_REAL = 0.6
_OPEN = (FileStatus.QUEUED, FileStatus.READING)
_FREE = {"NETWORX_REQUESTS_PER_S": "1000000", "NETWORX_REQUESTS_BURST": "1000000", "NETWORX_PASSWORD_KIB": "64"}


def _take(_options: Options) -> Reading:
    with serving(_FREE) as server:
        (run,) = server.ask(["one"])
        server.wait([run])
        config = server.stack.folder / "schemathesis.toml"
        config.write_text(_config(server, run), encoding="utf-8")
        campaigns = [
            _campaign(server, config, server.token, "--exclude-path-regex", f"{_LATER}|{_ENDS_ITSELF}"),
            _campaign(server, config, server.device(), "--include-path-regex", _ENDS_ITSELF),
        ]
        answers = _Answers(server)
    count = sum(one.cases for one in campaigns)
    value = f"{count:,} cases, {answers.failed:,} answers with 5xx; {len(answers.succeeded)} of {len(answers.asked)} "
    value += "operations that were asked also did what they are for"
    value += "".join(f"; {one.trouble}" for one in campaigns if one.trouble)
    return Reading(value, count >= CASES and not answers.failed and not any(one.trouble for one in campaigns))


class _Answers:
    """How each of the described operations answered, as the API itself counts."""

    def __init__(self, server: Serving) -> None:
        address = f"http://127.0.0.1:{server.stack.apis[0].port}"
        paths = httpx.get(f"{address}/api/openapi.json").raise_for_status().json()["paths"]
        described = {(path, method.upper()) for path, ways in paths.items() for method in ways}
        self.asked: set[tuple[str, str]] = set()
        self.succeeded: set[tuple[str, str]] = set()
        self.failed = 0
        for family in text_string_to_metric_families(httpx.get(f"{address}/metrics").raise_for_status().text):
            for sample in family.samples:
                operation = (sample.labels.get("route", ""), sample.labels.get("method", ""))
                if sample.name == "networx_http_requests_total" and operation in described:
                    self._add(operation, sample.labels["status"], int(sample.value))

    def _add(self, operation: tuple[str, str], status: str, count: int) -> None:
        self.asked.add(operation)
        if status < "400":
            self.succeeded.add(operation)
        if status >= "500":
            self.failed += count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Campaign:
    """What came of one call of schemathesis."""

    cases: int
    trouble: str


def _campaign(server: Serving, config: Path, token: str, *which: str) -> _Campaign:
    (header,) = bearer(token).items()
    address = f"http://127.0.0.1:{server.stack.apis[0].port}"  # nginx would refuse most of them for their number
    asked = [
        *("--config-file", str(config), "run", f"{address}/api/openapi.json", "--header", ": ".join(header)),
        *("--checks", "not_a_server_error", *which, "--phases", "coverage,fuzzing", "--max-examples", str(_EACH)),
        *("--continue-on-failure", "--no-color", "--seed", "1", "--generation-database", "none"),
        *("--suppress-health-check", "all", "--workers", "1"),
        *("--generation-with-security-parameters", "false"),  # else most would end at a forged token
    ]
    program = Path(sys.executable).with_name("schemathesis")
    done = subprocess.run([program, *asked], check=False, capture_output=True, encoding="utf-8", cwd=config.parent)
    generated = re.search(r"([\d,]+) generated", done.stdout)
    said = (done.stdout.strip() or done.stderr.strip()).splitlines()
    return _Campaign(
        cases=int(generated[1].replace(",", "")) if generated else 0,
        trouble="" if done.returncode == 0 or not said else said[-1][:200],
    )


def _config(server: Serving, run: str) -> str:
    """What is really there, for most of the cases: strange names alone would end at 404."""
    there = {
        "path.project": server.project,
        "query.project": server.project,
        "body.project": server.project,
        "path.run": run,
        "path.file": _read_file(server),
        "path.sha256": server.snapshot,
        "body.snapshot": server.snapshot,
        "body.runs[*].snapshot": server.snapshot,
        "query.name": "demand.csv",
    }
    lines = []
    for number, value in enumerate(there.values()):
        lines += [f"[dictionaries.d{number}]", f'values = ["{value}"]']
    lines.append("[parameters]")
    for number, place in enumerate(there):
        lines.append(f'"{place}" = {{ dictionary = "d{number}", probability = {_REAL} }}')
    return "\n".join(lines)


def _read_file(server: Serving) -> str:
    """A file that the worker has read."""
    place = {"project": server.project, "name": "customers.csv"}
    with server.client() as client:
        file = client.post("/api/files", params=place, content=b"customer\nOslo\n").raise_for_status().json()["id"]
        until = time.monotonic() + PATIENCE_S
        while client.get(f"/api/files/{file}").raise_for_status().json()["status"] in (
            FileStatus.QUEUED,
            FileStatus.READING,
        ):
            if time.monotonic() > until:
                raise TimeoutError("the file was not read")
            time.sleep(0.2)
    return str(file)


MEASURES = (
    Measure(
        "server", "schemathesis on the OpenAPI, without the routes kept for later", f"≥ {CASES:,} cases, no 5xx", _take
    ),
)
