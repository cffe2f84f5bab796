"""What the deployment promises, read from the very files that deploy it, and tried on the programs that read them."""

import argparse
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from redis import Redis as RedisClient
from redis.exceptions import AuthenticationError, NoPermissionError
from sqlalchemy import text

import dev
from engine.errors import KnownError
from server_stub.commands import api, backup
from server_stub.loopback import Nginx, PostgreSQL, Redis
from server_stub.loopback.part import free_port
from server_stub.loopback.programs import program
from server_stub.loopback.rendering import DEPLOY, archive_command, make_certificate, render, render_nginx
from server_stub.settings import PREFIX, ServerSettings
from server_stub.workers import reading
from sync.server import Database
from sync.server.budget import MAX_CONNECTIONS, RESERVED, Budget
from sync.server.queue import FILES, SharedQueue
from tests.patience import until

COMPOSE = dev.ROOT / "docker-compose.server.yml"
VARIANTS = DEPLOY / "variants"
ONE_OFF = {"migrate"}
MIB = 1 << 20
TLS_CONNECTION_BYTES = 26_000  # measured: 1,900 slow heads took 47.4 MB of one worker of nginx


class _Loader(yaml.SafeLoader):
    """Reads compose's own `!override`, too."""


_Loader.add_constructor(
    "!override",
    lambda loader, node: (
        loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node, True)
    ),
)


def read(path: Path) -> dict:
    return yaml.load(path.read_text("utf-8"), _Loader)


def services(variant: str = "") -> dict[str, dict]:
    """The services that start, with what a variant changes."""
    found = read(COMPOSE)["services"]
    for name, changed in (read(VARIANTS / f"{variant}.yml")["services"] if variant else {}).items():
        found[name] = {**found[name], **changed}
    return {name: service for name, service in found.items() if "profiles" not in service}


def mib(limit: str) -> int:
    assert limit.endswith("m")
    return int(limit[:-1])


SERVICES = services()
EVERY = [*SERVICES.items(), *read(VARIANTS / "worker.yml")["services"].items()]


def setting(name: str) -> str:
    """What PostgreSQL's configuration says."""
    (value,) = re.findall(
        rf"^{name} = (.+)$", (DEPLOY / "postgresql" / "postgresql.conf").read_text("utf-8"), re.MULTILINE
    )
    return value.strip("'")


@pytest.mark.parametrize(("variant", "most"), [("", 7.2e9), ("starter", 3.6e9), ("managed", 7.2e9)])
def test_that_the_memory_limits_fit_the_computer(variant: str, most: float) -> None:
    assert sum(mib(service["mem_limit"]) for service in services(variant).values()) * MIB <= most


def test_that_only_the_web_is_published() -> None:
    published = {port.split(":")[0] for _, service in EVERY for port in service.get("ports", ())}
    assert published == {"80", "443"}
    assert not any("network_mode" in service for _, service in EVERY)


def test_that_databases_and_api_have_no_way_out() -> None:
    closed = {name for name, network in read(COMPOSE)["networks"].items() if network.get("internal")}
    assert closed == set(read(COMPOSE)["networks"]) - {"outside"}
    for name in (
        "postgresql",
        "redis",
        "api-1",
        "api-2",
        "worker-optimisation",
        "worker-files",
        "prometheus",
        "grafana",
    ):
        assert set(SERVICES[name]["networks"]) <= closed


def test_that_nobody_reaches_a_database_who_does_not_work_with_it() -> None:
    def networks(name: str) -> set[str]:
        return set(SERVICES[name]["networks"])

    workers = {"api-1", "api-2", "worker-optimisation", "worker-files", "migrate", "backup", "postgresql", "redis"}
    for name in SERVICES:
        assert bool(networks(name) & networks("postgresql")) == (name in workers)
    for name in ("api-1", "api-2", "grafana"):  # by their addresses, which are of the door's network
        assert networks("nginx") & networks(name) == {"door"}
    for name in ("api-1", "api-2", "node-exporter", "alertmanager", "grafana"):
        assert networks("prometheus") & networks(name) == {"watch"}


@pytest.mark.parametrize("variant", ["", "starter", "managed"])
def test_that_what_clients_send_waits_on_disk_and_not_in_memory(variant: str) -> None:
    for service in (service for name, service in services(variant).items() if name.startswith("api-")):
        place = service["environment"]["TMPDIR"]
        (volume,) = [mount.partition(":")[0] for mount in service["volumes"] if mount.endswith(f":{place}")]
        assert volume in read(COMPOSE)["volumes"]
        assert not any(mount.startswith(f"{place}:") for mount in service["tmpfs"])
        assert f"install -d -o 10001 -g 10001 {place}" in (DEPLOY / "server" / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("variant", ["", "starter", "managed"])
def test_that_every_api_sees_the_certificate_without_a_way_out(variant: str) -> None:
    started = services(variant)
    host, _, port = started["api-1"]["environment"][f"{PREFIX}DOOR"].partition(":")
    assert host in started
    assert SERVICES[host]["environment"][f"{PREFIX}HTTPS_LISTEN"] == port
    assert set(SERVICES["api-1"]["networks"]) & set(SERVICES[host]["networks"])


def test_that_a_container_hears_that_it_shall_stop_and_has_its_time_for_it() -> None:
    deaf = {"backup", "certbot"}  # a sleeping Python and a shell, as the first process of a container
    assert {name for name, service in SERVICES.items() if service.get("init")} == deaf
    for name in ("api-1", "api-2"):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > api._GRACE_S


def test_that_databases_answer_at_a_private_address_at_most_and_lead_nowhere() -> None:
    variant = read(VARIANTS / "private.yml")
    address = "${NETWORX_PRIVATE_ADDRESS:?set it in .env}"
    published = {name: service["ports"] for name, service in variant["services"].items()}
    assert published == {"postgresql": [f"{address}:5432:5432"], "redis": [f"{address}:6379:6379"]}
    options = variant["networks"]["private"]["driver_opts"]
    assert options == {"com.docker.network.bridge.enable_ip_masquerade": "false"}
    outside = [line.split() for line in (DEPLOY / "postgresql" / "pg_hba.conf").read_text("utf-8").splitlines()]
    others = [line for line in outside if line[0] == "host" and line[3] not in {"samenet", "127.0.0.1/32"}]
    assert {(database, user) for _, database, user, _, _ in others} == {("networx", "networx_app")}
    assert all(ip_network(line[3]).is_private or line[3] == "100.64.0.0/10" for line in others)


@pytest.mark.parametrize(("name", "service"), EVERY)
def test_that_a_container_may_do_little(name: str, service: dict) -> None:
    user, _, group = service["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert service["restart"] == ("no" if name in ONE_OFF else "unless-stopped")
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize(("name", "service"), EVERY)
def test_that_a_container_is_checked_and_starts_after_what_it_needs(name: str, service: dict) -> None:
    assert ("healthcheck" in service) == (name not in ONE_OFF)
    for needed, how in service.get("depends_on", {}).items():
        wanted = "service_completed_successfully" if needed in ONE_OFF else "service_healthy"
        assert how["condition"] == wanted


def test_that_everything_that_serves_waits_for_the_migration() -> None:
    for name in ("api-1", "api-2", "worker-optimisation", "worker-files"):
        assert set(SERVICES[name]["depends_on"]) == {"migrate", "postgresql", "redis"}


def test_that_every_image_is_pinned() -> None:
    from_files = [
        line.split()[1]
        for path in DEPLOY.rglob("Dockerfile")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("FROM ")
    ]
    stages = {"build", "server", "tools"}
    images = {service["image"] for _, service in EVERY} | set(from_files) - stages
    assert len(images) > 5
    assert [
        image for image in images if not re.search(r":v?\d+\.\d+(\.\d+)?(-[a-z]+)*$|@sha256:[0-9a-f]{64}$", image)
    ] == []


def test_that_every_dockerfile_ends_as_an_ordinary_user() -> None:
    for path in DEPLOY.rglob("Dockerfile"):
        users = re.findall(r"^USER (\S+)$", path.read_text("utf-8"), re.MULTILINE)
        assert users
        assert users[-1].split(":")[0] not in {"0", "root"}


def test_that_the_servers_image_is_built_in_stages_from_the_lock() -> None:
    text_of = (DEPLOY / "server" / "Dockerfile").read_text("utf-8")
    assert len(re.findall(r"^FROM .+ AS \w+$", text_of, re.MULTILINE)) == 3
    assert "--require-hashes" in text_of


def test_that_secrets_are_files_and_each_is_made(tmp_path: Path) -> None:
    subprocess.run(["sh", str(DEPLOY / "make-secrets.sh"), str(tmp_path)], check=True, capture_output=True)
    made = {path.name for path in tmp_path.iterdir()}
    declared = read(COMPOSE)["secrets"]
    used = {name for _, service in EVERY for name in service.get("secrets", ())}
    assert used == set(declared) <= made
    assert all(value == {"file": f"./secrets/{name}"} for name, value in declared.items())
    words = re.compile("PASSWORD|SECRET|TOKEN|_KEY|DATABASE_URL|REDIS_URL", re.IGNORECASE)
    for _, service in EVERY:
        for name, value in service.get("environment", {}).items():
            assert not words.search(name) or "/run/secrets" in value


def test_that_secrets_are_made_once_and_stand_in_urls(tmp_path: Path) -> None:
    command = ["sh", str(DEPLOY / "make-secrets.sh"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    first = {path.name: path.read_text() for path in tmp_path.iterdir()}
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == first
    password = first["redis_password"]
    assert re.fullmatch("[0-9a-f]{64}", password)
    assert first["networx_redis_url"] == f"redis://networx:{password}@redis:6379/0"
    assert f">{password} " in first["redis_users.acl"]
    assert tmp_path.stat().st_mode & 0o077 == 0


def test_that_every_variable_is_explained_and_every_explanation_is_of_a_variable() -> None:
    example = (dev.ROOT / ".env.example").read_text("utf-8")
    explained = set(re.findall(rf"^(?:# )?({PREFIX}\w+)=", example, re.MULTILINE))
    texts = [path.read_text("utf-8") for path in (COMPOSE, *VARIANTS.glob("*.yml"))]
    asked = {name for content in texts for name in re.findall(r"\$\{(NETWORX_\w+)", content)}
    settings = {PREFIX + name.upper() for name in ServerSettings.model_fields}
    told = {name for name in settings if f"({name})" in example or f" {name} " in example}
    fixed = {f"{PREFIX}{name}" for name in ("PUBLIC_URL", "WORK_DIR", "BACKUP_DIR", "DOOR")}
    assert explained == asked | (settings - told - fixed)
    assert fixed <= {word.strip("(),.") for word in example.split()}


def test_that_the_examples_values_are_those_that_hold() -> None:
    example = (dev.ROOT / ".env.example").read_text("utf-8")
    shown = dict(re.findall(rf"^# {PREFIX}(\w+)=(.*)$", example, re.MULTILINE))
    del shown["MEMORY_BYTES"]  # the compose file's
    assert shown == {name: str(ServerSettings.model_fields[name.lower()].default) for name in shown}
    asked = dict(re.findall(r"\$\{(NETWORX_\w+):-(.*?)\}", COMPOSE.read_text("utf-8")))
    lines = dict(re.findall(rf"^(?:# )?({PREFIX}\w+)=(.*)$", example, re.MULTILINE))
    assert {name: lines[name] for name in asked} == asked


def test_that_the_connections_fit_the_database() -> None:
    fields = ServerSettings.model_fields
    budget = Budget(
        apis=sum(name.startswith("api-") for name in SERVICES),
        api_pool=fields["pool_size"].default,
        worker_pool=fields["worker_pool_size"].default,
    )
    assert int(setting("max_connections")) == MAX_CONNECTIONS
    assert int(setting("superuser_reserved_connections")) == RESERVED
    assert budget.spare() >= 0


@pytest.mark.parametrize("variant", ["", "starter", "managed"])
def test_that_every_api_sees_the_backups_that_alerts_ask_about(variant: str) -> None:
    started = services(variant)
    (mount,) = [mount for mount in started["backup"]["volumes"] if mount.startswith("backup:")]
    parser = argparse.ArgumentParser()
    backup.add(parser)
    written = str(parser.get_default("folder"))
    assert mount == f"backup:{written}"
    user, _, group = started["backup"]["user"].partition(":")
    for service in (service for name, service in started.items() if name.startswith("api-")):
        assert service["environment"][f"{PREFIX}BACKUP_DIR"] == written
        assert f"backup:{written}:ro" in service["volumes"]
        assert group in service["group_add"]
    # A volume takes owner and mode of the folder in the image that is first mounted there, whichever comes first.
    before_tools = (DEPLOY / "server" / "Dockerfile").read_text("utf-8").partition(" AS tools")[0]
    assert f"install -d -o {user} -g {group} -m 0750 {written}" in before_tools


def test_that_alerts_about_backups_are_raised_also_where_nobody_sees_the_backups() -> None:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    asked = {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}
    for alert, metric in (
        ("BackupOld", "networx_backup_timestamp_seconds"),
        ("RestoreUntried", "networx_restore_test_timestamp_seconds"),
    ):
        assert f"max({metric})" in asked[alert]
        assert f"or absent({metric})" in asked[alert]
    targets = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    (api,) = [job["static_configs"][0]["targets"] for job in targets if job["job_name"] == "networx-api"]
    assert {target.partition(":")[0] for target in api} == {name for name in SERVICES if name.startswith("api-")}


@pytest.mark.parametrize("variant", ["", "starter", "managed"])
def test_that_a_restore_is_tried_every_month(variant: str) -> None:
    parser = argparse.ArgumentParser()
    backup.add(parser)
    (days,) = [part for part in services(variant)["backup"]["command"] if part.startswith("--restore-test-days=")]
    (default,) = re.findall(r":-(\d+)\}", days)
    assert parser.parse_args([f"--restore-test-days={default}"]).restore_test_days == 30


def test_that_nginx_knows_every_process_of_the_api() -> None:
    addresses = {
        service["networks"]["door"]["ipv4_address"] for name, service in SERVICES.items() if name.startswith("api-")
    }
    assert (
        set(re.findall(r"server ([\d.]+):8000", SERVICES["nginx"]["environment"]["NETWORX_API_SERVERS"])) == addresses
    )


def test_that_the_runs_of_a_worker_take_less_than_its_container() -> None:
    for worker in (SERVICES["worker-optimisation"], dict(EVERY[-1:])["worker-optimisation"]):
        (runs,) = re.findall(r":-(\d+)\}", worker["environment"]["NETWORX_MEMORY_BYTES"])
        assert int(runs) + 256 * MIB <= mib(worker["mem_limit"]) * MIB


@pytest.mark.parametrize("variant", ["", "starter", "managed"])
def test_that_the_readers_of_files_take_less_than_their_container(variant: str) -> None:
    worker = services(variant)["worker-files"]
    assert int(worker["environment"]["NETWORX_MEMORY_BYTES"]) + 128 * MIB <= mib(worker["mem_limit"]) * MIB


def test_that_the_8_gb_computer_reads_the_largest_workbook_that_was_measured() -> None:
    text_of = " ".join((dev.ROOT / "docs" / "uploads.md").read_text("utf-8").split())
    ((size, peak),) = re.findall(r"A workbook of ([\d.]+) MiB .*? peak of ([\d,]+) MiB", text_of)
    assert float(size) > 0.95 * reading.LIMITS.file_bytes / MIB
    assert int(peak.replace(",", "")) * MIB < int(SERVICES["worker-files"]["environment"]["NETWORX_MEMORY_BYTES"])


@pytest.mark.parametrize("command", ["migrate --help", "backup --help", "worker --help"])
def test_that_a_command_in_a_small_container_loads_nothing_of_the_engine_that_is_large(command: str) -> None:
    code = (
        "import atexit, sys; atexit.register(lambda: sys.stderr.write(str('pandas' in sys.modules)));"
        f"from server_stub.__main__ import main; main({command.split()!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=dev.ROOT, check=True, capture_output=True, encoding="utf-8")
    assert done.stderr == "False"


def test_that_postgresql_takes_less_than_its_container() -> None:
    assert mib(setting("shared_buffers").replace("MB", "m")) * 2 <= mib(SERVICES["postgresql"]["mem_limit"])
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        assert re.fullmatch(r"[1-9]\d*s", setting(name))


def test_that_the_database_takes_nobody_without_his_password() -> None:
    lines = (DEPLOY / "postgresql" / "pg_hba.conf").read_text("utf-8").splitlines()
    assert {line.split()[-1] for line in lines if line and not line.startswith("#")} == {"scram-sha-256"}
    assert setting("password_encryption") == "scram-sha-256"


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that PostgreSQL's user can reach."""
    made = Path(tempfile.mkdtemp(prefix="networx-deploy-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def test_that_postgresql_takes_its_configuration(folder: Path) -> None:
    place = folder / "postgresql"
    hba, archive = DEPLOY / "postgresql" / "pg_hba.conf", archive_command(place / "wal")
    options = [f"hba_file={hba}", f"archive_command={archive}", "listen_addresses=127.0.0.1", "fsync=off"]
    server = PostgreSQL(place, configuration=DEPLOY / "postgresql" / "postgresql.conf", options=options)
    server.start()
    try:
        database = Database(server.url(), application="tests", pool_size=1)
        with database.transaction() as connection:
            assert connection.execute(text("SHOW max_connections")).scalar_one() == str(MAX_CONNECTIONS)
            assert connection.execute(text("SHOW archive_mode")).scalar_one() == "on"
            wrong = text("SELECT count(*) FROM pg_hba_file_rules WHERE error IS NOT NULL")
            assert connection.execute(wrong).scalar_one() == 0
        database.close()
        stranger = Database(server.url(password="guessed"), application="tests", pool_size=1)
        with pytest.raises(KnownError), stranger.transaction():
            pass
    finally:
        server.stop()


FORBIDDEN = (
    "FLUSHALL", "CONFIG GET *", "SHUTDOWN", "EVAL 1 0", "FUNCTION LIST", "KEYS *", "GET others",
    "DEL others", "ACL LIST", "CLIENT LIST", "CLIENT PAUSE 1", "REPLICAOF a 1", "MODULE LIST",
)  # fmt: skip


def test_that_redis_takes_its_configuration_evicts_nothing_and_lets_nobody_rule_it(folder: Path) -> None:
    server = Redis(folder / "redis", configuration=DEPLOY / "redis" / "redis.conf")
    server.start()
    try:
        with RedisClient.from_url(server.url) as client:
            facts = client.info("everything")
            assert (facts["maxmemory_policy"], facts["aof_enabled"], facts["maxmemory"]) == ("noeviction", 1, 128 * MIB)
            assert mib(SERVICES["redis"]["mem_limit"]) * MIB >= 2 * facts["maxmemory"]  # a rewrite of its file
            for forbidden in FORBIDDEN:
                with pytest.raises(NoPermissionError):
                    client.execute_command(*forbidden.split())
        strangers = RedisClient(port=server.port)  # nobody is let in without his name, from wherever he comes
        with strangers, pytest.raises(AuthenticationError):
            strangers.ping()
        rung: list[str] = []
        with closing(SharedQueue(server.url, FILES)) as queue:
            queue.ring("a")
            queue.ring("b")
            assert (queue.pending(), queue.memory().most) == (2, 128 * MIB)
            queue.clear()
            queue.ring("c")
            queue._execute = rung.append  # as in a thread of a worker
            queue._huey.execute(queue._huey.dequeue())
            assert queue._huey.read_schedule() == []
        assert rung == ["c"]
        ask = [program("redis-cli"), "-p", str(server.port), *SERVICES["redis"]["healthcheck"]["test"][2:]]
        assert subprocess.run(ask, check=True, capture_output=True).stdout.strip() == b"PONG"
        assert subprocess.run([*ask[:-1], "get", "x"], check=False, capture_output=True).returncode != 0
    finally:
        server.stop()


def nginx_in(folder: Path) -> Nginx:
    make_certificate(folder)
    port = free_port()
    configuration = render_nginx(folder, http=free_port(), https=port, api=[free_port()])
    return Nginx(folder, configuration, port=port)


def test_that_nginx_takes_its_configuration(folder: Path) -> None:
    nginx_in(folder).check()


def test_that_every_variable_of_nginx_is_set_by_compose() -> None:
    template = (DEPLOY / "nginx" / "nginx.conf.template").read_text("utf-8")
    assert set(re.findall(r"\$\{(NETWORX_\w+)\}", template)) <= set(SERVICES["nginx"]["environment"])


@pytest.mark.parametrize("variant", ["", "starter"])
def test_that_nginx_takes_what_compose_fills_in(variant: str, folder: Path) -> None:
    make_certificate(folder)
    changed = read(VARIANTS / "starter.yml")["services"]["nginx"]["environment"] if variant else {}
    values = {**SERVICES["nginx"]["environment"], **changed, "NETWORX_DOMAIN": "networx.example.com"}
    here = {"RUN_DIR": folder, "CERTIFICATE_DIR": folder, "ACME_DIR": folder / "acme"}
    values |= {f"NETWORX_{name}": str(path) for name, path in here.items()}
    configuration = render(DEPLOY / "nginx" / "nginx.conf.template", folder / "nginx.conf", values)
    Nginx(folder, configuration, port=1).check()
    assert ("/grafana/" in configuration.read_text("utf-8")) == ("grafana" in services(variant))


def test_that_runs_leave_the_processors_to_whoever_answers() -> None:
    assert {name for name, service in SERVICES.items() if service.get("cpu_shares", 1024) < 1024} == {
        "worker-optimisation",
        "worker-files",
    }


@pytest.mark.parametrize(
    "promise",
    [
        r"zone=api:4m +rate=10r/s;",
        r"limit_req zone=api burst=20 ",
        r"zone=optimize:4m +rate=1r/s;",
        r"limit_req zone=optimize burst=2 ",
        r"limit_req_status 429;",
        r"return 301 https://\$host\$request_uri;",
        r"client_body_timeout \d+s;",
        r"client_header_timeout \d+s;",
        r"proxy_buffering off;",
        r"ssl_protocols TLSv1.2 TLSv1.3;",
        r"Strict-Transport-Security",
    ],
)
def test_that_nginx_keeps(promise: str) -> None:
    assert re.search(promise, (DEPLOY / "nginx" / "nginx.conf.template").read_text("utf-8"))


def test_that_all_connections_that_nginx_takes_fit_its_container() -> None:
    template = (DEPLOY / "nginx" / "nginx.conf.template").read_text("utf-8")
    (workers,) = re.findall(r"^worker_processes (\d+);", template, re.MULTILINE)
    (connections,) = re.findall(r"worker_connections (\d+);", template)
    zones = sum(int(size) for size in re.findall(r"(?:zone=\w+|shared:tls):(\d+)m", template))
    taken = int(workers) * int(connections) * TLS_CONNECTION_BYTES + zones * MIB
    assert taken + 16 * MIB <= mib(SERVICES["nginx"]["mem_limit"]) * MIB


def test_that_nginx_lets_through_what_the_server_takes() -> None:
    template = (DEPLOY / "nginx" / "nginx.conf.template").read_text("utf-8")
    allowed = {int(size) * MIB for size in re.findall(r"client_max_body_size (\d+)m;", template)}
    fields = ServerSettings.model_fields
    assert fields["body_bytes"].default in allowed
    assert fields["blob_bytes"].default in allowed
    assert (
        min(size for size in allowed if size >= fields["upload_bytes"].default) <= 1.05 * fields["upload_bytes"].default
    )


@pytest.mark.parametrize("path", [*DEPLOY.rglob("*.sh")], ids=lambda path: path.name)
def test_that_a_shell_reads(path: Path) -> None:
    subprocess.run(["sh", "-n", str(path)], check=True)


def test_that_nginx_serves_a_renewed_certificate_without_a_restart(folder: Path) -> None:
    server = nginx_in(folder)
    server.start()
    variables = {
        "NETWORX_CERTIFICATE_DIR": str(folder),
        "NETWORX_RUN_DIR": str(folder),
        "NETWORX_RELOAD_EVERY_S": "0.1",
    }
    watcher = subprocess.Popen(
        ["sh", "-c", f". {DEPLOY / 'nginx' / 'reload.sh'}; echo watching; wait"],
        env={"PATH": "/usr/bin:/bin", **variables},
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert watcher.stdout
    try:
        before = ssl.get_server_certificate(("localhost", server.port))
        assert watcher.stdout.readline() == b"watching\n"
        renewed = folder / "live"
        make_certificate(renewed)
        hook = {"RENEWED_LINEAGE": str(renewed), "CERTIFICATES": str(folder), "PATH": "/usr/bin:/bin"}
        subprocess.run(["sh", str(DEPLOY / "certbot" / "hook.sh")], env=hook, check=True)
        seen = [before]
        until(lambda: seen.append(ssl.get_server_certificate(("localhost", server.port))) or seen[-1] != before)
        assert seen[-1] == (renewed / "fullchain.pem").read_text("ascii")
        assert server.pid
    finally:
        os.killpg(watcher.pid, signal.SIGKILL)
        watcher.wait()
        watcher.stdout.close()
        server.stop()
