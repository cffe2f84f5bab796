"""Somebody's computer for tests of commands that speak to a server."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from server_stub.loopback.stack import Stack
from tests.patience import PATIENCE_S
from tests.serving import PASSWORD


class Laptop:
    """Somebody's computer: commands in a folder of their own, without a keyring.

    Attributes:
        told: What the last command has told on standard error.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.told = ""
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        homes = {name: str(folder / name.lower()) for name in names}
        self.environment = {
            **os.environ, **homes, "NO_COLOR": "1", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"
        }  # fmt: skip

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Begins a command."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "desktop", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __call__(self, *arguments: str, given: str = "", code: int = 0) -> str:
        """What a command prints that ends with the code, without a traceback."""
        with self.start(*arguments) as process:
            out, err = process.communicate(given, timeout=PATIENCE_S)
        assert process.returncode == code, out + err
        assert "Traceback" not in out + err
        self.told = err
        return out

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one document of a command that is asked for JSON."""
        return json.loads(self(*arguments, "--json", code=code))

    def sign_in(self, stack: Stack, url: str = "", email: str = "ann@example.com", *further: str) -> None:
        """Makes an account and keeps the token as somebody without a keyring does."""
        trust = further if url else ("--certificate", str(stack.certificate))
        words = ("--invite", stack.invite(email), "--name", "Ann", "--password-stdin", *trust)
        self.environment["NETWORX_TOKEN"] = self("login", url or stack.url, *words, given=PASSWORD + "\n").strip()
