"""The line: who stands above and below it, and how near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from allocator.figures import style
from allocator.figures.amounts import empty
from allocator.figures.words import Speech, number
from allocator.sensitivity.explain import Explanation, Sensitivity

MOST = 60
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
    ax = style.axes_of(ax, 0.9 + 2.3 * tiers)
    panels = [ax, *style.panels_below(ax, [1] * (tiers - 1), gap=0.55)]
    for t, panel in enumerate(panels):
        _draw(panel, sensitivity, _window(sensitivity, t), speech)
    panels[-1].set_xlabel(speech("该档次内名次", "rank in the tier"), fontsize=style.BODY)
    _legend(panels[-1], speech)
    style.finish(panels)
    return ax


def _window(sensitivity: Sensitivity, tier: int) -> _Window:
    open_in = sensitivity.allocation.scenario.screening.open_in
    ranked = [e for e in sensitivity.applications if tier in open_in[e.application]]
    near = [n for n, e in enumerate(ranked) if e.standing == _BORDERLINE or e.tier == tier]
    borderline = [n for n, e in enumerate(ranked) if e.standing == _BORDERLINE]
    last = min(len(ranked), max(near, default=0) + 1 + _TAIL)
    first = max(0, last - MOST)
    if borderline and first > borderline[0]:
        first = max(0, borderline[0] - _TAIL)
    return _Window(tier, first, ranked, ranked[first : max(last, min(len(ranked), MOST // 2))])


def _draw(ax: Axes, sensitivity: Sensitivity, window: _Window, speech: Speech) -> None:
    scenario, tier = sensitivity.allocation.scenario, window.tier
    style.plain_frame(ax, "y")
    won = [e for e in window.all if e.tier == tier]
    _title(ax, window, won, speech, sensitivity)
    if not window.all:
        empty(ax, speech)
        return
    scores = {e.application: float(scenario.score(e.application) or 0) for e in window.all}
    ranks = {e.application: n for n, e in enumerate(window.all, 1)}
    for e in window.part:
        if e.standing == _BORDERLINE:
            x = ranks[e.application]
            ax.axvspan(x - 0.5, x + 0.5, color=style.BAND, linewidth=0, zorder=0, gid="borderline")
    _whiskers(ax, window, ranks, scores)
    for kind, drawn in _MARKS.items():
        of_kind = [e for e in window.part if _kind(e, tier) == kind]
        xs, ys = [ranks[e.application] for e in of_kind], [scores[e.application] for e in of_kind]
        ax.plot(xs, ys, linestyle="", gid=kind, zorder=3, **drawn)
    if won:
        lowest = min(scores[e.application] for e in won)
        ax.axhline(lowest, color=style.INK, linewidth=1, linestyle="--", gid="threshold", zorder=2)
    ax.set_xlim(window.first + 0.2, window.first + max(len(window.part), 6) + 0.8)
    low, high = ax.get_ylim()
    ax.set_ylim(low - 0.45 * (high - low), high + 0.05 * (high - low))
    ax.set_ylabel(speech("综合得分", "composite score"), fontsize=style.BODY)
    ax.xaxis.get_major_locator().set_params(integer=True)
    _labels(ax, window, ranks, scores, speech)


_MARKS = {
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
    """Ids of the borderline ones at the foot of the panel, if all of them fit."""
    places = ax.get_xlim()[1] - ax.get_xlim()[0]
    if style.width_in_points(ax) / places < style.SMALL + 1:
        return
    for e in window.part:
        if e.standing == _BORDERLINE:
            ax.annotate(
                speech.application(e.application),
                (ranks[e.application], 0),
                xycoords=("data", "axes fraction"),
                xytext=(0, 3),
                textcoords="offset points",
                rotation=90,
                ha="center",
                va="bottom",
                fontsize=style.SMALL - 0.5,
            )


def _legend(ax: Axes, speech: Speech) -> None:
    names = {
        "won": speech("在该档次入选", "won in the tier"),
        "elsewhere": speech("在其他档次入选", "won in another tier"),
        "lost": speech("未入选", "did not win"),
    }
    handles = [ax.plot([], [], linestyle="", label=names[kind], **drawn)[0] for kind, drawn in _MARKS.items()]
    handles += ax.plot([], [], "--", color=style.INK, linewidth=1, label=speech("最低入选得分", "lowest winning score"))
    handles += ax.plot([], [], "-", color=style.INK, linewidth=0.8, label=speech("距结果改变", "to the turning score"))
    handles.append(ax.fill_between([], [], color=style.BAND, label=speech("临界项目", "borderline")))
    style.legend_below(ax, handles, columns=6)
