"""`python dev.py server`: the whole server on this computer, until Ctrl-C; prints an invite to begin with."""

from __future__ import annotations

import argparse
import contextlib
import signal
import sys
import threading
from pathlib import Path

from engine.errors import KnownError
from server_stub.loopback.stack import Stack

_INVITED = "you@example.com"


def main() -> int:
    """Run the stack."""
    parser = argparse.ArgumentParser(prog="python dev.py server", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="holds everything; a second start has its data")
    parser.add_argument("--port", type=int, default=8443, help="for HTTPS")
    asked = parser.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with Stack(asked.folder, port=asked.port, workers={"optimisation": 1, "files": 1}) as stack:
            print(f"server:      {stack.url}", f"certificate: {stack.certificate}", sep="\n")
            with contextlib.suppress(KnownError):  # the account is there from an earlier start
                print(f"invite:      {stack.invite(_INVITED)}   (for {_INVITED})")
            sign_in = f"networx login {stack.url} --certificate {stack.certificate}"
            print(f"\nSign in:     {sign_in}\nCtrl-C ends it.", flush=True)
            stopping.wait()
    except KnownError as error:
        print(f"server: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
