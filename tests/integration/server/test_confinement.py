"""What reads the bytes of strangers reaches nothing else: no secret, no network, no other process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server_stub.workers import reading
from server_stub.workers.confinement import confined, landlock_version

pytestmark = pytest.mark.skipif(not landlock_version(), reason="the kernel of this computer has no Landlock")

PROBE = """
import json, os, pathlib, socket, subprocess, sys
import numpy, pandas, pyarrow, highspy
secret, folder, parent = sys.argv[1], sys.argv[2], int(sys.argv[3])
def tried(what):
    try:
        return what() is not None
    except OSError:
        return False
def spawned():
    code = f"open({secret!r}).read()"
    return subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode == 0 or None
print(json.dumps({
    "secret": tried(lambda: open(secret).read()),
    "by a link": tried(lambda: (os.symlink(secret, folder + "/link"), open(folder + "/link").read())),
    "by a child": tried(spawned) if spawned() else False,
    "written": tried(lambda: open(secret, "w").write("x")),
    "beside": tried(lambda: open(folder + "/../beside", "w")),
    "environment": tried(lambda: open(f"/proc/{parent}/environ").read()),
    "memory": tried(lambda: open(f"/proc/{parent}/mem", "rb")),
    "network": tried(socket.socket),
    "local socket": tried(lambda: socket.socket(socket.AF_UNIX)),
    "execution": tried(lambda: (pathlib.Path(folder, "x").write_text("#!/bin/sh"), os.chmod(folder + "/x", 0o700),
                                subprocess.run([folder + "/x"]))),
    "setting": "NETWORX_DATABASE_URL" in os.environ,
    "own": tried(lambda: pathlib.Path(folder, "own").write_text("x")),
    "temporary": os.environ["TMPDIR"] == folder,
}))
"""


def test_that_a_child_reaches_its_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETWORX_DATABASE_URL", "postgresql://a-secret")
    secret, folder = tmp_path / "secret", tmp_path / "folder"
    secret.write_text("a secret")
    folder.mkdir()
    command = confined(folder, [sys.executable, "-P", "-c", PROBE, str(secret), str(folder), str(os.getpid())])
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {what for what, is_so in found.items() if is_so} == {"own", "temporary"}
    assert secret.read_text() == "a secret"


def test_that_the_reader_of_a_file_reaches_no_secret(tmp_path: Path) -> None:
    secret, folder, source = tmp_path / "secret.csv", tmp_path / "out", tmp_path / "demand.csv"
    folder.mkdir()
    source.write_text("customer,product,quantity\nAnn,Tea,12\n")
    secret.write_text(source.read_text())
    code = (
        "import sys; from pathlib import Path; from server_stub.workers import reading;"
        "source, folder, secret = map(Path, sys.argv[1:]);"
        "reading.main(source, folder); assert (folder / reading.OUTCOME).exists();"
        "open(source).read(); open(secret).read()"
    )
    command = [sys.executable, "-c", code, str(source), str(folder), str(secret)]
    stays_open, end = os.pipe()  # else the reader ends, as its worker is gone
    done = subprocess.run(command, check=False, stdin=stays_open, capture_output=True, encoding="utf-8")
    os.close(stays_open)
    os.close(end)
    assert "PermissionError" in done.stderr
    assert str(secret) in done.stderr
    assert json.loads((folder / reading.OUTCOME).read_text("utf-8"))["rows_used"] == 1
