"""A messy workbook, and the wizard on the project of a sample."""

import openpyxl
import pytest

from desktop.views.import_wizard.wizard import ImportWizard

CUSTOMERS = ("New York, NY", "Los Angeles, CA", "Chicago, IL", "Houston, TX", "Phoenix, AZ", "Philadelphia, PA")


def demand_rows():
    rows = [["Sales plan 2027", None, None, None], [None] * 4, ["Ship to", "SKU", "Annual volume (units)", "Remark"]]
    for number, customer in enumerate(CUSTOMERS):
        rows += [[customer, product, 1000.0 + 10 * number, ""] for product in ("Beverages", "Snacks", "Household")]
    rows[4][2] = "1,250"  # a number as text
    rows[6][2] = "tbd"
    rows[9][2] = "n/a"
    rows[12][0] = None
    rows.append([CUSTOMERS[0], "Beverages", 77.0, "again"])
    return rows


@pytest.fixture
def workbook(tmp_path):
    """A plan as it comes by mail: a title, odd headers, text where numbers belong, a row twice, a sheet of notes."""
    book = openpyxl.Workbook()
    plan = book.active
    plan.title = "Customer demand"
    for row in demand_rows():
        plan.append(row)
    sites = book.create_sheet("DC list")
    for row in (
        ["Warehouse", "Town", "Throughput max", "Rent p.a."],
        ["Tulsa DC", "Tulsa", 30000, 250000],
        ["Boise DC", "Boise", 20000, 180000],
    ):
        sites.append(row)
    notes = book.create_sheet("Notes")
    notes.append(["Numbers by Tom, to be checked"])
    path = tmp_path / "Sales plan.xlsx"
    book.save(path)
    return path


@pytest.fixture
def wizard(context, qtbot):
    made = ImportWizard(context)
    qtbot.addWidget(made)
    made.begin()
    yield made
    made.flow.end()


@pytest.fixture
def look(wizard, qtbot):
    """Drops a csv source and waits for the look at its first rows."""

    def wait(path):
        wizard.begin(path)
        qtbot.waitUntil(lambda: wizard.first.is_panel_shown, timeout=20_000)
        return wizard

    return wait


@pytest.fixture
def read(wizard, qtbot):
    """Reads a source, csv as it is found, and waits for its mapping."""

    def wait(path):
        wizard.begin(path)
        qtbot.waitUntil(lambda: wizard.step == 1 or wizard.first.is_panel_shown, timeout=20_000)
        if wizard.step == 0:
            wizard.next.click()
        qtbot.waitUntil(lambda: wizard.step == 1, timeout=20_000)
        return wizard

    return wait
