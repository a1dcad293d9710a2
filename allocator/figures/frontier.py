"""What every budget of the range would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from allocator.figures import style
from allocator.figures.words import Speech, joined
from allocator.sensitivity.explain import Sensitivity
from allocator.sensitivity.frontier import FrontierRow

_MARGIN = 0.05
_FEW = 12
_DEVIATION = "quota-deviation"


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
        return View(low, high)
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
    Budgets with which nothing satisfies the rules are shaded. A distance from the target counts, where there is one,
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
    ax = style.axes_of(ax, 4.9 if deviates else 4.3)
    shares = [0.5, 0.5] + ([0.25] if deviates else [])
    panels = [ax, *style.panels_below(ax, shares, gap=0.12, shared=True)]
    view = view_of(sensitivity)
    for panel in panels:
        style.plain_frame(panel, "y")
        _shade(panel, sensitivity, speech)
    _values(ax, sensitivity, speech)
    _counts(panels[1], sensitivity, speech)
    _changes(panels[2], sensitivity, speech)
    if deviates:
        _steps(panels[3], sensitivity, lambda r: float(r.stages[_DEVIATION]), speech, color=style.WARNING)
        panels[3].set_ylabel(speech("数量\n偏差", "off\ntarget"), fontsize=style.SMALL)
        panels[3].yaxis.get_major_locator().set_params(integer=True, nbins=3)
    ax.set_xlim(speech.money(view.first), speech.money(view.last))
    _mark_budget(panels, sensitivity, view, speech)
    for panel in panels[:-1]:
        panel.tick_params(labelbottom=False)
    panels[-1].set_xlabel(speech.money_axis("预算", "budget"), fontsize=style.BODY)
    panels[-1].ticklabel_format(axis="x", style="plain", useOffset=False)
    ax.set_title(_title(sensitivity, view, speech), loc="left", fontsize=style.BODY)
    for panel in panels:
        panel.yaxis.set_label_coords(-0.075, 0.5)
    style.finish(panels)
    return ax


def _steps(
    ax: Axes, sensitivity: Sensitivity, value: Callable[[FrontierRow], float], speech: Speech, **drawn: object
) -> None:
    """A value that holds from each row's budget to the next one's; none where nothing satisfies the rules."""
    rows = sensitivity.frontier
    xs = [speech.money(r.budget) for r in rows] + [speech.money(sensitivity.range[1])]
    ys = [value(r) if r.status == "optimal" else float("nan") for r in rows]
    ax.step(xs, [*ys, ys[-1]] if ys else ys, where="post", linewidth=1.4, **drawn)


def _shade(ax: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    ends = [row.budget for row in sensitivity.frontier[1:]] + [sensitivity.range[1]]
    for row, end in zip(sensitivity.frontier, ends, strict=False):
        if row.status != "optimal":
            ax.axvspan(
                speech.money(row.budget),
                speech.money(end),
                facecolor="#eeeeee",
                edgecolor="#c4c4c4",
                hatch="////",
                linewidth=0,
                gid="infeasible",
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
    ax.set_ylim(bottom=0)
    ax.margins(y=0.2)
    ax.yaxis.get_major_locator().set_params(integer=True, nbins=5)
    ax.legend(frameon=False, fontsize=style.SMALL, loc="lower right", ncols=3)


def _changes(ax: Axes, sensitivity: Sensitivity, speech: Speech) -> None:
    """Bars up for those who enter against the row before, down for those who leave."""
    rows = sensitivity.frontier[1:]
    xs = [speech.money(r.budget) for r in rows]
    entering, leaving = [len(r.entering) for r in rows], [-len(r.leaving) for r in rows]
    ax.vlines(xs, 0, entering, color=style.DARK, linewidth=1.6, gid="entering")
    ax.vlines(xs, leaving, 0, color=style.TIER_COLOURS[1], linewidth=1.6, gid="leaving")
    ax.plot(xs, entering, "^", color=style.DARK, markersize=3.5, label=speech("新入选", "entering"))
    ax.plot(xs, leaving, "v", color=style.TIER_COLOURS[1], markersize=3.5, label=speech("退出", "leaving"))
    ax.axhline(0, color=style.INK, linewidth=0.8)
    most = max([1, *entering, *(-n for n in leaving)])
    ax.set_ylim(-1.7 * most, 1.7 * most)
    ax.yaxis.set_major_formatter(lambda y, _: f"{abs(y):.0f}")
    ax.yaxis.get_major_locator().set_params(integer=True, nbins=5)
    ax.set_ylabel(speech("变动（项）", "changes"), fontsize=style.BODY)
    if rows:
        ax.legend(frameon=False, fontsize=style.SMALL, loc="upper right", ncols=2)
    if len(rows) <= _FEW:
        for row, x in zip(rows, xs, strict=True):
            _named(ax, x, row.entering, True, speech)
            _named(ax, x, row.leaving, False, speech)


def _named(ax: Axes, x: float, applications: Sequence[int], above: bool, speech: Speech) -> None:
    if not applications:
        return
    names = [speech.application(k) for k in applications[:2]]
    more = f" +{len(applications) - 2}" if len(applications) > 2 else ""
    at = len(applications) if above else -len(applications)
    ax.annotate(
        joined(speech, names) + more,
        (x, at),
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
        return speech(
            f"预算{speech.amount(low)}至{speech.amount(high)}，结果不变",
            f"budgets from {speech.amount(low)} to {speech.amount(high)}: the outcome does not change",
        )
    title = speech(f"预算变化的影响：{len(rows) - 1}处变动", f"Effect of the budget: {len(rows) - 1} changes")
    first, last = rows[1].budget, rows[-1].budget
    same = []
    if view.first > low:
        same.append(
            speech(
                f"{speech.amount(low)}至不足{speech.amount(first)}",
                f"from {speech.amount(low)} up to {speech.amount(first)}",
            )
        )
    if view.last < high:
        same.append(
            speech(
                f"{speech.amount(last)}至{speech.amount(high)}", f"from {speech.amount(last)} to {speech.amount(high)}"
            )
        )
    if same:
        title += speech(f"；{'、'.join(same)}结果不变", f"; none {' nor '.join(same)}")
    return title
