"""Run by the crash test: commits change after change to a project and says each version once it is acknowledged."""

import sys
from pathlib import Path

import pandas as pd

from engine.changes import delete_rows, insert_rows, set_cells
from sync.store import Project


def main(path: Path) -> None:
    with Project.open(path) as project:
        while True:
            version, network = project.version, project.network()
            if version % 4 == 3:
                done = project.undo()
            elif version % 4 == 2 and len(network["demand"]) > 40:
                done = project.commit(delete_rows(network, "demand", range(20)))
            elif version % 4 == 1 and len(network["demand"]):
                done = project.commit(set_cells(network, "demand", [0], {"quantity": [float(version)]}))
            else:
                rows = pd.DataFrame({"customer": [f"{version} {i}" for i in range(300)], "quantity": float(version)})
                done = project.commit(insert_rows(network, "demand", rows))
            print(done, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
