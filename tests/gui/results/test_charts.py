import re
from itertools import pairwise

import pytest
from PySide6.QtCore import QBuffer, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from desktop.charts.axis import exact, short, ticks
from desktop.charts.bars import Bar, BarChart
from desktop.charts.bridge import BridgeChart, signed
from desktop.charts.chart import one_of, width_of
from desktop.charts.columns import Histogram, HistogramChart
from desktop.charts.gantt import GanttChart
from desktop.charts.progress import ProgressChart
from desktop.charts.stack import Stack, StackChart
from desktop.theme import DARK, LIGHT


def painted(chart, tokens=LIGHT) -> QImage:
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(tokens.surface)
    painter = QPainter(picture)
    chart.paint_on(painter, QRectF(0, 0, 400, 300), tokens)
    painter.end()
    return picture


@pytest.mark.parametrize(("low", "high"), [(0.0, 7.3), (-3.0, 12.0), (259.7e6, 318.7e6), (0.0, 1e-7)])
def test_that_ticks_are_round_and_span_the_range(low, high):
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 8
    steps = {round((b - a) / (high - low), 9) for a, b in pairwise(marks)}
    assert len(steps) == 1


def test_that_figures_are_short_and_whole_ones_exact():
    assert [short(value) for value in (81_812_345, 1250, 0.353, -2e9, 0)] == ["81.8 M", "1,250", "0.353", "-2 bn", "0"]
    assert short(float("nan")) == exact(float("inf")) == "–"
    assert signed(-340_000) == "−340 k"


def test_that_small_steps_of_a_bridge_are_one_and_the_sum_stays(qtbot):
    chart = BridgeChart("bridge", "none")
    qtbot.addWidget(chart)
    steps = [("a", 100.0), ("b", -50.0), ("c", 0.5), ("d", 0.25), ("e", 0.0)]
    chart.show_bridge(("x", 10.0), steps, ("y", 60.75))
    shown = dict(chart._steps)
    assert set(shown) == {"a", "b", "Other"}
    assert sum(shown.values()) == pytest.approx(50.75)
    assert chart._levels()[-2][1][1] == pytest.approx(60.75)


def test_that_a_stack_shows_six_parts_at_most_and_keeps_its_total(qtbot):
    chart = StackChart("stack", "USD", "none")
    qtbot.addWidget(chart)
    parts = {name: float(size) for size, name in enumerate("abcdefgh", 1)}
    chart.show_stacks([Stack("s", "S", parts)], "USD")
    assert chart._parts == ["d", "e", "f", "g", "h", "Other"]
    assert sum(chart._stacks[0].parts.values()) == pytest.approx(36.0)


def filled() -> list:
    stack = StackChart("stack", "USD", "none")
    stack.show_stacks([Stack("s", "S", {"a": 5.0, "b": -2.0})], "USD")
    bars = BarChart("bars", "none")
    bars.show_bars([Bar("k", "name", 0.5, "50 %", "note"), Bar("l", "other", 0.0, "–", "note", hollow=True)])
    bridge = BridgeChart("bridge", "none")
    bridge.show_bridge(("x", 10.0), [("a", 3.0), ("b", -1.0)], ("y", 12.0))
    histogram = HistogramChart("histogram", "none")
    histogram.show_histogram(Histogram((0.0, 1.0, 2.0), (3.0, 4.0), "km", "units"))
    gantt = GanttChart("gantt", "none")
    gantt.show_states(("1", "2"), {"A": ("open", "closed"), "B": ("", "opened")})
    progress = ProgressChart("progress", "none")
    progress.show_progress([(0.0, 10.0), (1.0, 8.0)], [(0.5, 2.0), (1.0, 7.0)])
    return [stack, bars, bridge, histogram, gantt, progress]


def test_that_every_chart_paints_marks_and_differs_between_light_and_dark(qtbot):
    for chart in filled():
        qtbot.addWidget(chart)
        assert painted(chart) != painted(chart, DARK)
        if not isinstance(chart, ProgressChart):
            assert chart._marks, chart.accessibleName()


def test_that_every_empty_chart_says_what_belongs_there(qtbot):
    for kind in (BarChart, BridgeChart, HistogramChart, GanttChart, ProgressChart):
        chart = kind("empty", "nothing yet")
        qtbot.addWidget(chart)
        blank = QImage(400, 300, QImage.Format.Format_RGB32)
        blank.fill(LIGHT.surface)
        assert painted(chart) != blank
        assert not chart._marks


def test_that_a_chosen_bar_is_set_off(qtbot):
    bars = BarChart("bars", "none")
    qtbot.addWidget(bars)
    bars.show_bars([Bar("k", "name", 0.5, "50 %", "note")])
    before = painted(bars)
    bars.choose(frozenset({"k"}))
    assert painted(bars) != before


def test_that_names_side_by_side_never_touch(qapp):
    picture = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    names = [f"2027-{week:02d} week" for week in range(60)]
    wide = max(width_of(painter, name) for name in names)
    assert one_of(painter, names, wide + 8) == 1
    for slot in (3.0, 11.0, 40.0):
        step = one_of(painter, names, slot)
        assert step * slot >= wide + 8 > (step - 1) * slot
    painter.end()


def written_by(chart) -> str:
    """All that a chart writes, one text a line."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(400, 300))
    painter = QPainter(generator)
    chart.paint_on(painter, QRectF(0, 0, 400, 300))
    painter.end()
    return "\n".join(re.findall(r"<text[^>]*>\s*(.*?)\s*</text>", bytes(buffer.data()).decode(), re.DOTALL))


def test_that_sixty_periods_are_named_as_far_as_there_is_room(qtbot):
    periods = [f"week {number:02d}" for number in range(60)]
    gantt, stack = GanttChart("gantt", "none"), StackChart("stack", "EUR", "none")
    gantt.show_states(periods, {"North": ["open"] * 60})
    stack.show_stacks([Stack(period, period, {"a": 1200.0}) for period in periods], "EUR")
    for chart in (gantt, stack):
        qtbot.addWidget(chart)
        told = written_by(chart)
        assert "week 00" in told
        assert 2 < sum(period in told for period in periods) < 20
        assert "…" not in told
        assert len(chart._marks) == 60


def test_that_both_ends_of_a_flow_are_told_where_their_names_are_long(qtbot):
    bars = BarChart("bars", "none")
    qtbot.addWidget(bars)
    long = "the warehouse of the wholesale trade in the south of the country"
    bars.show_bars([Bar("k", f"North of {long} → Ada of {long}", 0.5, "12", "note")])
    told = written_by(bars)
    assert "North" in told
    assert " → Ada" in told
