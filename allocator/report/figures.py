"""Figures of documents by name, as pictures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from allocator.report.content import Lang
from allocator.report.explained_run import ExplainedRun
from allocator.sensitivity.explanation import Sensitivity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[[ExplainedRun, Lang], "Axes"]
Picture = Literal["png", "svg"]


def _line(run: ExplainedRun, lang: Lang) -> Axes:
    from allocator.figures import line

    return line(_explained(run), lang=lang.value)


def _frontier(run: ExplainedRun, lang: Lang) -> Axes:
    from allocator.figures import frontier

    return frontier(_explained(run), lang=lang.value)


def _rule_costs(run: ExplainedRun, lang: Lang) -> Axes:
    from allocator.figures import rule_costs

    return rule_costs(_explained(run), lang=lang.value)


def _amounts(run: ExplainedRun, lang: Lang) -> Axes:
    from allocator.figures import amounts

    return amounts(run.allocation, lang=lang.value)


def _distribution(run: ExplainedRun, lang: Lang) -> Axes:
    from allocator.figures import distribution

    return distribution(run.allocation, lang=lang.value)


FIGURES: Mapping[str, Draw] = {
    "line": _line,
    "frontier": _frontier,
    "rule_costs": _rule_costs,
    "amounts": _amounts,
    "distribution": _distribution,
}


def figure(name: str, run: ExplainedRun, lang: Lang, picture: Picture) -> bytes:
    """A figure as a picture; the same bytes for the same run.

    Parameters
    ----------
    name
        A key of `FIGURES`.
    run
        What it shows. `line`, `frontier` and `rule_costs` show its sensitivity.
    lang
        Language of its words.
    picture
        `svg` (texts as outlines) or `png` (200 dots an inch).

    Raises
    ------
    MissingGlyphError
        If no font has a character of it.
    """
    from matplotlib import style

    from allocator.figures import save

    with style.context("default"):  # whatever a matplotlibrc or a notebook has set
        axes = FIGURES[name](run, lang)
        try:
            return save(axes, format=picture)
        finally:
            _close(axes)


def _close(axes: Axes) -> None:
    """Forget a figure that pyplot knows of: a notebook would show it under the cell that writes documents."""
    if "matplotlib.pyplot" in sys.modules:
        from matplotlib import pyplot

        pyplot.close(axes.get_figure(root=True))


def _explained(run: ExplainedRun) -> Sensitivity:
    if run.sensitivity is None:
        raise ValueError("a run without an allocation has no sensitivity to show")
    return run.sensitivity
