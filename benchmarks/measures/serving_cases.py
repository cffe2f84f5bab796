"""Generated requests of every kind against every route that the server describes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Measure, Options, Reading
from benchmarks.serving import bearer, serving

CASES = 10_000
_EACH = 500
# Answered with 501 until synchronising is offered.
_LATER = "/(versions|snapshot)$"
_FREE = {"NETWORX_REQUESTS_PER_S": "1000000", "NETWORX_REQUESTS_BURST": "1000000", "NETWORX_PASSWORD_KIB": "64"}


def _take(_options: Options) -> Reading:
    with serving(_FREE) as server:
        (header,) = bearer(server.token).items()
        address = f"http://127.0.0.1:{server.stack.apis[0].port}"  # nginx would refuse most of them for their number
        asked = [
            *("run", f"{address}/api/openapi.json", "--header", ": ".join(header), "--checks", "not_a_server_error"),
            *("--exclude-path-regex", _LATER, "--phases", "coverage,fuzzing", "--max-examples", str(_EACH)),
            *("--continue-on-failure", "--no-color", "--seed", "1", "--generation-database", "none"),
            *("--suppress-health-check", "all", "--workers", "1"),
            *("--generation-with-security-parameters", "false"),  # else most would end at a forged token
        ]
        program = Path(sys.executable).with_name("schemathesis")
        done = subprocess.run(
            [program, *asked], check=False, capture_output=True, encoding="utf-8", cwd=server.stack.folder
        )
    generated = re.search(r"([\d,]+) generated", done.stdout)
    count = int(generated[1].replace(",", "")) if generated else 0
    found = re.findall(r"\[(5\d\d)\] ", done.stdout)
    value = f"{count:,} cases, {len(found)} kinds of failures with 5xx"
    if done.returncode != 0:
        value += (
            f"; {done.stdout.strip().splitlines()[-1][:200] if done.stdout.strip() else done.stderr.strip()[-200:]}"
        )
    return Reading(value, done.returncode == 0 and count >= CASES)


MEASURES = (
    Measure(
        "server", "schemathesis on the OpenAPI, without the routes kept for later", f"≥ {CASES:,} cases, no 5xx", _take
    ),
)
