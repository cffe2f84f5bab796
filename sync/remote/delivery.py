"""Runs on their way to a server; whatever is cut off can be done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import KnownError
from engine.runs.record import RunRecord
from sync.remote.client import Server
from sync.remote.http import TOO_MANY_WAITING, is_passing
from sync.remote.messages import Wanted
from sync.remote.servers import Servers
from sync.whereabouts import marked

INPUT_MISSING = "input-missing"
_MOST_AT_ONCE = 50
_NO_PROJECT = "project-unknown"
_OF_ALL = frozenset({_NO_PROJECT, "role-too-low", "server-untrusted", "server-strange"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """A run to hand in.

    Attributes:
        record: As the project has it; its id is the name under which the server knows it again.
        frozen: Its input.
    """

    record: RunRecord
    frozen: Path


@dataclass(frozen=True, slots=True)
class Sender:
    """The project of this computer that runs belong to.

    Attributes:
        project: Its identifier.
        title: What it is called on a server where it is new.
    """

    project: str
    title: str


def deliver(
    server: Server, servers: Servers, sender: Sender, parcels: Sequence[Parcel]
) -> dict[str, RunRecord | KnownError]:
    """Hand runs in, many at once; done again after a cut, they are the same runs.

    Args:
        server: Where they shall be computed.
        servers: Know as which of its projects this one is shared; it is made at the first time.
        sender: The project.
        parcels: The runs. Each has been noted in its project before: nothing is lost then, wherever this is cut off.

    Returns:
        For each run its record with what the server calls it, or why it is not handed in: see `is_passing`.
    """
    known = servers.get(server.url)
    there = known.projects.get(sender.project) if known is not None else None
    try:
        if there is not None:
            found = _delivered(server, there, parcels)
            if not any(isinstance(one, KnownError) and one.code == _NO_PROJECT for one in found.values()):
                return found
        made = server.create_project(sender.title)  # the one of before was deleted, or is another account's
        servers.share(server.url, sender.project, made.id)
    except KnownError as error:
        return {one.record.id: error for one in parcels}
    return _delivered(server, made.id, parcels)


def _delivered(server: Server, there: str, parcels: Sequence[Parcel]) -> dict[str, RunRecord | KnownError]:
    found: dict[str, RunRecord | KnownError] = {one.record.id: _missing() for one in parcels if not one.frozen.exists()}
    waiting, at_once = [one for one in parcels if one.record.id not in found], _MOST_AT_ONCE
    while waiting:
        group = waiting[:at_once]
        try:
            found |= _handed_in(server, there, group)
        except KnownError as error:
            if error.code in _OF_ALL or (is_passing(error) and (error.code != TOO_MANY_WAITING or len(group) == 1)):
                return found | {one.record.id: error for one in waiting}
            if len(group) > 1:  # some may be taken: smaller groups find out which
                at_once = len(group) // 2
                continue
            found[group[0].record.id] = error
        waiting = waiting[len(group) :]
    return found


def _handed_in(server: Server, there: str, group: Sequence[Parcel]) -> dict[str, RunRecord | KnownError]:
    wanted = [Wanted(record=one.record, snapshot=server.bring(there, one.frozen)) for one in group]
    asked = server.hand_in(there, wanted)
    return {
        one.record.id: replace(marked(one.record, server.url, run.id), options=run.options)
        for one, run in zip(group, asked, strict=True)
    }


def _missing() -> KnownError:
    return KnownError(
        INPUT_MISSING,
        "The input of the run is not on this computer, or was not written down before the program ended.",
        what_to_do="Run the scenario again.",
    )
