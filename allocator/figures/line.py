"""The line: who stands above and below it, and how near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from allocator.figures import style
from allocator.figures.amounts import empty
from allocator.figures.words import Speech, columns, number
from allocator.sensitivity.explanation import Explanation, Sensitivity

FEWEST, MOST = 30, 120
_TAIL = 6
_BORDERLINE = "borderline"


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a tier's ranking that is drawn: `first` of all (from 0), and its applications."""

    tier: int
    first: int
    all: Sequence[Explanation]
    part: Sequence[Explanation]


def line(sensitivity: Sensitivity, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """For each tier the scores of those to whom it is open, in rank order, against the lowest that won in it.

    Applications with the standing `borderline` stand in a shaded band, with a line to the score that would change
    their outcome. Of a long ranking the part around the line is drawn.

    Parameters
    ----------
    sensitivity
        As `explain` found it.
    ax
        Where to draw, one panel a tier in its room; a new figure without it.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        Those given, or those of the new figure: the panel of the first tier.

    Raises
    ------
    UsageError
        If the language is another.
    MissingGlyphError
        If no font has a character of an id or a name.
    """
    scenario = sensitivity.allocation.scenario
    speech, tiers = Speech(scenario, lang), len(scenario.policy.tiers)
    ax = style.axes_of(ax, 0.9 + 1.8 * tiers)
    panels = [ax, *style.panels_below(ax, [1] * (tiers - 1), gap=0.55)]
    for t, panel in enumerate(panels):
        _draw(panel, sensitivity, _window(sensitivity, t), speech)
    panels[-1].set_xlabel(speech("该类型内名次", "rank in the tier"), fontsize=style.BODY)
    _legend(panels, speech)
    style.finish(panels)
    return ax


def _window(sensitivity: Sensitivity, tier: int) -> _Window:
    """The ranking down to the last that won or is borderline; where that is too long, the part around the line."""
    open_in = sensitivity.allocation.scenario.screening.open_in
    ranked = [e for e in sensitivity.applications if tier in open_in[e.application]]
    won = [n for n, e in enumerate(ranked) if e.tier == tier]
    near = [n for n, e in enumerate(ranked) if e.standing == _BORDERLINE or e.tier == tier]
    last = min(len(ranked), max(FEWEST, max(near, default=0) + 1 + _TAIL))
    first = 0
    if last > MOST:
        first = max(0, max(won, default=0) - MOST // 2)
        last = min(len(ranked), first + MOST)
    return _Window(tier, first, ranked, ranked[first:last])


def _draw(ax: Axes, sensitivity: Sensitivity, window: _Window, speech: Speech) -> None:
    scenario, tier = sensitivity.allocation.scenario, window.tier
    style.plain_frame(ax, "y")
    won = [e for e in window.all if e.tier == tier]
    _title(ax, window, won, speech, sensitivity)
    if not window.all:
        empty(ax, speech("没有可参评的项目", "open to no application"))
        return
    scores = {e.application: float(scenario.score(e.application) or 0) for e in window.all}
    ranks = {e.application: n for n, e in enumerate(window.all, 1)}
    for start, end in _bands([ranks[e.application] for e in window.part if e.standing == _BORDERLINE]):
        ax.axvspan(start - 0.5, end + 0.5, color=style.BAND, linewidth=0, zorder=0, gid=_BORDERLINE)
    _whiskers(ax, window, ranks, scores)
    for kind, drawn in _MARKS.items():
        of_kind = [e for e in window.part if _kind(e, tier) == kind]
        xs, ys = [ranks[e.application] for e in of_kind], [scores[e.application] for e in of_kind]
        ax.plot(xs, ys, linestyle="", gid=kind, zorder=3, **drawn)
    if won:
        lowest = min(scores[e.application] for e in won)
        ax.axhline(lowest, color=style.INK, linewidth=1, linestyle="--", gid="threshold", zorder=2)
    ax.set_xlim(window.first + 0.2, window.first + max(len(window.part), 6) + 0.8)
    near = [speech.application(e.application) for e in window.part if e.standing == _BORDERLINE]
    low, high = ax.get_ylim()
    foot = min(1.6, 0.08 + 0.058 * max(map(columns, near), default=0))
    ax.set_ylim(low - foot * (high - low), high + 0.05 * (high - low))
    ax.set_ylabel(speech("综合得分", "composite score"), fontsize=style.BODY)
    ax.xaxis.set_major_locator(style.whole_numbers())
    _labels(ax, window, ranks, scores, speech)


def _bands(ranks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring ranks."""
    starts = [n for n, rank in enumerate(ranks) if n == 0 or rank > ranks[n - 1] + 1]
    for start, after in zip(starts, [*starts[1:], len(ranks)], strict=False):
        yield ranks[start], ranks[after - 1]


_MARKS: dict[str, dict[str, Any]] = {
    "won": {"marker": "o", "color": style.DARK, "markersize": 5},
    "elsewhere": {"marker": "D", "color": style.DARK, "markerfacecolor": "white", "markersize": 4},
    "lost": {"marker": "o", "color": style.LIGHT, "markerfacecolor": "white", "markersize": 5},
}


def _kind(e: Explanation, tier: int) -> str:
    if e.tier is None:
        return "lost"
    return "won" if e.tier == tier else "elsewhere"


def _title(ax: Axes, window: _Window, won: Sequence[Explanation], speech: Speech, sensitivity: Sensitivity) -> None:
    name, n = speech.tier(window.tier), len(won)
    zh, en = f"{name}：可参评{len(window.all)}项，入选{n}项", f"{name}: open to {len(window.all)}, {n} won"
    if won:
        scores = (sensitivity.allocation.scenario.score(e.application) or 0 for e in won)
        lowest = number(min(scores))
        zh, en = f"{zh}，最低入选得分{lowest}分", f"{en}, lowest winning score {lowest}"
    above, below = window.first, len(window.all) - window.first - len(window.part)
    hidden = [speech(f"名次在前{above}项", f"{above} above")] if above else []
    hidden += [speech(f"名次在后{below}项", f"{below} below")] if below else []
    note = speech(f"（{'、'.join(hidden)}未画出）", f" ({' and '.join(hidden)} not drawn)") if hidden else ""
    ax.set_title(speech(zh, en) + note, loc="left", fontsize=style.BODY)


def _whiskers(ax: Axes, window: _Window, ranks: dict[int, int], scores: dict[int, float]) -> None:
    for e in window.part:
        turn = e.score_to_lose if e.tier is not None else e.score_to_win
        if e.standing == _BORDERLINE and turn is not None and e.tier in (None, window.tier):
            x = ranks[e.application]
            ax.plot([x, x], [scores[e.application], float(turn)], color=style.INK, linewidth=0.8, zorder=2, gid="gap")
            ax.plot([x], [float(turn)], marker="_", color=style.INK, markersize=5, zorder=2, gid="turn")


def _labels(ax: Axes, window: _Window, ranks: dict[int, int], scores: dict[int, float], speech: Speech) -> None:
    """Ids of the borderline ones at the foot of the panel, where they fit."""
    left, right = ax.get_xlim()
    apart = style.SMALL * (right - left) / style.width_in_points(ax)
    chosen: list[Explanation] = []
    near = [e for e in window.part if e.standing == _BORDERLINE]
    for e in near:
        if not chosen or ranks[e.application] - ranks[chosen[-1].application] >= apart:
            chosen.append(e)
    for e in chosen if 2 * len(chosen) > len(near) else ():
        ax.annotate(
            speech.application(e.application),
            (ranks[e.application], 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            rotation=90,
            ha="center",
            va="bottom",
            fontsize=style.SMALL - 1,
        )


def _legend(panels: Sequence[Axes], speech: Speech) -> None:
    """What occurs in the panels, under the last of them."""
    marks = [mark for panel in panels for mark in panel.lines if np.size(mark.get_xdata())]
    drawn = {artist.get_gid() for artist in [*marks, *(p for panel in panels for p in panel.patches)]}
    names = {
        "won": speech("在该类型入选", "won in the tier"),
        "elsewhere": speech("在其他类型入选", "won in another tier"),
        "lost": speech("未入选", "did not win"),
    }
    handles: list[Artist] = [
        Line2D([], [], linestyle="", label=names[kind], **mark) for kind, mark in _MARKS.items() if kind in drawn
    ]
    lines = {
        "threshold": ("--", 1.0, speech("最低入选得分", "lowest winning score")),
        "gap": ("-", 0.8, speech("至结果改变的得分", "to the score that changes the outcome")),
    }
    for gid, (dashes, width, name) in lines.items():
        if gid in drawn:
            handles.append(Line2D([], [], linestyle=dashes, color=style.INK, linewidth=width, label=name))
    if _BORDERLINE in drawn:
        handles.append(Patch(color=style.BAND, label=speech("临界项目", "borderline")))
    style.legend_below(panels[-1], handles, columns=6 if speech.lang == "zh" else 3)
