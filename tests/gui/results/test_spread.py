from PySide6.QtWidgets import QLabel, QTabBar, QToolButton, QWidget

from desktop.views.spread import spread


def test_that_all_tabs_stay_in_sight_whichever_is_chosen(qtbot):
    tabs, page = QTabBar(), QWidget()
    tabs.setExpanding(False)
    for name in ("Key figures", "Facilities", "Assignments", "Inputs"):
        tabs.addTab(name)
    page.setLayout(spread([tabs], [QLabel("12 rows")]))
    qtbot.addWidget(page)
    page.resize(900, 60)
    page.show()
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        qtbot.waitUntil(lambda: tabs.width() >= tabs.sizeHint().width())
        assert not any(arrow.isVisible() for arrow in tabs.findChildren(QToolButton))
