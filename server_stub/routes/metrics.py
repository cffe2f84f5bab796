"""What Prometheus collects; for the inside only, as nginx leads nobody here."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException

from server_stub.monitoring import Metrics

router = APIRouter(tags=["metrics"])


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """The metrics of this process, as text; for whoever comes through a proxy, there is no such route."""
    if "x-forwarded-for" in request.headers:
        raise HTTPException(404)
    counted: Metrics = request.app.state.metrics
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
