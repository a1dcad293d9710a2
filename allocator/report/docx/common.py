"""Characters that any document of a run may have: all its documents embed the same, so that they stand side by side.

LibreOffice keeps the embedded fonts of open documents under their names alone: of two documents that are open (or
converted) together, the second is shown in the fonts of the first. One set of characters for all of them is also made
once.
"""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path

import allocator
from allocator.report.explained_run import ExplainedRun

_NO_BREAK_HYPHEN = "\u2011"  # as which LibreOffice shows w:noBreakHyphen


def common_characters(run: ExplainedRun) -> frozenset[str]:
    """The characters of the inputs, and of the words that the package puts around them.

    Parameters
    ----------
    run
        Gives the inputs.
    """
    scenario = run.allocation.scenario
    tables = scenario.tables
    given = [scenario.policy.model_dump_json()]
    for table in (tables.applications, tables.decisions):
        if table is not None:
            given += ["".join(table.table.cells(column)) for column in table.table.columns]
    return _own().union(_NO_BREAK_HYPHEN, *given)


@cache
def _own() -> frozenset[str]:
    """Characters of the package's own words: of all that it is written in."""
    sources = sorted(Path(allocator.__file__).parent.rglob("*.py"))
    return frozenset(string.printable.strip()).union(*(path.read_text(encoding="utf-8") for path in sources))
