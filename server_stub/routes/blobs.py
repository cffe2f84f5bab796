"""Bytes of a project, by their SHA-256: sent before a run is asked for that reads them."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from engine.errors import KnownError
from server_stub.access import Asking
from server_stub.errors import declared
from server_stub.services import Served
from sync.server.projects import Role

router = APIRouter(prefix="/api/projects/{project}/blobs", tags=["blobs"])

Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the bytes, in hexadecimal digits.")]
_IN_MEMORY = 1 << 20
_BINARY = "application/octet-stream"


@router.put(
    "/{sha256}",
    status_code=204,
    responses=declared(401, 403, 404, 409, 411),
    openapi_extra={"requestBody": {"content": {_BINARY: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def put(project: str, sha256: Sha256, request: Request, caller: Asking, services: Served) -> None:
    """Send bytes; what is there already is not sent in vain, but costs nothing."""
    if "content-length" not in request.headers:
        raise KnownError("length-required", "The request does not say how long it is.", where="Content-Length")
    # Whoever may not write should not have us read.
    await run_in_threadpool(services.projects.get, caller.account, project, Role.EDITOR)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        file.seek(0)
        async with services.bulk:
            await run_in_threadpool(services.blobs.put, project, file, sha256, caller.account)


@router.head("/{sha256}", responses=declared(401, 404))
def head(project: str, sha256: Sha256, caller: Asking, services: Served) -> Response:
    """Whether bytes are there, and how many."""
    size = services.blobs.size(project, sha256, caller.account)
    return Response(headers={"Content-Length": str(size), "ETag": f'"{sha256}"'}, media_type=_BINARY)


@router.get("/{sha256}", response_class=StreamingResponse, responses=declared(401, 404))
def get(project: str, sha256: Sha256, caller: Asking, services: Served) -> StreamingResponse:
    """The bytes."""
    return blob(services, project, sha256, caller.account)


def blob(services: Served, project: str, sha256: str, account: str, media_type: str = _BINARY) -> StreamingResponse:
    """An answer with a blob's bytes, read as the client takes them.

    Raises:
        KnownError: ``blob-unknown``; see `sync.server.projects.shared`.
    """
    size = services.blobs.size(project, sha256, account)
    chunks = services.blobs.chunks(project, sha256, account)

    async def read() -> AsyncIterator[bytes]:
        while (chunk := await run_in_threadpool(next, chunks, None)) is not None:
            yield chunk

    return StreamingResponse(
        read(),
        media_type=media_type,
        # Bytes that others have sent: whatever they are, nothing opens them on the spot.
        headers={"Content-Length": str(size), "ETag": f'"{sha256}"', "Content-Disposition": "attachment"},
    )
