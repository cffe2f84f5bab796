"""Sites chosen here are chosen on the map and in charts, and the other way round."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.context import Context
from desktop.views.data.grid import GridView

SITE_TABLES = frozenset({"suppliers", "facilities", "customers"})
_MOST = 500


class SharedSites(QObject):
    """Keeps the chosen rows of tables of sites and the shared selection in step."""

    def __init__(self, grid: GridView, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._grid, self._model, self._context = grid, grid.table_model, context
        self._is_telling = False
        grid.chosen_changed.connect(self._tell)
        context.selection.sites_changed.connect(self._on_sites_changed)

    def choose_shared(self) -> None:
        """Chooses the rows of the sites that are selected elsewhere."""
        names = sorted(self._context.selection.sites)[:_MOST]
        table = self._model.table.name
        if names and table in SITE_TABLES and not self._names():
            self._context.session.ask(
                lambda project: project.rows.places_of_names(table, names), lambda places: self._choose(table, places)
            )

    def _on_sites_changed(self) -> None:
        if not self._is_telling:
            self._grid.clearSelection()
            self.choose_shared()

    def _choose(self, table: str, places: list[int]) -> None:
        if self._model.table.name != table or not places:
            return
        rows = [row for row in map(self._model.row_of, places) if row >= 0]
        if rows:
            self._is_telling = True
            self._grid.choose(rows)
            self._is_telling = False

    def _tell(self) -> None:
        names = self._names()
        if names and self._grid.hasFocus():
            self._is_telling = True
            self._context.selection.choose_sites(names)
            self._is_telling = False

    def _names(self) -> list[str]:
        """Names in the chosen rows, as far as they are held."""
        if self._model.table.name not in SITE_TABLES:
            return []
        rows = [row for part in self._grid.chosen_rows() for row in part[:_MOST]]
        cells = [self._model.held_row(row) for row in rows[:_MOST]]
        return [str(found[0]) for found in cells if found is not None]
