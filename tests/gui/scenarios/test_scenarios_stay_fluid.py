"""The page of scenarios never holds the event loop, whatever the tables take."""

from dataclasses import replace

import pytest

from desktop.views.runs.steps import RunSteps
from desktop.views.scenarios.page import ScenariosPage
from engine.scenarios.sweep import sweep


@pytest.fixture
def page(context, other_process_calls, qtbot):
    """The page with calls in another process."""
    beside = replace(context, calls=other_process_calls)
    RunSteps(beside, context.selection)
    made = ScenariosPage(beside)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitUntil(lambda: len(made.outline.rows) > 1)
    return made


def test_that_editing_an_override_never_stalls(page, qtbot, watchdog):
    page.tree.choose("Growth")
    qtbot.waitUntil(lambda: len(page.overrides.model.lines) == 2)
    page.overrides.view.selectRow(0)
    qtbot.waitUntil(lambda: page.overrides.preview.model.rowCount() > 0, timeout=20_000)
    watchdog.start()
    page.overrides.view.selectRow(1)
    form = page.overrides.form
    qtbot.waitUntil(lambda: "177 of 600" in page.overrides.preview.words, timeout=20_000)
    form.fields["where"].editor.setText("customer.region = South")
    form.fields["where"].editor.textEdited.emit("customer.region = South")
    qtbot.waitUntil(lambda: "of 600 rows hit" in page.overrides.preview.words and not form._calm.isActive())
    form._on_submit()
    qtbot.waitUntil(lambda: page.outline.own("Growth")[1].where == "customer.region = South", timeout=20_000)


def test_that_hundreds_of_scenarios_come_and_go_without_a_stall(page, qtbot, watchdog):
    axes = [
        "demand.quantity=*" + ",*".join(f"{1 + step / 100:.2f}" for step in range(1, 21)),
        "settings.co2_price=" + ",".join(map(str, range(20))),
    ]

    def many(project):
        network = project.network()
        return sweep(network, axes).change_set(network)

    before = len(page.outline.rows)
    watchdog.start()
    page.context.session.edit(many, "Sweep")
    qtbot.waitUntil(lambda: len(page.outline.rows) == before + 400, timeout=20_000)
    page.context.session.undo()
    qtbot.waitUntil(lambda: len(page.outline.rows) == before, timeout=20_000)
