"""What every budget of the range would give."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from allocator.figures import style
from allocator.figures.words import Speech, columns, joined
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.frontier import FrontierRow

_MARGIN = 0.05
_FEW, _MANY = 12, 40
_DEVIATION = "quota-deviation"
_INFEASIBLE: dict[str, Any] = {"facecolor": "#eeeeee", "edgecolor": "#c4c4c4", "hatch": "////", "linewidth": 0}


@dataclass(frozen=True, slots=True)
class View:
    """The budgets that are drawn, in base units; outside them, up to the ends of the range, nothing changes."""

    first: int
    last: int


def view_of(sensitivity: Sensitivity) -> View:
    """The part of the range in which something changes, with some room; the budget too where it is not far off."""
    low, high = sensitivity.range
    changes = [row.budget for row in sensitivity.frontier[1:]]
    if not changes:
        return View(min(low, high), max(low, high))  # a range between two steps has its ends the other way round
    first, last, budget = changes[0], changes[-1], sensitivity.allocation.scenario.budget
    span = max(last - first, (high - low) // 50)
    if low <= budget <= high and first - span <= budget <= last + span:
        first, last = min(first, budget), max(last, budget)
        span = max(last - first, span)
    room = int(max(_MARGIN, 0.12 if len(changes) <= _FEW else 0) * span)
    return View(max(low, first - room), min(high, last + room))


def frontier(sensitivity: Sensitivity, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Value of stage 2, winners per tier, and who enters and leaves, over the budget.

    The part of the range in which something changes is drawn, and the title says that nothing changes outside it.
    Budgets with which nothing satisfies the rules are shaded. A distance from the target numbers, where there is one,
    has its own panel: values at different distances do not compare.

    Parameters
    ----------
    sensitivity
        As `explain` found it.
    ax
        Where to draw, all panels in its room; a new figure without it.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        Those given, or those of the new figure: the panel of the values.

    Raises
    ------
    UsageError
        If the language is another.
    MissingGlyphError
        If no font has a character of an id or a name.
    """
    speech = Speech(sensitivity.allocation.scenario, lang)
    deviates = any(row.stages.get(_DEVIATION, 0) for row in sensitivity.frontier)
    ax = style.axes_of(ax, 4.3 if deviates else 3.8)
    shares = [0.5, 0.5] + ([0.25] if deviates else [])
    panels = [ax, *style.panels_below(ax, shares, gap=0.16, shared=True)]
    view = view_of(sensitivity)
    for panel in panels:
        style.plain_frame(panel, "y")
        _shade(panel, sensitivity, speech)
    edge = max((view.last - view.first) / 60, 1)  # a change at the very end shows
    ax.set_xlim(speech.money(view.first) - edge / speech.unit, speech.money(view.last) + edge / speech.unit)
    if view.first == view.last:
        panels[-1].set_xticks([speech.money(view.first)])
    _values(ax, sensitivity, speech)
    _counts(panels[1], sensitivity, speech)
    _changes(panels[2], sensitivity, speech)
    if deviates:
        _steps(panels[3], sensitivity, lambda r: float(r.stages[_DEVIATION]), speech, color=style.WARNING)
        panels[3].set_ylabel(speech("数量\n偏差", "off\ntarget"), fontsize=style.SMALL)
        panels[3].yaxis.set_major_locator(style.whole_numbers(3))
    _mark_budget(panels, sensitivity, view, speech)
    for panel in panels[:-1]:
        panel.tick_params(labelbottom=False)
    panels[-1].set_xlabel(speech.money_axis("预算", "budget"), fontsize=style.BODY)
    if view.first < view.last:
        panels[-1].ticklabel_format(axis="x", style="plain", useOffset=False)
    ax.set_title(_title(sensitivity, view, speech), loc="left", fontsize=style.BODY)
    for panel in panels:
        panel.yaxis.set_label_coords(-0.075, 0.5)
    _legend(panels[-1], panels[1], sensitivity, speech)
    style.finish(panels)
    return ax


def _steps(
    ax: Axes, sensitivity: Sensitivity, value: Callable[[FrontierRow], float], speech: Speech, **drawn: Any
) -> None:
    """A value that holds from each row's budget to the next one's; none where nothing satisfies the rules."""
    rows = sensitivity.frontier
    if not rows:
        return
    xs = [speech.money(r.budget) for r in rows] + [speech.money(sensitivity.range[1])]
    ys = [value(r) if r.status == "optimal" else float("nan") for r in rows]
    ax.step(xs, [*ys, ys[-1]], scalex=False, where="post", linewidth=1.4, **drawn)


def _shade(ax: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    ends = [row.budget for row in sensitivity.frontier[1:]] + [sensitivity.range[1]]
    for row, end in zip(sensitivity.frontier, ends, strict=False):
        if row.status != "optimal":
            ax.axvspan(
                speech.money(row.budget),
                speech.money(end),
                gid="infeasible",
                **_INFEASIBLE,
            )


def _values(ax: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    stage = sensitivity.allocation.objective[-1].stage
    _steps(ax, sensitivity, lambda r: float(r.stages[stage]), speech, color=style.DARK, gid="value")
    ax.set_ylabel(speech(*speech.words.stage(stage)), fontsize=style.BODY)
    ax.ticklabel_format(axis="y", style="plain", useOffset=False)
    ax.margins(y=0.12)


def _counts(ax: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    lines = ("-", "--", ":", "-.")
    for t in range(len(sensitivity.allocation.scenario.policy.tiers)):
        colour, name = style.of_tier(style.TIER_COLOURS, t), speech.tier(t)
        _steps(
            ax,
            sensitivity,
            lambda r, t=t: float(r.counts[t]),  # type: ignore[misc]
            speech,
            color=colour,
            linestyle=style.of_tier(lines, t),
            label=name,
            gid=f"count {t}",
        )
    ax.set_ylabel(speech("入选（项）", "winners"), fontsize=style.BODY)
    ax.set_ylim(0, 1.15 * max([1, *(n for row in sensitivity.frontier for n in row.counts)]))
    ax.yaxis.set_major_locator(style.whole_numbers(5))


def _changes(ax: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    """Bars up for those who enter against the row before, down for those who leave."""
    rows = sensitivity.frontier[1:]
    kinds = [
        ("entering", "^", style.DARK, [len(r.entering) for r in rows]),
        ("leaving", "v", style.TIER_COLOURS[1], [-len(r.leaving) for r in rows]),
    ]
    for gid, mark, colour, numbers in kinds:
        some = [(speech.money(r.budget), n) for r, n in zip(rows, numbers, strict=True) if n]
        xs, ys = [x for x, _ in some], [y for _, y in some]
        ax.vlines(xs, 0, ys, color=colour, linewidth=1.2, gid=gid)
        if len(rows) <= _MANY:
            ax.plot(xs, ys, mark, color=colour, markersize=4)
    ax.axhline(0, color=style.INK, linewidth=0.8)
    most = max([1, *(abs(n) for _, _, _, numbers in kinds for n in numbers)])
    ax.set_ylim(-1.9 * most, 1.9 * most)
    ax.yaxis.set_major_formatter(lambda y, _: f"{abs(y):.0f}")
    ax.yaxis.set_major_locator(style.whole_numbers(5))
    ax.set_ylabel(speech("变动（项）", "changes"), fontsize=style.BODY)
    if len(rows) <= _FEW:
        _name(ax, [(speech.money(r.budget), r.entering) for r in rows], True, speech)
        _name(ax, [(speech.money(r.budget), r.leaving) for r in rows], False, speech)


def _legend(ax: Axes, counts: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    handles: list[Artist] = list(counts.get_legend_handles_labels()[0])
    kinds = [("^", style.DARK, speech("新入选", "entering")), ("v", style.TIER_COLOURS[1], speech("落选", "leaving"))]
    for mark, colour, name in kinds if len(sensitivity.frontier) > 1 else ():
        handles.append(Line2D([], [], marker=mark, color=colour, markersize=4, linewidth=1.2, label=name))
    if any(row.status != "optimal" for row in sensitivity.frontier):
        handles.append(Patch(label=speech("无法满足规则", "the rules cannot be met"), **_INFEASIBLE))
    style.legend_below(ax, handles, columns=5)


def _name(ax: Axes, moves: Sequence[tuple[float, Sequence[int]]], above: bool, speech: Speech) -> None:
    """Ids at the ends of the bars, where they do not run into the one before."""
    left, right = ax.get_xlim()
    point = (right - left) / style.width_in_points(ax)
    free = -math.inf
    for x, applications in moves:
        said = joined(speech, [speech.application(k) for k in applications[:2]])
        said += f" +{len(applications) - 2}" if len(applications) > 2 else ""
        half = 0.3 * style.SMALL * columns(said) * point
        if not applications or x - half < free:
            continue
        free = x + half
        ax.annotate(
            said,
            (x, len(applications) if above else -len(applications)),
            xytext=(0, 5 if above else -5),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontsize=style.SMALL,
        )


def _mark_budget(panels: Sequence[Axes], sensitivity: Sensitivity, view: View, speech: Speech) -> None:
    budget = sensitivity.allocation.scenario.budget
    said = speech("本次预算", "budget of this run ") + speech.amount(budget)
    if view.first <= budget <= view.last:
        for panel in panels:
            panel.axvline(speech.money(budget), color=style.INK, linestyle="--", linewidth=1, gid="budget")
        right = budget > (view.first + view.last) / 2
        panels[0].annotate(
            said,
            (speech.money(budget), 0),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if right else 4, 4),
            textcoords="offset points",
            ha="right" if right else "left",
            fontsize=style.SMALL,
        )
        return
    beyond = budget > view.last
    panels[0].annotate(
        f"{said} →" if beyond else f"← {said}",
        (1 if beyond else 0, 0),
        xycoords="axes fraction",
        xytext=(-4 if beyond else 4, 4),
        textcoords="offset points",
        ha="right" if beyond else "left",
        fontsize=style.SMALL,
        gid="budget",
    )


def _title(sensitivity: Sensitivity, view: View, speech: Speech) -> str:
    (low, high), rows = sensitivity.range, sensitivity.frontier
    if len(rows) < 2:
        ends = speech.amount(low), speech.amount(high)
        zh, en = f"预算{ends[0]}至{ends[1]}", f"Budgets from {ends[0]} to {ends[1]}"
        if not rows:
            return speech(f"{zh}之间没有整数档", f"{en}: no whole step lies between")
        if rows[0].status != "optimal":
            return speech(f"{zh}均无法满足规则", f"{en}: the rules cannot be met")
        return speech(f"{zh}，结果不变", f"{en}: nothing changes")
    title = speech(f"预算变化的影响：{len(rows) - 1}处变动", f"Effect of the budget: {len(rows) - 1} changes")
    first, last = rows[1].budget, rows[-1].budget
    low_text, high_text, first_text, last_text = map(speech.amount, (low, high, first, last))
    same = []
    if view.first > low:
        same.append(speech(f"{low_text}至不足{first_text}", f"from {low_text} up to {first_text}"))
    if view.last < high:
        same.append(speech(f"{last_text}至{high_text}", f"from {last_text} to {high_text}"))
    if same:
        title += speech(f"；{'、'.join(same)}结果不变", f"; none {' nor '.join(same)}")
    return title
