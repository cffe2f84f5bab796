"""Prometheus metrics of one API process, and the middleware that counts and logs its requests."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server_stub.logs import logging_about

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
_UNKNOWN = "unknown"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
_QUIET = frozenset({"/api/health", "/metrics"})


class Metrics:
    """What is counted of the requests of one process; a registry of its own, so that tests may make many."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        names = ("route", "method")
        self.requests = Counter(
            "networx_http_requests", "Requests answered.", (*names, "status"), registry=self.registry
        )
        # Until the answer begins: an event stream lasts as long as its run.
        self.seconds = Histogram(
            "networx_http_request_seconds", "Seconds until an answer begins.", names, buckets=_BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self.under_way = Gauge("networx_http_requests_under_way", "Requests under way.", registry=self.registry)


class Watched:
    """The outermost middleware: gives each request an id, counts it, and logs one line about it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, began, told = _id_of(scope), time.monotonic(), _Told()

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                told.begin(message["status"], time.monotonic() - began)
                message.setdefault("headers", []).append((b"x-request-id", request.encode()))
            await send(message)

        with logging_about(request=request) as about, self._metrics.under_way.track_inprogress():
            try:
                await self._app(scope, receive, telling)
            finally:
                if run := scope.get("path_params", {}).get("run"):
                    about["run"] = run
                self._tell(scope, told, time.monotonic() - began)

    def _tell(self, scope: Scope, told: _Told, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _UNKNOWN)
        method = scope["method"] if scope["method"] in _METHODS else _UNKNOWN
        self._metrics.requests.labels(route, method, str(told.status)).inc()
        self._metrics.seconds.labels(route, method).observe(told.seconds if told.seconds is not None else seconds)
        level = logging.DEBUG if route in _QUIET else logging.INFO
        fields = {"method": method, "route": route, "status": told.status, "seconds": round(seconds, 4)}
        _LOG.log(level, "request", extra=fields)


class _Told:
    """What is known of an answer; a request that is broken off before one counts as a failure."""

    def __init__(self) -> None:
        self.status: int = HTTPStatus.INTERNAL_SERVER_ERROR
        self.seconds: float | None = None

    def begin(self, status: int, seconds: float) -> None:
        self.status, self.seconds = status, seconds


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """A figure."""
    return GaugeMetricFamily(f"networx_{name}", text, value=value)


def gauges(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    """A figure for each of some names."""
    family = GaugeMetricFamily(f"networx_{name}", text, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family


class Silent(Collector):
    """A collector that is not asked when it is registered: what it tells needs the database."""

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing."""
        return iter(())


def _id_of(scope: Scope) -> str:
    """The id that nginx gave, or a new one."""
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if _ID.fullmatch(given) else secrets.token_hex(16)
