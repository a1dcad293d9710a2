"""Figures: what is drawn is the record, in both languages, the same bytes every time."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import matplotlib
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from allocator import figures, solve
from allocator.errors import UsageError
from allocator.fonts import MissingGlyphError
from allocator.sensitivity.explain import explain
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.rule_costs import RuleCost
from tests.figures.made import MANY, texts
from tests.small import policy, scenario

DRAWN: dict[str, Callable[..., Axes]] = {
    "line": figures.line,
    "frontier": figures.frontier,
    "rule_costs": figures.rule_costs,
    "amounts": lambda s, **options: figures.amounts(s.allocation, **options),
    "distribution": lambda s, **options: figures.distribution(s.allocation, **options),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", DRAWN)
def test_the_same_figure_gives_the_same_bytes_and_takes_and_returns_axes(
    name: str, lang: str, explained: Sensitivity
) -> None:
    before = dict(matplotlib.rcParams)
    ax = Figure(figsize=(7, 5)).add_subplot()
    assert DRAWN[name](explained, ax=ax, lang=lang) is ax
    first, second = (figures.save(DRAWN[name](explained, lang=lang)) for _ in range(2))
    assert first == second
    assert b"<dc:date>" not in first
    assert b"<text" not in first  # outlines, not a font of the reader's
    assert figures.save(ax, None, "png") == figures.save(ax.figure, None, "png")
    assert dict(matplotlib.rcParams) == before
    chinese = re.findall(r"[一-鿿]+", texts(ax))
    assert bool(chinese) if lang == "zh" else "入选" not in chinese
    assert all(not t.get_parse_math() for t in ax.findobj(Text))


def test_a_new_process_draws_the_same_bytes(tmp_path: Path) -> None:
    scenario(tmp_path / "s", policy(budget="12"))
    code = (
        "import hashlib; from allocator import figures, load, solve;"
        "a = solve(load('s')); print(hashlib.sha256(figures.save(figures.distribution(a))).hexdigest())"
    )
    calls = [
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert calls[0].stdout == calls[1].stdout
    assert calls[0].stderr == ""


def costs_of(explained: Sensitivity) -> tuple[RuleCost, ...]:
    before = {s.stage: s.value for s in explained.allocation.objective}
    value = before["weighted-score"]

    def cost(rule: str, gain: int, deviation: int = 0, **moves: tuple[int, ...]) -> RuleCost:
        stages = {"quota-deviation": Fraction(deviation), "weighted-score": value + gain}
        return RuleCost(rule, "第五条", "optimal", stages, **moves)

    return (
        cost("city", 7, gained=(1,), lost=(2,)),
        cost("quota:top", 900, moved=(0, 1)),
        cost("quota:base", -3, gained=(3,)),
        cost("one_award_per", 0),
        cost("few", 5, deviation=2),
        RuleCost("decision:A", "厅党组", "infeasible", {}),
    )


def test_rule_costs_are_bars_words_and_one_line(explained: Sensitivity) -> None:
    ax = figures.rule_costs(replace(explained, rule_costs=costs_of(explained)))
    bars = {p.get_gid(): p.get_width() for p in ax.patches if p.get_gid()}
    assert bars.keys() == {"bar quota:top", "bar city", "bar quota:base"}
    assert bars["bar city"] == 7
    assert bars["bar quota:base"] == -3
    assert 7 < bars["bar quota:top"] < 10  # cut: the number stands beside it
    said = texts(ax)
    assert "+900（改类型2）" in said
    assert "+7（进1、出1）" in said
    assert "−3（进1）" in said
    assert "数量偏差0→2，总分+5" in said
    assert "去掉后其余规则无法同时满足" in said
    assert "去掉后结果不变的有1条：同一单位限一项。" in said
    labels = [t.get_text() for t in ax.get_yticklabels()]
    assert labels[0] == "标杆型数量\n第五条"
    assert labels[-1] == "对A的决定\n厅党组"
    english = texts(figures.rule_costs(replace(explained, rule_costs=costs_of(explained)), lang="en"))
    assert "Nothing changes without: one award per enterprise." in english
    assert "off target 0→2, score +5" in english


def test_amounts_are_those_of_the_awards(explained: Sensitivity) -> None:
    allocation = explained.allocation
    ax = figures.amounts(allocation)
    drawn = sorted(
        (float(x), float(y)) for a in ax.lines if a.get_marker() in "os" for x, y in zip(*a.get_data(), strict=True)
    )
    assert drawn == sorted((float(a.weighted_score), a.amount / 10_000) for a in allocation.awards)
    levels = {a.get_ydata()[0] for a in ax.lines if a.get_linestyle() in ("--", ":")}
    assert levels == {10, 4, 6, 2}


def test_distribution_sums_awards_and_money_and_marks_limits(explained: Sensitivity) -> None:
    allocation = explained.allocation
    ax = figures.distribution(allocation)
    beside = ax.figure.axes[1]
    cities = allocation.scenario.tables.applications.table.cells("city")
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert set(names) == {"济南市", "青岛市", "烟台市"}
    for n, city in enumerate(names):
        own = [a for a in allocation.awards if cities[a.application] == city]
        assert sum(c.patches[n].get_width() for c in ax.containers) == len(own)
        assert sum(c.patches[n].get_width() for c in beside.containers) == sum(a.amount for a in own) / 10_000
    marks = {c.get_gid(): sorted((s[0][0], round(s.mean(0)[1])) for s in c.get_segments()) for c in ax.collections}
    assert marks == {"city 上限": [(2, 0), (2, 1), (2, 2)], "few 下限": [(1, names.index("青岛市"))]}
    assert [s[0][0] for c in beside.collections for s in c.get_segments()] == [12, 12, 12]
    assert "“每市$x_2$至多一项”（第八条）：上限2" in texts(ax)
    assert "（示范型）：下限1" in texts(ax)


def test_a_figure_without_awards_says_so(tmp_path: Path) -> None:
    none = explain(solve(scenario(tmp_path, policy(budget="0"))))
    assert "没有奖补项目" in texts(figures.amounts(none.allocation))
    assert "没有改变结果的规则或决定" in texts(figures.rule_costs(none))
    for draw in DRAWN.values():
        assert figures.save(draw(none, lang="en"), None, "png")


def test_one_tier_and_one_city(tmp_path: Path) -> None:
    one = "tiers: [{id: only, name: 一档, cap: 10, floor: 4, source: 第十一条}]\n"
    rows = "application_id,enterprise,tier,requested,score,city\nA<&>=$1👍🏽𠮷,甲,only,,90,'𠮷\nB,乙,only,,80,\n"
    s = explain(solve(scenario(tmp_path, policy("sensitivity: {near: 9}", budget="12", tiers=one), rows)))
    for draw in DRAWN.values():
        assert figures.save(draw(s), None, "png")
    said = texts(figures.distribution(s.allocation))
    assert "（未填）" in said
    assert "'𠮷" in said


def test_a_character_that_no_font_has_is_named(tmp_path: Path) -> None:
    rows = MANY.replace("青岛市", "青\U0002a6d6岛市")
    allocation = solve(scenario(tmp_path, policy(budget="12"), rows))
    with pytest.raises(MissingGlyphError, match=r"column city: .* \(U\+2A6D6\)"):
        figures.distribution(allocation)
    ax = Figure().add_subplot()
    ax.set_title("\U0002a6d6")
    with pytest.raises(MissingGlyphError, match="figure"):
        figures.save(ax)


def test_what_cannot_be_drawn_or_saved_is_told(explained: Sensitivity, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose zh or en"):
        figures.line(explained, lang="fr")
    with pytest.raises(UsageError, match="no column 'town'; choose one of application_id, city"):
        figures.distribution(explained.allocation, by="town")
    ax = figures.amounts(explained.allocation)
    with pytest.raises(UsageError, match="choose one of png, svg"):
        figures.save(ax, None, "pdf")
    path = tmp_path / "a.svg"
    assert figures.save(ax, path) == path.read_bytes()
    with pytest.raises(UsageError, match="exists"):
        figures.save(ax, path)
    figures.save(ax, path, "png", force=True)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert [p.name for p in tmp_path.iterdir()] == ["a.svg"]


def test_only_interactive_pyplot_keeps_a_figure(tmp_path: Path) -> None:
    scenario(tmp_path / "s", policy(budget="12"))
    code = (
        "import matplotlib; matplotlib.use('agg'); from allocator import figures, load, solve; a = solve(load('s'));"
        "import matplotlib.pyplot as p; figures.save(figures.amounts(a)); assert not p.get_fignums();"
        "matplotlib.interactive(True); figures.amounts(a); assert len(p.get_fignums()) == 1"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
