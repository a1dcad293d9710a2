"""The line and the frontier: what is drawn is the record."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from allocator import figures, solve
from allocator.figures.frontier import view_of
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from tests.figures.made import points, texts
from tests.small import APPLICATIONS, policy, scenario


def test_the_line_draws_every_score_and_the_lowest_that_won(explained: Sensitivity) -> None:
    ax = figures.line(explained)
    allocation = explained.allocation
    panels = ax.figure.axes
    assert len(panels) == 2
    for tier, panel in enumerate(panels):
        shown = [e for e in explained.applications if tier in allocation.scenario.screening.open_in[e.application]]
        drawn = sorted(points(panel, "won") + points(panel, "lost") + points(panel, "elsewhere"))
        assert drawn == [(n, float(allocation.scenario.score(e.application))) for n, e in enumerate(shown, 1)]
        won = [float(a.score) for a in allocation.awards if a.tier == allocation.scenario.policy.tiers[tier].id]
        assert sorted(y for _, y in points(panel, "won")) == sorted(won)
        assert {y for _, y in points(panel, "threshold")} == {min(won)}
        banded = {
            rank
            for patch in panel.patches
            if patch.get_gid() == "borderline"
            for rank in range(round(patch.get_x() + 0.5), round(patch.get_x() + patch.get_width() + 0.5))
        }
        assert banded == {n for n, e in enumerate(shown, 1) if e.standing == "borderline"}
        turns = [
            float(e.score_to_win if e.tier is None else e.score_to_lose)
            for e in shown
            if e.standing == "borderline" and (e.score_to_win is not None or e.score_to_lose is not None)
        ]
        assert sorted(y for _, y in points(panel, "turn")) == sorted(turns)
    assert any(e.standing == "borderline" for e in explained.applications)


def test_of_a_long_line_the_part_around_it_is_drawn_and_the_rest_counted(tmp_path: Path) -> None:
    rows = "".join(f"A{n:03},公司{n},base,,{100 - n / 4:.2f},济南市\n" for n in range(300))
    text = policy(budget="200").replace("score_decimals: 0", "score_decimals: 2")
    s = scenario(tmp_path, text, APPLICATIONS.splitlines(keepends=True)[0] + rows)
    panel = figures.line(explain(solve(s.with_budget(100 * 20_000)))).figure.axes[1]
    drawn = points(panel, "won") + points(panel, "lost")
    assert len(points(panel, "won")) + len(points(panel, "lost")) == 120
    assert "前39项、名次在后141项未画出" in panel.get_title("left")
    assert min(x for x, _ in drawn) == 40


def test_the_frontier_draws_rows_as_steps(explained: Sensitivity) -> None:
    ax = figures.frontier(explained)
    rows = explained.frontier
    assert rows[0].status == "infeasible"
    values = points(ax, "value")
    assert [x for x, _ in values] == [r.budget / 10_000 for r in rows] + [explained.range[1] / 10_000]
    assert np.isnan(values[0][1])
    assert [y for _, y in values[1:-1]] == [float(r.stages["weighted-score"]) for r in rows[1:]]
    counts = ax.figure.axes[1]
    for t in range(2):
        assert [y for _, y in points(counts, f"count {t}")][1:-1] == [r.counts[t] for r in rows[1:]]
    changes = {c.get_gid(): c.get_segments() for c in ax.figure.axes[2].collections}
    entering = [(r.budget / 10_000, len(r.entering)) for r in rows[1:] if r.entering]
    leaving = [(r.budget / 10_000, -len(r.leaving)) for r in rows[1:] if r.leaving]
    assert [tuple(s[1]) for s in changes["entering"]] == entering
    assert [tuple(s[1]) for s in changes["leaving"]] == leaving
    shaded = [p for p in ax.patches if p.get_gid() == "infeasible"]
    assert [(p.get_x(), p.get_x() + p.get_width()) for p in shaded] == [(0, rows[1].budget / 10_000)]
    assert [a.get_xdata()[0] for a in ax.lines if a.get_gid() == "budget"] == [12]
    view = view_of(explained)
    assert ax.get_xlim()[0] * 10_000 <= view.first <= rows[1].budget
    assert rows[-1].budget <= view.last < explained.range[1]
    assert "36万元结果不变" in ax.get_title("left")
    assert "无法满足规则" in texts(ax)


def test_a_budget_far_from_every_change_is_told_at_the_edge(explained: Sensitivity) -> None:
    far = explained.allocation.scenario.with_budget(360_000)
    ax = figures.frontier(replace(explained, allocation=replace(explained.allocation, scenario=far)))
    assert "本次预算36万元 →" in texts(ax)
    assert not [a for a in ax.lines if a.get_gid() == "budget"]


@pytest.mark.filterwarnings("error")
def test_a_range_between_two_budgets_draws_an_empty_frontier(explained: Sensitivity) -> None:
    """Ends rounded inwards have passed each other: the axis still runs from the lower to the higher."""
    between = replace(explained, range=(40_000, 20_000), frontier=())
    ax = figures.frontier(between, lang="en")
    left, right = ax.get_xlim()
    assert left < 2 < 4 < right
    assert "no whole step lies between" in texts(ax)


def test_a_distance_from_the_target_has_its_own_panel(explained: Sensitivity) -> None:
    rows = tuple(
        replace(r, stages={**r.stages, "quota-deviation": Fraction(n % 2)}) if r.stages else r
        for n, r in enumerate(explained.frontier)
    )
    assert len(figures.frontier(replace(explained, frontier=rows)).figure.axes) == 4
    assert len(figures.frontier(explained).figure.axes) == 3
