"""Alerts and dashboards ask only for metrics that are told, in PromQL that a real Prometheus takes."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from fastapi import FastAPI
from httpx import Client
from prometheus_client.parser import text_string_to_metric_families

from engine.errors import KnownError
from server_stub.loopback.part import free_port
from server_stub.loopback.programs import program
from server_stub.loopback.rendering import DEPLOY
from server_stub.services import Services
from server_stub.standing import Standing
from tests.patience import PATIENCE_S, until

DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
# Of the node exporter and of Prometheus itself.
OTHERS = {
    "node_filesystem_avail_bytes", "node_filesystem_size_bytes", "node_memory_MemAvailable_bytes",
    "node_memory_MemTotal_bytes", "up",
}  # fmt: skip
# Told only where there is a public address and a folder of backups.
RARE = {
    "networx_certificate_expiry_timestamp_seconds", "networx_backup_timestamp_seconds",
    "networx_restore_test_timestamp_seconds", "networx_restore_test_failed",
}  # fmt: skip
WANTED_ALERTS = {
    "DiskAlmostFull", "MemoryShort", "ServiceDown", "QueueOld", "RunsFail", "RedisMemory", "CertificateExpires",
    "BackupOld", "WalNotArchived", "RestoreFails", "RestoreUntried", "ProjectAlmostFull", "DatabaseAway", "NoWorker",
}  # fmt: skip


def panels() -> list[dict[str, Any]]:
    return [panel for path in DASHBOARDS for panel in json.loads(path.read_text("utf-8"))["panels"]]


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]]


def queries() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]] + [rule["expr"] for rule in rules()]


def metrics_of(query: str) -> set[str]:
    """Names of the metrics in a query, without labels, ranges and functions."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\bby\s*\([^)]*\)', " ", query)
    return set(re.findall(r"\b(?:networx|node|process|up)(?:_\w+)?\b", bare))


def told(client: Client) -> set[str]:
    text = client.get("/metrics").raise_for_status().text
    families = list(text_string_to_metric_families(text))
    # A family without samples yet, as the phases of no run, is told by its name.
    return {sample.name for family in families for sample in family.samples} | {family.name for family in families}


def test_that_every_query_names_metrics_that_are_told(client: Client) -> None:
    client.get("/api/health")
    known = told(client) | OTHERS | RARE
    for query in queries():
        assert metrics_of(query), query
        assert metrics_of(query) <= known, query


def test_that_the_rare_metrics_are_told_where_there_is_something_to_tell(
    app: FastAPI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services: Services = app.state.services
    monkeypatch.setattr(services.settings, "backup_dir", tmp_path)
    monkeypatch.setattr("server_stub.certificate.Certificate.expires", lambda _self: 1e9)
    assert {family.name for family in Standing(services).collect()} >= RARE


def test_that_there_is_an_alert_for_everything_that_must_be_known() -> None:
    assert {rule["alert"] for rule in rules()} >= WANTED_ALERTS
    for rule in rules():
        assert set(rule["annotations"]) == {"summary", "what_to_do"}, rule["alert"]


def test_that_panels_ask_the_provisioned_source_and_do_not_overlap() -> None:
    source = yaml.safe_load((DEPLOY / "grafana/provisioning/datasources/prometheus.yml").read_text("utf-8"))
    (uid,) = (one["uid"] for one in source["datasources"])
    assert {panel["datasource"]["uid"] for panel in panels()} == {uid}
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels()]
    assert len(set(places)) == len(places)


@pytest.fixture
def prometheus(client: Client, tmp_path: Path) -> Iterator[Client]:
    """A real one that collects from the API."""
    try:
        command = program("prometheus")
    except KnownError:
        pytest.skip("Prometheus is not on this computer")
    configuration = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    api = [job for job in configuration["scrape_configs"] if job["job_name"] == "networx-api"]
    api[0]["static_configs"] = [{"targets": [client.base_url.netloc.decode()]}]
    configuration |= {"scrape_configs": api, "alerting": {}, "rule_files": [str(ALERTS)]}
    configuration["global"] = {"scrape_interval": "200ms", "evaluation_interval": "200ms"}
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(configuration), "utf-8")
    port = free_port()
    place = (f"--storage.tsdb.path={tmp_path / 'data'}", f"--web.listen-address=127.0.0.1:{port}")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([command, f"--config.file={tmp_path / 'prometheus.yml'}", *place], stderr=log)
    with Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as opened:
        yield opened
    process.terminate()
    process.wait(PATIENCE_S)


def test_that_a_real_prometheus_answers_every_query_and_evaluates_every_alert(
    prometheus: Client, client: Client
) -> None:
    client.get("/api/health")
    until(lambda: answered(prometheus, "networx_database_up"), lambda: "Prometheus has collected nothing")
    for query in queries():
        answer = prometheus.get("/api/v1/query", params={"query": query}).json()
        assert answer["status"] == "success", (query, answer)
    healthy = ["ok"] * len(rules())
    until(lambda: [rule["health"] for rule in evaluated(prometheus)] == healthy, lambda: evaluated(prometheus))


def answered(prometheus: Client, query: str) -> list[Any]:
    try:
        found: list[Any] = prometheus.get("/api/v1/query", params={"query": query}).json()["data"]["result"]
    except (httpx.TransportError, ValueError, KeyError):  # it is still starting
        return []
    return found


def evaluated(prometheus: Client) -> list[dict[str, Any]]:
    groups = prometheus.get("/api/v1/rules").json()["data"]["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_that_promtool_accepts_configuration_and_alerts() -> None:
    try:
        command = program("promtool")
    except KnownError:
        pytest.skip("promtool is not on this computer")
    path = str(DEPLOY / "prometheus" / "prometheus.yml")
    done = subprocess.run([command, "check", "config", path], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
