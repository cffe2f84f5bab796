"""Runs: asked for, followed, cancelled, their results fetched."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from engine.errors import KnownError
from engine.runs.codec import from_plain
from engine.runs.record import RunStatus
from engine.solvers.options import SolveOptions
from server_stub.access import Asking, signed_in
from server_stub.errors import declared
from server_stub.following import follow
from server_stub.routes.blobs import blob
from server_stub.services import Served, Services
from server_stub.settings import ServerSettings
from sync.server.asking import HIGHEST, LOWEST, Asked
from sync.server.listening import Hearing
from sync.server.projects import Role
from sync.server.queue import MOST_BELLS

router = APIRouter(prefix="/api", tags=["runs"])

Record = dict[str, Any]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
_HOUR_S = 3600.0
_MOST_LISTED = 1000
_LOG = logging.getLogger(__name__)


class Wanted(BaseModel):
    """A run that is asked for; its frozen network was sent as a blob before."""

    scenario: _Name
    snapshot: _Hash = Field(description="SHA-256 of the frozen network.")
    input_hash: _Name = Field(description="Hash of the network, as the client has computed it.")
    options: dict[str, Any] = Field(default_factory=dict, description="What is asked of the solver.")
    kind: Annotated[str, StringConstraints(pattern="^solve$")] = "solve"
    priority: Annotated[int, Field(ge=LOWEST, le=HIGHEST)] = 0
    idempotency_key: _Name = Field(description="The client's own name for the run: asked twice, it is one run.")
    anew: bool = Field(default=False, description="Whether it is computed even where the project has the answer.")


class Optimize(BaseModel):
    """Runs of one project, all or none."""

    project: _Name
    runs: Annotated[list[Wanted], Field(min_length=1, max_length=500)]


class OptimizeOne(Wanted):
    """A single run of a project."""

    project: _Name


class Queued(BaseModel):
    """The runs, as they stand."""

    runs: list[Record]


@router.post("/optimize", status_code=202, responses=declared(401, 403, 404, 409))
def optimize(body: Optimize | OptimizeOne, caller: Asking, services: Served) -> Queued | Record:
    """Queue runs, for editors; asked again under the same keys, the same runs are given; a single one by itself.

    A run that the project has the answer to ends at once, with that answer.
    """
    asked = [body] if isinstance(body, OptimizeOne) else body.runs
    wanted = [_asked(one, services.settings) for one in asked]
    records = services.runs.ask(caller.account, body.project, wanted, services.settings.waiting_per_account)
    for record in records:  # under the id of the request, so that a run is found from either side
        _LOG.info("run %s of project %s was asked for", record.id, body.project)
    _ring(services, [record.id for record in records if record.status is RunStatus.QUEUED])
    plain = [record.to_dict() for record in records]
    return plain[0] if isinstance(body, OptimizeOne) else Queued(runs=plain)


@router.get("/runs", responses=declared(401, 404))
def runs(
    project: Annotated[str, Query(min_length=1, max_length=200)],
    caller: Asking,
    services: Served,
    most: Annotated[int, Query(ge=1, le=_MOST_LISTED)] = _MOST_LISTED,
) -> Queued:
    """The runs of a project, newest first."""
    return Queued(runs=[record.to_dict() for record in services.runs.of(caller.account, project, most)])


@router.get("/runs/{run}", responses=declared(401, 404))
def run(run: str, caller: Asking, services: Served) -> Record:
    """One run."""
    return services.runs.seen(caller.account, run)[0].to_dict()


@router.post("/runs/{run}/cancel", status_code=202, responses=declared(401, 403, 404))
def cancel(run: str, caller: Asking, services: Served) -> Record:
    """Stop a run, for editors: one that waits ends at once, one under way as soon as its worker hears of it."""
    services.runs.seen(caller.account, run, Role.EDITOR)
    services.runs.cancel(run)
    return services.runs.get(run).to_dict()


@router.get("/runs/{run}/result", response_class=StreamingResponse, responses=declared(401, 404, 409, 410))
def result(run: str, caller: Asking, services: Served) -> StreamingResponse:
    """The result tables of a run that has ended, as one file; its ETag is its SHA-256."""
    record, place = services.runs.seen(caller.account, run)
    if not record.status.is_final:
        raise KnownError("not-finished", "The run has not ended yet.", where="run", what_to_do="Follow its events.")
    if not place.snapshot:
        raise KnownError(
            "result-removed", "The result was removed long after the run.", where="run", what_to_do="Run it again."
        )
    if not place.result:
        raise KnownError("result-missing", "The run ended without a solution.", where="run")
    return blob(services, place.project, place.result, caller.account)


@router.get("/runs/{run}/events", response_class=StreamingResponse, responses=declared(401, 404))
async def events(
    run: str,
    request: Request,
    caller: Asking,
    services: Served,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> StreamingResponse:
    """What a run tells, as server-sent events from the one after ``Last-Event-ID`` on, to its ending."""
    record, _ = await run_in_threadpool(services.runs.seen, caller.account, run)
    after = int(last_event_id) if last_event_id.isdecimal() else 0

    def check() -> None:
        services.runs.seen(signed_in(request, services, None).account, run)

    return StreamingResponse(
        follow(services, Hearing(caller.device, run), after, record.status.is_final, check),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _ring(services: Services, runs: Sequence[str]) -> None:
    try:
        room = max(0, MOST_BELLS - services.queue.pending()) if runs else 0
        for run in runs[:room]:
            services.queue.ring(run)
    except KnownError as error:  # workers and API ring for what waits while the queue is empty
        _LOG.warning("runs wait without a bell: %s", error)


def _asked(one: Wanted, settings: ServerSettings) -> Asked:
    options = _options(one.options)
    longest = _HOUR_S * settings.run_hours
    limit = longest if options.time_limit_s is None else min(options.time_limit_s, longest)
    return Asked(
        request=one.idempotency_key,
        scenario=one.scenario,
        snapshot=one.snapshot,
        input_hash=one.input_hash,
        options=replace(options, time_limit_s=limit),
        kind=one.kind,
        priority=one.priority,
        anew=one.anew,
    )


def _options(plain: dict[str, Any]) -> SolveOptions:
    try:
        return from_plain(SolveOptions, plain)
    except KnownError as error:
        raise KnownError(
            "options-unusable", "The options of the run cannot be used.", where="options", what_to_do=error.message
        ) from error
