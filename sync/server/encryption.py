"""How connections to PostgreSQL are encrypted: always, and with a verified name, but where there is no way between."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from sqlalchemy.engine import URL, make_url

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost", ""})
# The library of the driver brings an OpenSSL that looks where no system keeps its certificates.
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
_SYSTEM = "system"  # what libpq then takes; from version 16 on


def encryption(url: str | URL, certificate: str = "") -> dict[str, str]:
    """What libpq has to be told besides the address.

    A provider's ``sslmode=require`` encrypts, but for whoever answers: it is raised to a verified name. ``disable`` is
    taken at its word, for a database that only a private network leads to.

    Args:
        url: Of the database.
        certificate: File with the certificates to trust; empty for those of the URL or of the system.

    Returns:
        ``sslmode``, and ``sslrootcert`` where it is verified; nothing for a database on this computer.
    """
    address = make_url(url)
    mode, host = str(address.query.get("sslmode", "")), address.host or ""
    is_here = host in _LOOPBACK or host.startswith("/")
    if mode == "disable":
        return {"sslmode": mode}
    if is_here and not mode:
        return {}
    trusted = certificate or str(address.query.get("sslrootcert", "")) or system_certificates()
    return {"sslmode": "verify-full", "sslrootcert": trusted}


def system_certificates() -> str:
    """The file with the certificates that this computer trusts."""
    named = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
    found = [path for path in (named, *_BUNDLES) if path and Path(path).is_file()]
    return found[0] if found else _SYSTEM
