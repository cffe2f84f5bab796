"""The configurations of the deployment, filled in for loopback."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from server_stub.loopback.programs import program

DEPLOY = Path(__file__).parent.parent / "deploy"


def render_nginx(folder: Path, *, http: int, https: int, api: Sequence[int]) -> Path:
    """The main configuration of nginx.

    Args:
        folder: Of nginx, with its certificate in it.
        http: Port that leads to the other one.
        https: Port with TLS.
        api: Ports of the API's processes.

    Raises:
        KeyError: The template has a variable that nobody fills in.
    """
    servers = " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in api)
    return render(
        DEPLOY / "nginx" / "nginx.conf.template",
        folder / "nginx.conf",
        {
            "NETWORX_DOMAIN": "localhost",
            "NETWORX_RUN_DIR": str(folder),
            "NETWORX_MIME_TYPES": "/etc/nginx/mime.types",
            "NETWORX_ACCESS_LOG": str(folder / "access"),
            "NETWORX_HTTP_LISTEN": f"127.0.0.1:{http}",
            "NETWORX_HTTPS_LISTEN": f"127.0.0.1:{https}",
            "NETWORX_ACME_DIR": str(folder / "acme"),
            "NETWORX_CERTIFICATE_DIR": str(folder),
            "NETWORX_API_SERVERS": servers,
            "NETWORX_MONITORING": "",
        },
    )


def render(template: Path, target: Path, values: Mapping[str, str]) -> Path:
    """Fill in ``${NAME}``; a bare ``$name`` is nginx's own.

    Raises:
        KeyError: The template has a variable without a value.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(_Braced(template.read_text("utf-8")).substitute(values), "utf-8")
    return target


def archive_command(wal: Path) -> str:
    """What PostgreSQL's configuration archives WAL with, into another folder."""
    text = (DEPLOY / "postgresql" / "postgresql.conf").read_text("utf-8")
    (command,) = re.findall(r"^archive_command = '(.+)'$", text, re.MULTILINE)
    return f"mkdir -p {wal} && " + str(command).replace("/wal/", f"{wal}/")


class _Braced(Template):
    pattern = r"\$(?:(?P<escaped>(?!))|(?P<named>(?!))|\{(?P<braced>NETWORX_[A-Z_]+)\}|(?P<invalid>(?!)))"  # type: ignore[assignment]


def make_certificate(folder: Path) -> Path:
    """A certificate for loopback, signed by itself; made where it is missing.

    Returns:
        The file that a client has to trust.
    """
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    if not certificate.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = (
            program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", str(key), "-out", str(certificate),
        )  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        key.chmod(0o600)
    return certificate
