"""Formats that no font serves: which characters, where they stand in the inputs, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from allocator.errors import AllocatorError
from allocator.fonts import MissingGlyphError
from allocator.report.explained_run import ExplainedRun
from allocator.visible import visible

_MOST_TOLD, _MOST_PLACES = 10, 3
UNHELD = ("xlsx", "html")
"""Formats whose texts the reader's own fonts set, which may have more characters."""


class FormatsRefusedError(AllocatorError):
    """Some formats cannot show a text; the documents stand in the others alone.

    Parameters
    ----------
    run
        The run, whose inputs are looked through for the characters.
    refused
        Format -> why it is left out; at least one.
    written
        The files of the other formats, which were written.
    """

    def __init__(self, run: ExplainedRun, refused: Mapping[str, MissingGlyphError], written: tuple[Path, ...]) -> None:
        self.refused, self.written = dict(refused), written
        missing = dict.fromkeys(pair for error in refused.values() for pair in error.missing)
        characters = dict.fromkeys(c for _, c in missing)
        lines = []
        for character in list(characters)[:_MOST_TOLD]:
            named = f"'{visible(character)}' (U+{ord(character):04X})"
            elsewhere = next(where for where, c in missing if c == character)
            places = list(places_of(run, character)) or [visible(elsewhere) or "a text of the policy"]
            more = f" (and {len(places) - _MOST_PLACES} more places)" if len(places) > _MOST_PLACES else ""
            where = "; ".join(places[:_MOST_PLACES]) + more
            lines.append(f"{where}: no font that documents are set in has the character {named}")
        if len(characters) > _MOST_TOLD:
            lines.append(f"... and {len(characters) - _MOST_TOLD} more characters")
        names = ", ".join(refused)
        others = [f for f in UNHELD if f not in refused]
        left = f"{names}: none of these files is written"
        left += f", those of the other formats are ({len(written)})" if written else ", and nothing else is"
        remedy = f"`--format {','.join(others)}` writes what the reader's own fonts may show" if others else ""
        rewrite = "write the text with other characters in the inputs and run again"
        lines.append("; ".join(part for part in (left, remedy, f"or {rewrite}" if remedy else rewrite) if part))
        super().__init__("\n".join(lines))


def places_of(run: ExplainedRun, character: str) -> Iterator[str]:
    """Where a character stands in the applications, in published order.

    Parameters
    ----------
    run
        Gives them.
    character
        One character.
    """
    scenario = run.allocation.scenario
    applications = scenario.tables.applications
    table = applications.table
    order = sorted(range(len(applications)), key=scenario.positions.__getitem__)
    for name in table.columns:
        cells = table.cells(name)
        if any(character in text for text in cells.values):
            yield from (f"application {visible(applications.ids[k])}, {name}" for k in order if character in cells[k])
