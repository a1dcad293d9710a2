"""What every rule and every recorded decision costs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matplotlib.axes import Axes

from allocator.figures import style
from allocator.figures.words import Speech, joined, number, shown, wrapped
from allocator.sensitivity.explain import Sensitivity
from allocator.sensitivity.rule_costs import RuleCost

_DEVIATION = "quota-deviation"
_NAME_COLUMNS, _NOTE_COLUMNS, _NOTE_LINES = 34, 112, 4
_FAR = 5


def rule_costs(sensitivity: Sensitivity, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Loss of stage 2 that each rule and each decision causes, largest first, with its source.

    Where leaving a rule out changes the distance from the target counts, or leaves nothing feasible, words stand in
    place of a bar. A bar far longer than the others is cut, its number stands beside it. Rules without which
    nothing changes are named under the bars.

    Parameters
    ----------
    sensitivity
        As `explain` found it.
    ax
        Where to draw; a new figure without it.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        Those given, or those of the new figure.

    Raises
    ------
    UsageError
        If the language is another.
    MissingGlyphError
        If no font has a character of a name or a source.
    """
    speech = Speech(sensitivity.allocation.scenario, lang)
    idle = [c for c in sensitivity.rule_costs if _changes_nothing(sensitivity, c)]
    costs = sorted(
        (c for c in sensitivity.rule_costs if c not in idle),
        key=lambda c: (_kind(sensitivity, c), -_loss(sensitivity, c)),
    )
    ax = style.axes_of(ax, 1.2 + 0.36 * max(len(costs), 1))
    limit = _limit([_loss(sensitivity, c) for c in costs if _kind(sensitivity, c) == 0])
    for n, cost in enumerate(costs):
        _row(ax, n, cost, sensitivity, limit, speech)
    style.plain_frame(ax, "x")
    ax.set_yticks(range(len(costs)), [wrapped(_name(c, speech), _NAME_COLUMNS, 2) for c in costs])
    ax.set_ylim(max(len(costs), 1) - 0.4, -0.6)
    ax.set_xlim(0, 1.6 * float(limit) if limit else 1)
    if not limit:
        ax.set_xticks([])
    stage = sensitivity.allocation.objective[-1].stage
    ax.set_xlabel(
        speech(f"去掉后{speech.words.stage(stage)[0]}增加", f"gain of {speech.words.stage(stage)[1]} without it"),
        fontsize=style.BODY,
    )
    ax.set_title(speech("各条规则、各项决定的代价", "What rules and decisions cost"), loc="left", fontsize=style.TITLE)
    _note(ax, idle, speech)
    style.finish([ax])
    return ax


def _before(sensitivity: Sensitivity) -> dict[str, Fraction]:
    return {s.stage: s.value for s in sensitivity.allocation.objective}


def _loss(sensitivity: Sensitivity, cost: RuleCost) -> Fraction:
    """Stage 2 without the rule less stage 2 with it; 0 where nothing is feasible."""
    stage = sensitivity.allocation.objective[-1].stage
    return cost.stages[stage] - _before(sensitivity)[stage] if cost.stages else Fraction(0)


def _kind(sensitivity: Sensitivity, cost: RuleCost) -> int:
    """0 a loss, 1 another distance from the target counts, 2 nothing feasible."""
    if not cost.stages:
        return 2
    return int(cost.stages[_DEVIATION] != _before(sensitivity)[_DEVIATION])


def _changes_nothing(sensitivity: Sensitivity, cost: RuleCost) -> bool:
    return cost.stages == _before(sensitivity) and not (cost.gained or cost.lost or cost.moved)


def _limit(losses: Sequence[Fraction]) -> Fraction:
    """The longest bar that is drawn whole: the largest loss that is not far larger than the next."""
    ordered = sorted((x for x in losses if x > 0), reverse=True)
    for larger, smaller in zip(ordered, ordered[1:], strict=False):
        if larger >= _FAR * smaller:
            return smaller
    return ordered[0] if ordered else Fraction(0)


def _name(cost: RuleCost, speech: Speech) -> str:
    return shown(f"rule {cost.rule}, name and source", speech(*speech.words.rule(cost.rule)))


def _row(ax: Axes, n: int, cost: RuleCost, sensitivity: Sensitivity, limit: Fraction, speech: Speech) -> None:
    kind, loss = _kind(sensitivity, cost), _loss(sensitivity, cost)
    end = 0.0
    if kind == 0:
        cut = loss > limit
        end = 1.1 * float(limit) if cut else float(loss)
        ax.barh(n, end, height=0.62, color=style.DARK, gid=f"bar {cost.rule}")
        if cut:
            ax.text(0.97 * end, n, "//", color="white", ha="center", va="center", fontsize=style.BODY)
        said = f"+{number(loss)}{_movers(cost, speech)}"
    elif kind == 1:
        before, after = _before(sensitivity)[_DEVIATION], cost.stages[_DEVIATION]
        sign = "+" if loss >= 0 else "−"
        ax.plot([0], [n], "D", color=style.WARNING, markersize=5, clip_on=False, gid=f"deviation {cost.rule}")
        zh = f"数量偏差{number(before)}→{number(after)}，总分{sign}{number(abs(loss))}"
        en = f"off target {number(before)}→{number(after)}, score {sign}{number(abs(loss))}"
        said = speech(zh, en) + _movers(cost, speech)
    else:
        ax.plot([0], [n], "X", color=style.WARNING, markersize=6, clip_on=False, gid=f"infeasible {cost.rule}")
        said = speech("去掉后其余规则无法同时满足", "the other rules cannot be met without it")
    ax.annotate(
        said, (end, n), xytext=(5 if kind == 0 else 8, 0), textcoords="offset points", va="center", fontsize=style.SMALL
    )


def _movers(cost: RuleCost, speech: Speech) -> str:
    parts = [(len(cost.gained), "进", "in"), (len(cost.lost), "出", "out"), (len(cost.moved), "换档", "moved")]
    said = [speech(f"{zh}{n}", f"{n} {en}") for n, zh, en in parts if n]
    return speech(f"（{'、'.join(said)}）", f" ({', '.join(said)})") if said else ""


def _note(ax: Axes, idle: Sequence[RuleCost], speech: Speech) -> None:
    if not idle:
        return
    names = joined(speech, [_name(c, speech) for c in idle])
    said = speech(f"去掉后结果不变的有{len(idle)}条：{names}。", f"Without these {len(idle)} nothing changes: {names}.")
    ax.annotate(
        wrapped(said, _NOTE_COLUMNS, _NOTE_LINES),
        (0, 0),
        xycoords=("figure fraction", "axes fraction"),
        xytext=(6, -34),
        textcoords="offset points",
        va="top",
        fontsize=style.SMALL,
        color=style.INK,
        gid="idle",
    )
