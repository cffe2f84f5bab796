"""What a laptop asks of the server."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from engine.errors import KnownError
from engine.runs.codec import known_part, to_plain
from engine.runs.events import ENDINGS, Event, from_json
from engine.runs.record import RunRecord
from sync.remote.http import Call, Http, is_away
from sync.remote.messages import RemoteDevice, RemoteProject, SignedIn, Wanted
from sync.whereabouts import is_anew

_CHUNK = 1 << 18
_SILENCE_S = 25.0  # the server says each ten seconds that it lives
_AGAIN_S = 2.0


class Server:
    """One server, as one account; safe from any thread."""

    def __init__(
        self, url: str, token: str = "", certificate: str = "", *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Describe the server.

        Args:
            url: ``https://…``
            token: Of this device; empty to sign in first.
            certificate: File with the certificates to trust; empty for those of the system.
            sleep: Waits between tries.

        Raises:
            KnownError: ``server-url``; ``certificate-unusable``.
        """
        self._http = Http(url, certificate, sleep=sleep)
        self._token = token
        self._sleep = sleep

    @property
    def url(self) -> str:
        """Its address in one form."""
        return self._http.url

    def close(self) -> None:
        """Give all connections back."""
        self._http.close()

    def sign_in(self, email: str, password: str, device: str) -> SignedIn:
        """Sign this device in; once, because each time makes a device.

        Raises:
            KnownError: ``sign-in-refused`` and what any request raises.
        """
        body = {"email": email, "password": password, "device_name": device}
        return self._signed_in(Call("POST", "/api/auth/login", body, repeats=False))

    def accept(self, invite: str, name: str, password: str, device: str) -> SignedIn:
        """Make the account that an invite is for.

        Raises:
            KnownError: ``invite-unusable``, ``password-too-short`` and what any request raises.
        """
        body = {"invite": invite, "name": name, "password": password, "device_name": device}
        return self._signed_in(Call("POST", "/api/auth/accept-invite", body, repeats=False))

    def sign_out(self) -> None:
        """Have the server refuse this device from now on."""
        self.revoke(self._json(Call("GET", "/api/auth/me"))["device"])

    def devices(self) -> list[RemoteDevice]:
        """The devices that are signed in to the account: this one, then those seen last.

        Raises:
            KnownError: ``signed-out`` and what any request raises.
        """
        this = self._json(Call("GET", "/api/auth/me"))["device"]
        found = [
            RemoteDevice(id=one["id"], name=one["name"], seen=one["seen"], is_this=one["id"] == this)
            for one in self._json(Call("GET", "/api/auth/devices"))
            if one["is_usable"]
        ]
        return sorted(found, key=lambda one: (one.is_this, one.seen), reverse=True)

    def revoke(self, device: str) -> None:
        """Have the server refuse a device of the account from now on.

        Raises:
            KnownError: ``device-unknown`` and what any request raises.
        """
        self._http.send(Call("DELETE", f"/api/auth/devices/{device}"), self._token)

    def change_password(self, old: str, new: str) -> None:
        """Another password of the account; its other devices sign out.

        Raises:
            KnownError: ``sign-in-refused``: the old one is another; ``password-too-short`` or ``password-too-long``;
                and what any request raises.
        """
        # Once: where its answer is lost, the old password is not the account's any more.
        self._http.send(Call("POST", "/api/auth/password", {"old": old, "new": new}, repeats=False), self._token)

    def whoami(self) -> str:
        """E-mail address of the account.

        Raises:
            KnownError: ``signed-out`` and what any request raises.
        """
        return str(self._json(Call("GET", "/api/auth/me"))["email"])

    def create_project(self, name: str) -> RemoteProject:
        """A new project."""
        one = self._json(Call("POST", "/api/projects", {"name": name}, repeats=False))
        return RemoteProject(id=one["id"], name=one["name"], role=one["role"])

    def bring(self, project: str, path: Path) -> str:
        """Bring a file to a project, unless it is there.

        Returns:
            Its SHA-256.
        """
        sha256 = _sha256(path)
        place = f"/api/projects/{project}/blobs/{sha256}"
        try:
            self._http.send(Call("HEAD", place), self._token)
        except KnownError as error:
            if is_away(error):
                raise
            if getattr(error, "status", 0) != HTTPStatus.NOT_FOUND:
                self.whoami()  # the answer to the question above has no room for a reason
            length = {"Content-Length": str(path.stat().st_size)}
            self._http.send(Call("PUT", place, content=lambda: _chunks(path), headers=length), self._token)
        return sha256

    def hand_in(self, project: str, wanted: Sequence[Wanted]) -> list[RunRecord]:
        """Queue runs, all or none; asked again, the same runs are given.

        Returns:
            The runs as the server keeps them, with its own ids, in the same order.
        """
        runs = [
            {
                "scenario": one.record.scenario,
                "snapshot": one.snapshot,
                "input_hash": one.record.input_hash,
                "options": to_plain(one.record.options),
                "kind": one.record.kind,
                "priority": one.priority,
                "idempotency_key": one.record.id,
                "anew": is_anew(one.record),
            }
            for one in wanted
        ]
        found = self._json(Call("POST", "/api/optimize", {"project": project, "runs": runs}))
        return [_record(one) for one in found["runs"]]

    def run(self, run: str) -> RunRecord:
        """A run as it stands.

        Raises:
            KnownError: ``run-unknown`` and what any request raises.
        """
        return _record(self._json(Call("GET", f"/api/runs/{run}")))

    def runs(self, project: str) -> dict[str, RunRecord]:
        """The newest runs of a project as they stand, by their names on the server.

        Raises:
            KnownError: ``project-unknown`` and what any request raises.
        """
        found = self._json(Call("GET", "/api/runs", parameters={"project": project}))
        return {one["id"]: _record(one) for one in found["runs"]}

    def cancel(self, run: str) -> RunRecord:
        """Stop a run; its incumbent is kept."""
        return _record(self._json(Call("POST", f"/api/runs/{run}/cancel")))

    def result(self, run: str) -> bytes:
        """The result tables of a run that has ended.

        Raises:
            KnownError: ``result-missing``: it has none; ``result-damaged``; and what any request raises.
        """
        answer = self._http.send(Call("GET", f"/api/runs/{run}/result"), self._token)
        if hashlib.sha256(answer.content).hexdigest() != answer.headers.get("etag", "").strip('W/"'):
            raise KnownError("result-damaged", "The result came damaged.", where=run, what_to_do="Fetch it again.")
        return answer.content

    def events(
        self,
        run: str,
        after: int = 0,
        go_on: Callable[[], bool] = lambda: True,
        patience_s: float = 600.0,
        give_way: Callable[[], bool] = lambda: False,
        met: Callable[[KnownError], None] = lambda _: None,
    ) -> Iterator[tuple[int, Event]]:
        """What a run tells, to its ending; taken up where it was cut off.

        Args:
            run: The run.
            after: Number of the last event that was seen.
            go_on: Asked between events and tries; false ends it.
            patience_s: How long the server may be away.
            give_way: Asked when the server says that it lives, but has no news; true ends it.
            met: Hears at each try why the server is away.

        Raises:
            KnownError: What the server refuses; the reason why it is away, once patience ends.
        """
        away_since = math.inf
        while go_on():
            try:
                for number, event in self._stream(run, after):
                    away_since = math.inf
                    if event is not None:
                        after = number
                        yield number, event
                    if isinstance(event, ENDINGS) or not go_on() or (event is None and give_way()):
                        return
            except KnownError as error:
                now = time.monotonic()
                away_since = min(away_since, now)
                if not is_away(error) or now - away_since > patience_s:
                    raise
                met(error)
            self._sleep(_AGAIN_S)

    def _stream(self, run: str, after: int) -> Iterator[tuple[int, Event | None]]:
        """Events with their numbers; None each time the server says that it lives."""
        call = Call("GET", f"/api/runs/{run}/events", headers={"Last-Event-ID": str(after)})
        with self._http.opened(call, self._token, read_s=_SILENCE_S) as answer:
            number = after
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    number = int(value)
                elif name == "data":
                    yield number, from_json(value, is_foreign=True)
                elif line.startswith(":"):
                    yield number, None

    def _signed_in(self, call: Call) -> SignedIn:
        found = self._json(call)
        self._token = found["token"]
        account = found["account"]
        return SignedIn(token=found["token"], email=account["email"], name=account["name"])

    def _json(self, call: Call) -> Any:
        answer = self._http.send(call, self._token)
        try:
            return answer.json()
        except json.JSONDecodeError as error:
            raise KnownError(
                "server-strange",
                "The server's answer cannot be read.",
                what_to_do="Check the address; a proxy or a sign-in page of the network may stand in between.",
            ) from error


def _record(plain: object) -> RunRecord:
    """A record as the server tells it, which may be newer than this application."""
    return RunRecord.from_dict(known_part(RunRecord, plain))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
