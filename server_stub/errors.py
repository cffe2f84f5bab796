"""Every refusal as JSON with a code: what, where, what to do; never a stack of calls."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from engine.errors import KnownError

_LOG = logging.getLogger(__name__)

STATUS_OF = {
    "account-exists": HTTPStatus.CONFLICT,
    "account-unknown": HTTPStatus.NOT_FOUND,
    "blob-unknown": HTTPStatus.NOT_FOUND,
    "body-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "client-too-old": HTTPStatus.BAD_REQUEST,
    "database-busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "database-outdated": HTTPStatus.SERVICE_UNAVAILABLE,
    "database-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "device-unknown": HTTPStatus.NOT_FOUND,
    "file-unknown": HTTPStatus.NOT_FOUND,
    "idempotency-conflict": HTTPStatus.CONFLICT,
    "invite-unusable": HTTPStatus.GONE,
    "last-owner": HTTPStatus.CONFLICT,
    "length-required": HTTPStatus.LENGTH_REQUIRED,
    "member-unknown": HTTPStatus.NOT_FOUND,
    "not-finished": HTTPStatus.CONFLICT,
    "not-offered-yet": HTTPStatus.NOT_IMPLEMENTED,
    "project-full": HTTPStatus.CONFLICT,
    "project-unknown": HTTPStatus.NOT_FOUND,
    "protocol-unreadable": HTTPStatus.BAD_REQUEST,
    "queue-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "result-missing": HTTPStatus.NOT_FOUND,
    "result-removed": HTTPStatus.GONE,
    "role-too-low": HTTPStatus.FORBIDDEN,
    "run-exists": HTTPStatus.CONFLICT,
    "run-unknown": HTTPStatus.NOT_FOUND,
    "server-too-old": HTTPStatus.BAD_REQUEST,
    "sign-in-refused": HTTPStatus.UNAUTHORIZED,
    "signed-out": HTTPStatus.UNAUTHORIZED,
    "too-many-projects": HTTPStatus.CONFLICT,
    "too-many-requests": HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-waiting": HTTPStatus.TOO_MANY_REQUESTS,
    "type-unusable": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
"""HTTP status of each code; any other known error is 422."""

_CODE_OF_STATUS = {
    400: "request-unreadable",
    404: "route-unknown",
    405: "method-unknown",
    408: "request-too-slow",
    413: "body-too-large",
    503: "busy",
}
_RETRY_AFTER_S = {HTTPStatus.SERVICE_UNAVAILABLE: 2, HTTPStatus.TOO_MANY_REQUESTS: 1}


class Problem(BaseModel):
    """What went wrong, where, and what to do."""

    code: str
    message: str
    where: str = ""
    what_to_do: str = ""


class Refusal(BaseModel):
    """The body of every answer that is no success."""

    error: Problem


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a route for OpenAPI: those named, and the ones that any route may give."""
    return {status: {"model": Refusal} for status in sorted({*statuses, 400, 408, 413, 422, 429, 500, 503})}


def refusal(error: KnownError) -> JSONResponse:
    """The answer to a known error."""
    status = STATUS_OF.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    problem = Problem(code=error.code, message=error.message, where=error.where, what_to_do=error.what_to_do)
    headers = {"Retry-After": str(_RETRY_AFTER_S[status])} if status in _RETRY_AFTER_S else {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(Refusal(error=problem).model_dump(), status, headers)


def add_handlers(app: FastAPI) -> None:
    """Answer every failure in this form."""
    app.add_exception_handler(KnownError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _defect)


def _known(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KnownError)
    return refusal(error)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    # Never what was sent: it may be a password.
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _answer(422, "request-invalid", f"The request is not of the form that is wanted: {first['msg']}.", where)


def _plain(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _CODE_OF_STATUS.get(error.status_code, "refused")
    return _answer(error.status_code, code, str(error.detail), headers=dict(error.headers or {}))


def _defect(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(500, "defect", "The server failed; what happened is in its log.")


def _answer(
    status: int, code: str, message: str, where: str = "", headers: dict[str, str] | None = None
) -> JSONResponse:
    problem = Problem(code=code, message=message, where=where)
    return JSONResponse(Refusal(error=problem).model_dump(), status, headers)
