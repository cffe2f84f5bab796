"""The promises of the repository itself: the lock, the tracked files, the sizes and names of modules, the documents."""

import ast
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import dev

LONGEST_MODULE = 300
LONG_MODULES: dict[str, str] = {
    "dev.py": "runs before anything is installed, so it is one file that imports nothing of ours",
}  # path -> why it is one idea and cannot be split; empty is the aim

VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "handler"}
MACHINE_PATH = re.compile(r"(^|[^\w.])/(work|root|tmp|home)/[a-z.]")
REGISTRY_HOST = re.compile(r"\b(pypi|pythonhosted|npmjs|anaconda)\.(org|com)\b|\bdeb\.debian\.")


def tracked_files() -> Iterator[Path]:
    """Every file that git knows, or a skip where this is no git checkout."""
    if not (dev.ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    done = subprocess.run(["git", "ls-files", "-z"], cwd=dev.ROOT, capture_output=True, check=True)
    paths = (dev.ROOT / name.decode() for name in done.stdout.split(b"\0") if name)
    return (path for path in paths if path.is_file())


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    """`file:line: text` of each line of a tracked text file in which the pattern stands."""
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        lines = enumerate(content.decode("utf-8").splitlines(), start=1)
        name = path.relative_to(dev.ROOT)
        found += [f"{name}:{number}: {line.strip()}" for number, line in lines if pattern.search(line)]
    return found


def modules(*roots: str) -> Iterator[Path]:
    return (path for root in roots for path in (dev.ROOT / root).rglob("*.py"))


def product_modules() -> list[Path]:
    return [*modules(*dev.PACKAGES, "benchmarks", "docs", "resources"), dev.ROOT / "dev.py"]


def declared() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, by group."""
    project = tomllib.loads(dev.PROJECT.read_text("utf-8"))["project"]
    groups = {"runtime": project["dependencies"], **project["optional-dependencies"]}
    return {group: [Requirement(line) for line in lines] for group, lines in groups.items()}


def lock_blocks() -> list[str]:
    return list(dev.blocks(dev.LOCK.read_text("utf-8")))


def test_that_every_pin_of_the_lock_is_exact_and_hashed() -> None:
    pin = re.compile(r"[a-z0-9-]+==[^ ]+( ; .+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+    # groups: .+\n")
    assert len(lock_blocks()) > len(declared()["runtime"])
    assert [block for block in lock_blocks() if not pin.fullmatch(block)] == []


def test_that_the_lock_holds_each_dependency_in_its_group() -> None:
    needs = Counter((dev.name_of(block), group) for block in lock_blocks() for group in dev.groups_of(block))
    asked = [(canonicalize_name(wanted.name), group) for group, lines in declared().items() for wanted in lines]
    assert [need for need in asked if not needs[need]] == []


def test_that_the_lock_satisfies_every_bound_of_the_project_file() -> None:
    pinned = [Requirement(block.split("\\")[0]) for block in lock_blocks()]
    versions = [(pin.name, str(pin.specifier).removeprefix("==")) for pin in pinned]
    wrong = [
        (str(asked), version)
        for asked in chain.from_iterable(declared().values())
        for name, version in versions
        if name == canonicalize_name(asked.name) and version not in asked.specifier
    ]
    assert wrong == []


def test_that_dev_knows_every_group_of_the_project_file() -> None:
    assert set(dev.GROUPS) == set(declared())


def test_that_the_lock_names_no_index() -> None:
    assert not re.search(r"https?:|file:|--index|--find-links", dev.LOCK.read_text("utf-8"))


def test_that_no_tracked_file_names_a_path_of_one_machine() -> None:
    assert lines_matching(MACHINE_PATH) == []


def test_that_no_tracked_file_names_the_host_of_a_package_registry() -> None:
    assert lines_matching(REGISTRY_HOST) == []


def test_that_a_module_is_short_enough_to_be_one_idea() -> None:
    lengths = {
        path.relative_to(dev.ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in product_modules()
    }
    long = {name for name, length in lengths.items() if length > LONGEST_MODULE}
    assert long == set(LONG_MODULES), "split the module, or drop the entry that is no longer needed"


def test_that_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in product_modules() if VAGUE_NAMES & {path.stem, path.parent.name}] == []


def test_that_every_package_says_what_it_is() -> None:
    folders = {path.parent for path in modules(*dev.PACKAGES)}
    silent = []
    for folder in sorted(folders):
        start = folder / "__init__.py"
        if not start.exists() or not ast.get_docstring(ast.parse(start.read_text("utf-8"))):
            silent.append(folder.relative_to(dev.ROOT).as_posix())
    assert silent == []


def test_that_test_files_have_unique_names_and_no_package() -> None:
    counts = Counter(path.name for path in modules("tests") if path.name.startswith("test_"))
    assert [name for name, count in counts.items() if count > 1] == []
    assert [path for path in modules("tests") if path.name == "__init__.py"] == []


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", ".ci/run", ".github/workflows/ci.yml"]
)
def test_that_a_document_names_only_commands_that_exist(document: str) -> None:
    text = (dev.ROOT / document).read_text("utf-8")
    named = set(re.findall(r"dev\.py (\w+)", text))
    assert named, "a document of this list shows at least one command"
    assert named <= set(dev.COMMANDS)


def test_that_contributing_explains_every_command() -> None:
    text = (dev.ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [name for name in dev.COMMANDS if f"dev.py {name}" not in text] == []


def test_that_each_decision_has_its_number_once_and_its_place_in_the_list() -> None:
    folder = dev.ROOT / "docs" / "adr"
    names = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    listed = (folder / "README.md").read_text("utf-8")
    assert [name for name in names if f"({name})" not in listed] == []


def test_that_links_between_documents_lead_somewhere() -> None:
    documents = [*dev.ROOT.glob("*.md"), *(dev.ROOT / "docs").rglob("*.md")]
    links = [
        (path.relative_to(dev.ROOT).as_posix(), target)
        for path in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    ]
    assert [(name, target) for name, target in links if not (dev.ROOT / name).parent.joinpath(target).exists()] == []
