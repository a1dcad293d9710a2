"""Amounts against weighted scores."""

from __future__ import annotations

from fractions import Fraction

from matplotlib.axes import Axes

from allocator.allocation import Allocation
from allocator.figures import style
from allocator.figures.words import Speech, number

_ROOM = 0.22


def amounts(allocation: Allocation, *, ax: Axes | None = None, lang: str = "zh") -> Axes:
    """What every winner gets, over its weighted score; caps and floors of the tiers as lines.

    Parameters
    ----------
    allocation
        Any; without awards the figure says so.
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
        If no font has a character of a name.
    """
    speech = Speech(allocation.scenario, lang)
    ax = style.axes_of(ax, 3.8)
    policy = allocation.scenario.policy
    for t, tier in enumerate(policy.tiers):
        awards = [a for a in allocation.awards if a.tier == tier.id]
        if not awards:
            continue
        colour = style.of_tier(style.TIER_COLOURS, t)
        ax.plot(
            [float(a.weighted_score) for a in awards],
            [speech.money(a.amount) for a in awards],
            style.of_tier(style.TIER_MARKS, t),
            color=colour,
            markeredgecolor="white",
            markeredgewidth=0.5,
            markersize=5.5,
            label=f"{speech.tier(t)}{speech(f'（{len(awards)}项）', f' ({len(awards)})')}",
        )
        _limit(ax, speech, t, tier.cap, speech("上限", "cap"), "--", style.BODY / 3)
        _limit(ax, speech, t, tier.floor or None, speech("下限", "floor"), ":", -style.BODY / 3)
    style.plain_frame(ax, "both")
    ax.set_xlabel(
        speech("加权得分（综合得分×类型权重）", "weighted score (composite score × weight of the tier)"),
        fontsize=style.BODY,
    )
    ax.set_ylabel(speech.money_axis("奖补金额", "award"), fontsize=style.BODY)
    ax.set_title(speech("奖补金额与加权得分", "Awards and weighted scores"), loc="left", fontsize=style.TITLE)
    if allocation.awards:
        ax.margins(0.06, 0.1)
        ax.set_ylim(0, 1.06 * ax.get_ylim()[1])
        left, right = ax.get_xlim()
        ax.set_xlim(left - _ROOM * (right - left), right)  # names of the limits stand there
        ax.legend(frameon=False, fontsize=style.SMALL, loc="lower right")
    else:
        empty(ax, speech("没有奖补项目", "no awards"))
    style.finish([ax])
    return ax


def empty(ax: Axes, said: str) -> None:
    """Say why there is nothing to draw."""
    ax.set(xticks=[], yticks=[])
    ax.text(0.5, 0.5, said, ha="center", va="center", transform=ax.transAxes, fontsize=style.BODY, color=style.LIGHT)


def _limit(ax: Axes, speech: Speech, tier: int, limit: Fraction | None, name: str, dashes: str, lift: float) -> None:
    if limit is None:
        return
    base = limit * speech.scenario.policy.money.unit
    at, colour = float(base / speech.unit), style.of_tier(style.TIER_COLOURS, tier)
    ax.axhline(at, color=colour, linestyle=dashes, linewidth=1)
    ax.annotate(
        f"{speech.tier(tier)}{speech('', ' ')}{name} {number(base / speech.unit)}",
        (0, at),
        xycoords=("axes fraction", "data"),
        xytext=(4, lift),
        textcoords="offset points",
        va="bottom" if lift > 0 else "top",
        color=style.INK,
        fontsize=style.SMALL,
    )
