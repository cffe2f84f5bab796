"""Files: sent to be read into a change set by a worker; nothing of them is understood here."""

from __future__ import annotations

import logging
import tempfile
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from engine.errors import KnownError
from server_stub.access import Asking
from server_stub.errors import declared
from server_stub.routes.blobs import blob
from server_stub.services import Served
from sync.server.files import FileJob, FileStatus
from sync.server.projects import Role
from sync.server.queue import MOST_BELLS

router = APIRouter(prefix="/api/files", tags=["files"])

_BINARY = "application/octet-stream"
_IN_MEMORY = 1 << 20
_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip")
# What a file of each kind begins with; texts begin as they like, but not with a zero.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOG = logging.getLogger(__name__)


class FileEntry(BaseModel):
    """A file that is to be read, or was."""

    id: str
    project: str
    name: str
    size: int
    base: str
    status: FileStatus
    has_change_set: bool
    outcome: dict[str, Any]


@router.post(
    "",
    status_code=202,
    responses=declared(401, 403, 404, 409, 411, 415),
    openapi_extra={"requestBody": {"content": {_BINARY: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def send(
    project: Annotated[str, Query(min_length=1, max_length=200)],
    name: Annotated[str, Query(min_length=1, max_length=200, description="What the user calls the file.")],
    request: Request,
    caller: Asking,
    services: Served,
    base: Annotated[
        str, Query(pattern=r"^([0-9a-f]{64})?$", description="SHA-256 of the frozen network that the file changes.")
    ] = "",
) -> FileEntry:
    """Send a workbook, a csv file or a zip of csv files, for editors; a worker reads it.

    The change set leads from the frozen network of the project that is named, or from an empty one.
    """
    if "content-length" not in request.headers:
        raise KnownError("length-required", "The request does not say how long it is.", where="Content-Length")
    if not name.lower().endswith(_SUFFIXES):
        raise _unusable(name, f"Send a file of one of these kinds: {', '.join(_SUFFIXES)}.")
    await run_in_threadpool(services.projects.get, caller.account, project, Role.EDITOR)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        file.seek(0)
        _check_beginning(name, file.read(1024))
        file.seek(0)
        async with services.bulk:
            job = await run_in_threadpool(services.files.hand_in, caller.account, project, name, file, base)
    _LOG.info("file %s of project %s was sent", job.id, project)
    await run_in_threadpool(_ring, services, job.id)
    return _entry(job)


@router.get("/{file}", responses=declared(401, 404))
def status(file: str, caller: Asking, services: Served) -> FileEntry:
    """How a file stands, and what was read or why it was refused."""
    return _entry(services.files.seen(caller.account, file))


@router.post("/{file}/cancel", status_code=202, responses=declared(401, 403, 404))
def cancel(file: str, caller: Asking, services: Served) -> FileEntry:
    """Stop reading, for editors."""
    services.files.seen(caller.account, file, Role.EDITOR)
    services.files.cancel(file)
    return _entry(services.files.seen(caller.account, file))


@router.get("/{file}/change-set", response_class=StreamingResponse, responses=declared(401, 404, 409, 410))
def change_set(file: str, caller: Asking, services: Served) -> StreamingResponse:
    """The change set that a file was read into; there is none where it has errors."""
    job = _read(services, caller.account, file)
    if not job.change_set:
        raise KnownError(
            "result-missing",
            "The file has errors: no change set was made of it.",
            where="file",
            what_to_do="See its issues.",
        )
    return blob(services, job.project, job.change_set, caller.account)


@router.get("/{file}/issues", response_class=StreamingResponse, responses=declared(401, 404, 409, 410))
def issues(file: str, caller: Asking, services: Served) -> StreamingResponse:
    """Everything that was found in a file, as a JSON list."""
    job = _read(services, caller.account, file)
    return blob(services, job.project, job.issues, caller.account, "application/json")


def _read(services: Served, account: str, file: str) -> FileJob:
    job = services.files.seen(account, file)
    if job.status is not FileStatus.READ:
        raise KnownError("not-finished", "The file was not read (yet).", where="file", what_to_do="See its status.")
    if not job.content:
        raise KnownError(
            "result-removed", "What came of the file was removed long after.", where="file", what_to_do="Send it again."
        )
    return job


def _check_beginning(name: str, begin: bytes) -> None:
    is_text = name.lower().endswith((".csv", ".tsv", ".txt"))
    is_workbook = begin.startswith((_ZIP, _OLE))
    # UTF-16 has zeros, but also says in its first two bytes that it is a text.
    has_zeros = b"\0" in begin and not begin.startswith((b"\xff\xfe", b"\xfe\xff"))
    if is_text and (is_workbook or has_zeros):
        raise _unusable(name, "This is no text; send a workbook under its own name.")
    if not is_text and not is_workbook:
        raise _unusable(name, "This is no workbook; save it as .xlsx, and send that.")


def _unusable(name: str, advice: str) -> KnownError:
    return KnownError("type-unusable", "The file is of a kind that is not read.", where=name, what_to_do=advice)


def _ring(services: Served, file: str) -> None:
    try:
        if services.file_queue.pending() < MOST_BELLS:
            services.file_queue.ring(file)
    except KnownError as error:  # the worker looks for what waits
        _LOG.warning("file %s waits without a bell: %s", file, error)


def _entry(job: FileJob) -> FileEntry:
    return FileEntry(
        id=job.id,
        project=job.project,
        name=job.name,
        size=job.size,
        base=job.base,
        status=job.status,
        has_change_set=bool(job.change_set),
        outcome=dict(job.outcome),
    )
