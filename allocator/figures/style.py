"""How figures look: their fonts, colours and marks, and the axes that they are drawn on."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from matplotlib import is_interactive
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, fontManager
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation
from mpl_toolkits.axes_grid1 import make_axes_locatable

from allocator.fonts import fonts

WIDTH = 6.6  # inches, a little wider than the text of a page
SMALL, BODY, TITLE = 8.0, 9.0, 10.5  # points
DARK, LIGHT, BAND, INK = "#12457d", "#8c8c8c", "#fbe6b4", "#222222"
WARNING = "#b5460f"
TIER_COLOURS = ("#12457d", "#e08a1e", "#5aa9a3", "#a6a6a6", "#6b3f8f", "#d9c24a")
TIER_MARKS = ("o", "s", "^", "D", "v", "P")
TIER_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "++++")


def whole_numbers(most: int = 9) -> MaxNLocator:
    """Ticks at whole numbers."""
    return MaxNLocator(most, integer=True, steps=[1, 2, 5, 10])


def of_tier(marks: Sequence[str], tier: int) -> str:
    """The mark of a tier; those after the last begin anew."""
    return marks[tier % len(marks)]


def families() -> list[str]:
    """Names by which matplotlib finds the fonts of the package, in the order in which they are asked.

    The names are the package's own, so that a font of the machine is never taken in their place.
    """
    known = {entry.name for entry in fontManager.ttflist}
    names = []
    for font in fonts():
        name = f"{font.family} of award-allocator"
        if name not in known:
            entry = FontEntry(fname=str(font.path), index=font.face, name=name, weight=400, size="scalable")
            fontManager.ttflist.append(entry)
        names.append(name)
    return names


def axes_of(ax: Axes | None, height: float, left: float = 0.1) -> Axes:
    """The axes given; else those of a new figure, which a notebook (or interactive pyplot) shows by itself.

    Parameters
    ----------
    height
        Of a new figure, in inches.
    left
        Where its axes begin, in shares of its width.
    """
    if ax is not None:
        return ax
    size = (WIDTH, height)
    if "ipykernel" in sys.modules or ("matplotlib.pyplot" in sys.modules and is_interactive()):
        from matplotlib import pyplot

        figure: Figure = pyplot.figure(figsize=size)
    else:
        figure = Figure(figsize=size)
    made: Axes = figure.add_axes((left, 0.1, 0.98 - left, 0.82))
    return made


def panels_below(ax: Axes, shares: Sequence[float], *, gap: float, shared: bool = False) -> list[Axes]:
    """Further axes under the given ones, in the room that these had.

    Parameters
    ----------
    shares
        Height of each, in shares of the first's.
    gap
        Inches between two.
    shared
        Whether all have the horizontal axis of the first.
    """
    divider = make_axes_locatable(ax)
    options = {"sharex": ax} if shared else {}
    return [divider.append_axes("bottom", f"{100 * share:.0f}%", pad=gap, **options) for share in shares]


def panel_beside(ax: Axes, gap: float) -> Axes:
    """Axes as wide as the given ones to their right, with the same vertical axis."""
    beside: Axes = make_axes_locatable(ax).append_axes("right", "100%", pad=gap, sharey=ax)
    return beside


def plain_frame(ax: Axes, grid: Literal["x", "y", "both"]) -> None:
    """A frame without upper and right border, with faint lines along one axis."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis=grid, color="#e4e4e4", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=SMALL, length=3, labelfontfamily=families())


def finish(axes: Iterable[Axes]) -> None:
    """Set every text in the fonts of the package, and none as mathematics (`$`)."""
    names = families()
    for ax in axes:
        for text in ax.findobj(Text):
            text.set_fontfamily(names)
            text.set_parse_math(False)


def legend_below(ax: Axes, handles: Sequence[Any], columns: int) -> None:
    """A legend under the label of the horizontal axis; none without handles."""
    if handles:
        lower = ScaledTranslation(0, -34 / 72, ax.figure.dpi_scale_trans)
        ax.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=ax.transAxes + lower,
            borderaxespad=0,
            ncols=columns,
            frameon=False,
            fontsize=SMALL,
            columnspacing=1.2,
            handletextpad=0.5,
        )


def width_in_points(ax: Axes) -> float:
    """How wide the axes are."""
    return float(ax.bbox.width / ax.figure.dpi * 72)
