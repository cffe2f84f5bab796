"""Every command with its answers and its errors; in this process, but for the computation of runs."""

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import run

COMMANDS = (
    "samples",
    "new",
    "template",
    "import",
    "validate",
    "solve",
    "results",
    "compare",
    "export",
    "sweep",
)


class CommandLine:
    """Executes command lines; file names stand for files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        """Standard output and error of a command that ends with the code, without a traceback."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            found = run(list(arguments))
        assert found == code, out.getvalue() + err.getvalue()
        assert "Traceback" not in out.getvalue() + err.getvalue()
        return out.getvalue(), err.getvalue()

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The one document of a command that is asked for JSON."""
        return json.loads(self(*arguments, "--json", code=code)[0])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("command-line")


@pytest.fixture(scope="module", autouse=True)
def place(folder: Path) -> Iterator[None]:
    """Commands are given in that folder, and log there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        yield


@pytest.fixture(scope="module")
def networx(folder: Path, place: None) -> CommandLine:
    return CommandLine(folder)


@pytest.fixture(scope="module")
def solved(networx: CommandLine) -> dict[str, Any]:
    """The sample with a Baseline that has no answer, and a scenario that has one; both solved."""
    networx("new", "small.networx", "--sample", "infeasible-on-purpose")
    documents = networx.json("solve", "small.networx", "--scenario", "Baseline", "--scenario", "Larger Reno", code=1)
    return {document["scenario"]: document for document in documents}


def test_that_help_explains_every_command_with_an_example(networx: CommandLine) -> None:
    out, _ = networx("--help")
    for name in [
        "samples",
        "new",
        "template",
        "import",
        "validate",
        "solve",
        "results",
        "compare",
        "export",
        "sweep",
    ]:
        assert name in out
        assert f"networx {name}" in networx(name, "--help")[0]


def test_that_samples_are_listed(networx: CommandLine) -> None:
    assert "us-distribution" in networx("samples")[0]
    assert {"us-distribution", "infeasible-on-purpose"} <= {sample["name"] for sample in networx.json("samples")}


def test_that_an_answer_has_all_that_the_contract_promises(solved: dict[str, Any]) -> None:
    answer = solved["Larger Reno"]
    assert answer["status"] == "optimal"
    assert answer["gap"] <= 1e-4
    assert {"read", "validate", "build", "solve", "write", "total"} <= set(answer["seconds"])
    assert set(answer["size"]) == {"columns", "rows", "nonzeros", "binaries"}
    assert sum(answer["costs"].values()) == pytest.approx(answer["objective"])
    assert answer["checked"]["max_violation"] < 1e-6
    assert answer["checked"]["cost_difference"] < 1e-6
    assert len(answer["input_hash"]) == 64
    assert set(answer["open_facilities"]) == {"1"}
    assert answer["unmet"] == pytest.approx(0.0, abs=1e-6)
    assert answer["served"] > 0


def test_that_an_infeasible_scenario_has_no_numbers_and_exit_code_1(solved: dict[str, Any]) -> None:
    infeasible = solved["Baseline"]
    assert infeasible["status"] == "infeasible"
    for name in ("objective", "gap", "checked", "served", "unmet"):
        assert infeasible[name] is None
    assert infeasible["costs"] == {}


def test_that_validate_tells_every_issue_and_ends_with_1_where_there_are_errors(
    networx: CommandLine, solved: dict[str, Any]
) -> None:
    assert networx.json("validate", "small.networx") == []
    (networx.folder / "wrong").mkdir()
    (networx.folder / "wrong" / "demand.csv").write_text("customer,product,quantity\nNobody,Nothing,-5\n")
    networx("new", "wrong.networx")
    networx("import", "wrong.networx", "wrong")
    issues = networx.json("validate", "wrong.networx", code=1)
    assert list(issues[0]) == ["severity", "rule", "table", "key", "column", "value", "source", "message"]
    negative = next(issue for issue in issues if issue["column"] == "quantity")
    assert (negative["value"], negative["source"]) == ("-5", "demand.csv!C2")
    out, _ = networx("validate", "wrong.networx", code=1)
    assert len(out.splitlines()) == len(issues)
    refused = networx.json("solve", "wrong.networx", code=1)[0]
    assert (refused["status"], refused["objective"]) == ("failed", None)
    assert "errors" in refused["message"]


def test_that_results_come_as_a_table_as_csv_and_as_json(networx: CommandLine, solved: dict[str, Any]) -> None:
    run = solved["Larger Reno"]["run"]
    document = networx.json("results", "small.networx", "--table", "result_costs")
    assert (document["run"], document["stale"]) == (run, False)
    total = sum(row["present_value"] for row in document["rows"])
    assert total == pytest.approx(solved["Larger Reno"]["objective"])
    out, _ = networx("results", "small.networx", "--table", "result_flows", "--run", run, "--out", "flows.csv")
    assert out == ""
    lines = (networx.folder / "flows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("origin,destination,product,mode,period,flow")
    assert len(lines) == 1 + len(networx.json("results", "small.networx", "--table", "result_flows")["rows"])
    assert "fixed" in networx("results", "small.networx", "--table", "result_costs")[0]
    assert {record["run"] for record in networx.json("results", "small.networx")} >= {run}
    error = networx.json(
        "results", "small.networx", "--table", "result_flows", "--run", solved["Baseline"]["run"], code=2
    )
    assert error["error"]["code"] == "no-result"


def test_that_an_edited_input_marks_the_result_stale(networx: CommandLine, solved: dict[str, Any]) -> None:
    networx("new", "edited.networx", "--sample", "infeasible-on-purpose")
    networx("solve", "edited.networx", "--scenario", "Larger Reno")
    (networx.folder / "edit").mkdir()
    (networx.folder / "edit" / "products.csv").write_text("product\nAnother product\n")
    networx("import", "edited.networx", "edit")
    _, err = networx("results", "edited.networx", "--table", "result_costs")
    assert "Stale" in err
    assert networx.json("results", "edited.networx", "--table", "result_costs")["stale"] is True


def test_that_an_import_of_an_export_gives_the_same_model(networx: CommandLine, solved: dict[str, Any]) -> None:
    networx("export", "small.networx", "out.xlsx", "--run", solved["Larger Reno"]["run"])
    networx("export", "small.networx", "out-csv")
    for source in ("out.xlsx", "out-csv"):
        project = f"from-{source.split('.')[0]}.networx"
        networx("new", project)
        networx("import", project, source)
        document = networx.json("solve", project, "--scenario", "Larger Reno")[0]
        assert document["input_hash"] == solved["Larger Reno"]["input_hash"]
        assert document["objective"] == solved["Larger Reno"]["objective"]


def test_that_the_blank_workbook_can_be_imported(networx: CommandLine) -> None:
    networx("template", "blank.xlsx")
    networx("new", "blank.networx")
    assert networx.json("import", "blank.networx", "blank.xlsx")["changes"] == {}


def test_that_an_import_is_refused_whole_and_changes_nothing(networx: CommandLine) -> None:
    source = networx.folder / "half-good"
    source.mkdir()
    (source / "products.csv").write_text("product,unit_weight\nWater,1\nTea,heavy\n")
    networx("new", "whole.networx")
    refused = networx.json("import", "whole.networx", "half-good", code=2)
    assert refused["error"]["code"] == "import-has-errors"
    assert [(issue["table"], issue["value"]) for issue in refused["issues"]] == [("products", "heavy")]
    (source / "products.csv").write_text("product,unit_weight\nWater,1\n")
    assert networx.json("import", "whole.networx", "half-good")["changes"]["products"]["inserted"] == 1
    (source / "products.csv").write_text("product,unit_weight\nWater,2\n")
    assert networx.json("import", "whole.networx", "half-good", code=2)["error"]["code"] == "import-key-exists"
    upserted = networx.json("import", "whole.networx", "half-good", "--upsert")
    assert upserted["changes"]["products"] == {"inserted": 0, "updated": 1, "deleted": 0}


def test_that_a_mapping_profile_is_followed(networx: CommandLine) -> None:
    (networx.folder / "goods.csv").write_text("Ware;Gewicht\nWasser;1,5\n")
    profile = {
        "version": 1,
        "sheets": [{"sheet": "goods", "table": "products", "columns": {"Ware": "product", "Gewicht": "unit_weight"}}],
    }
    (networx.folder / "goods.json").write_text(json.dumps(profile))
    networx("new", "mapped.networx")
    document = networx.json("import", "mapped.networx", "goods.csv", "--mapping", "goods.json")
    assert document["changes"]["products"]["inserted"] == 1


def test_that_how_a_csv_file_is_read_can_be_chosen(networx: CommandLine) -> None:
    rows = "product|unit_weight\nMüsli|1.250\n"
    (networx.folder / "products.csv").write_bytes(rows.encode("utf-16-le"))
    networx("new", "chosen.networx")
    doubtful = networx.json("import", "chosen.networx", "products.csv", code=2)
    assert [issue["rule"] for issue in doubtful["issues"]] == ["file-encoding-guessed", "number-ambiguous"]
    choices = ("--encoding", "utf-16", "--delimiter", "pipe", "--decimal", "comma")
    document = networx.json("import", "chosen.networx", "products.csv", *choices)
    assert (document["issues"], document["changes"]["products"]["inserted"]) == ([], 1)
    networx("export", "chosen.networx", "back")
    assert "Müsli,,1250," in (networx.folder / "back" / "products.csv").read_text(encoding="utf-8-sig")


def test_that_a_workbook_has_no_delimiter_to_choose(networx: CommandLine) -> None:
    networx("template", "plain.xlsx")
    networx("new", "plain.networx")
    refused = networx.json("import", "plain.networx", "plain.xlsx", "--delimiter", "tab", code=2)
    assert refused["error"]["code"] == "option-unusable"


def test_that_two_scenarios_are_compared_with_a_verdict(networx: CommandLine, solved: dict[str, Any]) -> None:
    shutil.copy(networx.folder / "small.networx", networx.folder / "compared.networx")  # others go by its latest run
    networx("solve", "compared.networx", "--scenario", "Softer service")
    arguments = ("compare", "compared.networx", "Larger Reno", "Softer service")
    document = networx.json(*arguments)
    costs = sum(pair["difference"] for pair in document["costs"].values())
    difference = document["figures"]["objective"]["difference"]
    assert costs == pytest.approx(difference)
    verdict = document["verdict"]
    assert verdict["least"] <= difference <= verdict["most"]
    assert verdict["certain"] == (verdict["least"] > 0 or verdict["most"] < 0)
    assert verdict["text"] in networx(*arguments)[0]
    assert (
        networx.json("compare", "compared.networx", "Larger Reno", "Baseline", code=2)["error"]["code"] == "no-result"
    )


def test_that_a_sweep_solves_every_combination(networx: CommandLine, solved: dict[str, Any]) -> None:
    networx("new", "sweep.networx", "--sample", "infeasible-on-purpose")
    axis = "demand.quantity=*0.5,*0.9"
    points = networx.json("sweep", "sweep.networx", axis, "--parent", "Larger Reno")
    assert [list(point["values"].values()) for point in points] == [["*0.5"], ["*0.9"]]
    assert [point["status"] for point in points] == ["optimal", "optimal"]
    assert points[0]["objective"] < points[1]["objective"] < solved["Larger Reno"]["objective"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["validate", "missing.networx"], "project-missing"),
        (["validate", "text.networx"], "not-a-project"),
        (["solve", "small.networx", "--scenario", "Larger Rno"], "scenario-unknown"),
        (["solve", "small.networx", "--gap", "lots"], "usage"),
        (["solve", "small.networx", "--solver", "magic"], "solver-unknown"),
        (["solve"], "usage"),
        (["slove", "small.networx"], "usage"),
        (["small.networx"], "no-desktop"),
        (["results", "small.networx", "--table", "result_flow"], "table-unknown"),
        (["results", "small.networx", "--table", "result_flows", "--run", "none"], "run-unknown"),
        (["results", "small.networx", "--run", "none"], "run-unknown"),
        (["results", "small.networx", "--scenario", "Larger Rno"], "scenario-unknown"),
        (["results", "small.networx", "--table", "result_flows", "--scenario", "Larger Rno"], "scenario-unknown"),
        (["results", "small.networx", "--out", "flows.csv"], "option-unusable"),
        (["sweep", "small.networx", "nonsense"], None),
        (["import", "small.networx", "missing.xlsx"], None),
        (["import", "small.networx", "text.xlsx"], None),
        (["import", "small.networx", "missing.csv", "--encoding", "klingon"], "option-unusable"),
        (["import", "small.networx", "missing.csv", "--decimal", "dot"], "option-unusable"),
    ],
)
def test_that_an_unusable_command_says_what_is_wrong_and_ends_with_2(
    networx: CommandLine, solved: dict[str, Any], arguments: list[str], code: str | None
) -> None:
    for name in ("text.networx", "text.xlsx"):
        (networx.folder / name).write_text("this is a letter")
    error = networx.json(*arguments, code=2)["error"]
    assert code in (None, error["code"])
    assert error["message"]
    assert error["what_to_do"]


@pytest.mark.parametrize(("name", "advice"), [("letter.txt", "Use letter.networx"), (".", "Use a name such as")])
def test_that_a_project_has_a_name_by_which_it_can_be_opened(networx: CommandLine, name: str, advice: str) -> None:
    assert advice in networx("new", name, code=2)[1]
    assert not (networx.folder / "letter.txt").exists()


def test_that_new_never_writes_over_a_file(networx: CommandLine) -> None:
    (networx.folder / "precious.networx").write_text("precious")
    assert "exists" in networx("new", "precious.networx", code=2)[1]
    assert (networx.folder / "precious.networx").read_text() == "precious"


def test_that_the_desktop_is_told_to_be_missing_where_it_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("desktop.cli.main.find_spec", lambda _: None)
    assert run([]) == 2
    assert "only the command line" in " ".join(capsys.readouterr().err.split())


def test_that_a_defect_ends_with_3_tells_no_traceback_and_leaves_it_in_the_log(
    networx: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.io.samples.sample_names", lambda: 1 // 0)
    _, err = networx("samples", code=3)
    assert "defect" in err
    (log,) = networx.folder.joinpath("state").rglob("networx.log")
    assert str(log) in err
    assert "ZeroDivisionError" in log.read_text()
    assert networx.json("samples", code=3)["error"]["code"] == "defect"
