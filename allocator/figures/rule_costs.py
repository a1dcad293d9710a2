"""What every rule and every recorded decision costs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from matplotlib.axes import Axes

from allocator.figures import style
from allocator.figures.amounts import empty
from allocator.figures.words import Speech, joined, number, shown, signed, wrapped
from allocator.policy.articles import article_in_english
from allocator.policy.rules import ASSUMPTION, rules_of
from allocator.sensitivity.explanation import Sensitivity
from allocator.sensitivity.rule_costs import RuleCost

_DEVIATION = "quota-deviation"
_LEFT, _NAME_COLUMNS, _NOTE_LINES = 0.34, 42, 8
_FAR = 5


def rule_costs(sensitivity: Sensitivity, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """How stage 2 changes without each rule and each decision, the largest gain first, with its source.

    A gain is what the rule costs; without a rule that admits something (调剂) the value may fall.

    Where leaving a rule out changes the distance from the target numbers, or leaves nothing feasible, words stand in
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
    costs = [c for c in sensitivity.rule_costs if c not in idle]
    costs.sort(key=lambda c: (_kind(sensitivity, c), -_loss(sensitivity, c)))
    room = _LEFT * style.WIDTH * 72 - 6 if ax is None else 0.0
    ax = style.axes_of(ax, 1.2 + 0.36 * max(len(costs), 1), left=_LEFT)
    style.plain_frame(ax, "x")
    losses = [_loss(sensitivity, c) for c in costs if _kind(sensitivity, c) == 0]
    limit = _limit(losses)
    for n, cost in enumerate(costs):
        _row(ax, n, cost, sensitivity, limit, speech)
    ax.set_yticks(range(len(costs)), labels=[_label(*_named(c, speech)) for c in costs])
    ax.set_ylim(max(len(costs), 1) - 0.4, -0.6)
    ax.set_xlim(1.1 * float(max(min([Fraction(0), *losses]), -limit)), 1.75 * float(limit) if limit else 1)
    ax.axvline(0, color=style.INK, linewidth=0.8)
    if not any(losses):
        ax.set_xticks([])
    stage = speech.words.stage(sensitivity.allocation.objective[-1].stage)
    ax.set_xlabel(speech(f"去掉后{stage[0]}的变化", f"change of the {stage[1]} without it"), fontsize=style.BODY)
    ax.set_title(speech("各条规则、各项决定的代价", "What rules and decisions cost"), loc="left", fontsize=style.TITLE)
    if not costs:
        empty(ax, speech("没有改变结果的规则或决定", "no rule and no decision changes the outcome"))
    _note(ax, idle, room, speech)
    style.finish([ax])
    return ax


def _before(sensitivity: Sensitivity) -> dict[str, Fraction]:
    return {s.stage: s.value for s in sensitivity.allocation.objective}


def _loss(sensitivity: Sensitivity, cost: RuleCost) -> Fraction:
    """Stage 2 without the rule less stage 2 with it; 0 where nothing is feasible."""
    stage = sensitivity.allocation.objective[-1].stage
    return cost.stages[stage] - _before(sensitivity)[stage] if cost.stages else Fraction(0)


def _kind(sensitivity: Sensitivity, cost: RuleCost) -> int:
    """0 a loss, 1 another distance from the target numbers, 2 nothing feasible."""
    if not cost.stages:
        return 2
    return int(cost.stages[_DEVIATION] != _before(sensitivity)[_DEVIATION])


def _changes_nothing(sensitivity: Sensitivity, cost: RuleCost) -> bool:
    return cost.stages == _before(sensitivity) and not (cost.gained or cost.lost or cost.moved)


def _limit(losses: Sequence[Fraction]) -> Fraction:
    """The longest bar that is drawn whole: the largest change that is not far larger than the next."""
    ordered = sorted((abs(x) for x in losses if x), reverse=True)
    for larger, smaller in pairwise(ordered):
        if larger >= _FAR * smaller:
            return smaller
    return ordered[0] if ordered else Fraction(0)


def _named(cost: RuleCost, speech: Speech) -> tuple[str, str]:
    """Name of a rule, and its source."""
    rule = next((r for r in rules_of(speech.scenario.policy) if r.id == cost.rule), None)
    about = cost.rule.partition(":")[2]  # a decision names its application
    name = speech(f"对{about}的决定", f"decision on {about}") if rule is None else speech(rule.zh, rule.en)
    source = (
        speech("政策假定", "assumption")
        if cost.source == ASSUMPTION
        else speech(cost.source, article_in_english(cost.source))
    )
    where = f"rule {cost.rule}"
    return (
        shown(f"{where}, name", name),
        shown(f"{where}, source", source),
    )


def _label(name: str, source: str) -> str:
    return "\n".join(filter(None, (wrapped(name, _NAME_COLUMNS, 2), wrapped(source, _NAME_COLUMNS, 1))))


def _row(ax: Axes, n: int, cost: RuleCost, sensitivity: Sensitivity, limit: Fraction, speech: Speech) -> None:
    kind, loss = _kind(sensitivity, cost), _loss(sensitivity, cost)
    end = 0.0
    if kind == 0:
        cut = abs(loss) > limit
        length = float(max(min(loss, limit), -limit)) * (1.1 if cut else 1)
        colour, hatch = (style.DARK, "") if loss >= 0 else ("#e08a1e", "////")
        ax.barh(n, length, height=0.6, color=colour, hatch=hatch, edgecolor="white", gid=f"bar {cost.rule}")
        if cut:
            ax.text(0.95 * length, n, "//", color="white", ha="center", va="center", fontsize=style.TITLE)
        end, said = max(length, 0.0), signed(loss) + _movers(cost, speech)
    elif kind == 1:
        before, after = _before(sensitivity)[_DEVIATION], cost.stages[_DEVIATION]
        ax.plot([0], [n], "D", color=style.WARNING, markersize=5, clip_on=False, gid=f"deviation {cost.rule}")
        zh = f"数量偏差{number(before)}→{number(after)}，总分{signed(loss)}"
        en = f"off target {number(before)}→{number(after)}, score {signed(loss)}"
        said = speech(zh, en) + _movers(cost, speech)
    else:
        ax.plot([0], [n], "X", color=style.WARNING, markersize=6, clip_on=False, gid=f"infeasible {cost.rule}")
        said = speech("去掉后其余规则无法同时满足", "the other rules cannot be met without it")
    ax.annotate(
        said, (end, n), xytext=(5 if kind == 0 else 8, 0), textcoords="offset points", va="center", fontsize=style.SMALL
    )


def _movers(cost: RuleCost, speech: Speech) -> str:
    parts = [(len(cost.gained), "进", "in"), (len(cost.lost), "出", "out"), (len(cost.moved), "改类型", "moved")]
    said = [speech(f"{zh}{n}", f"{n} {en}") for n, zh, en in parts if n]
    return speech(f"（{'、'.join(said)}）", f" ({', '.join(said)})") if said else ""


def _note(ax: Axes, idle: Sequence[RuleCost], room: float, speech: Speech) -> None:
    """The rules without which nothing changes, under the axes and the room in points to the left of them."""
    if not idle:
        return
    names = joined(speech, [_named(c, speech)[0] for c in idle])
    said = speech(f"去掉后结果不变的有{len(idle)}条：{names}。", f"Nothing changes without: {names}.")
    width = int((style.width_in_points(ax) + room) / style.SMALL * (1.7 if speech.lang == "zh" else 2))  # columns
    ax.annotate(
        wrapped(said, width, _NOTE_LINES),
        (0, 0),
        xycoords="axes fraction",
        xytext=(-room, -34),
        textcoords="offset points",
        va="top",
        fontsize=style.SMALL,
        linespacing=1.4,
        color=style.INK,
        gid="idle",
    )
