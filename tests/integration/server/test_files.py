"""Files: sent to the interface, read by a worker in a process of its own, refused where they do harm."""

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from httpx import Client, Response
from sqlalchemy import text

from engine.changes import apply, decode
from engine.errors import KnownError
from engine.io import export_csv, export_workbook
from engine.io.samples import load_sample
from engine.network import Network
from engine.runs.snapshot import write_network
from server_stub.services import Services
from server_stub.settings import ServerSettings
from server_stub.workers import reading
from server_stub.workers.files import FileReader
from server_stub.workers.unpacking import unpack
from sync.server import Database
from sync.server.blobs import Blobs
from sync.server.database import SERVICE
from sync.server.files import Files
from tests.integration.server.conftest import Person
from tests.unit.io.conftest import workbook_parts

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><sst><si><t>&a;</t></si></sst>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    export_workbook(load_sample("infeasible-on-purpose"), path)
    return path.read_bytes()


@pytest.fixture
def send(client: Client, people: dict[str, Person], project: str) -> Callable[..., Response]:
    """Sends a file as the editor."""

    def sent(name: str, content: bytes, base: str = "") -> Response:
        place = {"project": project, "name": name, "base": base}
        return client.post("/api/files", params=place, content=content, headers=people["editor"].headers)

    return sent


@pytest.fixture
def look(client: Client, people: dict[str, Person]) -> Callable[..., Response]:
    """Looks at a file, or what came of it, as the viewer."""
    return lambda file, what="": client.get(f"/api/files/{file}{what}", headers=people["viewer"].headers)


@pytest.fixture
def reader(database: Database, tmp_path: Path) -> FileReader:
    """What a worker reads with."""
    folder = tmp_path / "reader"
    folder.mkdir()
    return FileReader(Files(database, lease_s=600), Blobs(database), folder, 600)


def test_that_a_workbook_becomes_the_change_set_that_makes_its_network(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, workbook: bytes
) -> None:
    sent = send("our network.xlsx", workbook)
    assert (sent.status_code, sent.json()["status"]) == (202, "queued")
    file = sent.json()["id"]
    assert look(file, "/change-set").json()["error"]["code"] == "not-finished"
    assert reader.read_next()
    found = look(file).json()
    assert (found["status"], found["has_change_set"]) == ("read", True)
    assert found["outcome"]["rows_read"] == found["outcome"]["rows_used"] > 0
    network = apply(Network.of({}), decode(look(file, "/change-set").content))
    sample = load_sample("infeasible-on-purpose")
    assert {name: len(frame) for name, frame in network.tables.items() if len(frame)} == {
        name: len(frame) for name, frame in sample.tables.items() if len(frame)
    }
    assert all(issue["severity"] != "error" for issue in look(file, "/issues").json())
    assert not reader.read_next()
    assert list(reader._folder.iterdir()) == []


def test_that_errors_in_a_file_are_told_cell_by_cell_and_make_no_change_set(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader
) -> None:
    file = send("demand.csv", b"customer,product,quantity\nAnn,Tea,twelve\n").json()["id"]
    reader.read_next()
    assert look(file).json()["status"] == "read"
    assert look(file, "/change-set").json()["error"]["code"] == "result-missing"
    (issue,) = [issue for issue in look(file, "/issues").json() if issue["severity"] == "error"]
    assert (issue["value"], issue["source"].split("!")[-1]) == ("twelve", "C2")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("report.pdf", b"%PDF-1.7", "type-unusable"),
        ("book.xlsx", b"%PDF-1.7", "type-unusable"),
        ("book.xlsx", b"", "type-unusable"),
        ("rows.csv", b"PK\x03\x04....", "type-unusable"),
        ("rows.csv", b"\x7fELF\0\0\0", "type-unusable"),
    ],
)
def test_that_what_is_no_table_is_refused_at_the_door(
    name: str, content: bytes, code: str, send: Callable[..., Response], database: Database
) -> None:
    answer = send(name, content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, code)
    with database.transaction(SERVICE) as connection:
        assert connection.execute(text("SELECT count(*) FROM files")).scalar_one() == 0


FAR = ROW + ROW.replace('"1"', '"1048576"').replace("A1", "XFD1048576")
FAR_SHEET = workbook_parts({"a": FAR})["xl/worksheets/sheet1.xml"]
SHARED = "<sst>" + "<si><t>" + "x" * 60_000_000 + "</t></si></sst>"
CALL, VALUE = 'WEBSERVICE("http://127.0.0.1:9/"&amp;A2)', "=cmd|' /C calc'!A0"
FORMULA = f'<row r="1"><c r="A1" t="str"><f>{CALL}</f><v>{VALUE}</v></c></row>'
FORMULA_SHEET = workbook_parts({"a": FORMULA})["xl/worksheets/sheet1.xml"]
# What is put into a workbook, and the code by which it is refused; none where it does no harm and is not looked at.
HOSTILE = {
    "a zip bomb": ({"xl/media/zeros.bin": bytes(60_000_000)}, "file-unsafe"),
    "entities": ({"xl/sharedStrings.xml": LAUGHS}, "file-unsafe"),
    "a cell at the far corner": ({"xl/worksheets/sheet1.xml": FAR_SHEET}, "file-too-many-cells"),
    "names that lead out of the folder": ({"../../../../etc/cron.d/x": b"* * * * * root true"}, "file-unsafe"),
    "a zip in a zip": ({"xl/embeddings/inner.zip": packed({"zeros": bytes(50_000_000)})}, None),
    "strings that unpack to much": ({"xl/sharedStrings.xml": SHARED}, "file-unsafe"),
    "a formula that calls": ({"xl/worksheets/sheet1.xml": FORMULA_SHEET}, None),
    "too many parts": ({f"xl/media/{number}.bin": b"" for number in range(2_001)}, "file-unsafe"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_that_a_hostile_workbook_is_refused_with_a_code_and_the_worker_lives(
    kind: str,
    send: Callable[..., Response],
    look: Callable[..., Response],
    reader: FileReader,
    workbook: bytes,
) -> None:
    extra, code = HOSTILE[kind]
    file = send("book.xlsx", packed({**workbook_parts({"a": ROW}), **extra})).json()["id"]
    good = send("good.xlsx", workbook).json()["id"]
    while reader.read_next():
        pass
    found = look(file).json()
    assert (found["status"], found["outcome"].get("code")) == ("read" if code is None else "refused", code)
    assert not found["has_change_set"]
    assert not Path("/etc/cron.d/x").exists()
    assert look(good).json()["status"] == "read"


def csv_files(folder: Path) -> dict[str, bytes]:
    export_csv(load_sample("infeasible-on-purpose"), folder)
    return {f"our network/{path.name}": path.read_bytes() for path in folder.iterdir()}


def test_that_a_zip_of_csv_files_becomes_the_change_set_of_its_network(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, tmp_path: Path
) -> None:
    (tmp_path / "tables").mkdir()
    parts = csv_files(tmp_path / "tables")
    file = send("tables.zip", packed({**parts, "__MACOSX/._lanes.csv": b"\0\1"})).json()["id"]
    reader.read_next()
    assert look(file).json()["status"] == "read", look(file).json()
    network = apply(Network.of({}), decode(look(file, "/change-set").content))
    sample = load_sample("infeasible-on-purpose")
    assert {name: len(network[name]) for name in sample.tables} == {name: len(sample[name]) for name in sample.tables}
    assert list(reader._folder.iterdir()) == []


DEMAND = b"customer,product,quantity\nAnn,Tea,12\n"
HOSTILE_ARCHIVES = {
    "a bomb": ({"demand.csv": DEMAND + bytes(60_000_000)}, "archive-unsafe"),
    "a name that leads out": ({"demand.csv": DEMAND, "../../outside.csv": DEMAND}, "archive-unsafe"),
    "a name of another system that leads out": ({"..\\..\\outside.csv": DEMAND}, "archive-unsafe"),
    "an absolute name": ({"/etc/cron.d/outside.csv": DEMAND}, "archive-unsafe"),
    "an archive": ({"demand.csv": DEMAND, "inner.zip": packed({"demand.csv": DEMAND})}, "archive-foreign"),
    "an archive under the name of a text": ({"demand.csv": packed({"demand.csv": DEMAND})}, "archive-unsafe"),
    "one name twice": ({"a/demand.csv": DEMAND, "b/Demand.csv": DEMAND}, "archive-unsafe"),
    "a program": ({"demand.csv": DEMAND, "run.exe": b"MZ"}, "archive-foreign"),
    "too many files": ({f"{number}.csv": b"" for number in range(2_001)}, "archive-unsafe"),
    "nothing": ({}, "archive-empty"),
}


@pytest.mark.parametrize("kind", HOSTILE_ARCHIVES)
def test_that_a_hostile_archive_is_refused_with_a_code_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    parts, code = HOSTILE_ARCHIVES[kind]
    source, folder = tmp_path / "tables.zip", tmp_path / "in" / "tables"
    source.write_bytes(packed(parts))
    folder.mkdir(parents=True)
    with pytest.raises(KnownError) as met:
        unpack(source, folder, reading.LIMITS)
    assert met.value.code == code
    assert list(tmp_path.rglob("outside*")) == []


def test_that_a_cut_archive_is_refused_as_damaged_by_its_reader(tmp_path: Path) -> None:
    source = tmp_path / "tables.zip"
    source.write_bytes(packed({"demand.csv": os.urandom(100_000)})[:50_000])
    with pytest.raises(KnownError) as met:
        reading.read(source, tmp_path, lambda: True)
    assert met.value.code == "file-damaged"


def test_that_a_file_is_read_against_the_network_that_is_named(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, project: str, tmp_path: Path
) -> None:
    sample = load_sample("infeasible-on-purpose")
    write_network(sample, tmp_path / "base")
    with (tmp_path / "base").open("rb") as frozen:
        base = reader._blobs.put(project, frozen)
    frame = sample["demand"]
    key = frame[["customer", "product", "period"]].iloc[0]
    content = f"customer,product,period,quantity\n{key['customer']},{key['product']},{key['period']},7654321\n"
    file = send("demand.csv", content.encode(), base).json()["id"]
    reader.read_next()
    assert (look(file).json()["status"], look(file).json()["base"]) == ("read", base), look(file).json()
    change = decode(look(file, "/change-set").content)
    counts = change.counts()
    assert list(counts) == ["demand"]
    assert (counts["demand"].inserted, counts["demand"].updated, counts["demand"].deleted) == (0, 1, 0)
    after = apply(sample, change)["demand"]
    assert after.loc[after["quantity"] == 7654321, "customer"].tolist() == [key["customer"]]


def test_that_a_network_that_the_project_does_not_have_is_refused_at_the_door(send: Callable[..., Response]) -> None:
    answer = send("demand.csv", DEMAND, "0" * 64)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "blob-unknown")
    assert send("demand.csv", DEMAND, "../../etc/passwd").status_code == 422


def test_that_a_cut_workbook_is_refused_as_damaged(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, workbook: bytes
) -> None:
    file = send("cut.xlsx", workbook[: len(workbook) // 2]).json()["id"]
    reader.read_next()
    assert look(file).json()["status"] == "refused"
    assert look(file).json()["outcome"]["code"] == "file-damaged"


def test_that_a_name_that_is_a_path_stays_in_the_folder(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, tmp_path: Path
) -> None:
    before = set(tmp_path.rglob("*"))
    file = send("../../outside/..\\demand.csv", b"customer,product,quantity\nAnn,Tea,12\n").json()["id"]
    reader.read_next()
    assert look(file).json()["status"] == "read"
    assert set(tmp_path.rglob("*")) == before


def test_that_the_process_that_reads_has_no_secrets_and_ends_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETWORX_DATABASE_URL", "postgresql://a-secret")
    (tmp_path / "out").mkdir()
    source = tmp_path / "demand.csv"
    source.write_text(
        "customer,product,quantity\n" + "".join(f"C{n},Tea,12\n" for n in range(2_000_000))
    )  # long after it has been stopped
    seen: list[dict[str, str]] = []

    def look_and_stop() -> bool:
        (child,) = _readers()
        seen.append(child.environ())
        return len(seen) < 3

    with pytest.raises(KnownError) as met:
        reading.read(source, tmp_path / "out", look_and_stop)
    assert met.value.code == "read-cancelled"
    assert "a-secret" not in str(seen[-1])
    assert seen[-1]["TMPDIR"] == str(tmp_path / "out")
    assert _readers() == []


def _readers() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "server_stub.workers.reading" in child.cmdline()]


@pytest.mark.parametrize(("limit", "code"), [("SECONDS", "read-too-slow"), ("MEMORY_BYTES", "read-too-much-memory")])
def test_that_a_file_that_takes_too_much_is_given_up(
    limit: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, limit, 0)
    (tmp_path / "out").mkdir()
    source = tmp_path / "demand.csv"
    source.write_text("customer,product,quantity\nAnn,Tea,12\n")
    with pytest.raises(KnownError) as met:
        reading.read(source, tmp_path / "out", lambda: True)
    assert met.value.code == code


def test_that_a_file_is_read_once_by_the_next_worker_when_one_falls_silent(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, owner: Database, workbook: bytes
) -> None:
    file = send("book.xlsx", workbook).json()["id"]
    silent = reader.files.claim_next()
    assert silent is not None
    assert reader.files.claim_next() is None
    with owner.transaction() as connection:
        connection.execute(text("UPDATE files SET expires = 0"))
    assert reader.files.reap(attempts=3) == [file]
    assert reader.read_next()
    assert not reader.files.renew(silent)
    assert not reader.files.refuse(silent, KnownError("late", "Too late."))
    assert look(file).json()["status"] == "read"


def test_that_a_file_that_kills_each_reader_is_refused_in_the_end(
    send: Callable[..., Response], look: Callable[..., Response], reader: FileReader, owner: Database, workbook: bytes
) -> None:
    file = send("book.xlsx", workbook).json()["id"]
    for _ in range(2):
        reader.files.claim_next()
        with owner.transaction() as connection:
            connection.execute(text("UPDATE files SET expires = 0"))
        reader.files.reap(attempts=2)
    assert look(file).json()["outcome"]["code"] == "file-kills-its-reader"


def test_that_a_file_that_is_given_back_is_not_taken_for_one_that_kills_its_readers(
    send: Callable[..., Response], services: Services, database: Database
) -> None:
    file = send("demand.csv", b"customer,product,quantity\nAnn,Tea,12\n").json()["id"]
    files = Files(database, lease_s=-1.0)
    for _ in range(2):
        job = files.claim_next()
        assert job is not None
        assert files.release(job)
        assert not files.release(job)  # it is not its any more
    assert files.claim_next() is not None  # and this one dies
    assert files.reap(attempts=2) == [file]
    assert files.claim_next() is not None
    assert files.reap(attempts=2) == []
    assert services.files.counts() == {"refused": 1}


def test_that_a_file_that_waits_is_cancelled_at_once_and_one_under_way_at_the_next_beat(
    client: Client, people: dict[str, Person], send: Callable[..., Response], reader: FileReader, workbook: bytes
) -> None:
    waiting, under_way = (send("book.xlsx", workbook).json()["id"] for _ in range(2))
    editor = people["editor"].headers
    assert client.post(f"/api/files/{waiting}/cancel", headers=editor).json()["status"] == "cancelled"
    job = reader.files.claim_next()
    assert job is not None
    assert job.id == under_way
    assert client.post(f"/api/files/{under_way}/cancel", headers=editor).json()["status"] == "reading"
    assert not reader.files.renew(job)
    assert reader.files.end_cancelled(job)


def test_that_a_file_waits_for_its_worker_where_the_queue_is_away(
    people: dict[str, Person], send: Callable[..., Response], services: Services, monkeypatch, workbook: bytes
) -> None:
    def away(_file: str) -> None:
        raise KnownError("queue-unavailable", "Away.")

    monkeypatch.setattr(type(services.file_queue), "ring", lambda _self, file: away(file))
    assert send("book.xlsx", workbook).status_code == 202
    assert len(services.files.waiting()) == 1


def test_that_a_file_larger_than_allowed_is_refused_before_it_is_read(
    settings: ServerSettings, send: Callable[..., Response], services: Services
) -> None:
    answer = send("book.csv", b"x" * (settings.upload_bytes + 1))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body-too-large")
