"""Charts: values to coordinates."""

import pytest

from common.charts import BOTTOM, HEIGHT, TOP, bar_chart, line_chart, row_chart, tick_step


def test_a_missing_year_breaks_the_line():
    chart = line_chart("見本", [("H27", 10), ("H28", 20), ("H29", None), ("H30", 40)])
    first, second = chart.path.split(" M")
    assert first.count("L") == 1
    assert "L" not in second
    assert [mark.text for mark in chart.marks] == ["10", "20", "－", "40"]


def test_zero_is_a_value():
    chart = line_chart("見本", [("H27", 0), ("H28", 5)])
    assert chart.path.count("L") == 1
    assert chart.marks[0].y == f"{HEIGHT - BOTTOM:.1f}"
    assert chart.marks[0].text == "0"


def test_the_highest_tick_is_at_the_top_and_no_value_above_it():
    chart = bar_chart("見本", [("R1", 1004), ("R2", 1105)], "団体")
    assert chart.ticks[0] == (f"{HEIGHT - BOTTOM:.1f}", "0")
    assert chart.ticks[-1] == (f"{TOP:.1f}", "1,500")
    assert all(float(mark.y) >= TOP for mark in chart.marks)
    assert [float(mark.y) + float(mark.bar_height) for mark in chart.marks] == pytest.approx(
        [HEIGHT - BOTTOM] * 2, abs=0.2
    )


def test_the_newest_known_value_is_marked():
    chart = line_chart("見本", [("R1", 3), ("R2", 4), ("R3", None)])
    assert [mark.newest for mark in chart.marks] == [False, True, False]


@pytest.mark.parametrize("points", [[], [("R1", None)], [("R1", 0)]])
def test_nothing_to_draw_is_no_error(points):
    chart = bar_chart("見本", points)
    assert len(chart.marks) == len(points)
    assert not any(mark.newest for mark in chart.marks if mark.value is None)


@pytest.mark.parametrize(("highest", "step"), [(0, 1), (5, 1), (6, 2), (25, 5), (26, 10), (1105, 500)])
def test_at_most_five_lines(highest, step):
    assert tick_step(highest) == step


def test_a_long_label_takes_two_lines_and_what_is_too_long_is_seen_to_be_cut():
    short, long = "林業", "特別区の住民や児童生徒を受け入れて行う体験学習、移住の体験、"
    chart = row_chart("見本", [(short, 3, ""), (long, None, ""), (long * 2, 0, "")], "団体", unknown="x")
    assert [line for line, _ in chart.rows[0].lines] == [short]
    assert "".join(line for line, _ in chart.rows[1].lines) == long
    assert [line for line, _ in chart.rows[2].lines][1].endswith("…")
    assert [row.text for row in chart.rows] == ["3", "x", "0"]
    assert [row.width for row in chart.rows[1:]] == ["0.0", "0.0"]
