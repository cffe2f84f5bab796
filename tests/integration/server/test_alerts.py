"""Each alert fires for the series that it is about, not before its time, and not for a server that is well."""

import subprocess
from pathlib import Path

import pytest
import yaml

from engine.errors import KnownError
from server_stub.loopback.programs import program
from server_stub.loopback.rendering import DEPLOY

ALERTS = DEPLOY / "prometheus" / "alerts.yml"
API = 'job="networx-api", instance="api-1:8000"'
HOURS, DAYS = 60, 24 * 60  # in minutes, as the series are
MONTHS_AGO = -1e7  # the clock of such tests begins in 1970
WELL = {
    'node_filesystem_avail_bytes{mountpoint="/", fstype="ext4"}': "50x50000",
    'node_filesystem_size_bytes{mountpoint="/", fstype="ext4"}': "100x50000",
    "node_memory_MemAvailable_bytes": "50x50000",
    "node_memory_MemTotal_bytes": "100x50000",
    f"up{{{API}}}": "1x50000",
    f"networx_database_up{{{API}}}": "1x50000",
    f"networx_redis_up{{{API}}}": "1x50000",
    f'networx_breaker_state{{breaker="postgresql", state="open", {API}}}': "0x50000",
    f'networx_workers{{queue="optimisation", {API}}}': "1x50000",
    f'networx_http_requests_total{{status="200", {API}}}': "0+60x50000",
    f'networx_http_requests_total{{status="503", {API}}}': "0+1x50000",
    f"networx_database_connections{{{API}}}": "20x50000",
    f"networx_database_connections_limit{{{API}}}": "60x50000",
    f'networx_queue_age_seconds{{queue="optimisation", {API}}}': "10x50000",
    f'networx_runs{{status="failed", {API}}}': "3x50000",
    f"networx_redis_memory_bytes{{{API}}}": "10x50000",
    f"networx_redis_memory_limit_bytes{{{API}}}": "100x50000",
    f"networx_largest_project_bytes{{{API}}}": "10x50000",
    f"networx_project_limit_bytes{{{API}}}": "100x50000",
    f"networx_certificate_expiry_timestamp_seconds{{{API}}}": "1e10x50000",
    f"networx_backup_timestamp_seconds{{{API}}}": "1e10x50000",
    f"networx_restore_test_failed{{{API}}}": "0x50000",
    f"networx_restore_test_timestamp_seconds{{{API}}}": "1e10x50000",
    f"networx_wal_archive_failing{{{API}}}": "0x50000",
}


def about(name: str) -> str:
    """The one series of a name."""
    (found,) = [series for series in WELL if series.partition("{")[0] == name]
    return found


# What is wrong → minutes until it has to be told. A series of "_" is none: its alert asks about that, too.
WRONG = {
    "DiskAlmostFull": ({about("node_filesystem_avail_bytes"): "14x50000"}, 10),
    "MemoryShort": ({"node_memory_MemAvailable_bytes": "9x50000"}, 10),
    "ServiceDown": ({about("up"): "0x50000"}, 2),
    "DatabaseAway": ({about("networx_database_up"): "0x50000"}, 1),
    "RedisAway": ({about("networx_redis_up"): "0x50000"}, 1),
    "BreakerOpen": ({about("networx_breaker_state"): "1x50000"}, 2),
    "NoWorker": ({about("networx_workers"): "0x50000"}, 5),
    "ServerFails": ({f'networx_http_requests_total{{status="503", {API}}}': "0+2x50000"}, 6),
    "ConnectionsShort": ({about("networx_database_connections"): "55x50000"}, 5),
    "QueueOld": ({about("networx_queue_age_seconds"): "1801x50000"}, 5),
    "RunsFail": ({about("networx_runs"): "0+1x50000"}, 5),
    "RedisMemory": ({about("networx_redis_memory_bytes"): "81x50000"}, 5),
    "ProjectAlmostFull": ({about("networx_largest_project_bytes"): "91x50000"}, 10),
    "CertificateExpires": ({about("networx_certificate_expiry_timestamp_seconds"): "1e6x50000"}, HOURS),
    "BackupOld": ({about("networx_backup_timestamp_seconds"): f"{MONTHS_AGO}x50000"}, 10),
    "RestoreFails": ({about("networx_restore_test_failed"): "1x50000"}, 0),
    "RestoreUntried": ({about("networx_restore_test_timestamp_seconds"): f"{MONTHS_AGO}x50000"}, 36 * HOURS),
    "WalNotArchived": ({about("networx_wal_archive_failing"): "1x50000"}, 10),
}
UNSEEN = {
    "CertificateExpires": ({about("networx_certificate_expiry_timestamp_seconds"): "_x50000"}, HOURS),
    "BackupOld": ({about("networx_backup_timestamp_seconds"): "_x50000"}, 10),
    "RestoreUntried": ({about("networx_restore_test_timestamp_seconds"): "_x50000"}, 36 * HOURS),
}
SLACK = 2


def case(changes: dict[str, str], told: dict[int, set[str]]) -> dict:
    """Series of a server, and which alerts are to be told after how many minutes."""
    series = [{"series": name, "values": values} for name, values in {**WELL, **changes}.items()]
    rules = [rule["alert"] for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]]
    counts = [
        {
            "expr": f'count(ALERTS{{alertname="{alert}", alertstate="firing"}}) or vector(0)',
            "eval_time": f"{minute}m",
            "exp_samples": [{"labels": "{}", "value": int(alert in wanted)}],
        }
        for minute, wanted in told.items()
        for alert in rules
    ]
    return {"interval": "1m", "input_series": series, "promql_expr_test": counts}


def test_that_every_alert_fires_in_its_time_and_no_other_does(tmp_path: Path) -> None:
    try:
        command = program("promtool")
    except KnownError:
        pytest.skip("promtool is not on this computer")
    alerts = {rule["alert"] for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"] for rule in group["rules"]}
    assert set(WRONG) == alerts
    cases = [case({}, {2 * DAYS: set()})]
    for alert, (changes, after) in [*WRONG.items(), *UNSEEN.items()]:
        early = {after - SLACK: set()} if after > SLACK else {}
        cases.append(case(changes, {**early, after + SLACK: {alert}}))
    path = tmp_path / "tests.yml"
    path.write_text(yaml.safe_dump({"rule_files": [str(ALERTS)], "tests": cases}), "utf-8")
    done = subprocess.run([command, "test", "rules", str(path)], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
