"""Figures of documents: the same whatever is set around them, and left nowhere."""

from __future__ import annotations

import matplotlib
import pytest

from allocator.report.content import Lang
from allocator.report.explained_run import ExplainedRun
from allocator.report.figures import FIGURES, figure


@pytest.mark.parametrize("name", FIGURES)
def test_settings_of_the_machine_change_no_figure(awkward_run: ExplainedRun, name: str) -> None:
    made = figure(name, awkward_run, Lang.ZH, "svg")
    own = {"font.size": 20, "axes.linewidth": 5, "lines.linewidth": 7, "svg.fonttype": "none", "savefig.facecolor": "k"}
    with matplotlib.rc_context(own):
        assert figure(name, awkward_run, Lang.ZH, "svg") == made
        assert matplotlib.rcParams["font.size"] == 20


def test_a_notebook_is_not_left_with_figures_to_show(awkward_run: ExplainedRun) -> None:
    from matplotlib import pyplot

    before = pyplot.get_fignums()
    with pyplot.ion():
        figure("amounts", awkward_run, Lang.ZH, "png")
    assert pyplot.get_fignums() == before
