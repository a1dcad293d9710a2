"""Awards and money over cities, chains, or any other column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from allocator.allocation import Allocation, Award
from allocator.errors import UsageError
from allocator.fields import FIELDS, heading_key
from allocator.figures import style
from allocator.figures.amounts import empty
from allocator.figures.words import Speech, joined, shown, wrapped
from allocator.policy.schema import Group
from allocator.scenario.columns import comparable
from allocator.scenario.groups import wanted_value

MOST = 25
_LIMITS = ("#000000", "#b5460f", "#6b3f8f")


@dataclass(frozen=True, slots=True)
class _Bar:
    """A value of the column, as it compares and as it is written, and the awards of it."""

    value: str
    name: str
    awards: tuple[Award, ...]


def distribution(allocation: Allocation, *, by: str = "city", ax: Axes | None = None, lang: str = "zh") -> Axes:
    """Awards (left) and money (right) for each value of a column, by tier; limits of group rules as marks.

    Parameters
    ----------
    allocation
        Any.
    by
        Internal name of the column: `city`, `chain`, or another of the applications.
    ax
        Where to draw, both panels in its room; a new figure without it.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        Those given, or those of the new figure: the panel of the awards.

    Raises
    ------
    UsageError
        If there is no such column, or the language is another.
    MissingGlyphError
        If no font has a character of a value or a name.
    """
    speech = Speech(allocation.scenario, lang)
    bars, rest = _bars(allocation, by, speech)
    ax = style.axes_of(ax, 1.4 + 0.22 * max(len(bars), 3), left=0.2)
    beside = style.panel_beside(ax, 0.25)
    for panel in (ax, beside):
        style.plain_frame(panel, "x")
    if not bars:
        empty(ax, speech("没有可参评的项目", "no eligible applications"))
    _stack(ax, bars, lambda a: 1.0, speech)
    _stack(beside, bars, lambda a: speech.money(a.amount), speech)
    marked = _mark_limits(ax, beside, allocation, by, bars, speech)
    ax.set_yticks(range(len(bars)), labels=[bar.name for bar in bars])
    ax.set_ylim(max(len(bars), 1) - 0.4, -0.6)
    beside.tick_params(labelleft=False)
    ax.set_xlabel(speech("入选（项）", "awards"), fontsize=style.BODY)
    ax.xaxis.set_major_locator(style.whole_numbers())
    beside.set_xlabel(speech.money_axis("奖补金额", "money"), fontsize=style.BODY)
    headings = allocation.scenario.tables.applications.table.headings
    heading = headings.get(by, by)
    if heading_key(heading) == by:  # a run's own inputs have the internal names
        heading = FIELDS["applications"].get(by, heading)
    heading = shown(f"heading of column {by}", heading)
    title = speech(f"按“{heading}”分布", f"Awards and money by {by.replace('_', ' ')}")
    if rest:
        title += speech(f"（另有{rest}个金额更少的未画出）", f" ({rest} with less money not drawn)")
    ax.set_title(title, loc="left", fontsize=style.TITLE)
    tiers = list(ax.containers) if len(ax.containers) > 1 and bars else []
    style.legend_below(ax, [*tiers, *marked], columns=2 if marked else 4)
    style.finish([ax, beside])
    return ax


def _bars(allocation: Allocation, by: str, speech: Speech) -> tuple[list[_Bar], int]:
    """The values among eligible applications by money, most first, and how many are left out."""
    applications = allocation.scenario.tables.applications
    if by not in applications.table:
        known = ", ".join(sorted(applications.table.columns))
        raise UsageError(f"the applications have no column {by!r}; choose one of {known}")
    cells, compared = applications.table.cells(by), comparable(allocation.scenario.policy, by)
    names: dict[str, str] = {}
    for k in allocation.scenario.order:
        names.setdefault(compared(cells[k]), cells[k])
    awards: dict[str, list[Award]] = {value: [] for value in names}
    for award in allocation.awards:
        awards[compared(cells[award.application])].append(award)
    order = sorted(names, key=lambda v: (-sum(a.amount for a in awards[v]), -len(awards[v]), v))
    bars = []
    for value in order[:MOST]:
        name = wrapped(shown(f"column {by}", names[value]), 24, 1) or speech("（未填）", "(empty)")
        bars.append(_Bar(value, name, tuple(awards[value])))
    return bars, max(0, len(order) - MOST)


def _stack(ax: Axes, bars: Sequence[_Bar], worth: Callable[[Award], float], speech: Speech) -> None:
    left = [0.0] * len(bars)
    for t, tier in enumerate(speech.scenario.policy.tiers):
        widths = [sum(worth(a) for a in bar.awards if a.tier == tier.id) for bar in bars]
        ax.barh(
            range(len(bars)),
            widths,
            left=left,
            height=0.66,
            color=style.of_tier(style.TIER_COLOURS, t),
            hatch=style.of_tier(style.TIER_HATCHES, t),
            edgecolor="white",
            linewidth=0.5,
            label=speech.tier(t),
        )
        left = [a + b for a, b in zip(left, widths, strict=True)]
    for n, total in enumerate(left):
        ax.annotate(
            f"{total:,.10g}", (total, n), xytext=(5, 0), textcoords="offset points", va="center", fontsize=style.SMALL
        )
    ax.set_xlim(0, 1.15 * max([1.0, *left]))


def _mark_limits(
    awards: Axes, money: Axes, allocation: Allocation, by: str, bars: Sequence[_Bar], speech: Speech
) -> list[Line2D]:
    """Marks where the rules bound a value's awards or money, and what the legend says of them."""
    marked: list[Line2D] = []
    policy = allocation.scenario.policy
    for group in (g for g in policy.groups if g.by == by):
        wanted = wanted_value(policy, group)
        rows = [n for n, bar in enumerate(bars) if bar.value and wanted in (None, bar.value)]
        unit = policy.money.unit / speech.unit
        limits = [
            (awards, group.max_awards, 1.0, "-", speech("上限", "at most")),
            (awards, group.min_awards, 1.0, ":", speech("下限", "at least")),
            (money, group.max_amount, unit, "-", speech("资金上限", "money at most")),
        ]
        for ax, limit, scale, dashes, kind in limits:
            if limit is None or not rows:
                continue
            colour = _LIMITS[len(marked) % len(_LIMITS)]
            at = float(limit) * scale
            drawn: dict[str, Any] = {"color": colour, "linewidth": 2, "linestyle": dashes}
            low, high = [n - 0.45 for n in rows], [n + 0.45 for n in rows]
            ax.vlines([at] * len(rows), low, high, gid=f"{group.id} {kind}", **drawn)
            ax.set_xlim(right=max(ax.get_xlim()[1], 1.15 * at))
            label = f"{_rule_name(group, speech)}{speech('：', ': ')}{kind}{speech('', ' ')}{at:,.10g}"
            marked.append(Line2D([], [], label=label, **drawn))
    return marked


def _rule_name(group: Group, speech: Speech) -> str:
    name = shown(f"rule {group.id}, name", speech(*speech.words.rule(group.id)))
    if group.tiers is None:
        return name
    tiers = [speech.tier(t) for t in speech.scenario.policy.tier_indices(group.tiers)]
    return name + speech(f"（{joined(speech, tiers)}）", f" ({joined(speech, tiers)})")
