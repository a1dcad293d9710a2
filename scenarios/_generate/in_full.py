"""The second scenario: every winner gets in full what it asks for, so that money decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from _generate import applications as table
from _generate import gates
from _generate.applications import Application
from _generate.csvfile import Row, write_table
from _generate.draws import Draws
from _generate.enterprises import Enterprise, enterprises

ENTERPRISES, TWICE, FAILING = 114, 6, 14
GATES = (gates.GREEN_GATE, gates.MONTHS, gates.RECOMMENDATION)
SCORE = "综合得分"


def write_in_full(folder: Path, seed: str, taken: Sequence[Enterprise]) -> None:
    """Write the applications, in the encoding that spreadsheets in China save (GB 18030)."""
    applicants = enterprises(Draws(f"{seed} enterprises"), ENTERPRISES, taken)
    draws = Draws(f"{seed} applications")
    made = table.applications(draws, [*applicants, *draws.sample(applicants, TWICE)], "FA2026-", 7)
    failed = gates.failures(draws, len(made), FAILING, GATES, 0.1)
    made = [
        replace(one, cells=scored(draws, one) | gates.gate_cells(draws, GATES, lacks))
        for one, lacks in zip(made, failed, strict=True)
    ]
    headings = (*table.HEADINGS, SCORE, *(gate.heading for gate in GATES), gates.PARTNERS)
    write_table(folder / "applications.csv", headings, (one.row() for one in made), "gb18030")


def scored(draws: Draws, application: Application) -> Row:
    """Composite score with two decimals, and the partner firms."""
    hundredths = min(max(round(application.quality * 100), 0), 10_000)
    partners = gates.benchmark_cells(draws, application.tier, 0.3)[gates.PARTNERS]
    return {SCORE: f"{hundredths // 100}.{hundredths % 100:02d}", gates.PARTNERS: partners}
