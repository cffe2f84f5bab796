"""A process that reads what strangers have sent gives up what it does not need: files, network, other processes.

Linux alone knows how, by Landlock (files, from 5.13 on) and seccomp (calls), both without any right of a superuser.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Numbers of the calls are the same on all machines, or stand below for each: linux/landlock.h, linux/seccomp.h.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION_ASKED, _PATH_BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE = 1 << 14
_MAKE_DEVICES = (1 << 6) | (1 << 9) | (1 << 11)
_FILES_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1}  # from version 3 on: 15 rights
_NETWORK_FROM, _SIGNALS_FROM = 4, 6
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM
_LOAD, _IS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_FOREIGN_NUMBERS = 0x40000000  # the same calls under other numbers, on x86-64

_CALLS = {
    # socket, connect, accept, bind, listen, accept4; ptrace, process_vm_readv and _writev, pidfd_getfd, kcmp; mount,
    # umount2, unshare, setns; keys; bpf, perf_event_open, userfaultfd, io_uring_setup
    "x86_64": (
        0xC000003E,
        (41, 42, 43, 49, 50, 288, 101, 310, 311, 438, 312, 165, 166, 272, 308, 248, 249, 250, 321, 298, 323, 425),
    ),
    "aarch64": (
        0xC00000B7,
        (198, 203, 202, 200, 201, 242, 117, 270, 271, 438, 272, 40, 39, 97, 268, 217, 218, 219, 280, 241, 282, 425),
    ),
}
# What programs and libraries read of a system; nothing in them is anybody's secret. Of /proc nothing that is of others:
# the environment of a worker may tell where its database is.
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/sys/devices/system", "/sys/fs/cgroup", "/dev/urandom", "/dev/zero",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/sys",
    "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl/openssl.cnf", "/etc/nsswitch.conf", "/etc/passwd",
)  # fmt: skip


_PACKAGES = ("engine", "sync", "server_stub", "resources")


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a process has given up.

    Attributes:
        files: All files but those that it needs.
        calls: Network, and the calls that reach into other processes.
    """

    files: bool
    calls: bool


def landlock_version() -> int:
    """What the kernel offers; 0 for nothing."""
    if sys.platform != "linux":
        return 0
    return max(0, int(_c().syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_ASKED)))


def confine(folder: Path, *read: Path) -> Confinement:
    """Keep this process, and all that it starts, to one folder, to the program and to the system's own files; for ever.

    Args:
        folder: The only one in which it writes; nothing in it is executed.
        read: Further files that it reads.
    """
    if sys.platform != "linux" or _c().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return Confinement(files=False, calls=False)
    return Confinement(files=_confine_files(folder, read), calls=_confine_calls())


def confined(folder: Path, command: Sequence[str]) -> list[str]:
    """The command of a program that is confined to a folder, and has none of the server's settings."""
    return [sys.executable, "-P", "-m", __spec__.name, str(folder), *command]


def _confine_files(folder: Path, read: Sequence[Path]) -> bool:
    version = landlock_version()
    if not version:
        return False
    known = _FILES_OF_VERSION.get(version, (1 << 15) - 1)
    asked = [known, 0b11 if version >= _NETWORK_FROM else 0, 0b10 if version >= _SIGNALS_FROM else 0]
    wanted = struct.pack("=3Q", *asked)[: 24 if version >= _SIGNALS_FROM else 16 if version >= _NETWORK_FROM else 8]
    rules = _c().syscall(_CREATE, wanted, ctypes.c_size_t(len(wanted)), 0)
    if rules < 0:
        return False
    try:
        reading = _EXECUTE | _READ_FILE | _READ_DIR
        _allow(rules, (*_SYSTEM, *_code()), reading)
        _allow(rules, map(str, read), _READ_FILE)
        _allow(rules, (str(folder), os.devnull), known & ~(_EXECUTE | _MAKE_DEVICES))
        return bool(_c().syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _code() -> Iterator[str]:
    """Where this program and its libraries are."""
    yield from (*sys.path, sys.prefix, sys.base_prefix, str(Path(sys.executable).parent))
    for package in _PACKAGES:  # of a copy that is worked on, no path leads to them
        found = importlib.util.find_spec(package)
        yield from (found.submodule_search_locations or ()) if found else ()


def _allow(rules: int, paths: Iterable[str], rights: int) -> None:
    for path in {path for path in paths if path and Path(path).exists()}:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        of_files = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
        beneath = struct.pack("=Qi", rights if Path(path).is_dir() else rights & of_files, place)
        _c().syscall(_ADD, rules, _PATH_BENEATH, beneath, 0)
        os.close(place)


def _confine_calls() -> bool:
    machine, refused = _CALLS.get(platform.machine(), (0, ()))
    if not refused:
        return False
    after = len(refused) + 2  # instructions from the check for foreign numbers to the refusal
    lines = [
        (_LOAD, 0, 0, 4),
        (_IS, 0, after + 1, machine),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, after - 1, 0, _FOREIGN_NUMBERS),
        *((_IS, len(refused) - index, 0, number) for index, number in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = b"".join(struct.pack("=HBBI", *line) for line in lines)
    kept = ctypes.create_string_buffer(program, len(program))
    filtered = struct.pack("@HP", len(lines), ctypes.addressof(kept))
    return bool(_c().prctl(_SECCOMP, _FILTER, filtered, 0, 0) == 0)


def _c() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def main(folder: str, *command: str) -> None:
    """Become another program, in the same process; see `confined`."""
    confine(Path(folder))
    plain = {name: value for name, value in os.environ.items() if not name.startswith("NETWORX_")}
    os.execve(command[0], command, plain | {"TMPDIR": folder})  # noqa: S606 - the worker's own command


if __name__ == "__main__":
    main(*sys.argv[1:])
