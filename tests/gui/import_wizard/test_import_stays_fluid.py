"""An import of some ten thousand rows never holds the event loop."""

from dataclasses import replace

from desktop.views.import_wizard.wizard import CHECK, CONFIRM, DONE, MAPPING, SOURCE, ImportWizard

LONG = 60_000


def test_that_an_import_from_drop_to_done_never_stalls(context, other_process_calls, qtbot, watchdog, tmp_path):
    path = tmp_path / "customers.csv"
    lines = (f"C{number},{40 + number % 10},{-100 + number % 30},Region {number % 7}\n" for number in range(30_000))
    path.write_text("customer,latitude,longitude,region\n" + "".join(lines))
    wizard = ImportWizard(replace(context, calls=other_process_calls))
    qtbot.addWidget(wizard)
    wizard.begin()
    qtbot.wait(200)  # the first paint of a window is not what is measured
    watchdog.start()
    wizard.begin(path)
    for step in (SOURCE, MAPPING, CHECK, CONFIRM):
        qtbot.waitUntil(lambda step=step: wizard.step == step and wizard.next.isEnabled(), timeout=LONG)
        wizard.next.click()
    qtbot.waitUntil(lambda: wizard.step == DONE, timeout=LONG)
    wizard.flow.end()
